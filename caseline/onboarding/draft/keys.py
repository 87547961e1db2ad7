"""Which column numbers the rows of a table, and which hold the numbers of another table's rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.naming import are_shared, is_of_several, names_people
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.values import Column
from ingestion.header_words import words_of

_FOUND, _SURELY = 0.8, 0.95
_GAPS = 1.3
_SEVERAL, _LONG = 5, 5
_NEARLY, _FILLED = 0.8, 0.9
_NO_NUMBERS = ("date", "phone", "email", "ssn")
"""Looks of what two tables may both hold of one person, and is the number of no row."""
_OF_HOUSEHOLDS = frozenset({"household", "family"})
_GENERIC = frozenset({"unique", "primary", "external", "system", "internal", "our"})


_OF_INITIAL = re.compile(r"([A-Z])[Ii][Dd](?: ?#)?")
"""The number of something by its initial: YID of youths."""


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are keys of another table: how many of its values are found there, 0 to 1."""

    column: str
    to: RawTable
    key: str
    found: float


@dataclass
class Keys:
    """Of one table: the column that tells its rows apart, if one does, and those that hold another table's keys.

    `person`: the column that numbers the people of its rows where some have several, so that it tells no rows apart.
    `together`: the columns whose numbers several people share, a household's or a case's: none says who a row is about.
    """

    key: str | None = None
    foreign: list[ForeignKey] = field(default_factory=list)
    person: str | None = None
    together: frozenset[str] = frozenset()
    dropped: list[ForeignKey] = field(default_factory=list)
    """References that would lead back to this table."""

    @property
    def referred(self) -> str | None:
        """The column whose values other tables hold."""
        return self.key or self.person


def keys_of(tables: Sequence[RawTable], beside: Sequence[tuple[RawTable, str]] = ()) -> list[Keys]:
    """The keys of every table, in their order. A column may lead to one table only: the one that it is named after.

    `beside`: tables that are described already, with their keys.
    """
    keys = [_own_keys(table, tables) for table in tables]
    own_keys = [(table, own.key) for table, own in zip(tables, keys, strict=True) if own.key]
    for own, table in zip(keys, tables, strict=True):
        if own.key and _is_anothers(own.key, table, own_keys):
            own.key = None
    shared = [(table, each.name) for table in tables for each in table.columns if are_shared(each, table)]
    for own, table in zip(keys, tables, strict=True):
        own.together = frozenset(each.name for each in table.columns if _is_of_several_people(each, table, shared))
        if own.person in own.together:
            own.person = None
    keyed = [(table, referred) for table, own in zip(tables, keys, strict=True) if (referred := own.referred)]
    keyed += list(beside)
    for own, table in zip(keys, tables, strict=True):
        for column in table.columns:
            if not _may_lead(column):
                continue
            found = [
                each
                for other, key in keyed
                if other is not table and not _are_sisters(table, other) and (each := _leads(column, other, key))
            ]
            if found and not (column.name == own.key and _is_named_after_itself(column, table)):
                own.foreign.append(
                    max(found, key=lambda each: (_is_named_after(column, each), each.found, -len(each.to.rows)))
                )
    return keys


def _are_sisters(table: RawTable, other: RawTable) -> bool:
    """Whether two are sheets of one workbook under the same headers, a month each: neither is a list for the other."""
    return table.files[0] == other.files[0] and table.holds_the_same(other)


def weakest_of_a_cycle(keys: Sequence[tuple[RawTable, Keys]]) -> tuple[Keys, ForeignKey] | None:
    """Of references that lead back to where they began the one that is least sure: first that of a table's own key,
    which others refer to; None where none do so."""
    leading = {id(table): own for table, own in keys}
    sorter = TopologicalSorter({id(table): {id(each.to) for each in own.foreign} for table, own in keys})
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = error.args[1]
        links = [
            (leading[table], each)
            for to, table in pairwise(cycle)
            for each in leading[table].foreign
            if id(each.to) == to
        ]
        return min(links, key=lambda link: (link[0].key != link[1].column, link[1].found, -len(link[1].to.rows)))
    return None


def is_of_household(column: Column) -> bool:
    """Whether a column is called the number of a household."""
    return bool(_OF_HOUSEHOLDS & set(words_of(column.name)))


def _is_of_several_people(column: Column, table: RawTable, shared: Sequence[tuple[RawTable, str]]) -> bool:
    """Whether a column numbers a household, or holds numbers that people share in this table or in another."""
    return is_of_household(column) or any(
        (other is table and name == column.name)
        or (other is not table and _may_lead(column) and _leads(column, other, name) is not None)
        for other, name in shared
    )


def numbers_a_person(column: Column) -> bool:
    """Whether a column is called the number of a person, such as 'Client ID'."""
    words = words_of(column.name)
    return bool(known_words().people & set(words)) and bool(known_words().numbered & set(words)) and _may_number(column)


def _own_keys(table: RawTable, tables: Sequence[RawTable]) -> Keys:
    """The column that is most likely its key: that which other tables refer to, else one that is named after the table
    or the record, early. What others refer to and some rows share numbers people.
    """
    own = set(words_of(table.title))
    numbers = [column for column in table.columns if _may_lead(column)]
    if not any(column.is_unique for column in numbers) and "program" in {known_words().kinds.get(word) for word in own}:
        named = [each for each in table.columns if each.is_unique and {"name", "program"} & set(words_of(each.name))]
        return Keys(named[0].name if named else None)
    singular = own | {word.removesuffix("s") for word in own}
    people = bool(singular & known_words().people)
    apart = [other for other in tables if other is not table and not _are_sisters(table, other)]
    others = [(other, each) for other in apart for each in other.columns if _may_lead(each)]
    referring = {
        column.name: sum(len(each.values) > 1 and _leads(each, table, column.name) is not None for _, each in others)
        for column in numbers
        if column.is_unique or _is_nearly_unique(column)
    }

    def rank(at_column: tuple[int, Column]) -> tuple[int, bool, bool, bool, int]:
        at, column = at_column
        words = set(words_of(column.name))
        named = (
            bool(words & singular)
            or "record" in words
            or words <= known_words().numbered
            or (people and bool(words & known_words().people))
        )
        return referring[column.name], column.is_unique, named, "id" in words, -at

    def is_candidate(column: Column) -> bool:
        is_anothers = any(
            each.is_unique and len(each.values) >= len(column.values) and _leads(column, other, each.name)
            for other, each in others
        )
        is_referred = bool(referring.get(column.name))
        of_several = are_shared(column, table) or (
            is_of_household(column) and (is_of_several(column, table) or not names_people(table))
        )
        numbers_people = is_referred and not is_anothers and not of_several
        return (column.is_unique and (is_referred or _may_number(column))) or numbers_people

    candidates = [(at, column) for at, column in enumerate(numbers) if is_candidate(column)]
    if not candidates:
        return Keys()
    best = max(candidates, key=rank)[1]
    return Keys(best.name) if best.is_unique else Keys(person=best.name)


def _is_nearly_unique(column: Column) -> bool:
    return column.filled >= _FILLED * column.rows and len(column.values) >= _NEARLY * column.filled


def _leads(column: Column, other: RawTable, key: str) -> ForeignKey | None:
    """The reference that a column is, where it holds what a column of another table does."""
    foreign = ForeignKey(column.name, other, key, _found(column, other, key))
    is_named = _may_number(column) and _is_named_after(column, foreign)
    if is_named:
        return foreign if foreign.found >= _FOUND else None
    is_telling = not _is_small_count(column) and (_may_number(column) or _is_distinctive(column))
    return foreign if is_telling and foreign.found >= (_FOUND if _may_number(column) else _SURELY) else None


def _may_number(column: Column) -> bool:
    """Whether a column is called a number of something, and holds such."""
    words = set(words_of(column.name))
    if not words & known_words().numbered or words & known_words().never_keys or not column.filled:
        return False
    if words_of(column.name)[0] == "number" and len(words) > 1 and _is_small_count(column) and not column.is_unique:
        return False  # 'Num in HH' counts
    return max(column.share("code"), column.share("whole")) >= 0.9 and column.share("date") < 0.5


def _may_lead(column: Column) -> bool:
    return _may_number(column) or _is_distinctive(column)


def _found(column: Column, other: RawTable, key: str) -> float:
    keys = {without_zeros(value) for each in other.columns if each.name == key for value in each.values}
    return sum(without_zeros(value) in keys for value in column.values) / len(column.values)


def without_zeros(number: str) -> str:
    """A number as a spreadsheet leaves it, which cuts the zeros before it."""
    return (number.lstrip("0") or number) if number.isdigit() else number


def _is_named_after(column: Column, foreign: ForeignKey) -> bool:
    words = _named(column.name)
    others = set(words_of(foreign.to.title)) | _named(foreign.key)
    others |= {word.removesuffix("s") for word in others}
    about_people = bool(words & known_words().people) and bool(others & known_words().people)
    initial = _OF_INITIAL.fullmatch(column.name.strip())
    by_initial = initial is not None and any(word.startswith(initial[1].lower()) for word in others)
    named = bool(words & others) or by_initial or column.name.strip().lower() == foreign.key.strip().lower()
    return named or (about_people and not _is_small_count(column))


def _is_named_after_itself(column: Column, table: RawTable) -> bool:
    words = set(words_of(table.title))
    return bool((words | {word.removesuffix("s") for word in words}) & _named(column.name))


def _is_anothers(key: str, table: RawTable, keyed: Sequence[tuple[RawTable, str]]) -> bool:
    """Whether a unique column is called the number of another table's rows, which is so where each has one row here."""
    column = next(each for each in table.columns if each.name == key)
    return not _is_named_after_itself(column, table) and any(
        bool(_named(key)) and _is_named_after(column, ForeignKey(key, other, of_other, share))
        for other, of_other in keyed
        if other is not table and (share := _found(column, other, of_other)) >= _FOUND
    )


def _is_small_count(column: Column) -> bool:
    """Whether its values are whole numbers that are found in any table which counts its rows: small ones, and those of
    rows that are counted on from 1001.
    """
    values = _some(column.values)
    numbers = [int(value) for value in values if value.isdigit()]
    if not numbers or len(numbers) < len(values) - 1:  # one may be a word below the table
        return False
    counts_on = column.is_unique and max(numbers) - min(numbers) < _GAPS * len(numbers)
    return max(numbers) < 1_000 or (counts_on and max(numbers) < 10_000)


def _is_distinctive(column: Column) -> bool:
    """Whether its values are such as only numbers of records are, whatever its header: 'ENR-00155'."""
    values = _some(column.values)
    return (
        len(values) >= _SEVERAL
        and max(column.share(look) for look in _NO_NUMBERS) < 0.1
        and all(len(value) >= _LONG and any(map(str.isdigit, value)) and " " not in value for value in values)
    )


def _some(values: Iterable[str]) -> list[str]:
    return list(values)[:1_000]


def _named(header: str) -> set[str]:
    """What a header says a number is of."""
    return set(words_of(header)) - _GENERIC - known_words().numbered
