"""Dates and times as exports write them, in one form that sorts: the only reader of moments."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, get_args

from ingestion.month_names import MONTH, MONTHS, WEEKDAY

Order = Literal["month first", "day first", "year first"]
ORDERS: tuple[Order, ...] = get_args(Order)
USUAL: Order = "month first"
"""What an organisation has that says nothing else: the product's standards are those of the United States."""

CENTURY_TURNS = 30
"""Years of two digits below are of this century, as spreadsheets have it; the others of the last."""
_FIRST_SERIAL, _LAST_SERIAL = 1, 80_000  # 1900 to 2119
_SERIALS_BEGIN = datetime(1899, 12, 30)
_MOST_ONE_OFF = 0.02
"""Of a column's dates, how many may contradict the others without leaving its order in doubt."""

ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
"""What is in form already, if it is a day of the calendar."""

_ZONES = {
    "z": "+00:00", "utc": "+00:00", "gmt": "+00:00",
    "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
    "pst": "-08:00", "pdt": "-07:00", "akst": "-09:00", "akdt": "-08:00", "hst": "-10:00", "ast": "-04:00",
    "adt": "-03:00", "cet": "+01:00", "cest": "+02:00", "bst": "+01:00", "wet": "+00:00", "west": "+01:00",
}  # fmt: skip

_TIME = re.compile(
    r"(?:T|[\s,]+(?:at|um|a las|às|as|à)?\s*)(?P<hour>\d{1,2})"
    r"(?:[:h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?:(?P<half>[ap])\.?\s?m?\.?(?![a-z]))?"
    r"\s*(?P<zone>(?:(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,4})(?:\s*\([\w\s]+\))?)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_RUN_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_SERIAL = re.compile(r"(\d{1,5})(\.\d+)?$")
_BEFORE = re.compile(rf"(?:(?:{WEEKDAY})\.?,?\s+)?(?:le\s+|el\s+|den\s+|am\s+)?", re.IGNORECASE)
_DAY_NAME_YEAR = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s\-/]*(?:de\s+|of\s+)?({MONTH})\.?[\s\-/,]*(?:de\s+|del\s+)?(\d{{4}}|'?\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    rf"({MONTH})\.?(?P<mark>[\s\-/]*)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?:\s?,\s?|\s|[\-/](?=\d{4})|(?!\d)(?P=mark))'?(?P<year>\d{4}|\d{2})(?![\d:])",
    re.IGNORECASE,
)
"""Two digits behind a dash are a year only where the month has one before the day too: 'Mar 5-10' is several days."""
_YEAR_NAME_DAY = re.compile(rf"(\d{{4}})[\s\-/]+({MONTH})\.?[\s\-/]+(\d{{1,2}})(?!\d)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007]+")


@dataclass(frozen=True)
class _Written:
    """A date as it stands: year, month and day where these are certain, else the three numbers as they come; whether
    its year is sure to have two digits."""

    end: int
    certain: tuple[int, int, int] | None = None
    numbers: tuple[str, str, str] = ("", "", "")
    is_short: bool = False


def read_moment(text: str, order: Order | None = None, is_past: bool = False) -> str:
    """`2024-07-01`, or `2024-07-01 09:30:00` with its offset from UTC where one is given; empty for what is no date.

    Numbers that may be day or month are read in `order`; without one, only where they can be but one day. A moment of
    the past (a birth) whose year has two digits is never in the future. The clock is the one on the wall, as written.
    """
    return _read(text, order, is_past)


@lru_cache(maxsize=1 << 14)
def _read(text: str, order: Order | None, is_past: bool) -> str:
    text = _SPACES.sub(" ", text).strip()
    written = _written(text)
    if written is None:
        return _of_serial(text)
    days = {day for each in ([order] if order else ORDERS) if (day := _day(written, each, is_past))}
    if len(days) != 1:
        return ""
    return _with_time(days.pop(), text[written.end :])


def orders_of(text: str) -> frozenset[Order]:
    """The orders in which numbers that stand for a date are one; empty for what is no date or the same in any order."""
    written = _written(_SPACES.sub(" ", text).strip())
    if written is None or written.certain:
        return frozenset()
    days = {order: day for order in ORDERS if (day := _day(written, order, False))}
    return frozenset(days) if len(set(days.values())) > 1 or len(days) == 1 else frozenset()


@dataclass(frozen=True)
class Decided:
    """The order of a column's dates. None with `is_open` where its values leave it open, with `is_mixed` where they
    contradict each other; else no value needs one."""

    order: Order | None
    is_open: bool = False
    is_mixed: bool = False


def decide_order(texts: Iterable[str]) -> Decided:
    """The order in which all dates of a column can be read."""
    possible = [orders for text in texts if (orders := orders_of(text))]
    if not possible:
        return Decided(None)
    counts = {order: sum(order in orders for orders in possible) for order in ORDERS}
    whole = [order for order in ORDERS if counts[order] == len(possible)]
    if "year first" in whole and len(whole) > 1:  # two digits for a year: if all else fails
        whole.remove("year first")
    if len(whole) == 1:
        return Decided(whole[0])
    if whole:
        return Decided(None, is_open=True)
    best = max(ORDERS, key=counts.__getitem__)
    if len(possible) - counts[best] <= _MOST_ONE_OFF * len(possible):
        return Decided(best)
    return Decided(None, is_mixed=True)


def sortable_moment(text: str) -> str:
    """One moment of a standard export of the United States, alone: without a column to compare with. Empty for none."""
    return (read_moment(text, USUAL) or read_moment(text))[:19]


def _written(text: str) -> _Written | None:
    """The date that a text begins with."""
    if found := _YEAR_FIRST.match(text):
        return _Written(found.end(), (int(found[1]), int(found[3]), int(found[4])))
    if found := _NUMBERS.match(text):
        return _Written(found.end(), None, (found[1], found[3], found[4]))
    if found := _RUN_TOGETHER.match(text):
        return _Written(found.end(), (int(found[1]), int(found[2]), int(found[3])))
    before = _BEFORE.match(text)
    begin = before.end() if before else 0
    if found := _DAY_NAME_YEAR.match(text, begin):
        return _named(found, found[3].lstrip("'"), found[2], found[1])
    if found := _NAME_DAY_YEAR.match(text, begin):
        return _named(found, found["year"], found[1], found["day"])
    if found := _YEAR_NAME_DAY.match(text, begin):
        return _named(found, found[1], found[2], found[3])
    if begin and (found := _NUMBERS.match(text, begin)):
        return _Written(found.end(), None, (found[1], found[3], found[4]))
    return None


def _named(found: re.Match[str], year: str, month: str, day: str) -> _Written:
    """A date whose month has its name."""
    return _Written(found.end(), (_year(year), MONTHS[month.lower()], int(day)), is_short=len(year) < 4)


def _day(written: _Written, order: Order, is_past: bool) -> date | None:
    if written.certain:
        year, month, day = written.certain
    else:
        one, two, three = written.numbers
        if order == "year first":
            if len(three) == 4:
                return None
            year, month, day = _year(one), int(two), int(three)
        else:
            year = _year(three)
            month, day = (int(one), int(two)) if order == "month first" else (int(two), int(one))
    try:
        found = date(year, month, day)
        if is_past and found > date.today() and (written.is_short or len(written.numbers[2]) == 2):
            found = found.replace(year=year - 100)
    except ValueError:
        return None
    return found


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < CENTURY_TURNS else 1900)


def _with_time(day: date, rest: str) -> str:
    if not rest.strip(" ,;"):
        return day.isoformat()
    found = _TIME.match(rest)
    if not found or rest[found.end() :].strip(" .)"):
        return ""
    hour = int(found["hour"])
    if not found["minute"] and not found["half"]:
        return ""
    if found["half"]:
        if not 1 <= hour <= 12:
            hour = hour if hour < 24 else 99  # 13:15 PM is a quarter past one
        else:
            hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    try:
        clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return ""
    offset = _offset(found["zone"] or "")
    return "" if offset is None else f"{day.isoformat()} {clock.isoformat()}{offset}"


def _offset(zone: str) -> str | None:
    """`-07:00`; empty without a zone, None for what is none."""
    zone = zone.split("(")[0].strip().lower()
    if not zone or zone in _ZONES:
        return _ZONES.get(zone, "")
    found = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", zone)
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}" if found else None


def _of_serial(text: str) -> str:
    """A day as spreadsheets count them: 45292 is the first of 2024."""
    found = _SERIAL.match(text)
    if not found or len(found[1]) < 5 or not _FIRST_SERIAL <= int(found[1]) <= _LAST_SERIAL:
        return ""
    moment = _SERIALS_BEGIN + timedelta(days=float(text))
    moment = (moment + timedelta(seconds=0.5)).replace(microsecond=0)
    return moment.isoformat(" ") if found[2] else moment.date().isoformat()
