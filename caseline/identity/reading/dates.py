"""Dates of birth in one shape, typing errors kept: '1916-00-17' is still evidence for '1916-10-17'."""

import re
from datetime import date, datetime

from caseline.identity.reading import placeholders

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_PARTS = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ].*)?$")
_WORDED = ("%b %d %Y", "%d %b %Y", "%B %d %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")
_EARLIEST_YEAR = 1400


def iso_date(value: str) -> str | None:
    """'YYYY-MM-DD' for ISO, US month-first and worded dates; None for a placeholder or what is no date.

    Two-digit years above 30 are 19xx. A first number above 12 is read as the day. A day that the calendar lacks stays
    where its month or its day may be right.
    """
    day = _read(value)
    return None if day in placeholders.DATES else day


def is_date(value: str) -> bool:
    """Whether a value is a day of the calendar, be it a placeholder."""
    try:
        date.fromisoformat(_read(value) or "")
    except ValueError:
        return False
    return True


def _read(value: str) -> str | None:
    found = _ISO.match(value) or _COMPACT.match(value)
    if found:
        year, month, day = found.groups()
    elif parts := _PARTS.match(value):
        month, day, year = parts.groups()
        if int(month) > 12:
            month, day = day, month
        if len(year) == 2:
            year = f"{'19' if int(year) > 30 else '20'}{year}"
    else:
        return _worded(value)
    # With one of both wrong a digit is wrong; with both it is no date.
    if int(year) < _EARLIEST_YEAR or not (1 <= int(month) <= 12 or 1 <= int(day) <= 31):
        return None
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _worded(value: str) -> str | None:
    for shape in _WORDED:
        try:
            return datetime.strptime(value, shape).date().isoformat()
        except ValueError:
            continue
    return None
