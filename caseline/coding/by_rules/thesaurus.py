"""Words that people in human services use for one another; used only where a skill gives wording and no phrases."""

from functools import cache

from caseline.coding.grammar.cues import CueIndex
from caseline.coding.grammar.words import base_form

_GROUPS = """
    smoke smoker smokers smoking cigarette cigarettes tobacco tob ppd pack packs nicotine vape;
    alcohol drink drinks drinker drinking etoh ethanol beer beers wine liquor vodka alcoholic alcoholism whiskey;
    drug drugs illicit illicits ivdu ivda substance substances narcotics;
    marijuana cannabis pot thc weed;
    cocaine crack;
    opioid opioids opiate opiates heroin fentanyl oxycodone;
    unemployed unemployment jobless;
    retired retirement retiree;
    homemaker housewife;
    student sophomore freshman semester;
    home apartment condo;
    housing rent apartment lease landlord;
    homeless homelessness unhoused shelter unsheltered;
    food hungry hunger groceries meal meals pantry snap;
    transportation transport bus car ride rides;
    money financial finances income bills debt afford;
    legal court judge lawyer attorney jail prison probation parole arrested incarcerated;
    school college class classes education ged;
    violence violent abuse abused assault assaulted hit beaten;
    isolation isolated lonely alone loneliness;
    disability disabled impairment wheelchair blind deaf amputee ssi ssdi;
    housebound homebound bedbound bedridden;
    divorce divorced separated separation estranged estrangement widow widowed widower breakup bereaved bereavement;
    shame ashamed guilt guilty embarrassed embarrassment humiliated stigma stigmatized;
    pain painful ache aching arthritis migraine;
    gay lesbian bisexual transgender nonbinary lgbtq;
    weapon weapons gun guns knife firearm;
    facility shelter rehab;
    childcare daycare babysitter;
    medical health doctor clinic hospital;
    medication meds prescription;
    anxiety anxious depression depressed;
    support supportive;
    employed employment work works working job occupation teacher clerk engineer mechanic carpenter electrician
        plumber painter physician manager supervisor consultant salesperson salesman attorney accountant cashier
        cook waiter waitress bartender barber hairdresser janitor farmer welder contractor bookkeeper secretary
        receptionist technician firefighter paramedic programmer realtor landscaper roofer machinist
"""
_KINDS = """
    drug: marijuana cannabis cocaine crack opioid opioids opiate heroin fentanyl oxycodone meth methamphetamine
    tobacco: cigarette cigarettes cigar cigars pipe vape
    alcohol: beer wine liquor vodka whiskey
    income: wages salary ssi ssdi tanf pension
    benefits: snap tanf ssi ssdi wic medicaid
"""
_OPPOSITES = {
    "smoke smoker smoking tobacco": "nonsmoker nonsmokers nonsmoking",
    "alcohol drink drinker drinking": "nondrinker nondrinkers teetotaler teetotal abstinent nonalcoholic",
    "employed employment work working job": "unemployed unemployment jobless",
    "homeless homelessness": "housed",
}
_PHRASES = {
    "home": """
        lives with; living with; resides with; stays with; lives alone; living alone; resides alone; lives on her own;
        living on her own; lives by herself; lives independently; at home lives
    """,
    "housing facility": """
        nursing home; nursing facility; group home; assisted living; care center; care home; rest home; halfway house;
        sober living; senior living; independent living; memory care; board and care; transitional housing; boarding
        house; rooming house; retirement home; retirement community; snf; alf; long term care; extended care; lives in
        ... facility; lives at ... facility; resides in ... facility; resides at ... facility; lives at ... center;
        resides at ... center; lives in ... shelter; stays at ... shelter
    """,
    "retired disability": "medically retired; medical retirement; disability retirement",
    "job": "business owner; owns a business; owns her own business",
    "unemployed": "laid off; lost her job; out of work; between jobs; terminated from; was fired; on disability",
    "student": """
        attends school; attends college; goes to school; goes to college; in college; in high school; enrolled in;
        grader; attends ... classes; studying for; attending college
    """,
    "transportation": "drives; has a car; takes the bus; own car; gets a ride",
    "homemaker": "stay at home mom; stay at home mother; stays at home with the kids; takes care of the house",
    "part": "part-time; half-time; part time; half time; per diem",
}
"""Phrases that say what each of some words says."""
_MISLEADING = {
    "home": "nursing home; group home; care home; rest home; foster home; home health; works from home",
    "student": "school teacher; school nurse; school bus; public school; public schools",
    "job": "nursing home; work on; working on; works on; work program; home work; hard work; work up",
}
"""Phrases in which words of the same meaning mean something else."""
_SYNONYMS: dict[str, set[str]] = {}
for _group in _GROUPS.split(";"):
    _bases = {base_form(word) for word in _group.split()}
    for _word in _bases:
        _SYNONYMS.setdefault(_word, set()).update(_bases - {_word})


def synonyms(word: str) -> frozenset[str]:
    """Words of the field that mean nearly the same as a base form."""
    return frozenset(_SYNONYMS.get(word, ()))


_KIND_OF: dict[str, set[str]] = {}
for _line in _KINDS.strip().splitlines():
    _whole, _, _members = _line.partition(":")
    for _word in _members.split():
        _KIND_OF.setdefault(base_form(_word), set()).add(base_form(_whole.strip()))


def kinds_of(word: str) -> frozenset[str]:
    """Base forms of what a word names a kind of ('drug' for 'cocaine'), and the words that mean the same."""
    wholes = _KIND_OF.get(word, set())
    return frozenset(wholes.union(*(synonyms(whole) for whole in wholes)) if wholes else ())


def members_of(word: str) -> frozenset[str]:
    """Base forms of the kinds of what a word names ('cocaine' for 'drug')."""
    return frozenset(member for member, wholes in _KIND_OF.items() if word in wholes)


def opposites(word: str) -> frozenset[str]:
    """Base forms of words that deny what a word says ('unemployed' for 'employed')."""
    entries = (others for words, others in _OPPOSITES.items() if word in map(base_form, words.split()))
    return frozenset(base_form(other) for others in entries for other in others.split())


@cache
def telling_phrases() -> CueIndex[str]:
    """Phrases with the base form whose meaning they have ('lives alone' with 'home')."""
    return _index(_PHRASES, widen=True)


@cache
def misleading_phrases() -> CueIndex[str]:
    """Phrases with the base form that words in them do not mean ('nursing home' with 'home')."""
    return _index(_MISLEADING, widen=False)


def _index(table: dict[str, str], widen: bool) -> CueIndex[str]:
    index: CueIndex[str] = CueIndex(widen)
    for words, phrases in table.items():
        for phrase in phrases.split(";"):
            for word in words.split():
                index.add(" ".join(phrase.split()), base_form(word))
    return index
