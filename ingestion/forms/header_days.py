"""The day or month that a header or a file name stands for, as an ISO date: a month is its first day."""

import calendar
import re
from datetime import date

from ingestion.moments import USUAL, Order, read_moment, sortable_moment

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
_BETWEEN = r"[\s_.,\-]*"
_NAMED = rf"(?<![a-z])({_NAME})(?![a-z])"
_YEAR_FIRST_IN_A_NAME = re.compile(r"(?<!\d)(20\d{2})[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR_LAST_IN_A_NAME = re.compile(r"(?<!\d)(\d{1,2}[-_.]\d{1,2}[-_.]20\d{2})(?!\d)")
_NAMED_DAY_IN_A_NAME = re.compile(
    rf"{_NAMED}({_BETWEEN})(\d{{1,2}})(?:st|nd|rd|th)?(?:[\s_.,]+|[\s_.,\-]+(?=20\d\d)|(?!\d)\2)(20\d{{2}}|\d{{2}})(?!\d)",
    re.I,
)
_DAY_NAMED_IN_A_NAME = re.compile(
    rf"(?:(?:^|[(,]|\s-)\s*(\d{{1,2}}){_BETWEEN}|(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|{_BETWEEN}of\b){_BETWEEN}(?:of\b{_BETWEEN})?)"
    rf"{_NAMED}{_BETWEEN}(20\d{{2}}|\d{{2}})(?!\d)",
    re.I,
)
"""Elsewhere a number before a month may be that of a place or a program: 'Unit 5 May 2024' names no day."""
_MONTH_IN_A_NAME = re.compile(rf"(?<!\d)(\d{{1,2}}{_BETWEEN})?{_NAMED}{_BETWEEN}(20\d{{2}})(?!\d)", re.I)
_YEAR_MONTH_IN_A_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.](0[1-9]|1[0-2])(?![-_.]?\d)")


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


def day_in_name(file_name: str, order: Order | None = None) -> str:
    """The last day written in a file's name, a month as its first day; '' where there is none.

    'roster 2024-02-01.csv', 'roster_20240201', 'roster Feb 1, 2024', 'roster February 2024', 'roster 2-1-2024': the
    last in the organisation's `order` where its numbers leave that open. What can be read in two ways is no day.
    """
    found: list[tuple[int, str | None]] = []
    name = file_name.rsplit(".", 1)[0]
    for one in _YEAR_FIRST_IN_A_NAME.finditer(name):
        found.append((one.end(), _iso(int(one[1]), int(one[2]), int(one[3]))))
    for one in _YEAR_LAST_IN_A_NAME.finditer(name):
        day = re.sub(r"[-_.]", "-", one[1])
        found.append((one.end(), read_moment(day) or read_moment(day, order or USUAL)))
    for one in _NAMED_DAY_IN_A_NAME.finditer(name):
        found.append((one.end(), _iso(_full_year(one[4]), _MONTHS[one[1].lower()], int(one[3]))))
    for one in _DAY_NAMED_IN_A_NAME.finditer(name):
        found.append((one.end(), _iso(_full_year(one[4]), _MONTHS[one[3].lower()], int(one[1] or one[2]))))
    days = [each for each in found if each[1]]
    if not days:
        for one in _MONTH_IN_A_NAME.finditer(name):
            if not one[1]:
                days.append((one.end(), _iso(int(one[3]), _MONTHS[one[2].lower()], 1)))
        for one in _YEAR_MONTH_IN_A_NAME.finditer(name):
            if int(one[2]) != int(one[1][2:]) + 1:  # 2011-12 may be two years
                days.append((one.end(), _iso(int(one[1]), int(one[2]), 1)))
    return max(days, default=(0, ""))[1] or ""


SERIES = rf" ?\([0-9]+\)|({_NAME})[ ._,-]*[0-9]+|[0-9]+[ ._,-]*({_NAME})|[0-9]+"
"""What tells files of one series apart, in small letters: dates, numbers, a browser's (1). The macro `file_series`."""


def series_of(label: str) -> str:
    """What files that replace one another are named alike."""
    return re.sub(SERIES, "", label.lower())


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
