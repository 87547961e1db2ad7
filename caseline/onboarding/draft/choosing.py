"""Which of its guesses each column of a table becomes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from caseline.onboarding.draft.by_values import add_by_values, add_scales
from caseline.onboarding.draft.day_columns import day_columns
from caseline.onboarding.draft.drafted import DraftedField, DraftedTable
from caseline.onboarding.draft.fitting_kinds import DAYS, STAFF, fitted
from caseline.onboarding.draft.given_columns import given_columns
from caseline.onboarding.draft.header_context import context_of
from caseline.onboarding.draft.keys import ForeignKey, Keys, is_of_household, numbers_a_person, without_zeros
from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.meanings import IN_DOUBT, Guess, guesses, meanings
from caseline.onboarding.draft.naming import is_of_several, names_people, says_one_person
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.table_kinds import REPEATED, event_of, kind_of, label_of
from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import PEOPLE, DictionaryTable, Kind, column_name
from ingestion.header_words import words_of

SEVERAL = frozenset({"person.phone", "person.email", "person.race_ethnicity", "note.text"})
"""What several columns of a row may give."""
_SAY_WHO = frozenset(
    f"person.{part}" for part in ("first_name", "last_name", "full_name", "dob", "ssn", "email", "other_id")
) | {"household.id"}
_REACHED = frozenset(f"person.{part}" for part in ("address", "unit", "city", "state", "zip", "phone"))
_OF_HOUSEHOLDS = frozenset({"household", "family"})
"""Words of keys that number the household too."""
_NAMING = frozenset({"name", "full", "first", "last"})
_MOSTLY = 0.5
_FOLLOWED = 0.75


def drafted(
    table: RawTable,
    keys: Keys,
    name: str,
    like: DictionaryTable | None = None,
    year: int | None = None,
    lists: Collection[int] = (),
) -> DraftedTable:
    """What is drafted of a table. `like`: the shipped one that its platform's own columns are of, where it has such.

    `year`: that of columns that are a day without one; `lists`: the tables that are lists of codes, by identity.
    """
    if id(table) in lists:
        return _code_list(table, keys, name)
    context = context_of(list(table.headers))
    days = day_columns(table, year)
    columns = [column for column in table.columns if not days or column.name not in days.headers]
    wanted = _without_keeping({column.name: guesses(column, context) for column in columns}) | _of_platform(table, like)
    given = None if days else given_columns(table, wanted)
    if given:
        columns = [column for column in columns if column.name not in given.headers]
        wanted = {column: found for column, found in wanted.items() if column not in given.headers}
    keys = replace(keys, foreign=[each for each in keys.foreign if _is_followed(table, each)])
    if names_people(table) or _guardian(columns, wanted):
        keys = replace(keys, foreign=[each for each in keys.foreign if not _is_of_a_household_alone(each)])
    own = replace(keys, foreign=[each for each in keys.foreign if not _is_of_members(table, each)])
    about = [each for each in own.foreign if id(each.to) not in lists]
    if not about:
        wanted |= _guardian(columns, wanted)
    kind: Kind = "attendance" if days else kind_of(table, replace(own, foreign=about), wanted, bool(given))
    names_itself = kind in PEOPLE or not about
    if not names_itself:
        wanted = {
            column: [each for each in found if each.target in REPEATED or not each.target.startswith("person.")]
            for column, found in wanted.items()
        }
    if not _is_of_somebody(table, wanted):
        wanted = {column: [each for each in found if each.target not in _REACHED] for column, found in wanted.items()}
    event = event_of(kind, wanted, table.title, bool(given))
    if kind in PEOPLE:
        keys = replace(keys, foreign=[each for each in keys.foreign if not _leads_to_somebody_else(table, each)])
    leaves = any(found and found[0].target == "enrollment.exit_date" for found in wanted.values())
    also = kind == "program" or (keys.key and _OF_HOUSEHOLDS & set(words_of(keys.key)))
    leading = [each.column for each in keys.foreign if id(each.to) not in lists]
    held = {None if also else keys.key, keys.person, *leading} - {None}
    title = set(words_of(table.title))
    taken: dict[str, str] = {}
    chosen: dict[str, Guess] = {}
    ranked = sorted(
        (
            (guess, column)
            for column, found in wanted.items()
            if column not in held
            for guess in fitted(found, kind, event, leaves, column)
        ),
        key=lambda each: (-each[0].likely, not title & set(words_of(each[1]))),
    )
    there = {found[0].target for found in wanted.values() if found}
    for guess, column in ranked:
        needed = meanings()[guess.target].needs if guess.target in meanings() else None
        if needed and needed not in there and not guess.target.startswith(f"{kind}."):
            continue
        if column not in chosen and (guess.target not in taken or guess.target in SEVERAL):
            chosen[column], taken[guess.target] = guess, column
    _name_beside_last(chosen, columns)
    if {"person.first_name", "person.last_name"} <= set(taken):  # then a whole name is another's
        chosen = {column: guess for column, guess in chosen.items() if guess.target != "person.full_name"}
    numbers = {each.column: each.to.title for each in keys.foreign if id(each.to) not in lists}
    if referred := keys.referred:
        numbers[referred] = table.title
    fields = [DraftedField(column, chosen.get(column.name), numbers=numbers.get(column.name)) for column in columns]
    add_scales(fields, table, kind, held)
    add_by_values([each for each in fields if not each.numbers], kind, event, context, names_itself)
    for each in fields:
        each.split = _split(each)
    return DraftedTable(table, name, kind, keys, fields, days, given)


def _code_list(table: RawTable, keys: Keys, name: str) -> DraftedTable:
    """A list of codes: its key, and the column that says what each stands for."""
    said = label_of(table, keys)
    fields = [DraftedField(column) for column in table.columns]
    for each in fields:
        if each.column.name == said:
            each.guess = Guess("code.label", 0.9, "it says what each code stands for")
        elif each.column.name == keys.key:
            each.numbers = table.title
    return DraftedTable(table, name, "code list", keys, fields)


def _guardian(columns: Sequence[Column], wanted: Mapping[str, Sequence[Guess]]) -> dict[str, list[Guess]]:
    """Of rows that name nobody but a parent, that parent: who the row is about."""
    if any(found and found[0].target.startswith("person.") for found in wanted.values()):
        return {}
    named = [
        column.name
        for column in columns
        if (words := set(words_of(column.name)) - _NAMING)
        and words <= known_words().guardians
        and column.share("two names") > _MOSTLY
    ]
    return {named[0]: [Guess("person.full_name", 0.8, "nobody else is named")]} if len(named) == 1 else {}


def _is_of_somebody(table: RawTable, wanted: Mapping[str, Sequence[Guess]]) -> bool:
    """Whether rows say of whom they are: by a name, a birth date or a number; else an address is that of a place."""
    first = {found[0].target for found in wanted.values() if found}
    return bool(_SAY_WHO & first) or any(numbers_a_person(column) for column in table.columns)


def _name_beside_last(chosen: dict[str, Guess], columns: Sequence[Column]) -> None:
    """'Name' beside a last name is the first."""
    targets = {guess.target for guess in chosen.values()}
    if "person.last_name" in targets and "person.first_name" not in targets:
        for column in columns:
            if words_of(column.name) == ("name",):
                chosen[column.name] = Guess("person.first_name", 0.9, "it stands beside the last name")


def _without_keeping(wanted: dict[str, list[Guess]]) -> dict[str, list[Guess]]:
    """The guesses without those of columns that say who kept the record and when, where others say who worked when."""
    keeping = {column for column in wanted if known_words().keeping & set(words_of(column))}
    others = {
        each.target
        for column, found in wanted.items()
        for each in found
        if column not in keeping and each.likely >= IN_DOUBT
    }
    said = {target for group in (STAFF, DAYS) if group & others for target in group}
    return {
        column: [each for each in found if each.target not in said] if column in keeping else found
        for column, found in wanted.items()
    }


def _leads_to_somebody_else(table: RawTable, foreign: ForeignKey) -> bool:
    """Whether a list of people leads to another one of whose rows several of its own share one: members of a family to
    the head of it. A reference would make one person of them.
    """
    column = next(each for each in table.columns if each.name == foreign.column)
    shares = names_people(table) and names_people(foreign.to) and len(column.values) < column.filled
    return shares and not says_one_person(column, table)


def _is_followed(table: RawTable, foreign: ForeignKey) -> bool:
    """Whether most rows can follow a reference; else, where they say names beside, those say who they are about."""
    if not names_people(table):
        return True
    keys = {without_zeros(row.get(foreign.key, "")) for row in foreign.to.rows}
    followed = sum(bool(value) and without_zeros(value) in keys for value in _cells(table, foreign.column))
    return followed >= _FOLLOWED * len(table.rows)


def _cells(table: RawTable, column: str) -> Iterator[str]:
    return (row.get(column, "") for row in table.rows)


def _is_of_a_household_alone(foreign: ForeignKey) -> bool:
    """Whether a reference leads to a household of which nobody is named: names beside it say who a row is about."""
    return not names_people(foreign.to) and any(
        is_of_household(each) for each in foreign.to.columns if each.name == foreign.key
    )


def _is_of_members(table: RawTable, foreign: ForeignKey) -> bool:
    """Whether a reference is the number of a household that several people of the list share."""
    column = next(each for each in table.columns if each.name == foreign.column)
    return is_of_household(column) and is_of_several(column, table)


def _of_platform(table: RawTable, like: DictionaryTable | None) -> dict[str, list[Guess]]:
    """What the columns are that every export of the platform has."""
    known = {column_name(field.name): field.maps_to for field in like.fields} if like else {}
    return {
        name: [Guess(target, 0.95, "every export of its platform has it")] if target else []
        for name in table.headers
        if (target := known.get(column_name(name), "")) != ""
    }


def _split(each: DraftedField) -> str | None:
    """What stands between several values in the cells of a column that may have them."""
    if each.target not in SEVERAL or each.target == "note.text":
        return None
    marks = {
        mark: sum(times for value, times in each.column.values.items() if mark in value) for mark in (";", "|", " / ")
    }
    mark, times = max(marks.items(), key=lambda counted: counted[1])
    return mark if times else None
