"""Names of things that notes write with a capital and that are nobody: medicines, shops, motels, benefits, languages.

A word here is no stranger wherever it stands. Words that are also people's names are left out (Chase, Wells, Ford).
"""

_WORDS = """
    narcan naloxone suboxone subutex sublocade methadone buprenorphine vivitrol naltrexone antabuse zoloft
    prozac lexapro celexa paxil effexor cymbalta wellbutrin trazodone remeron buspar hydroxyzine vistaril
    prazosin seroquel abilify risperdal zyprexa haldol latuda invega geodon clozaril lithium depakote lamictal
    tegretol xanax klonopin ativan valium ambien adderall ritalin vyvanse concerta strattera gabapentin
    neurontin lyrica percocet vicodin oxycontin oxycodone fentanyl tramadol insulin lantus humalog novolog
    metformin ozempic lisinopril albuterol ventolin advair symbicort tylenol advil motrin ibuprofen aleve
    aspirin benadryl nyquil melatonin plan-b nicorette chantix prep descovy truvada biktarvy motel motels inn
    inns hotel hostel econo lodge travelodge budgetel extended rodeway google googles googled facebook instagram
    tiktok snapchat whatsapp youtube zoom skype facetime messenger gmail yahoo outlook zelle venmo cashapp
    paypal craigslist zillow indeed linkedin uber lyft doordash instacart grubhub amazon ebay walmart target
    costco aldi kroger safeway publix walgreens cvs goodwill ikea starbucks mcdonalds mcdonald's wendys subway
    dunkin greyhound amtrak chromebook ipad iphone android wifi netflix xbox playstation nintendo liheap ihss
    wic ebt calfresh calworks medi-cal medicaid medicare obamacare lifeline chip tanf snap ssi ssdi unemployment
    spanish english creole arabic somali vietnamese mandarin cantonese tagalog portuguese french russian
    ukrainian farsi dari pashto swahili amharic tigrinya haitian mexican honduran guatemalan salvadoran cuban
    dominican american christmas thanksgiving easter ramadan eid halloween hanukkah juneteenth covid hiv aids
    copd ptsd adhd mrsa
"""
ORDINARY_NAMES = frozenset(_WORDS.split())
