"""What the answers to described fields say, in one form: dates, numbers and rich text, decided field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from ingestion.date_columns import DateColumns, DateRules, listed
from ingestion.numbers import MARKS, Mark, marks_in, read_number
from ingestion.rich_text import plain_text
from ingestion.summary import Remark

ReadAs = Literal["date", "number", "text"]

_DATES = {
    "submission.date", "person.dob", "consent.given_on", "consent.expires_on", "plan.opened_on", "plan.review_due_on",
    "goal.opened_on", "goal.target_on", "goal.closed_on", "goal.reviewed_on", "note.date", "document.date",
    "service.date", "enrollment.entry_date", "enrollment.exit_date",
}  # fmt: skip
_TEXTS = {"note.text", "goal.text"}


def read_as(described: Any) -> ReadAs | None:
    """How the answers to a field of the dictionary are read; None for those that are what they are."""
    target = described.maps_to or ""
    if target in _DATES or described.type in ("date", "datetime"):
        return "date"
    if target == "service.quantity" or target.startswith("assessment.") or described.type in ("integer", "decimal"):
        return "number"
    return "text" if target in _TEXTS else None


@dataclass
class Readings:
    """Learns the answers of one file, decides, then reads. `kinds` says how each field is read."""

    kinds: Mapping[str, ReadAs]
    dates: DateColumns
    _numbers: dict[str, set[str]] = field(default_factory=dict)
    _marks: dict[str, Mark | None] = field(default_factory=dict)
    _both_marks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, fields: Iterable[Any], rules: DateRules) -> "Readings":
        described = list(fields)
        kinds = {each.name: kind for each in described if (kind := read_as(each))}
        past = frozenset(each.name for each in described if each.maps_to == "person.dob")
        return cls(kinds, DateColumns(rules, past))

    def learn(self, name: str, value: str) -> None:
        """Take note of an answer."""
        kind = self.kinds.get(name)
        if kind == "date":
            self.dates.learn(name, [value.strip()])
        elif kind == "number" and ("." in value or "," in value):
            self._numbers.setdefault(name, set()).add(value)

    def decide(self) -> None:
        """Decide how each field is read, once all answers are learnt."""
        self.dates.decide()
        proven = {name: marks_in(values) for name, values in self._numbers.items()}
        of_all = frozenset(mark for marks in proven.values() for mark in marks)
        usual: Mark = next(iter(of_all)) if len(of_all) == 1 else MARKS[0]
        for name, marks in proven.items():
            self._marks[name] = None if len(marks) > 1 else next(iter(marks), usual)
        self._both_marks = sorted(name for name, marks in proven.items() if len(marks) > 1)
        self._numbers.clear()

    def read(self, name: str, value: str) -> str | None:
        """What an answer says, if it is read at all and can be."""
        kind = self.kinds.get(name)
        if kind == "date":
            return self.dates.read(name, value.strip()) or None
        if kind == "number":
            return read_number(value, self._marks.get(name, MARKS[0])) or None
        return plain_text(value) if kind == "text" else None

    def alike(self, name: str, value: str) -> str | None:
        """What an answer says, in one form for all that say the same: 1 and 1.0 are alike."""
        reading = self.read(name, value)
        return f"{Decimal(reading).normalize():f}" if reading and self.kinds[name] == "number" else reading

    def remarks(self, where: str) -> list[Remark]:
        """What to say and to ask of how this file's answers are read."""
        said = self.dates.remarks(where)
        if self._both_marks:
            reason = f"Numbers of {listed(self._both_marks)} are written 1,200.50 in some rows and 1.200,50 in others."
            fix = "Nothing, if that is so: those that may be either (1.200) are not read. Else mend them in the source."
            said.append(Remark("question", reason, fix))
        return said
