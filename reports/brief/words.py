"""How a brief says numbers and words of a source."""

from typing import Any

_INNER_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"'})


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
