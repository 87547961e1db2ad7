"""How a brief says dates, numbers and words of a source."""

import re
from datetime import date
from typing import Any

from reports.wording import day

_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_INNER_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"'})


def dated(text: str) -> str:
    """A sentence of the warehouse with its dates written out: 2026-06-30 -> 30 June 2026."""
    return _ISO_DAY.sub(lambda found: day(date(*map(int, found.groups()))), text)


def in_quotes(words: str) -> str:
    """Words of a source between “ and ”, which stand for nothing else in a brief."""
    return f"“{words.translate(_INNER_MARKS)}”"


def quoted(words: str) -> str:
    """Words of a source in quote marks and on one line, ending a sentence."""
    said = " ".join(words.split())
    return in_quotes(said) + ("" if said.endswith((".", "!", "?")) else ".")


def number(value: Any) -> str:
    """2.0 -> '2'"""
    return f"{value:.3g}"


def ended(text: str) -> str:
    """With a full stop, unless it ends with one."""
    return text if text.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{text}."
