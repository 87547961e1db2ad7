"""Which column of a file of person records is which: headers as people write them, or why they cannot be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from caseline.identity.reading.protection import FLAGS
from caseline.identity.reading.standardise import INPUT_COLUMNS
from ingestion.header_words import header_words, words_of

RECORD_ID = "record_id"
COLUMNS = (RECORD_ID, *INPUT_COLUMNS, *FLAGS)
_TELLS_PEOPLE_APART = ("first_name", "last_name", "full_name", "dob", "ssn", "phone", "email", "other_id")
# What else each column is called; words, not spellings: "first name" stands for FIRST_NM and forename too.
_CALLED = {
    RECORD_ID: "record number, id, row id, unique id, personal id, person id, client number, participant number",
    "source": "source system, system, data source",
    "first_name": "first, given name, given, legal first name, name first",
    "middle_name": "middle, middle initial, second name",
    "last_name": "last, family name, legal last name, name last",
    "suffix": "name suffix, generation, generational suffix",
    "full_name": "name, whole name, name last first, legal name, first last name",
    "dob": "birth date, birth, birth day",
    "sex": "gender, sex birth",
    "ssn": "social security number, social security, social, last 4 ssn, last four ssn, last 4 social security",
    "phone": "phone number, home phone, primary phone, phone 1, day phone, best phone",
    "email": "email address, primary email, email 1",
    "address": "street address, street, home address, mailing address, current address, address 1, address line 1, "
    "residential address",
    "unit": "apartment, apt, apartment number, apt number, unit number, suite, address 2, address line 2",
    "city": "town, home city",
    "state": "home state, province",
    "zip": "zip code, home zip",
    "other_id": "other number, medicaid id, medicaid number",
    "is_protected": "protected, confidential, is confidential",
    "name_quality": "name data quality",
    "consent": "consent share, consent given, release information, roi",
}  # fmt: skip
# Of several columns the one with the earlier word.
_PREFERRED = {
    "phone": ("primary", "best", "mobile", "cell", "home"),
    "email": ("primary",),
    "address": ("current", "residential", "street", "home"),
    RECORD_ID: ("client", "participant"),
}
# Beside these a name, a phone or a number is that of several people, or of somebody who is asked for.
_SEVERAL = frozenset({"case", "contact", "family", "household", "intake", "people", "roster"})


class Unclear(ValueError):
    """Headers that cannot be told apart, or tell nothing about people; in a sentence."""


@dataclass(frozen=True)
class Fit:
    """Per column of COLUMNS that is there, its place in the file; and the headers that are none of them."""

    place: dict[str, int]
    others: list[str]


def fit(headers: Sequence[str]) -> Fit:
    """Decides for all headers together. Of several that come to one column the nearest is it,
    then the one that `_PREFERRED` prefers.

    Raises Unclear where two headers are the same or come equally near, and where none tells people apart.
    """
    named = [(at, header.strip()) for at, header in enumerate(headers) if header.strip()]
    if twice := _first_twice(named):
        raise Unclear(f"columns {twice[0]} and {twice[1]} have one name. Each needs its own.")
    claims: dict[str, list[tuple[int, int]]] = {}
    for at, header in named:
        if found := _nearest(header):
            claims.setdefault(found[1], []).append((found[0], at))
    place = {}
    for column, claimed in claims.items():
        nearest = min(distance for distance, _ in claimed)
        best = _preferred(column, [at for distance, at in claimed if distance == nearest], headers)
        if len(best) > 1:
            both = " and ".join(str(at + 1) for at in best)
            raise Unclear(f"columns {both} may both be {column}. Call the one that counts {column}.")
        place[column] = best[0]
    if RECORD_ID not in place:
        raise Unclear("it has no column record_id. Its first line must name it: record_id,first_name,...")
    if not any(column in place for column in _TELLS_PEOPLE_APART):
        raise Unclear(
            f"none of its {len(named)} columns tells people apart. Call them {', '.join(_TELLS_PEOPLE_APART)}."
        )
    return Fit(place, [header for at, header in named if at not in place.values()])


def known(headers: Sequence[str]) -> int:
    """How many columns these headers come to."""
    return len({found[1] for header in headers if header.strip() and (found := _nearest(header.strip()))})


@lru_cache(maxsize=1 << 12)
def _nearest(header: str) -> tuple[int, str] | None:
    """The column of a header and its distance: 0 the very name, 1 in other words, 2 beside a word for a client."""
    if header.lower() in COLUMNS:
        return 0, header.lower()
    words = frozenset(words_of(header))
    if column := _by_words().get(words):
        return 1, column
    column = _by_words().get(words - (header_words().people - _SEVERAL))
    return (2, column) if column else None


@cache
def _by_words() -> dict[frozenset[str], str]:
    return {
        frozenset(words_of(name)): column
        for column in COLUMNS
        for name in (column, *(name.strip() for name in _CALLED[column].split(",")))
    }


def _preferred(column: str, places: list[int], headers: Sequence[str]) -> list[int]:
    """Of several columns that may be one those with the first word of `_PREFERRED` that any has; else all."""
    for word in _PREFERRED.get(column, ()):
        if found := [at for at in places if word in words_of(headers[at])]:
            return found
    return places


def _first_twice(named: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    """The numbers of the first two columns of one name."""
    seen: dict[str, int] = {}
    for at, header in named:
        if (first := seen.setdefault(header.casefold(), at)) != at:
            return first + 1, at + 1
    return None
