"""No quote leaves in which a client could be named, or that says who somebody is."""

import re
from collections.abc import Iterable

from caseline.coding.pseudonyms.identifiers import identifiers
from reports.published import Published

_WORD = re.compile(r"[^\W\d_]{2,}")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_DAY_OR_STREET = re.compile(
    rf"\d{{1,4}}[/.-]\d{{1,2}}|\b(?:{_MONTHS})[a-z]*\.? \d|\d(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})|"
    r"\w (?:st|ave|rd|blvd|ln|hwy|pkwy)\b",
    re.IGNORECASE,
)


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
    """Whether it holds no client's name and nothing with the form of one, of an address, a number or a day."""
    return names_nobody(quote, names) and not _DAY_OR_STREET.search(quote) and not any(identifiers(quote))


def _words(text: str | None) -> Iterable[str]:
    return [word.lower() for word in _WORD.findall(text or "")]
