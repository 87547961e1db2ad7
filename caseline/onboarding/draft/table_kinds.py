"""What a row of a table is: a person, a stay, a service, a note; by what its columns may become and by its title."""

from collections.abc import Mapping, Sequence, Set

from caseline.onboarding.draft.keys import Keys, numbers_a_person
from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.meanings import IN_DOUBT, Guess
from caseline.onboarding.draft.naming import names_people
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.scales import rated, scored_words
from caseline.organization.described_table import PEOPLE, Kind
from ingestion.header_words import words_of

_MOST_PROGRAMS = 200
_DIFFERENT = 0.6
_QUESTIONS = 3
REPEATED = frozenset({"person.first_name", "person.last_name", "person.full_name"})
"""What rows that lead to a person may repeat of them."""


def kind_of(table: RawTable, keys: Keys, wanted: Mapping[str, Sequence[Guess]]) -> Kind:
    """What a row is: a person where it names one that no reference does, else what its title or its columns say."""
    there: dict[str, float] = {}
    for guess in (guess for found in wanted.values() for guess in found[:2] if guess.likely >= IN_DOUBT):
        there[guess.target] = max(guess.likely, there.get(guess.target, 0))
    first = {found[0].target for found in wanted.values() if found and found[0].likely >= IN_DOUBT}
    names = {"person.first_name", "person.last_name"} <= first or "person.full_name" in first
    kinds = known_words().kinds
    titles = [word for word in reversed(words_of(table.title)) if word in kinds]
    titled = next((kinds[word] for word in sorted(titles, key=known_words().of_any.__contains__)), None)
    if not keys.foreign:
        if titled == "program" and keys.key and len(table.rows) <= _MOST_PROGRAMS and not names:
            return "program"
        if names or "person.dob" in first:
            return "form" if _events(there) else "person"
        if not _says_only_a_household(table, keys, first):
            return "form"
        titled = None if titled in PEOPLE else titled
    of_people = any(names_people(each.to) for each in keys.foreign)
    is_list = ("person.dob" in first and not (titled and of_people)) or not (titled or _events(there))
    if is_list and ("person.dob" in first if not names else _names_differ(table, wanted)):
        return "person"
    if titled:
        return titled
    if "service.attended" in first and not known_words().surveys & set(words_of(table.title)):
        return "service"
    if "note.text" in there and any(column.share("long") > 0.4 for column in table.columns):
        return "note"
    if _asks(table):
        return "assessment"
    if there.get("enrollment.entry_date", 0) >= (IN_DOUBT if "enrollment.exit_date" in there else 0.9):
        return "stay"
    if "goal.text" in there:
        return "goal"
    if "service.type" in there or "service.date" in there:
        return "service"
    if "consent.granted" in there:
        return "consent"
    return "service"


def _says_only_a_household(table: RawTable, keys: Keys, first: Set[str]) -> bool:
    """Whether rows name nobody, and hold a number that several of them and several people share."""
    numbers = [column for column in table.columns if numbers_a_person(column) or column.name in keys.together]
    return (
        bool(numbers)
        and all(column.name in keys.together and not column.is_unique for column in numbers)
        and not any(target.startswith("person.") for target in first)
    )


def _asks(table: RawTable) -> bool:
    """Whether its columns are questions that are answered by steps of a scale."""
    scored = [column.name for column in table.columns if scored_words(column)]
    return len({*scored, *(column.name for column in rated(table.columns, table.title))}) >= _QUESTIONS


def _names_differ(table: RawTable, wanted: Mapping[str, Sequence[Guess]]) -> bool:
    """Whether each row names somebody else, as a list of people does and a log of their visits does not."""
    named = [column for column, found in wanted.items() if found and found[0].target in REPEATED]
    people = {tuple(row.get(column) for column in named) for row in table.rows}
    return len(people) > _DIFFERENT * len(table.rows)


def _events(there: Mapping[str, float]) -> bool:
    """Whether a row tells of something that happened, beside the person."""
    return bool({"service.type", "service.date", "note.text", "submission.stage"} & there.keys())


def event_of(kind: Kind, wanted: Mapping[str, Sequence[Guess]], title: str) -> Kind:
    """What a row of a form tells of beside the person: a service or a note, where it has words for one and no stay."""
    there = {found[0].target for found in wanted.values() if found and found[0].likely >= IN_DOUBT}
    if kind != "form" or "enrollment.entry_date" in there or known_words().surveys & set(words_of(title)):
        return kind
    if {"service.type", "service.attended"} & there:
        return "service"
    return "note" if "note.text" in there else kind
