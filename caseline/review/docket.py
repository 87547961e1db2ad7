"""A table of decisions as it is taken in: each row checked, then merged with the rulings that there are."""

import csv
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar

import duckdb

from caseline.ground.errors import ConfigurationError
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.transformation import RULINGS
from caseline.review.tabs import Row, Tab, read_tabs
from ingestion.moments import read_moment


class Decided(Protocol):
    """A line of a file of rulings."""

    @property
    def ruling(self) -> str: ...

    @property
    def reason(self) -> str | None: ...

    @property
    def subject(self) -> Hashable:
        """What the ruling is about. A later ruling on the same takes its place."""


R = TypeVar("R", bound=Decided)


@dataclass(frozen=True)
class Taken:
    """What became of a sheet's rows: rulings that are new, that replaced another, that were there; rows left empty."""

    new: int = 0
    changed: int = 0
    known: int = 0
    undecided: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.new + other.new,
            self.changed + other.changed,
            self.known + other.known,
            self.undecided + other.undecided,
        )

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.known} known already, {self.undecided} left undecided"


@dataclass(frozen=True)
class Signature:
    """What every decision has, whatever it is about."""

    ruling: str
    reason: str
    decided_by: str
    decided_on: str


@dataclass
class Docket(ABC, Generic[R]):
    """The decisions of one table, and the file of rulings that they go to.

    `by` and `on` stand in where a row names nobody or no day.
    """

    tab: Tab
    folder: Path
    by: str | None
    on: date
    connection: duckdb.DuckDBPyConnection
    problems: list[ConfigurationError] = field(default_factory=list)
    result: list[R] = field(default_factory=list)
    decided: list[R] = field(default_factory=list)
    """The rulings of the table's rows."""
    taken: Taken = field(default_factory=Taken)
    fresh: list[R] = field(default_factory=list)

    table: ClassVar[str]
    needed: ClassVar[tuple[str, ...]]
    described: ClassVar[str]
    same_subject: ClassVar[str]

    @abstractmethod
    def read(self, row: Row) -> R:
        """A line of the file of rulings."""

    @abstractmethod
    def known(self, row: Row, former: Mapping[Hashable, R]) -> list[R]:
        """The rulings that a row repeats, as a row does that the sheet came with."""

    @abstractmethod
    def check(self, line: int, row: Row, signature: Signature | None) -> list[R]:
        """The rulings of a row. What is wrong with it is refused; then what is returned does not count."""

    @abstractmethod
    def clients(self) -> set[str]:
        """The IDs of the clients whom new and changed rulings are about."""

    def merge(self, former: Mapping[Hashable, R], fresh: Mapping[Hashable, R]) -> list[R]:
        """Former rulings and those that are new or say something else, in the order of the file."""
        return list({**former, **fresh}.values())

    def refuse(self, line: int, problem: str, fix: str) -> None:
        self.problems.append(ConfigurationError(problem, file=self.tab.where, line=line, fix=fix))

    @property
    def file(self) -> Path:
        return self.folder / RULINGS[self.table].file

    def take(self) -> None:
        """Check every row; `problems`, `result` and `taken` then say what became of them."""
        former = {ruling.subject: ruling for ruling in self.former}
        decided: dict[Hashable, tuple[int, R]] = {}
        undecided = 0
        for line, row in self.tab.rows:
            if not row["ruling"]:
                undecided += 1
                continue
            for ruling in self.known(row, former) or self._checked(line, row):
                earlier = decided.setdefault(ruling.subject, (line, ruling))
                if earlier[1].ruling != ruling.ruling:
                    self.refuse(line, f"{self.same_subject} ruled '{earlier[1].ruling}' on line {earlier[0]}",
                                "Keep one of the two lines.")  # fmt: skip
        self.decided = [ruling for _, ruling in decided.values()]
        fresh = {subject: ruling for subject, (_, ruling) in decided.items() if _differs(former.get(subject), ruling)}
        lines = {subject: line for subject, (line, _) in decided.items()}
        self.fresh, self.result = list(fresh.values()), self.merge(former, fresh)
        if not self.problems:
            self.refuse_contradictions(lines)
        new = {lines[subject] for subject in fresh if subject not in former}
        changed = {lines[subject] for subject in fresh} - new
        self.taken = Taken(len(new), len(changed), len(set(lines.values())) - len(new) - len(changed), undecided)

    def refuse_contradictions(self, lines: Mapping[Hashable, int]) -> None:
        """Refuse what cannot be true together, where there is such a thing."""

    def write(self) -> None:
        """Put the file of rulings in place of the former, whole."""
        names = RULINGS[self.table].columns
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".fresh")
        with fresh.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            whole = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerow(names)
            for ruling in self.result:
                row = [str(getattr(ruling, name) or "") for name in names]
                # before Python 3.13 a carriage return is not seen as the end of a line that it is to a reader
                (whole if any("\r" in value for value in row) else writer).writerow(row)
        fresh.replace(self.file)

    @property
    def former(self) -> Iterable[R]:
        """The rulings of the file as it is."""
        if not self.file.exists():
            return []
        return [self.read(row) for tab in read_tabs(self.file) for _, row in tab.rows]

    def _checked(self, line: int, row: Row) -> list[R]:
        before = len(self.problems)
        rulings = self.check(line, row, self._signature(line, row))
        return rulings if len(self.problems) == before else []

    def _signature(self, line: int, row: Row) -> Signature | None:
        before = len(self.problems)
        words = RULINGS[self.table].words
        if row["ruling"].lower() not in words:
            self.refuse(line, f"The ruling is '{row['ruling']}'", did_you_mean(row["ruling"], list(words)))
        reason, who = row.get("reason", ""), row.get("decided_by") or self.by or ""
        if not reason:
            self.refuse(line, "The decision has no reason", "Write in a few words what you saw.")
        if not who:
            self.refuse(line, "The decision does not say whose it is", 'Fill decided_by, or give --by "Your name".')
        given = row.get("decided_on") or self.on.isoformat()
        if not (day := read_moment(given)[:10]):  # not where it may be two days
            self.refuse(line, f"decided_on is '{given}'", "Write the day as 2026-06-30.")
        return Signature(row["ruling"].lower(), reason, who, day) if len(self.problems) == before else None


def _differs(earlier: Decided | None, ruling: Decided) -> bool:
    """Taking the same sheet in again, on another day, is no other decision."""
    return earlier is None or (earlier.ruling, earlier.reason) != (ruling.ruling, ruling.reason)
