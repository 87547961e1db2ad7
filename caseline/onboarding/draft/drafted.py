"""What is drafted of one table: its kind, its key, what it refers to, and what each column becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from caseline.onboarding.draft.day_columns import DayColumns
from caseline.onboarding.draft.given_columns import GivenColumns
from caseline.onboarding.draft.keys import Keys, numbers_a_person
from caseline.onboarding.draft.meanings import IN_DOUBT, Guess
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import PEOPLE, FieldType, Kind, Sensitivity

_DATES = ("date", "_on")
_ABOUT_ONE = frozenset({"form", "service", "attendance", "note", "goal", "assessment"})
"""Kinds of rows that may say by themselves, again and again, who they are about."""
_HIDDEN: Mapping[str, Sensitivity] = {
    "person": "identifier", "household": "quasi-identifier", "submission": "open", "enrollment": "open",
    "program": "open", "service": "open", "plan": "open", "code": "open", "consent": "sensitive", "goal": "sensitive",
    "note": "sensitive", "assessment": "sensitive",
}  # fmt: skip
_OF_TARGET: Mapping[str, Sensitivity] = {
    "person.sex": "sensitive", "person.gender": "sensitive", "person.race_ethnicity": "sensitive",
    "person.veteran": "quasi-identifier", "person.protected": "sensitive", "person.city": "quasi-identifier",
    "person.state": "quasi-identifier", "person.zip": "quasi-identifier", "enrollment.destination": "sensitive",
    "note.date": "open", "note.author": "open", "consent.given_on": "open", "consent.expires_on": "open",
    "goal.opened_on": "open", "goal.target_on": "open", "goal.closed_on": "open",
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
        return self.guess.target if self.guess and self.guess.likely >= IN_DOUBT else None

    @property
    def sensitivity(self) -> Sensitivity:
        if self.numbers:
            return "quasi-identifier"
        if not self.guess:
            return "identifier" if self.column.share("two names") > 0.8 else "sensitive"
        of_guess = _OF_TARGET.get(self.guess.target) or _HIDDEN[self.guess.target.split(".")[0]]
        return of_guess if self.target or of_guess == "identifier" else "sensitive"

    @property
    def type(self) -> FieldType:
        target = self.guess.target if self.guess else ""
        if target.startswith("assessment."):  # whose name is its question's: 'adult_i_can_count_on'
            return "code" if self.codes else "decimal"
        if target.endswith(_DATES) or target == "person.dob" or (not target and self.column.share("date") > 0.9):
            return "date"
        if self.codes:
            return "code"
        if target == "service.quantity":
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
    given: GivenColumns | None = None

    @property
    def key(self) -> list[str]:
        """The columns that tell its rows apart; of an attendance sheet at least whose line it is."""
        if self.keys.key or not self.days:
            return [self.keys.key] if self.keys.key else []
        return [each.column for each in self.keys.foreign] or self._names

    @property
    def _names(self) -> list[str]:
        names = ("person.first_name", "person.last_name", "person.full_name")
        return [each.column.name for each in self.fields if each.target in names]

    @property
    def is_known(self) -> bool:
        """Whether anything says what it is: a column that becomes something, or one that leads elsewhere."""
        return bool(self.keys.foreign) or any(each.target for each in self.fields)

    @property
    def person_key(self) -> list[str]:
        """The columns that number the people of its own rows, where several rows are about one: one column, or the
        names, where it says in columns what each was given.
        """
        if self.keys.person and self.kind in PEOPLE:
            return [self.keys.person]
        if self.kind not in _ABOUT_ONE or self.keys.foreign or self.keys.key or self.days:
            return []
        numbered = [
            each.name
            for each in self.raw.columns
            if each.name not in self.keys.together
            and numbers_a_person(each)
            and not each.is_unique
            and each.filled == each.rows
        ]
        return numbered[:1] or (self._names if self.given else [])

    def also_called(self, header: str) -> list[str]:
        """Other spellings of a header in further files of the table."""
        return self.raw.also_called.get(header, [])

    def columns_of(self, target: str) -> Iterator[Column]:
        return (each.column for each in self.fields if each.target == target)
