"""The day or month that a header or a file name stands for, as an ISO date: a month is its first day."""

import calendar
import re
from datetime import date

from ingestion.moments import sortable_moment

_MONTHS = {
    name.lower(): month
    for names in (calendar.month_name, calendar.month_abbr)
    for month, name in enumerate(names)
    if name
} | {"sept": 9}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH_OF_YEAR = re.compile(rf"({_NAME})\.?[\s\-/,']*(\d{{4}}|\d{{2}})?", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(rf"(?:({_NAME})\.?[\s\-/]*(\d{{1,2}})|(\d{{1,2}})[\s\-/]*({_NAME})\.?)", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})")
_DATE = rf"(?:(?:{_NAME})\.?[\s\-/]*\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}})(?:,?[-/.\s]+\d{{2,4}})?"
_STRETCH = re.compile(rf"({_DATE})\s*(?:-|–|to|thru)\s*{_DATE}", re.IGNORECASE)
_WEEK = re.compile(
    rf"(?:week|wk|w)[\s./]*(?:of|o|beginning|starting|ending|end|e)?[:\s]*(?={_NAME}|\d{{1,2}}[-/.])", re.IGNORECASE
)
_MEASURED = re.compile(
    rf"((?:{_NAME})\.?(?:\s+\d{{2,4}})?)\s+(?:hrs?|hours?|visits?|days?|meals?|units?|sessions?|attendance|attended)\.?",
    re.IGNORECASE,
)
_WEEK_NUMBER = re.compile(r"(?:week|wk|semana|sem)[\s.#_]*(\d{1,2})", re.IGNORECASE)
_IN_A_NAME = re.compile(r"(?<!\d)(20\d{2})[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")


def header_day(header: str, year: int | None = None) -> str | None:
    """'2024-01-01' for 'Jan 2024', '2024-01', '1/2024'; '2024-01-05' for '1/5/2024', or '1/5' and 'Jan 5' of `year`.

    Words around it say nothing: 'Week of 1/5' is 1/5, 'Jan hours' is Jan; of '1/5 - 1/9' the first day counts.
    None where it names no day of the calendar, or no year and `year` is None.
    """
    text = " ".join(header.split())
    if found := _WEEK.match(text):
        text = text[found.end() :]
    if found := _STRETCH.fullmatch(text) or _MEASURED.fullmatch(text):
        text = found[1]
    if whole := sortable_moment(text):
        return whole[:10]
    if year is not None:
        if found := _DAY_OF_MONTH.fullmatch(text):
            month, day = (found[1], found[2]) if found[1] else (found[4], found[3])
            if int(day) <= 31:
                return _iso(year, _MONTHS[month.lower()], int(day))
        if found := _MONTH_DAY.fullmatch(text):
            return _iso(year, int(found[1]), int(found[2]))
    if found := _MONTH_OF_YEAR.fullmatch(text):
        of = _full_year(found[2]) if found[2] else year
        return _iso(of, _MONTHS[found[1].lower()], 1) if of else None
    if found := _YEAR_MONTH.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), 1)
    if found := _MONTH_YEAR.fullmatch(text):
        return _iso(int(found[2]), int(found[1]), 1)
    return None


def week_number(header: str) -> int | None:
    """3 for 'Wk 3' and 'Week 3'; None where a header does not number a week."""
    found = _WEEK_NUMBER.fullmatch(" ".join(header.split()))
    return int(found[1]) if found else None


def day_in_name(file_name: str) -> str:
    """The last date written in a file's name, years first ('roster 2024-02-01.csv', 'roster_20240201'); else ''."""
    days = [_iso(int(year), int(month), int(day)) for year, month, day in _IN_A_NAME.findall(file_name)]
    return next((day for day in reversed(days) if day), "")


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
