"""Which of two sets of headers may be the same under other names: 'Date of birth' is gone, 'DOB' is new."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from ingestion.header_words import words_of

_LEAST_LIKELY = 0.6
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|\d+")
_FILLERS = frozenset({"client", "participant"})


def likely_pairs(gone: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Of each header that is gone the new one that it most likely is; none where nothing is like it."""
    waiting, free = list(gone), list(new)
    scored = [(likeness(one, other), one, other) for one in waiting for other in free]
    pairs: dict[str, str] = {}
    for likely, one, other in sorted(scored, key=lambda each: -each[0]):
        if likely >= _LEAST_LIKELY and one not in pairs and other not in pairs.values():
            pairs[one] = other
    return pairs


def likeness(one: str, other: str) -> float:
    """How likely two headers mean the same, 0 to 1."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    if _initials(one) == other.lower() or _initials(other) == one.lower():
        return 0.95
    common = len(first & second)
    of_both, of_shorter = common / len(first | second), common / min(len(first), len(second))
    spelling = SequenceMatcher(None, one.lower(), other.lower()).ratio()
    return max(of_both, 0.7 * of_shorter, spelling if spelling > 0.75 else 0.0)


def _words(header: str) -> set[str]:
    return set(words_of(header)) - _FILLERS


def _initials(header: str) -> str:
    words = _WORD.findall(header)
    return "".join(word[0] for word in words).lower() if len(words) > 1 else ""
