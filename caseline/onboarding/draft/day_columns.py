"""Columns that are a day, a week or a month each, as attendance sheets have them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.value_words import present
from ingestion.forms.header_days import header_day, week_number
from ingestion.moments import sortable_moment

_FEWEST = 4
_ANY_YEAR = 2000
_MOSTLY = 0.9
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_FISCAL_YEAR = re.compile(r"\bFY\s?'?(?:20)?(\d{2})\b|\bfiscal year (?:20)?(\d{2})\b", re.IGNORECASE)
_PATTERNS = (
    r"^\d{1,2}/\d{1,2}$", r"^\d{1,2}/\d{1,2}/\d{2,4}$", r"^\d{4}-\d{2}-\d{2}$", r"^\d{4}-\d{2}$", r"^\d{1,2}-\d{1,2}$",
    r"^(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", r"^(?i:week|wk)",
)  # fmt: skip


@dataclass(frozen=True)
class DayColumns:
    """Headers that are days, weeks or months, and a pattern of just these.

    `year`: that of the first of those that name none; `value`: what their cells say, where they hold more than
    whether somebody was there; `where`: a pattern of the codes of those who were. `are_numbered`: weeks without a day,
    which only somebody who knows when the first began can read.
    """

    headers: frozenset[str]
    pattern: str
    year: int | None
    value: str | None = None
    where: str | None = None
    are_numbered: bool = False
    lack_a_year: bool = False


def day_columns(table: RawTable, usual_year: int | None = None) -> DayColumns | None:
    """The columns of a table that are a day, a week or a month each; None where it has hardly any.

    `usual_year`: that of headers without one where no name says it.
    """
    numbered = [header for header in table.headers if week_number(header)]
    days = [header for header in table.headers if header_day(header, _ANY_YEAR)]
    are_numbered = len(numbered) > len(days)
    days = numbered if are_numbered else days
    if len(days) < _FEWEST:
        return None
    others = [header for header in table.headers if header not in days]
    found = [pattern for pattern in _PATTERNS if _only(pattern, days, others)]
    pattern = found[0] if found else "^(" + "|".join(map(re.escape, days)) + ")$"
    lacking = not are_numbered and any(header_day(header) is None for header in days)
    year = (_first_year(table, days) or usual_year) if lacking else None
    value, where = _cells(table, days)
    return DayColumns(frozenset(days), pattern, year, value, where, are_numbered, lacking)


def usual_year(tables: Sequence[RawTable]) -> int | None:
    """The year of most days in the columns of dates of these tables."""
    years: Counter[str] = Counter()
    for column in (column for table in tables for column in table.columns if column.share("date") > _MOSTLY):
        for value, times in column.values.items():
            if (day := sortable_moment(value)) and str(_ANY_YEAR) < day[:4] <= str(date.today().year):
                years[day[:4]] += times
    return int(max(years, key=lambda year: (years[year], year))) if years else None


def _first_year(table: RawTable, days: Sequence[str]) -> int | None:
    """The year of the first day, as the names of file and sheet say it; a fiscal year over New Year began before."""
    name = f"{table.files[0].name} {table.sheet or ''}"
    if found := _FISCAL_YEAR.search(name):
        months = [day[5:7] for header in days if (day := header_day(header, _ANY_YEAR))]
        return 2000 + int(found[1] or found[2]) - (months != sorted(months))
    found = _YEAR.search(name)
    return int(found[1]) if found else None


def _cells(table: RawTable, days: Sequence[str]) -> tuple[str | None, str | None]:
    """What the cells of such columns are: amounts, or codes of who was there; of plain marks: None, None."""
    columns = [column for column in table.columns if column.name in days and column.filled]
    values = {value for column in columns for value in column.values}
    amounts = sum(column.share("number") * column.filled for column in columns)
    if values - {"0", "1"} and amounts >= _MOSTLY * sum(column.filled for column in columns):
        return "service.quantity", None
    there = present(sorted(values))
    return None, "|".join(sorted(map(re.escape, there))) if there and values - set(there) else None


def _only(pattern: str, days: Sequence[str], others: Sequence[str]) -> bool:
    return all(re.search(pattern, day) for day in days) and not any(re.search(pattern, other) for other in others)
