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
_FEW = 1
_TEXTS = 0.4
_MOST_COLUMNS_OF_A_LIST, _LONGEST_CODE = 4, 12
_MOSTLY = 0.8
_TELL_APART = frozenset(
    f"person.{part}" for part in ("first_name", "middle_name", "last_name", "full_name", "dob", "other_id")
) | {"household.id"}
"""What rows that are about people say of them to tell them apart; who is told of further fills in a form."""
_OF_A_DAY = frozenset({"service.date", "note.date", "submission.date"})
_OF_FORMS = frozenset({"submission.stage", "consent.granted", "enrollment.entry_date", "goal.text"})
"""What forms ask beside: a row with such is more than one note or service."""
REPEATED = frozenset({"person.first_name", "person.last_name", "person.full_name"})
"""What rows that lead to a person may repeat of them."""


def kind_of(table: RawTable, keys: Keys, wanted: Mapping[str, Sequence[Guess]], gives: bool = False) -> Kind:
    """What a row is: a person where it names one that no reference does, else what its title or its columns say.

    `gives`: whether it says in columns of their own what was given.
    """
    there: dict[str, float] = {}
    for guess in (guess for found in wanted.values() for guess in found[:2] if guess.likely >= IN_DOUBT):
        there[guess.target] = max(guess.likely, there.get(guess.target, 0))
    first = {found[0].target for found in wanted.values() if found and found[0].likely >= IN_DOUBT}
    happens = gives or _events(there)
    names = {"person.first_name", "person.last_name"} <= first or "person.full_name" in first
    kinds = known_words().kinds
    titles = [word for word in reversed(words_of(table.title)) if word in kinds]
    said = known_words().people | known_words().surveys | known_words().forms
    if not titles and not said & set(words_of(table.title)):  # a sheet 'Active' of a goals tracker
        titles = [word for word in reversed(words_of(table.book)) if word in kinds]
    titled = next((kinds[word] for word in sorted(titles, key=known_words().of_any.__contains__)), None)
    if "placement" in titles and any(known_words().work & set(words_of(header)) for header in table.headers):
        titled = "service"
    has_texts = "note.text" in there and any(column.share("long") > _TEXTS for column in table.columns)
    if set(titles) <= known_words().of_any and not has_texts:
        titled = None
    is_filled_in = bool(known_words().forms & set(words_of(table.title)))
    if not keys.foreign:
        if titled == "program" and keys.key and len(table.rows) <= _MOST_PROGRAMS and not names:
            return "program"
        if "goal.text" in first and names and "person.dob" not in first:
            return "goal"
        if names or "person.dob" in first:
            begins = "enrollment.entry_date" in first and not {"service.date", "note.text"} & there.keys()
            if happens and not (begins and not is_filled_in and _names_differ(table, wanted)):
                return _named_event(table, wanted, first, titled, gives)
            return "form" if _asks(table) or is_filled_in else "person"
        if titled == "household" and keys.key:
            return "household"
        if not _says_only_a_household(table, keys, first):
            return "form"
        titled = None if titled in PEOPLE else titled
    if "goal.text" in first and "person.dob" not in first and titled in (None, "goal") and not _asks(table):
        return "goal"
    of_people = any(names_people(each.to) for each in keys.foreign)
    is_list = ("person.dob" in first and not (titled and of_people)) or not (titled or happens)
    if is_list and ("person.dob" in first if not names else _names_differ(table, wanted)):
        return "form" if is_filled_in else "person"
    if titled:
        return titled
    if "service.attended" in first and not known_words().surveys & set(words_of(table.title)):
        return _attended(table.title)
    if has_texts:
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


def _named_event(
    table: RawTable, wanted: Mapping[str, Sequence[Guess]], first: Set[str], titled: Kind | None, gives: bool
) -> Kind:
    """What a row is that tells of something and says of whom by name: a note or a service of a day, else a form."""
    told = {target for target in first if target.startswith(("person.", "household."))} - _TELL_APART
    if len(told) > _FEW or first & _OF_FORMS:
        return "form"
    if titled in ("service", "note"):
        return titled
    return event_of("form", wanted, table.title, gives) if first & _OF_A_DAY else "form"


def is_code_list(table: RawTable, keys: Keys, others: Sequence[Keys]) -> bool:
    """Whether a table says what codes stand for that other tables hold: few columns, a short key, a label each."""
    return (
        keys.key is not None
        and not keys.foreign
        and any(foreign.to is table for other in others for foreign in other.foreign)
        and len(table.headers) <= _MOST_COLUMNS_OF_A_LIST
        and max(map(len, (row.get(keys.key, "") for row in table.rows)), default=0) <= _LONGEST_CODE
        and not names_people(table)
        and not any(column.share("date") > _MOSTLY for column in table.columns)
        and known_words().kinds.get(words_of(table.title)[-1] if words_of(table.title) else "") != "program"
        and label_of(table, keys) is not None
    )


def label_of(table: RawTable, keys: Keys) -> str | None:
    """The column of a list that says what each of its codes stands for: the first of words, nearly each row its own."""
    return next(
        (
            column.name
            for column in table.columns
            if column.name != keys.key
            and column.filled >= _MOSTLY * column.rows
            and len(column.values) >= _MOSTLY * column.filled
            and column.share("number") < _MOSTLY
            and any(" " in value or len(value) > _LONGEST_CODE / 2 for value in column.values)
        ),
        None,
    )


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
    was_there = "service.attended" in there and bool(_OF_A_DAY & there.keys())
    return was_there or bool({"service.type", "service.date", "note.text", "submission.stage"} & there.keys())


def _attended(title: str) -> Kind:
    """What a row is that says whether somebody was there."""
    return "attendance" if known_words().presence & set(words_of(title)) else "service"


def event_of(kind: Kind, wanted: Mapping[str, Sequence[Guess]], title: str, gives: bool = False) -> Kind:
    """What a row of a form tells of beside the person: a service or a note, where it has words for one and no stay."""
    if kind == "form" and gives:
        return "service"
    of = {found[0].target: set(words_of(column)) for column, found in wanted.items() if found and _is_likely(found[0])}
    if kind != "form" or "enrollment.entry_date" in of or known_words().surveys & set(words_of(title)):
        return kind
    is_note = "note.text" in of
    if "service.attended" in of:
        return _attended(title)
    if "service.type" in of and not (is_note and "contact" in of["service.type"]):
        return "service"
    return "note" if is_note else kind


def _is_likely(guess: Guess) -> bool:
    return guess.likely >= IN_DOUBT
