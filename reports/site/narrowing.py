"""What a reader has narrowed lists to, on every page until they say otherwise; and lists a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

Item = TypeVar("Item")
ON_ONE_PAGE = 100


@dataclass(frozen=True)
class Narrowing:
    """A program and a range of days, each end included; what is left out narrows nothing."""

    program: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From what a form sent. What is no day is none."""
        return cls(given.get("program", ""), _day(given.get("first", "")), _day(given.get("last", "")))

    def __bool__(self) -> bool:
        return bool(self.program or self.first or self.last)

    def keeps(self, row: Mapping[str, Any], day: str) -> bool:
        """Whether a row is of the program and its `day` is in the range; without a day it is in no range."""
        if self.program and row["program_id"] != self.program:
            return False
        when = row[day]
        if not isinstance(when, date):
            return not (self.first or self.last)
        return (self.first is None or when >= self.first) and (self.last is None or when <= self.last)

    def condition(self, day: str) -> str:
        """The same in SQL, with `parameters` by name."""
        return (
            "($program = '' or program_id = $program) "
            f"and ($first is null or {day} >= $first) and ($last is null or {day} <= $last)"
        )

    @property
    def parameters(self) -> dict[str, Any]:
        return {"program": self.program, "first": self.first, "last": self.last}

    def kept(self, rows: Sequence[dict[str, Any]], day: str) -> list[dict[str, Any]]:
        return [row for row in rows if self.keeps(row, day)]


@dataclass(frozen=True)
class Part:
    """One page of a list. Pages count from 1; one beyond the last is the last."""

    number: int
    last: int
    skipped: int

    @classmethod
    def of(cls, total: int, asked: Mapping[str, str], size: int = ON_ONE_PAGE) -> Self:
        last = max(1, -(-total // size))
        given = asked.get("page", "1")
        number = min(max(1, int(given)), last) if given.isdecimal() and len(given) < 7 else 1
        return cls(number, last, size * (number - 1))

    def cut(self, items: Sequence[Item], size: int = ON_ONE_PAGE) -> Sequence[Item]:
        return items[self.skipped : self.skipped + size]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
