"""Values that stand for "we do not know", and values too common to tell people apart."""

from collections.abc import Sequence

import pandas as pd

# Words for a name that nobody knows. What they stand for is missing; the other name stays.
UNKNOWN = frozenset(
    {
        "client", "firstnameunknown", "fnu", "lastnameunknown", "lnu", "namenotknown", "nameunknown", "nfn", "nln",
        "nmn", "noname", "nolastname", "nofirstname", "notknown", "notprovided", "nogiven", "sinnombre", "unk",
        "unknown", "unnamed", "unidentified", "xxx", "tbd", "dnk", "newborn", "unborn", "fetus",
    }
)  # fmt: skip
FIRST_NAMES = UNKNOWN | {"baby", "babyboy", "babygirl", "bb", "bg", "boybaby", "girlbaby", "infantboy", "infantgirl"}
# Written by who filled in the form, in place of a name. Words that are also given names are not here (Son, Boy).
_ROLES = frozenset(
    {
        "adult", "aunt", "boyfriend", "brother", "child", "cousin", "dad", "daughter", "father", "female", "friend",
        "gent", "gentleman", "gentlemen", "girlfriend", "granddaughter", "grandfather", "grandmother", "grandson",
        "guardian", "hijo", "hija", "house", "householder", "husband", "infant", "inmate", "kid", "lady", "male",
        "minor", "mom", "mother", "neighbor", "nephew", "niece", "occupant", "parent", "participant", "resident",
        "respondent", "roommate", "senor", "senora", "sister", "spouse", "stepdaughter", "stepson", "teenager",
        "tenant", "toddler", "uncle", "wife", "woman", "youngest", "youth",
    }
)  # fmt: skip
# Of these nobody has a name yet; a letter or number beside one tells two of them apart (Baby A, Twin 2).
_UNNAMED = frozenset({"baby", "fetus", "infant", "newborn", "triplet", "twin", "unborn"})
_ROLES_WITH = _ROLES | _UNNAMED | frozenset(
    {
        "boy", "eldest", "expected", "expecting", "girl", "head", "household", "in", "man", "of", "old", "older",
        "oldest", "son", "the",
        "unknown", "young", "younger", "youngest",
    }
)  # fmt: skip
_LAST_ROLES = frozenset(
    {
        "daughter", "female", "granddaughter", "grandson", "householder", "husband", "male", "occupant", "participant",
        "resident", "respondent", "roommate", "spouse", "wife",
    }
)  # fmt: skip
TITLES = frozenset(
    {
        "capt", "captain", "col", "colonel", "dr", "hon", "lt", "madam", "mr", "mrs", "ms", "miss", "mister", "mx",
        "prof", "professor", "rev", "reverend", "sgt", "sir",
    }
)  # fmt: skip
# Before a given name, of which they are no part where one follows: Burmese and Karen titles, and Ma. for Maria.
BEFORE_NAMES = frozenset({"daw", "ko", "ma", "mahn", "maung", "naw", "saw", "u"})
_DOES = frozenset({"baby", "jane", "jon", "john", "johnny", "janie", "unknown"})
_TESTS = frozenset({("test", "test"), ("test", "client"), ("client", "test"), ("test", "patient")})
EMAIL_USERS = frozenset(
    {
        "none", "noemail", "no", "unknown", "na", "n/a", "noreply", "test", "admin", "contact", "frontdesk", "info",
        "intake", "office", "reception", "support",
    }
)  # fmt: skip
DATES = frozenset(["1900-01-01", "1901-01-01", "1800-01-01", "1899-12-31", "1899-12-30", "1970-01-01", "9999-12-31"])
SSNS = frozenset(["123456789", "987654321", "078051120", "219099999", "111223333", "123121234"])

LAST_FOURS = frozenset(["0000", "1234", "9999"])
"""What is typed where the last four digits of an SSN are not known."""

# A near-unique identifier held by more records than this, under as many different names, identifies no one.
_SHARED_BY = 12


def is_nobody(first: str | None, last: str | None) -> bool:
    """Whether a whole name is one that stands for nobody: John Doe, Test Client."""
    return (last == "doe" and first in _DOES) or (first, last) in _TESTS


def is_role(words: Sequence[str]) -> bool:
    """Whether the words of a first or middle name say who someone is in a household: 'male child'."""
    if not all(word in _ROLES_WITH or len(word) == 1 for word in words):
        return False
    if any(word in _ROLES for word in words) or (len(words) > 1 and any(word in _UNNAMED for word in words)):
        return True
    return len(words) > 1 and all(len(word) > 1 for word in words)


def is_last_role(words: Sequence[str]) -> bool:
    """The same of a last name, where only words that are no surname count; and 'xxx'."""
    return bool(words) and all(word in _LAST_ROLES or (len(word) > 1 and set(word) == {"x"}) for word in words)


def shared_ssns(records: pd.DataFrame) -> frozenset[str]:
    """SSNs that many differently named records hold: a shelter's default, not a person's."""
    held = records[["ssn", "first", "last"]].dropna(subset=["ssn"])
    names = held.drop_duplicates().groupby("ssn", sort=False).size()
    return frozenset(names[names > _SHARED_BY].index)


def blank(records: pd.DataFrame, ssns: frozenset[str]) -> pd.DataFrame:
    """Takes SSNs that identify no one out of standardised records."""
    if ssns:
        records["ssn"] = records["ssn"].map(lambda value: None if value in ssns else value)
    return records
