"""Columns that are a thing given each, with a tick or a count a visit, as sign-in sheets have: 'Meal', 'Bus tix'."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.meanings import IN_DOUBT, Guess
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.values import Column
from ingestion.header_words import words_of

_FEWEST = 2
_MOST_GIVEN = 100
_MOST_COUNTS = 10
"""More different numbers are those of a bed or a locker."""
_OF_AN_EVENT = frozenset(
    {"service.date", "note.date", "submission.date", "service.type", "service.attended", "enrollment.entry_date"}
)


@dataclass(frozen=True)
class GivenColumns:
    """Headers that are things given, and a pattern of just these."""

    headers: frozenset[str]

    @property
    def pattern(self) -> str:
        return "^(" + "|".join(re.escape(header) for header in sorted(self.headers)) + ")$"


def given_columns(table: RawTable, wanted: Mapping[str, Sequence[Guess]]) -> GivenColumns | None:
    """The columns of a log of visits that are a thing given each; None where it has not several, or is no such log.

    `wanted`: what its columns may become. A registration that asks for needs has a birth date, and no day of a visit.
    """
    first = {found[0].target for found in wanted.values() if found and found[0].likely >= IN_DOUBT}
    if "person.dob" in first or not _OF_AN_EVENT & first or known_words().surveys & set(words_of(table.title)):
        return None
    marked = [column for column in table.columns if _is_marked(column)]
    named = [column for column in marked if known_words().given & set(words_of(column.name))]
    if len(named) < _FEWEST:
        return None
    places = [list(table.headers).index(column.name) for column in named]
    between = list(table.headers)[min(places) : max(places)]
    others = [column for column in marked if column.name in between and not _means_something(wanted[column.name])]
    return GivenColumns(frozenset(column.name for column in [*named, *others]))


def _is_marked(column: Column) -> bool:
    """Whether its cells are ticks or small counts, and its header numbers and measures nothing else."""
    words = set(words_of(column.name))
    if known_words().numbered - {"number"} & words or known_words().measured & words:
        return False
    marks = sum(
        times
        for value, times in column.values.items()
        if value.lower() in _MARKS or (value.isdigit() and int(value) <= _MOST_GIVEN)
    )
    counted = sum(value.isdigit() for value in column.values)
    return column.filled > 0 and marks == column.filled and counted <= _MOST_COUNTS


def _means_something(found: Sequence[Guess]) -> bool:
    return bool(found) and found[0].likely >= IN_DOUBT and not found[0].target.startswith("service.")


_MARKS = frozenset("x xx y yes n no ✓ ✔ √ - – — t true false 0".split())  # noqa: SIM905
