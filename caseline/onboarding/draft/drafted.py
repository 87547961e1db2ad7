"""What is drafted of one table: its kind, its key, what it refers to, and what each column becomes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from caseline.onboarding.draft.day_columns import DayColumns, day_columns
from caseline.onboarding.draft.header_words import common_prefix, known_words, words_of
from caseline.onboarding.draft.keys import Keys, numbers_a_person
from caseline.onboarding.draft.meanings import Guess, guesses, looks_like, meanings
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.scales import rated, scored_words, totals
from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import PEOPLE, DictionaryTable, FieldType, Kind, Sensitivity, column_name

SEVERAL = frozenset({"person.phone", "person.email", "person.race_ethnicity", "note.text"})
"""What several columns of a row may give."""
_IN_DOUBT = 0.7
_MOST_PROGRAMS = 200
_DIFFERENT = 0.6
_REPEATED = frozenset({"person.first_name", "person.last_name", "person.full_name"})
"""What rows that lead to a person may repeat of them."""
_OF_KIND: Mapping[Kind, Mapping[str, float]] = {
    "form": {"goal": 0.85, "service": 0.9, "note": 0.93},
    "person": {"goal": 0.0, "service": 0.0, "note": 0.85, "plan": 0.0},
    "stay": {"goal": 0.0, "service": 0.6, "note": 0.85, "submission": 0.95},
    "service": {"goal": 0.0, "enrollment": 0.5, "submission": 0.9, "note": 0.95},
    "attendance": {"goal": 0.0, "enrollment": 0.5, "submission": 0.9, "note": 0.8},
    "note": {"goal": 0.5, "enrollment": 0.4, "submission": 0.9, "service": 0.9},
    "assessment": {"goal": 0.6, "enrollment": 0.6, "service": 0.5, "note": 0.85},
    "goal": {"enrollment": 0.5, "service": 0.0, "note": 0.8},
    "plan": {"goal": 0.5, "enrollment": 0.6, "service": 0.0, "note": 0.8},
    "consent": {"goal": 0.0, "enrollment": 0.5, "service": 0.0, "note": 0.8},
    "household": {"goal": 0.0, "service": 0.0},
}
"""How far what a column may become fits a kind of table; 1 where nothing is said."""
_DAY_OF: Mapping[Kind, str] = {
    "service": "service.date", "attendance": "service.date", "note": "note.date", "goal": "goal.opened_on",
    "plan": "plan.opened_on", "consent": "consent.given_on", "stay": "enrollment.entry_date",
}  # fmt: skip
"""What 'Date' alone is in a table of a kind."""
_STAFF_OF: Mapping[Kind, str] = {"service": "service.provider", "attendance": "service.provider", "note": "note.author"}
_INSTEAD: Mapping[Kind, Mapping[str, str]] = {
    "plan": {"goal.opened_on": "plan.opened_on", "goal.reviewed_on": "plan.review_due_on"},
    "goal": {"enrollment.entry_date": "goal.opened_on", "enrollment.exit_date": "goal.closed_on"},
}
"""What the words for one thing mean in a table of a kind."""
_STAFF = frozenset({"submission.case_manager", "service.provider", "note.author"})
_DATES = ("date", "_on")
_HIDDEN: Mapping[str, Sensitivity] = {
    "person": "identifier", "household": "quasi-identifier", "submission": "open", "enrollment": "open",
    "program": "open", "service": "open", "plan": "open", "code": "open", "consent": "sensitive", "goal": "sensitive",
    "note": "sensitive", "assessment": "sensitive",
}  # fmt: skip
_OF_TARGET: Mapping[str, Sensitivity] = {
    "person.sex": "sensitive", "person.gender": "sensitive", "person.race_ethnicity": "sensitive",
    "person.veteran": "quasi-identifier", "person.city": "quasi-identifier", "person.state": "quasi-identifier",
    "person.zip": "quasi-identifier", "enrollment.destination": "sensitive", "note.date": "open", "note.author": "open",
    "consent.given_on": "open", "consent.expires_on": "open", "goal.opened_on": "open", "goal.target_on": "open",
    "goal.closed_on": "open",
}  # fmt: skip


@dataclass
class DraftedField:
    """One column: what it becomes and why, or None; with the codes of its answers."""

    column: Column
    guess: Guess | None = None
    codes: Mapping[str, int] = field(default_factory=dict)
    split: str | None = None
    numbers: str | None = None
    """What its values are the numbers of, where it is the key or leads to another table."""

    @property
    def target(self) -> str | None:
        """What it becomes; None also where that is too doubtful to be in force."""
        return self.guess.target if self.guess and self.guess.likely >= _IN_DOUBT else None

    @property
    def sensitivity(self) -> Sensitivity:
        if self.numbers:
            return "quasi-identifier"
        if not self.guess:
            return "identifier" if self.column.share("two names") > 0.8 else "sensitive"
        return _OF_TARGET.get(self.guess.target) or _HIDDEN[self.guess.target.split(".")[0]]

    @property
    def type(self) -> FieldType:
        target = self.guess.target if self.guess else ""
        if target.endswith(_DATES) or target == "person.dob" or (not target and self.column.share("date") > 0.9):
            return "date"
        if self.codes:
            return "code"
        if target == "service.quantity" or target.startswith("assessment."):
            return "decimal"
        return "text"


@dataclass
class DraftedTable:
    """One table as it will be described."""

    raw: RawTable
    name: str
    kind: Kind
    keys: Keys
    fields: list[DraftedField]
    days: DayColumns | None = None

    @property
    def key(self) -> list[str]:
        """The columns that tell its rows apart; of an attendance sheet at least whose line it is."""
        if self.keys.key or not self.days:
            return [self.keys.key] if self.keys.key else []
        names = ("person.first_name", "person.last_name", "person.full_name")
        return [each.column for each in self.keys.foreign] or [
            each.column.name for each in self.fields if each.target in names
        ]

    @property
    def is_known(self) -> bool:
        """Whether anything says what it is: a column that becomes something, or one that leads elsewhere."""
        return bool(self.keys.foreign) or any(each.target for each in self.fields)

    @property
    def person_key(self) -> str | None:
        """The column that numbers the people of its own rows, where several rows are about one."""
        if self.kind != "form" or self.keys.foreign or self.keys.key:
            return None
        return next(
            (
                each.name
                for each in self.raw.columns
                if numbers_a_person(each) and not each.is_unique and each.filled == each.rows
            ),
            None,
        )

    def columns_of(self, target: str) -> Iterator[Column]:
        return (each.column for each in self.fields if each.target == target)


def drafted(table: RawTable, keys: Keys, name: str, like: DictionaryTable | None = None) -> DraftedTable:
    """What is drafted of a table. `like`: the shipped one that its platform's own columns are of, where it has such."""
    prefix = common_prefix([column.name for column in table.columns])
    days = day_columns(table)
    columns = [column for column in table.columns if not days or column.name not in days.headers]
    wanted = {column.name: guesses(column, prefix) for column in columns} | _of_platform(table, like)
    kind: Kind = "attendance" if days else _kind(table, keys, wanted)
    if kind not in PEOPLE and not (days and not keys.foreign):
        wanted = {
            column: [each for each in found if each.target in _REPEATED or not each.target.startswith("person.")]
            for column, found in wanted.items()
        }
    event = _event(kind, wanted)
    leaves = any(found and found[0].target == "enrollment.exit_date" for found in wanted.values())
    held = {keys.key, *(each.column for each in keys.foreign)} - {None}
    taken: dict[str, str] = {}
    chosen: dict[str, Guess] = {}
    ranked = sorted(
        (
            (guess, column)
            for column, found in wanted.items()
            if column not in held
            for guess in _fitted(found, kind, event, leaves, column)
        ),
        key=lambda each: -each[0].likely,
    )
    there = {found[0].target for found in wanted.values() if found}
    for guess, column in ranked:
        needed = meanings()[guess.target].needs if guess.target in meanings() else None
        if needed and needed not in there:
            continue
        if column not in chosen and (guess.target not in taken or guess.target in SEVERAL):
            chosen[column], taken[guess.target] = guess, column
    numbers = {each.column: each.to.title for each in keys.foreign} | ({keys.key: table.title} if keys.key else {})
    fields = [DraftedField(column, chosen.get(column.name), numbers=numbers.get(column.name)) for column in columns]
    _add_scales(fields, table, kind, held)
    _add_by_values([each for each in fields if not each.guess and not each.numbers], kind, event, set(taken))
    for each in fields:
        each.split = _split(each)
    return DraftedTable(table, name, kind, keys, fields, days)


def _kind(table: RawTable, keys: Keys, wanted: Mapping[str, Sequence[Guess]]) -> Kind:
    """What a row is: a person where it names one that no reference does, else what its title or its columns say."""
    there: dict[str, float] = {}
    for guess in (guess for found in wanted.values() for guess in found[:2] if guess.likely >= _IN_DOUBT):
        there[guess.target] = max(guess.likely, there.get(guess.target, 0))
    first = {found[0].target for found in wanted.values() if found and found[0].likely >= _IN_DOUBT}
    names = {"person.first_name", "person.last_name"} <= first or "person.full_name" in first
    kinds = known_words().kinds
    titled = next((kinds[word] for word in reversed(words_of(table.title)) if word in kinds), None)
    if not keys.foreign:
        if titled == "program" and keys.key and len(table.rows) <= _MOST_PROGRAMS and not names:
            return "program"
        if names or "person.dob" in first:
            return "form" if _events(there) else "person"
        return "form"
    if names and ("person.dob" in first or not titled) and _names_differ(table, wanted):
        return "person"
    if titled:
        return titled
    if "note.text" in there and any(column.share("long") > 0.4 for column in table.columns):
        return "note"
    if "enrollment.exit_date" in there or there.get("enrollment.entry_date", 0) >= 0.9:
        return "stay"
    if "goal.text" in there:
        return "goal"
    if "service.type" in there or "service.date" in there:
        return "service"
    if "consent.granted" in there:
        return "consent"
    return (
        "assessment"
        if any(scored_words(column) for column in table.columns) or rated(table.columns, table.title)
        else "service"
    )


def _names_differ(table: RawTable, wanted: Mapping[str, Sequence[Guess]]) -> bool:
    """Whether each row names somebody else, as a list of people does and a log of their visits does not."""
    named = [column for column, found in wanted.items() if found and found[0].target in _REPEATED]
    people = {tuple(row.get(column) for column in named) for row in table.rows}
    return len(people) > _DIFFERENT * len(table.rows)


def _events(there: Mapping[str, float]) -> bool:
    """Whether a row tells of something that happened, beside the person."""
    return bool({"service.type", "service.date", "note.text", "submission.stage"} & there.keys())


def _of_platform(table: RawTable, like: DictionaryTable | None) -> dict[str, list[Guess]]:
    """What the columns are that every export of the platform has."""
    known = {column_name(field.name): field.maps_to for field in like.fields} if like else {}
    return {
        name: [Guess(target, 0.95, "every export of its platform has it")] if target else []
        for name in table.headers
        if (target := known.get(column_name(name), "")) != ""
    }


def _event(kind: Kind, wanted: Mapping[str, Sequence[Guess]]) -> Kind:
    """What a row of a form tells of beside the person: a note or a service, where it has words for one and no stay."""
    there = {found[0].target for found in wanted.values() if found and found[0].likely >= _IN_DOUBT}
    if kind != "form" or "enrollment.entry_date" in there:
        return kind
    return "note" if "note.text" in there else "service" if "service.type" in there else kind


def _fitted(found: Sequence[Guess], kind: Kind, event: Kind, leaves: bool, column: str) -> Iterator[Guess]:
    """The guesses of a column as far as they fit the kind of table; what 'Date' and 'Staff' are follows it.

    `leaves`: whether another column says when the stay ended, so that the intake began it.
    """
    weights = _OF_KIND.get(kind, {})
    for guess in found:
        group = guess.target.split(".")[0]
        likely = guess.likely * weights.get(group, 1.0)
        if kind == "program":
            likely = 0.0
        if guess.target == "submission.date" and leaves and kind in PEOPLE and "intake" in words_of(column):
            yield Guess("enrollment.entry_date", guess.likely, guess.why)
            likely *= 0.9
        if instead := _INSTEAD.get(kind, {}).get(guess.target):
            yield Guess(instead, guess.likely, guess.why)
            continue
        if guess.target == "submission.date" and kind in _DAY_OF:
            yield Guess(_DAY_OF[kind], guess.likely * 0.97, guess.why)
            likely *= 0.7
        if guess.target in ("note.author", "service.provider") and event not in _STAFF_OF:
            yield Guess("submission.case_manager", guess.likely * 0.97, guess.why)
            continue
        if guess.target in _STAFF and event in _STAFF_OF:
            yield Guess(_STAFF_OF[event], guess.likely * 0.99, guess.why)
            likely *= 0.8
        if likely:
            yield Guess(guess.target, likely, guess.why)
    words = set(words_of(column))
    if kind == "program" and words & {"name", "program", "project", "title"}:
        yield Guess("program.name", 0.95 if words & {"name", "title"} else 0.75, "it names the program")


def _add_scales(fields: list[DraftedField], table: RawTable, kind: Kind, held: set[str | None]) -> None:
    """Answers on a scale become assessments, in tables that may hold them."""
    if kind not in ("form", "person", "assessment", "stay"):
        return
    free = [each for each in fields if each.column.name not in held and (not each.guess or each.guess.likely < 0.9)]
    names = {each.name for each in rated([each.column for each in free], table.title)}
    scaled = names or any(scored_words(each.column) for each in free)
    sums = {each.name for each in totals([each.column for each in free])} if scaled else set()
    for each in free:
        codes = scored_words(each.column)
        if each.column.name in sums and not codes:
            each.guess = Guess(f"assessment.{item_name(each.column.name)}", 0.75, "the sum or mean of a scale")
        elif codes or each.column.name in names:
            why = "its answers are steps of a scale" if codes else "small numbers on a range that other columns share"
            each.guess = Guess(f"assessment.{item_name(each.column.name)}", 0.86 if codes else 0.75, why)
            each.codes = codes or {}


def item_name(header: str) -> str:
    """A name for what a question measures."""
    words = re.sub(r"[^\w\s]", " ", header.lower().rsplit("/", 1)[-1]).split()
    name = "_".join(words)[:48].strip("_")
    return name if name.isidentifier() else f"item_{name}"


def _of_service(column: Column) -> Guess | None:
    """What a column of a list of services is by the form of its header: 'Meal type', '# meals'."""
    words = words_of(column.name)
    if words[-1:] == ("type",) and column.is_coded:
        return Guess("service.type", 0.72, "its header says which type")
    if words[:1] == ("number",) and len(words) > 1 and column.share("number") > 0.9:
        return Guess("service.quantity", 0.72, "its header says a number of something")
    return None


def _add_by_values(unknown: list[DraftedField], kind: Kind, event: Kind, taken: set[str]) -> None:
    """Columns whose headers say nothing and whose values do."""
    for each in unknown:
        guess = looks_like(each.column) or (_of_service(each.column) if event in ("service", "attendance") else None)
        if guess and guess.target == "note.author":
            guess = Guess(_STAFF_OF.get(event, "submission.case_manager"), guess.likely, guess.why)
        fits = guess and (kind in PEOPLE or not guess.target.startswith("person."))
        if guess and fits and guess.target not in taken:
            each.guess = guess
            taken.add(guess.target)


def _split(each: DraftedField) -> str | None:
    """What stands between several values in the cells of a column that may have them."""
    if each.target not in SEVERAL or each.target == "note.text":
        return None
    marks = {
        mark: sum(times for value, times in each.column.values.items() if mark in value) for mark in (";", "|", " / ")
    }
    mark, times = max(marks.items(), key=lambda counted: counted[1])
    return mark if times else None
