"""What a stay in a program holds: contacts, surveys, services, goals, a consent, and where housing stood when."""

from dataclasses import dataclass, field
from datetime import date

from caseline.sample.network import LAST_DAY, PROGRAMS, Program, Project, Worker
from caseline.sample.people import Person
from caseline.sample.writing import Mark

HOUSED = 4
"""The housing level from which on somebody has a home of their own."""


@dataclass
class Contact:
    """One contact that leaves a note: `facts` are keys of phrases, `level` where housing stands that day.

    `note_id` and `marks` are of the note, once it is written.
    """

    on: date
    kind: str
    level: int
    facts: list[str] = field(default_factory=list)
    injected: bool = False
    note_id: str = ""
    marks: list[Mark] = field(default_factory=list)

    def codes(self, skill: str, status: str) -> set[str]:
        """What a skill finds in the note: codes, or a rubric's level."""
        return {mark.value or mark.code for mark in self.marks if (mark.skill, mark.status) == (skill, status)}


@dataclass
class Survey:
    on: date
    stage: str
    scores: dict[str, int]
    record_id: str = ""


@dataclass
class ServiceGiven:
    on: date
    name: str
    unit: str
    quantity: int


@dataclass
class Goal:
    kind: str
    text: str
    opened: date
    target: date
    reviewed: date
    status: str
    closed: date | None
    record_id: str = ""


@dataclass
class Stay:
    """One person's (with the household's, where `members` has more) time in one project."""

    project: Project
    person: Person
    members: list[Person]
    worker: Worker
    entry: date
    exit: date | None
    result: str
    destination: str
    in_hmis: bool
    in_crm: bool
    needs: list[str]
    goal_kind: str
    start_level: int
    moved_in: date | None = None
    levels: list[tuple[date, int]] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    services: list[ServiceGiven] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    consent_given: bool = True
    consent_expires: date | None = None
    income: tuple[int, int] = (0, 0)

    @property
    def program(self) -> Program:
        return PROGRAMS[self.project.program]

    @property
    def last_day(self) -> date:
        return self.exit or LAST_DAY

    @property
    def days(self) -> int:
        return (self.last_day - self.entry).days

    @property
    def referred_on(self) -> date | None:
        """The day on which coordinated entry found them the bed, where it did."""
        return self.entry if self.project.key == "east_shelter" else None

    def level_on(self, day: date) -> int:
        return [level for since, level in self.levels if since <= day or since == self.entry][-1]
