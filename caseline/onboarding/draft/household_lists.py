"""Lists of households whose heads another list has among its people: each of them would be a client twice."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from caseline.onboarding.draft.drafted import DraftedTable
from caseline.onboarding.draft.keys import ForeignKey, Keys
from caseline.organization.described_table import PEOPLE
from ingestion.header_words import words_of

_NAMES = ("person.first_name", "person.last_name", "person.full_name")
_TELLING = ("person.dob", "person.ssn")
"""What makes a head and a member who are one person one client: such a list is more than names."""
_MOST = 0.8


def of_households(tables: Sequence[DraftedTable], keys: Sequence[Keys]) -> list[DraftedTable]:
    """The tables, where those are of households whose heads are people of another table with the household's number.

    `keys`: of every table, also those references that lead from one list of people to another.
    """
    made = list(tables)
    for at, heads in enumerate(tables):
        for members, own in zip(tables, keys, strict=True):
            for foreign in own.foreign:
                if (
                    foreign.to is heads.raw
                    and {heads.kind, members.kind} <= set(PEOPLE)
                    and not any(each.target in _TELLING for each in heads.fields)
                    and _has(members, foreign, heads)
                ):
                    made[at] = _without_people(heads)
    return made


def _has(members: DraftedTable, foreign: ForeignKey, heads: DraftedTable) -> bool:
    named = {(row.get(foreign.column, ""), words) for row, words in _names(members)}
    numbers: dict[str, list[frozenset[str]]] = {}
    for number, words in named:
        numbers.setdefault(number, []).append(words)
    there = [any(words <= other for other in numbers.get(row.get(foreign.key, ""), [])) for row, words in _names(heads)]
    return bool(there) and sum(there) >= _MOST * len(there)


def _names(table: DraftedTable) -> Iterable[tuple[dict[str, str], frozenset[str]]]:
    columns = [column.name for target in _NAMES for column in table.columns_of(target)]
    for row in table.raw.rows:
        if words := frozenset(word for column in columns for word in words_of(row.get(column, ""))):
            yield row, words


def _without_people(table: DraftedTable) -> DraftedTable:
    """The table as one of households, whose names are kept and make nobody."""
    fields = [
        replace(each, guess=None) if each.target and each.target.startswith("person.") else each
        for each in table.fields
    ]
    return replace(table, kind="household", fields=fields)
