"""People of whom several stand on one row: 'Adult 1 Name', 'Adult 2 Name', 'Child 1 DOB'."""

from collections.abc import Iterable, Sequence

from ingestion.forms.fitting import Column
from ingestion.header_words import words_of

_TELL_WHO = frozenset({"name", "birth"})
_MOST = 20
"""People that a row has at most; a larger number is a year or a place."""
_NOT_SERVED = frozenset(
    {"agency", "contact", "doctor", "employer", "guardian", "landlord", "physician", "provider", "reference", "school",
     "staff", "teacher", "worker"}
)  # fmt: skip
"""Who stands on a row to be reached, and not as a client."""
Group = tuple[str, ...]
"""The words of who it is, and which one: ('child', '2')."""


def people_beside(meant: Iterable[Column], others: Sequence[Column]) -> dict[str, list[str]]:
    """Whoever else a row tells of, with the columns that do, where no column that says who they are means anything."""
    taken = {group for group, _ in _told(meant)}
    found: dict[Group, list[str]] = {}
    for group, header in _told(others):
        found.setdefault(group, []).append(header)
    if len(taken | found.keys()) < 2:
        return {}
    return {" ".join(group).capitalize(): headers for group, headers in found.items() if group not in taken}


def _told(columns: Iterable[Column]) -> Iterable[tuple[Group, str]]:
    """The headers outside repeats that say who one of several people is."""
    for repeat, header in columns:
        words = words_of(header)
        at = next((at for at, word in enumerate(words) if word.isdigit() and 1 <= int(word) <= _MOST), 0)
        who, what = words[:at], words[at + 1 :]
        if at and not repeat and _TELL_WHO & set(what) and not _NOT_SERVED & set(who):
            yield (*who, words[at]), header
