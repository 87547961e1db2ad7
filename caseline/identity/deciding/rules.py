"""What no weight may overrule: what a machine never joins, and what a link needs beside a high probability."""

import numpy as np
import pandas as pd

from caseline.identity.comparing.compare import Compared
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.model import Scores, Weights
from caseline.identity.deciding.clustering import LINK, Bar

_AT = {comparison.name: position for position, comparison in enumerate(COMPARISONS)}
_LEVEL = {level.words: number for c in COMPARISONS for number, level in enumerate(c.levels)}
_SUFFIXES_DIFFER = "the suffixes (Jr, Sr) differ"
BIRTHS_DIFFER = "the dates of birth differ"
NAMELESS = "the first name of neither is known"
HALF_A_NAME = "the last names differ, and too little of the person's own agrees"
NAMES_IN_USE = "the first names are alike, but each is in use"
NEAR_IN_BOTH = "neither the first name nor the date of birth is quite the same"
NAMES_UNLIKE = "the first names are not the same, nor is the day of birth"
ONE_SUFFIX = "one has a suffix (Jr, Sr) and the other none"
ONLY_YEAR = "of the birth only the year is known, and nothing of the person's own agrees"
ONLY_NAMES = "little but the name agrees"
NAMESAKES = "others bear the name, there or near that date of birth"
OTHER_FIRST_NAME = "the first name is another, with all else alike: a new name, or a twin"
CONTESTED = "other records of the two do not agree"
CONFIRMED = "every merge waits for a person here"
_RARE_NAMES = 0.99  # probability from which names alone are enough
_RARER_NAMES = 0.997  # the same where a phone, an email or a number differs
_A_GENERATION = 12  # years between people of one name who are no slip of the pen
_SELDOM = 0.002  # share of people below which a first name is not common
_OWN = ("date_of_birth", "ssn", "phone", "email", "other_id")
_AGREES = {  # beside names: the levels that agree
    "date_of_birth": (
        "same date of birth", "day and month of birth swapped", "days of birth differ by one slip",
        "years of birth differ by one slip", "same year of birth, the day not known of either",
        "same year of birth, one day not known",
    ),
    "ssn": ("same SSN", "same last four of the SSN", "SSNs differ by one slip"),
    "phone": ("same phone", "phones differ by one digit"),
    "email": ("same email", "emails almost alike"),
    "address": ("same address", "addresses almost alike"),
    "other_id": ("same other ID",),
}  # fmt: skip
_BORN = _AGREES["date_of_birth"][:3]
_OTHER_NAME = "different first names, both in use"
_NO_FORM = ("different first names", "first names somewhat alike")
_SHARED_PHONE, _SHARED_ADDRESS = "same phone, but many share it", "same address, but many share it"
_YEAR_SLIP = "years of birth differ by one slip"
_DAY_UNKNOWN = "same year of birth, the day not known of either"
_FULL_NAME = (
    "same first name", "first and last name swapped", "the same names, cut elsewhere into first and last",
    "first names are forms of one name",
    "one has a first name of the other among its names",
)  # fmt: skip


_TELLS_APART = [_AT[field] for field in ("first_name", "date_of_birth", "ssn", "sex", "suffix")]
_STRONGLY = -4.0  # log2 odds: so strongly a field speaks against one person that a slip does not explain it


def contradicting(scores: Scores) -> np.ndarray:
    """Pairs of which two fields that tell people apart speak strongly against one person, as the records at hand go."""
    return np.sum(scores.parts[:, _TELLS_APART] <= _STRONGLY, axis=1) > 1


def renamed(compared: Compared) -> np.ndarray:
    """Pairs that differ in the first name and have everything else that tells: a new name, or a twin."""
    same = {field: _reaches(compared, field, *_AGREES[field][:2]) for field in _AGREES}
    other_sex = _reaches(compared, "sex", "different sex")
    rest = same["ssn"] | same["email"] | same["other_id"] | (same["phone"] & same["address"])
    return (
        (_reaches(compared, "first_name", _OTHER_NAME) | (other_sex & _reaches(compared, "first_name", *_NO_FORM)))
        & _reaches(compared, "last_name", "same last name")
        & _reaches(compared, "date_of_birth", "same date of birth")
        & rest
        & ~_reaches(compared, "ssn", "different SSNs")
    )


def barred(compared: Compared, scores: Scores, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """Per pair a Bar and the reason for it ('' where there is none). A machine joins no barred pair.

    Suffixes that differ bar; another first name on what else looks like one person, where the records show families,
    is held for a person, however likely it is.
    """
    other_name = (scores.probability >= LINK) & _reaches(compared, "first_name", _OTHER_NAME)
    other_name = (other_name | renamed(compared)) & ~_reaches(compared, "other_id", "same other ID") & weights.families
    differ = _reaches(compared, "suffix", "different suffixes")
    # Father and son are not born on one day.
    differ &= ~(_reaches(compared, "date_of_birth", "same date of birth") & _reaches(compared, "ssn", "same SSN"))
    bar = np.where(differ, Bar.MACHINE, np.where(other_name, Bar.HELD, Bar.NONE))
    return bar, np.where(differ, _SUFFIXES_DIFFER, np.where(other_name, OTHER_FIRST_NAME, "")).astype(object)


def too_little(compared: Compared, people: pd.DataFrame, scores: Scores, weights: Weights) -> np.ndarray:
    """Per pair why what is known of it is too little for a machine, however likely it looks; '' where it is enough.

    Nothing but the names agrees and they are not rare; or one has a suffix (Jr, Sr) that the other lacks; or the last
    names differ, and so does the day of birth, with no more than a phone that agrees. Where the
    records show families, also: nothing but names agrees that people born in different years bear, or what a household,
    a shelter or a community may share. It takes something of the person's own. An SSN or other ID is; a day of birth
    beside a full name is; a phone, an email or an address beside a full name is, unless the dates of birth differ, or
    people of that name were born a generation apart there and this record does not say when.
    """
    left, right = compared.left, compared.right
    agrees = {field: _reaches(compared, field, *words) for field, words in _AGREES.items()}
    differs = np.any([(compared.levels[:, _AT[field]] >= 0) & ~agrees[field] for field in _OWN], axis=0)
    only_names = ~np.any(list(agrees.values()), axis=0)
    rare = scores.probability >= np.where(differs, _RARER_NAMES, _RARE_NAMES)
    own = agrees["ssn"] | agrees["other_id"]
    born = _reaches(compared, "date_of_birth", *_BORN)
    suffix = people["suffix"].notna().to_numpy()
    one_suffix = (suffix[left] != suffix[right]) & ~born & ~own & ~agrees["email"]
    contact = agrees["phone"] | agrees["email"]
    same_birth = _reaches(compared, "date_of_birth", "same date of birth")
    shared = np.sum([agrees[field] for field in ("phone", "email", "address")], axis=0)
    other_last = _reaches(compared, "last_name", "different last names") & (shared == 0)
    # A phone alone may be that of somebody else of a common name by now.
    seldom = compared.frequency[:, _AT["first_name"]] < _SELDOM
    little_shared = ((shared == 0) & ~same_birth) | ((shared == 1) & ~born & ~seldom)
    half_a_name = _reaches(compared, "last_name", "different last names") & little_shared & ~own
    if not weights.families:
        only_names &= ~rare & ~_reaches(compared, "place", "same ZIP")
        return _first_of((HALF_A_NAME, half_a_name), (ONE_SUFFIX, one_suffix), (ONLY_NAMES, only_names))
    born_by_name = people["dob"].str[:4].groupby(people["name_key"]).transform("nunique").fillna(0).to_numpy()
    only_names &= ~rare | (np.maximum(born_by_name[left], born_by_name[right]) > 1)
    birth_known = compared.levels[:, _AT["date_of_birth"]] >= 0
    nameless = people["first"].isna().to_numpy()
    same_name = _reaches(compared, "first_name", "same first name")
    full_name = _reaches(compared, "first_name", *_FULL_NAME)
    swapped = _reaches(compared, "first_name", "first and last name swapped")
    slip = _reaches(compared, "first_name", "first names spelled almost alike") & ~birth_known & contact
    shared_place = _reaches(compared, "phone", _SHARED_PHONE) | _reaches(compared, "address", _SHARED_ADDRESS)
    no_own = ~birth_known & ~contact & ~agrees["address"] & (~rare | shared_place)
    others_bear_it = np.maximum(born_by_name[left], born_by_name[right]) > 2
    generations = _born_apart(people) >= _A_GENERATION
    namesakes = (~birth_known & (generations[left] | generations[right])) | (
        born & ~same_birth & ~contact & others_bear_it
    )
    return _first_of(
        (BIRTHS_DIFFER, birth_known & ~agrees["date_of_birth"] & ~own),
        (NAMELESS, nameless[left] & nameless[right] & ~own),
        (HALF_A_NAME, half_a_name | (other_last & (scores.probability < _RARE_NAMES) & ~own)),
        (NAMES_IN_USE, _reaches(compared, "first_name", "first names alike, but each in use") & ~own),
        (NEAR_IN_BOTH, ~same_name & _reaches(compared, "date_of_birth", _YEAR_SLIP) & ~own),
        (NEAR_IN_BOTH, swapped & born & ~same_birth & (shared == 0) & ~own),
        (NAMES_UNLIKE, ~full_name & ~born & ~slip & ~own),
        (ONE_SUFFIX, one_suffix),
        (NAMESAKES, namesakes & ~own),
        (ONLY_YEAR, _reaches(compared, "date_of_birth", _DAY_UNKNOWN) & (shared == 0) & ~own),
        (ONLY_NAMES, only_names | (no_own & ~own)),
    )


def _born_apart(people: pd.DataFrame) -> np.ndarray:
    """Per record how many years apart people of its name at its address were born: father and son of one name."""
    year = pd.to_numeric(people["dob"].str[:4], errors="coerce")
    at_home = year.groupby([people["name_key"], people["street"]])
    return (at_home.transform("max") - at_home.transform("min")).fillna(0).to_numpy()


def _first_of(*reasons: tuple[str, np.ndarray]) -> np.ndarray:
    """Per pair the first of the reasons that holds; '' where none does."""
    which = np.select([holds for _, holds in reasons], range(1, len(reasons) + 1), 0)
    return np.array(["", *(words for words, _ in reasons)], dtype=object)[which]


def _reaches(compared: Compared, field: str, *words: str) -> np.ndarray:
    return np.isin(compared.levels[:, _AT[field]], [_LEVEL[word] for word in words])
