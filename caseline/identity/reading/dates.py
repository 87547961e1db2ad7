"""Dates of birth in one shape, typing errors kept: '1916-00-17' is still evidence for '1916-10-17'."""

import re
from datetime import datetime

from caseline.identity.reading import placeholders

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_PARTS = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_WORDED = ("%b %d %Y", "%d %b %Y", "%B %d %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")
_EARLIEST_YEAR = 1400


def iso_date(value: str) -> str | None:
    """'YYYY-MM-DD' for ISO, US month-first and worded dates; None for a placeholder or what is no date.

    Two-digit years above 30 are 19xx. A first number above 12 is read as the day.
    """
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
    date = f"{year}-{int(month):02d}-{int(day):02d}"
    return None if date in placeholders.DATES or int(year) < _EARLIEST_YEAR else date


def _worded(value: str) -> str | None:
    for shape in _WORDED:
        try:
            return datetime.strptime(value, shape).date().isoformat()
        except ValueError:
            continue
    return None
