"""Which column numbers the rows of a table, and which hold the numbers of another table's rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.values import Column
from ingestion.header_words import words_of

_FOUND = 0.8
_GENERIC = frozenset({"unique", "primary", "external", "system", "internal", "our"})


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are keys of another table: how many of its values are found there, 0 to 1."""

    column: str
    to: RawTable
    key: str
    found: float


@dataclass
class Keys:
    """Of one table: the column that tells its rows apart, if one does, and those that hold another table's keys."""

    key: str | None = None
    foreign: list[ForeignKey] = field(default_factory=list)


def keys_of(tables: Sequence[RawTable], beside: Sequence[tuple[RawTable, str]] = ()) -> list[Keys]:
    """The keys of every table, in their order. A column may lead to one table only: the one that it is named after.

    `beside`: tables that are described already, with their keys.
    """
    keys = [Keys(_key(table)) for table in tables]
    own_keys = [(table, own.key) for table, own in zip(tables, keys, strict=True) if own.key]
    for own, table in zip(keys, tables, strict=True):
        if own.key and _is_anothers(own.key, table, own_keys):
            own.key = None
    keyed = [(table, own.key) for table, own in zip(tables, keys, strict=True) if own.key] + list(beside)
    for own, table in zip(keys, tables, strict=True):
        for column in table.columns:
            if not _may_number(column):
                continue
            found = [
                ForeignKey(column.name, other, key, share)
                for other, key in keyed
                if other is not table and (share := _found(column, other, key)) >= _FOUND
            ]
            found = [each for each in found if _is_named_after(column, each) or not _is_small_count(column)]
            if found and not (column.name == own.key and _is_named_after_itself(column, table)):
                own.foreign.append(
                    max(found, key=lambda each: (_is_named_after(column, each), each.found, -len(each.to.rows)))
                )
    return keys


def numbers_a_person(column: Column) -> bool:
    """Whether a column is called the number of a person, such as 'Client ID'."""
    words = words_of(column.name)
    return bool(known_words().people & set(words)) and bool(known_words().numbered & set(words)) and _may_number(column)


def _key(table: RawTable) -> str | None:
    """The unique column that is most likely its key: named after the table or the record, early."""
    own = set(words_of(table.title))
    candidates = [column for column in table.columns if column.is_unique and _may_number(column)]
    if not candidates and "program" in {known_words().kinds.get(word) for word in own}:
        candidates = [
            each for each in table.columns if each.is_unique and {"name", "program"} & set(words_of(each.name))
        ]
    singular = own | {word.removesuffix("s") for word in own}
    people = bool(singular & known_words().people)

    def rank(at_column: tuple[int, Column]) -> tuple[bool, bool, int]:
        at, column = at_column
        words = set(words_of(column.name))
        named = (
            bool(words & singular)
            or "record" in words
            or words <= known_words().numbered
            or (people and bool(words & known_words().people))
        )
        return named, "id" in words, -at

    return max(enumerate(candidates), key=rank)[1].name if candidates else None


def _may_number(column: Column) -> bool:
    """Whether a column is called a number of something, and holds such."""
    words = set(words_of(column.name))
    if not words & known_words().numbered or words & known_words().never_keys or not column.filled:
        return False
    return max(column.share("code"), column.share("whole")) >= 0.9 and column.share("date") < 0.5


def _found(column: Column, other: RawTable, key: str) -> float:
    keys = next(each.values for each in other.columns if each.name == key)
    return sum(value in keys for value in column.values) / len(column.values)


def _is_named_after(column: Column, foreign: ForeignKey) -> bool:
    words = _named(column.name)
    others = set(words_of(foreign.to.title)) | _named(foreign.key)
    others |= {word.removesuffix("s") for word in others}
    about_people = bool(words & known_words().people) and bool(others & known_words().people)
    return bool(words & others) or about_people or column.name.strip().lower() == foreign.key.strip().lower()


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
    """Whether its values are small whole numbers, which are found in any table that counts its rows."""
    return all(value.isdigit() and int(value) < 10_000 for value in _some(column.values))


def _some(values: Iterable[str]) -> list[str]:
    return list(values)[:1_000]


def _named(header: str) -> set[str]:
    """What a header says a number is of."""
    return set(words_of(header)) - _GENERIC - known_words().numbered
