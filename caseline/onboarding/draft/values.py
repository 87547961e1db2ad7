"""What the values of a column look like: the share of them that are dates, phone numbers, words of a name and so on."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ingestion.moments import sortable_moment
from ingestion.row_batches import EXPONENT

_PHONE = re.compile(
    r"(\+?1?[\s.\-(]*\d{3}[\s.\-)]*\d{3}[\s.\-]*\d{4}|\+\d{1,3}[\s.\-(]*\d[\d\s.\-()]{5,14}\d)(\s*(x|ext\.?)\s*\d+)?"
    r"(\s*[(\-,/]?\s*\(?(cell|home|work|mobile|h|c|w|m)\)?)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[a-z]{2,}", re.IGNORECASE)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}|[xX*]{3}-?[xX*]{2}-?\d{4}")
_ZIP = re.compile(r"\d{5}(-\d{4})?")
_NUMBER = re.compile(r"[-+]?[$€£]?\s?\d{1,3}(,\d{3})*(\.\d+)?|[-+]?[$€£]?\s?\d+([.,]\d+)?")
_WHOLE = re.compile(r"-?\d{1,9}")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.\- ]*(?:[\s'’.\-]+[^\W\d_]+\.?){0,3}\.?")
_TWO_NAMES = re.compile(r"[^\W\d_][\w'’.\-]*,?\s+[^\W\d_][\w'’.\-]*.*")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{1,6}|[A-Za-z]{0,6}[-_/]?\d[\w\-/]*|[0-9a-f]{8}-[0-9a-f\-]{20,}|[A-Za-z0-9]{15,18}")
_YES_NO = frozenset("yes no y n true false 1 0 x si sí oui non checked unchecked".split())  # noqa: SIM905
_STATES = frozenset(
    "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or "  # noqa: SIM905
    "pa pr ri sc sd tn tx ut vt va wa wv wi wy".split()
)


def _is(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


LOOKS: dict[str, Callable[[str], bool]] = {
    "date": lambda value: bool(sortable_moment(value)) and not _WHOLE.fullmatch(value),
    "phone": _is(_PHONE),
    "email": _is(_EMAIL),
    "ssn": _is(_SSN),
    "zip": _is(_ZIP),
    "number": _is(_NUMBER),
    "whole": _is(_WHOLE),
    "name": lambda value: _NAME.fullmatch(value) is not None and len(value) <= 40,
    "two names": lambda value: (
        _TWO_NAMES.fullmatch(value) is not None and len(value) <= 60 and not any(map(str.isdigit, value))
    ),
    "clock": _is(_CLOCK),
    "cut number": _is(EXPONENT),
    "code": _is(_CODE),
    "yes or no": lambda value: value.lower() in _YES_NO,
    "state": lambda value: value.lower() in _STATES,
    "wordy": lambda value: value.count(" ") >= 3,
    "long": lambda value: len(value) > 60 and " " in value,
}


@dataclass
class Column:
    """One column of a table: its header and how often each value stands in it (empty cells left out)."""

    name: str
    values: Counter[str]
    rows: int
    tells_versions: bool = False
    """Whether it is that of rows of which several files have a version each."""

    @cached_property
    def filled(self) -> int:
        return sum(self.values.values())

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own, in its file."""
        return self.tells_versions or (self.filled == self.rows == len(self.values) and self.rows > 0)

    @property
    def is_coded(self) -> bool:
        """Whether few values come again and again."""
        return 0 < len(self.values) <= 25 and self.filled >= 2 * len(self.values)

    def share(self, look: str) -> float:
        """How many of its filled cells look so, 0 to 1; 0 for a column without values."""
        return self._shares[look] if self.filled else 0.0

    @cached_property
    def _shares(self) -> dict[str, float]:
        counts: Counter[str] = Counter()
        for value, times in self.values.items():
            plain = " ".join(value.split())
            counts.update({look: times for look, looks_so in LOOKS.items() if looks_so(plain)})
        return {look: counts[look] / self.filled for look in LOOKS}
