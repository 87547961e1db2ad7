"""What a column is by the words that its cells hold, whatever its header: 'Girl' and 'Boy', 'Present' and 'Excused'."""

import re
from functools import cache
from pathlib import Path

from pydantic import RootModel

from caseline.ground.yaml_files import load_yaml
from caseline.onboarding.draft.values import Column

_MOST = 0.85
_SOME = 0.2
_BETWEEN = re.compile(r"[;,/|&+]")
_PLAIN = re.compile(r"[^\w]+")


class _Words(RootModel[dict[str, frozenset[str]]]):
    """By target the words that its values are; under `common` those that say nothing by themselves."""


@cache
def _words() -> dict[str, frozenset[str]]:
    found = load_yaml(Path(__file__).with_name("value_words.yml"), _Words).root
    return {target: frozenset(map(_plain, words)) for target, words in found.items()}


def targets_by_values(column: Column) -> list[str]:
    """What a column of two values or more may become by them: nearly all are words of the target, some of no other."""
    if len(column.values) < 2:
        return []
    return [target for target in _words() if target != "common" and _holds(column, target)]


def present(values: list[str]) -> list[str]:
    """Of the codes of an attendance sheet those that say that somebody was there; none where some are no such codes."""
    known = _words()["service.attended"] | _THERE
    return [each for each in values if _plain(each) in _THERE] if all(_plain(each) in known for each in values) else []


def _holds(column: Column, target: str) -> bool:
    words, common = _words()[target], _words()["common"]
    is_of, telling = 0, 0
    for value, times in column.values.items():
        parts = [plain for part in [value, *_BETWEEN.split(value)] if (plain := _plain(part))]
        if parts and (parts[0] in words or all(part in words for part in parts[1:])):
            is_of += times
            telling += times * any(part in words - common for part in parts)
    return is_of >= _MOST * column.filled and telling >= _SOME * column.filled


def _plain(value: str) -> str:
    return _PLAIN.sub(" ", value.lower()).strip()


_THERE = frozenset("p present x y yes 1 l late t tardy attended here there kept showed".split())  # noqa: SIM905
