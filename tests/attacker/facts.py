"""From statements to facts: a plain list of groups, what is known of each one's size, and how groups make up others."""

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from tests.attacker.meaning import LABELS, LASTING, Group, Question, denominator, group
from tests.attacker.readers.hud import HUD
from tests.attacker.said import Said, around, bases_of, bounds, share

APART = {"retained", "could_be_retained", "asked_again", "answered_again"}
EXCLUSIVE = {"gender", "race_ethnicity", "veteran"}
RECORDS = {
    "new_enrollments",
    "exits",
    "exits_to_permanent_housing",
    "improved",
    "worsened",
    "goals_met",
    "length_of_stay",
}
"""Where the records that an answer was counted from are what it counts."""

MANY = 10
"""That so many different numbers are all multiples of another by chance is out of the question."""

Cell = tuple[str | None, str | None]
"""The keys of a row and of a column; none: the total."""


@dataclass
class Fact:
    """What is known of the size of a group, and who said so."""

    low: int = 0
    high: int | None = None
    sources: set[str] = field(default_factory=set)
    hidden_in: set[str] = field(default_factory=set)
    """Cells that count this group and hide the number."""


@dataclass(frozen=True)
class Parts:
    """A group that is all of its parts together; `exclusive` where nobody is in two of them."""

    whole: Group
    parts: frozenset[Group]
    exclusive: bool


@dataclass(frozen=True)
class Share:
    """A numerator lies between two shares of its denominator."""

    numerator: Group
    denominator: Group
    low: float
    high: float


@dataclass
class Facts:
    groups: dict[Group, Fact] = field(default_factory=lambda: defaultdict(Fact))
    parts: set[Parts] = field(default_factory=set)
    shares: set[Share] = field(default_factory=set)
    bases: set[tuple[Group, Group]] = field(default_factory=set)
    """A numerator and its denominator: the rest of a share is a group too."""
    contradictions: list[str] = field(default_factory=list)
    unread: int = 0
    """Statements whose question or part is not known."""

    def number(self, what: Group, value: int, source: str, rounding: int = 0) -> None:
        self.within(what, *around(value, rounding), source)

    def within(self, what: Group, low: int, high: int | None, source: str) -> None:
        fact = self.groups[what]
        new_low = max(fact.low, low)
        new_high = fact.high if high is None else high if fact.high is None else min(fact.high, high)
        if new_high is not None and new_low > new_high:
            self.contradictions.append(f"{what}: {low} to {high} in {source}, {fact.low} to {fact.high} before")
            return
        fact.low, fact.high = new_low, new_high
        fact.sources.add(source)

    def add_parts(self, parts: Parts) -> None:
        self.parts.add(parts)
        for one in (parts.whole, *parts.parts):
            self.groups[one]

    def between(self, what: Group, low: int, high: int | None, cell: str) -> None:
        """The same of a cell that hides its number."""
        self.within(what, low, high, cell)
        self.groups[what].hidden_in.add(cell)


class Names:
    """Which key a printed label stands for, learnt from files that print both."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], str | None] = {}
        self._cells: dict[tuple[str, str], Cell] = {}
        self._questions: set[str] = set()

    def learn(self, question: str, row: str, row_key: str, column: str, column_key: str) -> None:
        self._questions.add(question)
        cell: Cell = (None if row_key == "all" else row_key, None if column_key == "all" else column_key)
        self._keys[question, row], self._keys[question, column] = cell
        part = ", ".join(label for label, key in ((row, cell[0]), (column, cell[1])) if key is not None)
        self._cells[question, part] = cell

    def cell(self, question: str, said: Said) -> Cell | None:
        """The keys of its row and its column; nothing where the words of a part are unknown."""
        if not said.row:
            return self._cells.get((question, said.part))
        labels = (said.row, said.column)
        if question in self._questions and any(
            (question, label) not in self._keys for label in labels if label != "Total"
        ):
            return None
        return self._key(question, said.row), self._key(question, said.column)

    def affiliate(self, name: str) -> str:
        """The key that any question has for it."""
        return next((key for (_, label), key in self._keys.items() if label == name and key), name)

    def _key(self, question: str, label: str) -> str | None:
        return None if label == "Total" else self._keys.get((question, label), label.lower().replace(" ", "_"))


def gather(
    statements: list[Said], asked: dict[tuple[str, str], Question], names: Names
) -> tuple[Facts, dict[str, frozenset[str]]]:
    """All that the statements say, by group, and which programs and affiliates there are."""
    facts = Facts()
    statements = as_rounded(statements)
    read = []
    universe: dict[str, set[str]] = {"program": set(), "affiliate": set()}
    for said in statements:
        question = asked.get((said.report, said.question))
        cell = names.cell(question.where_asked, said) if question else None
        if question is None or cell is None:
            facts.unread += said.report != HUD
            continue
        read.append((said, question, cell))
        for dimension, key in keys_of(question, cell).items():
            if dimension in universe:
                universe[dimension].add(key)
    programs = frozenset(universe["program"])
    tables: dict[tuple[Question, str], dict[Cell, bool]] = defaultdict(dict)
    for said, question, cell in read:
        is_counted = tables[question, said.version].get(cell, True) and not said.is_not_counted
        tables[question, said.version][cell] = is_counted
        if not said.is_not_counted:
            _add(facts, said, question, cell, programs)
    for (question, version), told in tables.items():
        _add_parts(facts, question, version, told, programs)
    _add_hud(facts, [said for said in statements if said.report == HUD], names)
    return facts, {dimension: frozenset(values) for dimension, values in universe.items()}


def as_rounded(statements: list[Said]) -> list[Said]:
    """The statements with their rounding: as pages of the same version say, also of tables that do not, or, where no
    page admits it, because every number is a multiple of the same.
    """
    off = {}
    for version in {said.version for said in statements}:
        of_version = [said for said in statements if said.version == version and said.report != HUD]
        numbers = {
            number
            for said in of_version
            for number in (said.numerator, said.denominator, said.clients, said.events)
            if number
        }
        base = math.gcd(*numbers) if numbers else 1
        admitted = max((said.rounding for said in of_version), default=0)
        off[version] = base - 1 if len(numbers) >= MANY or base - 1 == admitted else 0
    return [
        said if said.rounding or said.report == HUD else replace(said, rounding=off[said.version])
        for said in statements
    ]


def _add_hud(facts: Facts, statements: list[Said], names: Names) -> None:
    for said in statements:
        conditions = {"affiliate": frozenset({names.affiliate(said.row)})}
        if "=" in said.question:
            dimension, value = said.question.split("=")
            conditions[dimension] = frozenset({value})
        measure = "hud_leavers" if said.question == "leavers" else "hud_active"
        group = Group(
            "clients",
            measure,
            frozenset(conditions.items()),
            date.fromisoformat(said.start),
            date.fromisoformat(said.end),
            said.version,
        )
        if said.clients is not None:
            facts.number(group, said.clients, said.source)


def keys_of(question: Question, cell: Cell) -> dict[str, str]:
    return {name: key for name, key in zip(question.by, cell, strict=False) if key is not None}


def simplified(told: Group, programs: frozenset[str]) -> Group:
    """All programs are no condition."""
    return told.without("program") if told.condition("program") == programs else told


def _groups(
    question: Question, version: str, cell: Cell, programs: frozenset[str]
) -> tuple[Group, Group, Group | None]:
    """The clients, the records and, of a share, those of whom it is."""
    keys = keys_of(question, cell)
    clients = replace(simplified(group(question, question.measure, "clients", keys), programs), version=version)
    base = None
    if question.count == "percent":
        base = replace(simplified(denominator(question, keys), programs), version=version)
    if question.of == "goals_set":
        clients = clients.given("among", frozenset({"goals_set"}))
    return clients, clients.counting("events"), base


def _add(facts: Facts, said: Said, question: Question, cell: Cell, programs: frozenset[str]) -> None:
    clients, events, base = _groups(question, said.version, cell, programs)
    place = f"{question.where_asked}:{cell[0] or 'all'}:{cell[1] or 'all'}"
    if said.is_absent:
        facts.number(base or clients, 0, said.source)
        return
    if said.is_withheld:
        if base is not None:
            facts.between(clients, 0, None, place)
            facts.between(base, 1, None, place)
        else:
            least, most = bounds(said.answer) or (1, None)
            facts.between(clients, least, most, place)
            if question.count in {"events", "mean"}:
                facts.between(events, 1, None, place)
        return
    if said.records is not None and question.measure in RECORDS:
        facts.number(events, said.records, said.source, said.rounding)
    if base is not None:
        _add_share(facts, said, clients, base)
        return
    if said.clients is not None:
        facts.number(clients, said.clients, said.source, said.rounding)
    elif question.count == "clients" and (size := bounds(said.answer, said.rounding)):
        facts.within(clients, *size, said.source)
    if said.events is not None:
        facts.number(events, said.events, said.source, said.rounding)
    elif question.count == "events" and (size := bounds(said.answer, said.rounding)):
        facts.within(events, *size, said.source)


def _add_share(facts: Facts, said: Said, clients: Group, base: Group) -> None:
    facts.bases.add((clients, base))
    if said.numerator is not None and said.denominator is not None:
        facts.number(clients, said.numerator, said.source, said.rounding)
        facts.number(base, said.denominator, said.source, said.rounding)
        return
    if said.rounding:
        return  # a share of rounded counts says nothing that they do not
    shown = share(said.answer)
    if shown is None:
        return
    facts.groups[clients], facts.groups[base]
    facts.shares.add(Share(clients, base, *shown))
    if said.likely and (fitting := bases_of(shown, *said.likely)):
        facts.within(clients, min(a for a, _ in fitting), max(a for a, _ in fitting), said.source)
        facts.within(base, min(b for _, b in fitting), max(b for _, b in fitting), said.source)


def _add_parts(
    facts: Facts, question: Question, version: str, known: dict[Cell, bool], programs: frozenset[str]
) -> None:
    """A row's total is its columns together, a column's its rows; a cell that a full table lacks holds nobody."""
    counted = {cell for cell, is_counted in known.items() if is_counted}
    rows = {row for row, _ in counted if row is not None}
    columns = {column for _, column in counted if column is not None}
    lines: list[tuple[Cell, list[Cell], str]] = []
    if columns:
        lines += [((row, None), [(row, column) for column in columns], question.by[1]) for row in [None, *rows]]
    if rows:
        lines += [((None, column), [(row, column) for row in rows], question.by[0]) for column in [None, *columns]]
    for row in rows:
        for column in columns - {c for r, c in known if r == row}:
            clients, _, base = _groups(question, version, (row, column), programs)
            facts.number(base or clients, 0, "a table that lacks it")
    for total, cells, dimension in lines:
        parts = [part for part in cells if part in counted]
        if not parts or (dimension == "label" and question.measure in APART | {"program_overlap"}):
            continue
        wholes = _groups(question, version, total, programs)
        split = [_groups(question, version, part, programs) for part in parts]
        is_dated = question.count in {"events", "mean"} and question.measure not in LASTING
        shares_labels = LABELS.get(question.of or "") == LABELS.get(question.measure)
        for position, whole in enumerate(wholes):
            members = frozenset(member for one in split if (member := one[position]) is not None)
            if whole is None or whole in members:
                continue
            if (position == 1 and not is_dated) or (position == 2 and dimension == "label" and not shares_labels):
                continue
            facts.add_parts(Parts(whole, members, position == 1 or dimension in EXCLUSIVE))
