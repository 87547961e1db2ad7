"""Numbers as people and programs write them, in one plain form: the only reader of numbers of forms."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, get_args

Mark = Literal[".", ","]
MARKS: tuple[Mark, ...] = get_args(Mark)
"""What parts the whole from its fraction."""

_MOST = 1e9
"""More than anybody counts in: a slip of the hand that would make every sum it goes into worthless."""
_AROUND = re.compile(r"(?:usd|us\$|cad|eur|gbp|mxn|brl|r\$|[$€£¥])", re.IGNORECASE)
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2007'’](?=\d{3}(?!\d))")
_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"[\d.,]*\d[\d.,]*")
_EXPONENT = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")


def read_number(text: str, mark: Mark | None = None) -> str:
    """`1200.5`, `-50`; empty for what is no number. `1.200` and `1,200` are read with `mark`, and without one not."""
    return _read(text, mark)


@lru_cache(maxsize=1 << 14)
def _read(text: str, mark: Mark | None) -> str:
    bare, is_negative = _bare(text)
    if len(bare) == 1 and not bare.isascii():
        return _sign(str(unicodedata.numeric(bare, "")), is_negative)
    if _EXPONENT.fullmatch(bare):
        return _sign(bare, is_negative)
    if not bare.isascii() or not _BARE.fullmatch(bare):
        return ""
    proven = mark_of(text)
    read = {plain for each in ([proven] if proven else [mark] if mark else MARKS) if (plain := _plain(bare, each))}
    return _sign(read.pop(), is_negative) if len(read) == 1 else ""


def mark_of(text: str) -> Mark | None:
    """The mark that a number's own digits prove; None where they leave it open or there is none."""
    bare, _ = _bare(text)
    if not _BARE.fullmatch(bare) or not bare.isascii():
        return None
    possible: list[Mark] = [mark for mark in MARKS if _plain(bare, mark) is not None]
    return possible[0] if len(possible) == 1 and not bare.isdigit() else None


def marks_in(texts: Iterable[str]) -> frozenset[Mark]:
    """The marks that the numbers of a column prove: none, one that they agree on, or both."""
    return frozenset(mark for text in texts if (mark := mark_of(text)))


def _bare(text: str) -> tuple[str, bool]:
    """A number without sign, currency and spaces, and whether it is negative."""
    bare = _BETWEEN_THOUSANDS.sub("", _AROUND.sub("", text).strip())
    if bare.startswith("(") and bare.endswith(")"):
        return bare[1:-1], True
    if bare[:1] in {"-", "\u2212"} or (len(bare) > 1 and bare.endswith("-")):
        return bare.strip("-\u2212 "), True
    return bare.removeprefix("+"), False


def _plain(bare: str, mark: str) -> str | None:
    """Digits and a point; None where the number cannot be read with this mark."""
    other = "," if mark == "." else "."
    whole, found, fraction = bare.partition(mark)
    if found and (mark in fraction or other in fraction):
        return None
    groups = whole.split(other)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    digits = "".join(groups)
    if not (digits or fraction) or (digits and not _DIGITS.fullmatch(digits)):
        return None
    return f"{digits or '0'}{f'.{fraction}' if fraction else ''}"


def _sign(number: str, is_negative: bool) -> str:
    try:
        value = float(number)
    except ValueError:
        return ""
    if not abs(value) <= _MOST:
        return ""
    return f"-{number}" if is_negative and value else number
