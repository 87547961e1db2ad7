"""Columns that are a day or a month each, as attendance sheets have them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caseline.onboarding.draft.raw_tables import RawTable
from ingestion.forms.header_days import header_day

_FEWEST = 4
_ANY_YEAR = 2000
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_PATTERNS = (
    r"^\d{1,2}/\d{1,2}$", r"^\d{1,2}/\d{1,2}/\d{2,4}$", r"^\d{4}-\d{2}-\d{2}$", r"^\d{4}-\d{2}$", r"^\d{1,2}-\d{1,2}$",
    r"^(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
)  # fmt: skip


@dataclass(frozen=True)
class DayColumns:
    """Headers that are days or months, a pattern of just these, and the year of those that name none."""

    headers: frozenset[str]
    pattern: str
    year: int | None


def day_columns(table: RawTable) -> DayColumns | None:
    """The columns of a table that are a day each; None where it has hardly any."""
    days = [header for header in table.headers if header_day(header, _ANY_YEAR)]
    if len(days) < _FEWEST:
        return None
    others = [header for header in table.headers if header not in days]
    found = [pattern for pattern in _PATTERNS if _only(pattern, days, others)]
    pattern = found[0] if found else "^(" + "|".join(map(re.escape, days)) + ")$"
    lacking = any(header_day(header) is None for header in days)
    year = _YEAR.search(f"{table.files[0].name} {table.sheet or ''}") if lacking else None
    return DayColumns(frozenset(days), pattern, int(year[1]) if year else None)


def _only(pattern: str, days: Sequence[str], others: Sequence[str]) -> bool:
    return all(re.search(pattern, day) for day in days) and not any(re.search(pattern, other) for other in others)
