"""Words that people in human services use for one another; used only where a skill gives wording and no phrases."""

from caseline.coding.words import base_form

_GROUPS = """
    smoke smoker smoking cigarette cigarettes tobacco ppd pack packs nicotine vape
    alcohol drink drinks drinker drinking etoh beer beers wine liquor vodka alcoholic whiskey
    drug drugs illicit ivdu substance substances narcotics
    marijuana cannabis pot thc weed
    cocaine crack
    opioid opioids opiate heroin fentanyl oxycodone
    employed employment work works working job worked occupation teacher nurse driver clerk engineer
    unemployed unemployment jobless
    retired retirement
    home house apartment condo
    housing rent apartment lease landlord
    homeless homelessness unhoused shelter unsheltered
    food hungry hunger groceries meal meals pantry snap
    transportation transport bus car ride rides drive drives
    money financial finances income bills debt afford
    legal court judge lawyer attorney jail prison probation parole arrested
    school student college class classes education ged
    violence violent abuse abused assault assaulted hit beaten
    isolation isolated lonely alone
    disability disabled ssi ssdi
    facility shelter nursing rehab
    childcare daycare babysitter
    medical health doctor clinic hospital
    medication meds prescription
    anxiety anxious depression depressed
    support supportive
    """
_KINDS = """
    drug: marijuana cannabis cocaine crack opioid opioids opiate heroin fentanyl oxycodone meth methamphetamine
    tobacco: cigarette cigarettes cigar cigars pipe vape
    alcohol: beer wine liquor vodka whiskey
    income: wages salary ssi ssdi tanf pension
    benefits: snap tanf ssi ssdi wic medicaid
"""
_SYNONYMS: dict[str, set[str]] = {}
for _line in _GROUPS.strip().splitlines():
    _bases = {base_form(word) for word in _line.split()}
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
