"""Dates and times as exports write them, in one form that sorts."""

import re
from datetime import datetime

_DATE = re.compile(
    r"\s*(?:(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2})[-/](?P<second>\d{1,2})[-/](?P<last>\d{4}))"
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<seconds>\d{2}))?[\d.]*\s*(?P<half>[AaPp][Mm])?.*)?\s*$"
)


def sortable_moment(text: str) -> str:
    """'2024-07-01' or '2024-07-01 09:30:00'; empty for what is not a date.

    Years come first or last; of two numbers before a year, the first is the month unless it can only be the day.
    """
    found = _DATE.match(text)
    if not found:
        return ""
    year, month, day = found["year"], found["month"], found["day"]
    if year is None:
        year, month, day = found["last"], found["first"], found["second"]
        if int(month) > 12:
            month, day = day, month
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        moment = datetime(int(year), int(month), int(day), hour, int(found["minute"] or 0), int(found["seconds"] or 0))
    except ValueError:
        return ""
    return moment.isoformat(" ") if found["hour"] else moment.date().isoformat()
