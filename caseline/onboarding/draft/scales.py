"""Columns whose answers are steps of a scale: known words, or small whole numbers of several columns alike."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import RootModel

from caseline.ground.yaml_files import load_yaml
from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.values import Column
from ingestion.header_words import words_of

_NUMBERED_WORD = re.compile(r"\s*(\d{1,2})\s*[-–=:.)]\s*([^\W\d_]{2}.*)")
_RANGE_SAID = re.compile(r"\b[01]\s*(?:-|–|to|a|al|through|=)\s*\D{0,12}(?:4|5|7|10)\b", re.IGNORECASE)
_AGES = re.compile(r"\b\d{1,2}\s*(?:-|–|to)\s*\d{2}\b|\b\d{2}\s*\+|\b(?:under|over|und)\s*\d", re.IGNORECASE)
"""People of an age, who are counted: 'A 18-59', '60+'."""
_REFUSED = re.compile(
    r"n\s*/\s*a\b|\b(?:refus|declin|skipped|unknown)|\bnot (?:applicable|asked|assessed)\b|\b(?:prefer|chose)s? not\b"
    r"|\bdo(?:es)?(?: not|n.t) know\b|\bno answer\b|\bse neg|\bno (?:sabe|aplica|contest)",
    re.IGNORECASE,
)
"""Answers that are none, whatever the question is."""
_FEWEST, _SHORT = 3, 3
_MOST = 0.9
_SUMS = frozenset({"total", "score", "overall", "average", "mean", "sum"})


class _Degrees(RootModel[list[list[str]]]):
    """Words of degree, each list as strong, weakest first; the empty word is what stands without one."""


class _Scales(RootModel[list[list[str]]]):
    """Every scale, worst first."""


@cache
def _scales() -> list[dict[str, int]]:
    return [
        {_plain(word): step for step, word in enumerate(words, 1)}
        for words in load_yaml(Path(__file__).with_name("scales.yml"), _Scales).root
    ]


def scored_words(column: Column) -> dict[str, int] | None:
    """The score of each answer, where all are words of one scale or say their number ('4 - Stable'); else None.

    An answer that was refused has none, where most cells are steps.
    """
    said = [value for value in column.values if value]
    steps = [value for value in said if not _REFUSED.search(value)]
    if sum(column.values[value] for value in steps) * 2 > column.filled and (found := _scored(steps)):
        return found
    return _scored(said)


def is_partly_scored(column: Column) -> bool:
    """Whether several of its answers say their number ('4 - Stable'), though the column is no scale as a whole."""
    return sum(_NUMBERED_WORD.fullmatch(value) is not None for value in column.values) >= _FEWEST


def _scored(said: Sequence[str]) -> dict[str, int] | None:
    if not 2 <= len(said) <= 12:
        return None
    if all(numbered := [_NUMBERED_WORD.fullmatch(value) for value in said]):
        return {value: int(found[1]) for value, found in zip(said, numbered, strict=True) if found}
    if degrees := _by_degree(said):
        return degrees
    fitting = [scale for scale in _scales() if {_plain(value) for value in said} <= scale.keys()]
    if len({tuple(scale[_plain(value)] for value in said) for scale in fitting}) != 1:
        return None
    return {value: fitting[0][_plain(value)] for value in said}


def _by_degree(said: Sequence[str]) -> dict[str, int] | None:
    """The score of each answer, where all say one thing in several degrees: 'Not ready', 'Ready', 'Very ready'."""
    parts = {value: _degree_of(_plain(value)) for value in said}
    strengths = {strength for strength, _ in parts.values()}
    if len({what for _, what in parts.values()}) != 1 or not len(said) == len(strengths) >= _FEWEST:
        return None
    steps = {strength: step for step, strength in enumerate(sorted(strengths), 1)}
    return {value: steps[strength] for value, (strength, _) in parts.items()}


def _degree_of(answer: str) -> tuple[int, str]:
    """How strong an answer is, and of what; without a word of degree as strong as the thing alone."""
    plain = answer.removesuffix(" at all") if answer.startswith("not ") and answer != "not at all" else answer
    found = [word for word in _degrees() if word and (plain == word or plain.startswith(f"{word} "))]
    word = max(found, key=len, default="")
    return _degrees()[word], plain[len(word) :].strip()


@cache
def _degrees() -> dict[str, int]:
    lists = load_yaml(Path(__file__).with_name("degrees.yml"), _Degrees).root
    return {word: strength for strength, words in enumerate(lists) for word in words}


def rated(columns: Sequence[Column], title: str) -> list[Column]:
    """Columns of small whole numbers on a range that several share; in a table of scores, of any numbers."""
    ranges = {column.name: _range(column) for column in columns}
    alike = Counter(each for each in ranges.values() if each)
    scored = [
        column
        for column in columns
        if ((own := ranges[column.name]) and alike[own] >= _FEWEST) or (own and _RANGE_SAID.search(column.name))
    ]
    if not known_words().surveys & set(words_of(title)):
        return scored
    scored += [each for each in columns if _is_score(each) or (ranges[each.name] and _is_question(each.name))]
    return scored + [each for each in columns if scored and _is_flag(each)]


def _is_score(column: Column) -> bool:
    return column.share("whole") == 1 and len(column.values) > _FEWEST and not _is_count(column.name)


def totals(columns: Sequence[Column]) -> list[Column]:
    """Columns of numbers that are called the sum or the mean of others."""
    return [each for each in columns if each.share("number") > _MOST and _SUMS & set(words_of(each.name))]


def _range(column: Column) -> int | None:
    """The likely highest step: 4, 5, 7 or 10."""
    if column.filled < 2 or column.share("whole") < 1 or _is_count(column.name):
        return None
    numbers = {int(value) for value in column.values}
    if min(numbers) < 0 or len(numbers) < 2 or numbers <= {0, 1} or "id" in words_of(column.name):
        return None
    return next((most for most in (5, 7, 10) if max(numbers) <= most), None)


def _is_flag(column: Column) -> bool:
    """Whether it says 0 or 1 of something, as screens do that count what is the case."""
    return set(column.values) == {"0", "1"} and not _is_count(column.name)


def _is_count(header: str) -> bool:
    """Whether a header is that of something counted; a whole sentence is a question."""
    words = words_of(header)
    if _AGES.search(header) and not _RANGE_SAID.search(header):
        return True
    return "many" in words or "id" in words or (len(words) <= _SHORT and bool(known_words().counted & set(words)))


def _is_question(header: str) -> bool:
    """Whether a header is a sentence, as forms ask."""
    return len(words_of(header)) > _SHORT


def _plain(word: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", word.lower()).split())
