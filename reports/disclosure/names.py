"""No quote leaves in which a client could be named, or that says who somebody is."""

import re
from collections.abc import Iterable

from caseline.coding.pseudonyms.identifiers import GRAMMAR_NAMES, identifiers, is_word
from caseline.coding.pseudonyms.ordinary_names import ORDINARY_NAMES
from reports.published import Published

_WORD = re.compile(r"[^\W\d_]{2,}")
_ACRONYM = 5
_DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|august|september|october|"
    r"november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|tues?|thurs?|(?-i:Mon|Wed|Fri|Sat|Sun|May)|"
    r"(?:in|since|last|next|this|of|by|until|early|mid|late) may|may \d+|\d+ may|\d{1,2}(?:st|nd|rd|th)"
)
_PLACES = (
    r"(?:bed|bunk|room|unit|apartment|apt|house|door|floor|locker)\W+(?:[a-z]+\W+)?\d+\w?|"
    r"(?<=\w )(?:st|ave|rd|blvd|ln|hwy|pkwy)"
)
_DAY_OR_PLACE = re.compile(rf"\d{{1,4}}[/.-]\d{{1,2}}|\b(?:{_DAYS}|{_PLACES})\b", re.IGNORECASE)


def client_names(published: Published) -> frozenset[str]:
    """Every word of every name any source gives a client, in lower case."""
    rows = published.rows(
        "select distinct first_name, last_name from record.client union select distinct first_name, last_name "
        "from record.source_person order by 1, 2"
    )
    return frozenset(word for row in rows for name in row.values() for word in _words(name))


def names_nobody(text: str, names: frozenset[str]) -> bool:
    """Whether no word of the text is a word of any client's name."""
    return names.isdisjoint(_words(text))


def is_deidentified(quote: str, names: frozenset[str]) -> bool:
    """Whether it holds no client's name, no day, and nothing with the form of a name, an address or a number.

    A word in small letters that notes do not use may be a name too.
    """
    return (
        names_nobody(quote, names)
        and not _DAY_OR_PLACE.search(quote)
        and not any(identifiers(quote))
        and not any(_may_name(word) for word in _WORD.findall(quote))
    )


def _may_name(word: str) -> bool:
    """Whether it may name somebody or something: a known name of a thing, or in small letters what is no word.

    What is written in few capitals (SNAP) is told.
    """
    plain = word.lower()
    if is_word(plain) or plain in GRAMMAR_NAMES or (word.isupper() and len(word) <= _ACRONYM):
        return False
    return word.islower() or plain in ORDINARY_NAMES


def _words(text: str | None) -> Iterable[str]:
    return [word.lower() for word in _WORD.findall(text or "")]
