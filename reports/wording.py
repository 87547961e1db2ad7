"""How numbers, dates and sources are written for people."""

import re
from collections.abc import Iterable
from datetime import date

NOTHING = "–"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def whole(number: float | None) -> str:
    """1234 -> '1,234'"""
    return NOTHING if number is None else f"{round(number):,}"


def measured(number: float | None, count: str) -> str:
    """A figure's value as its kind of counting is written: '1,234', '31%', '2.4'."""
    if number is None:
        return NOTHING
    if count == "percent":
        return f"{number:.1f}%" if 0 < number < 1 or 99 < number < 100 else f"{number:.0f}%"
    if count == "mean":
        return f"{number:,.1f}"
    return f"{number:,.0f}" if number == round(number) else f"{number:,.1f}"


def fraction(number: float | None) -> str:
    """0.8 -> '0.80'"""
    return NOTHING if number is None else f"{number:.2f}"


def between(low: float | None, high: float | None) -> str:
    """0.61 and 0.908 -> '0.61–0.91'"""
    return "" if low is None or high is None else f"{low:.2f}–{high:.2f}"


def in_ten(share: float) -> str:
    """0.71 -> '7 in 10'"""
    tens = round(10 * share)
    return {0: "hardly any", 10: "nearly all"}.get(tens, f"{tens} in 10")


def listed(words: Iterable[str]) -> str:
    """'housing', 'food' and 'work' -> 'food, housing and work'"""
    *most, last = sorted(words)
    return f"{', '.join(most)} and {last}" if most else last


def day(when: date | str | None) -> str:
    """2026-06-30 -> '30 June 2026'; what a reader sees in place of a day stays as it is"""
    if isinstance(when, str):
        return when
    return "no date" if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short_day(when: date | str | None) -> str:
    """2026-06-30 -> '30 Jun 2026'; what a reader sees in place of a day stays as it is"""
    if isinstance(when, str):
        return when
    return "no date" if when is None else f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"


def month(first: date) -> str:
    """2026-06-01 -> 'June 2026'"""
    return f"{MONTHS[first.month - 1]} {first.year}"


def period(start: date | None, end: date | None) -> str:
    return f"{short_day(start)} to {short_day(end)}" if start and end else "the whole time there is data for"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """counted(3, 'note') -> '3 notes'"""
    return f"{whole(number)} {singular if number == 1 else plural or singular + 's'}"


_WRITTEN = {"hmis_element": "HMIS field missing", "follow_up_survey": "Follow-up survey", "follow_up": "Follow-up"}


def phone(number: str | None) -> str:
    """'3607308426' -> '360-730-8426'; whatever is no such number stays as it is"""
    found = re.fullmatch(r"(\d{3})(\d{3})(\d{4})", number or "")
    return "-".join(found.groups()) if found else number or ""


def titled(identifier: str | None) -> str:
    """'exit_survey' -> 'Exit survey'"""
    words = _WRITTEN.get(identifier or "", (identifier or "").replace("_", " ").strip())
    return words[:1].upper() + words[1:]


def overdue(days: int | None) -> str:
    if days is None:
        return "no date"
    if days > 0:
        return f"{counted(days, 'day')} overdue"
    return "due today" if days == 0 else f"due in {counted(-days, 'day')}"
