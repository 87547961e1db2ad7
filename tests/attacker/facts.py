"""From statements to facts: a plain list of groups, what is known of each one's size, and how groups make up others."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.attacker.meaning import LABELS, LASTING, Group, Question, denominator, group
from tests.attacker.said import Said

APART = {"retained", "could_be_retained"}
EXCLUSIVE = {"gender", "race_ethnicity", "veteran"}


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

    def number(self, what: Group, value: int, source: str) -> None:
        fact = self.groups[what]
        if fact.high is not None and not fact.low <= value <= fact.high:
            self.contradictions.append(f"{what}: {value} in {source}, {fact.low} to {fact.high} before")
            return
        fact.low = fact.high = value
        fact.sources.add(source)

    def between(self, what: Group, low: int, high: int | None, source: str) -> None:
        fact = self.groups[what]
        fact.low = max(fact.low, low)
        if high is not None:
            fact.high = high if fact.high is None else min(fact.high, high)
        fact.hidden_in.add(source)


class Names:
    """Which key a printed label stands for, learnt from files that print both."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], str] = {}

    def learn(self, question: str, label: str, key: str) -> None:
        self._keys[question, label] = key

    def key(self, question: str, label: str) -> str | None:
        return None if label == "Total" else self._keys.get((question, label), label.lower().replace(" ", "_"))


def gather(
    statements: list[Said],
    asked: dict[tuple[str, str], Question],
    names: Names,
) -> tuple[Facts, dict[str, frozenset[str]]]:
    """All that the statements say, by group, and which programs and affiliates there are."""
    facts = Facts()
    cells: dict[str, dict[tuple[str | None, str | None], set[str]]] = defaultdict(lambda: defaultdict(set))
    by_question = {}
    universe: dict[str, set[str]] = {"program": set(), "affiliate": set()}
    for said in statements:
        if question := asked.get((said.report, said.question)):
            where = f"{question.report}:{question.id}"
            for dimension, key in keys_of(question, names.key(where, said.row), names.key(where, said.column)).items():
                if dimension in universe:
                    universe[dimension].add(key)
    programs = frozenset(universe["program"])
    for said in statements:
        question = asked.get((said.report, said.question))
        if question is None:
            continue
        where = f"{question.report}:{question.id}"
        row, column = names.key(where, said.row), names.key(where, said.column)
        by_question[where] = question
        cells[where][row, column].add("not counted" if said.is_not_counted else "counted")
        if not said.is_not_counted:
            _add(facts, said, question, row, column, programs)
    for where, known in cells.items():
        _add_parts(facts, by_question[where], known, programs)
    return facts, {dimension: frozenset(values) for dimension, values in universe.items()}


def keys_of(question: Question, row: str | None, column: str | None) -> dict[str, str]:
    return {name: key for name, key in zip(question.by, (row, column), strict=False) if key is not None}


def simplified(told: Group, programs: frozenset[str]) -> Group:
    """All programs are no condition."""
    return told.without("program") if told.condition("program") == programs else told


def _groups(
    question: Question, row: str | None, column: str | None, programs: frozenset[str]
) -> tuple[Group, Group, Group | None]:
    """The clients, the records and, of a share, those of whom it is."""
    keys = keys_of(question, row, column)
    clients = simplified(group(question, question.measure, "clients", keys), programs)
    base = simplified(denominator(question, keys), programs) if question.count == "percent" else None
    if question.of == "goals_set":
        clients = clients.given("among", frozenset({"goals_set"}))
    return clients, clients.counting("events"), base


def _add(
    facts: Facts, said: Said, question: Question, row: str | None, column: str | None, programs: frozenset[str]
) -> None:
    clients, events, base = _groups(question, row, column, programs)
    cell = f"{question.report}:{question.id}:{row or 'all'}:{column or 'all'}"
    told = f"{said.audience}/{said.version}/{said.source}"
    if said.is_absent:
        facts.number(base or clients, 0, told)
        return
    if said.is_withheld:
        if question.count == "percent":
            facts.between(clients, 0, None, cell)
            facts.between(base or clients, 1, None, cell)
        else:
            limit = said.fewer_than
            facts.between(clients, 1, limit - 1 if limit else None, cell)
            if question.count in {"events", "mean"}:
                facts.between(events, 1, None, cell)
    if base is not None:
        facts.bases.add((clients, base))
        if said.numerator is not None and said.denominator is not None:
            facts.number(clients, said.numerator, told)
            facts.number(base, said.denominator, told)
        elif said.share_low is not None and said.share_high is not None:
            facts.groups[clients], facts.groups[base]
            facts.shares.add(Share(clients, base, said.share_low, said.share_high))
        return
    if said.clients is not None:
        facts.number(clients, said.clients, told)
    if said.events is not None:
        facts.number(events, said.events, told)


def _add_parts(
    facts: Facts,
    question: Question,
    known: dict[tuple[str | None, str | None], set[str]],
    programs: frozenset[str],
) -> None:
    """A row's total is its columns together, a column's its rows; a cell that a full table lacks holds nobody."""
    counted = {cell for cell, said in known.items() if "not counted" not in said}
    rows = {row for row, _ in counted if row is not None}
    columns = {column for _, column in counted if column is not None}
    lines: list[tuple[tuple[str | None, str | None], list[tuple[str | None, str | None]], str]] = []
    if columns:
        lines += [((row, None), [(row, column) for column in columns], question.by[1]) for row in [None, *rows]]
    if rows:
        lines += [((None, column), [(row, column) for row in rows], question.by[0]) for column in [None, *columns]]
    for row in rows:
        for column in columns - {c for r, c in known if r == row}:
            clients, _, base = _groups(question, row, column, programs)
            facts.number(base or clients, 0, "a table that lacks it")
    for total, parts, dimension in lines:
        parts = [part for part in parts if part in counted]
        if (dimension == "label" and question.measure in APART) or not parts:
            continue
        if question.measure == "program_overlap" and dimension == "label":
            continue
        whole = _groups(question, *total, programs)
        split = [_groups(question, *part, programs) for part in parts]
        for position in range(3):
            if whole[position] is None:
                continue
            is_events = position == 1
            if is_events and (question.count not in {"events", "mean"} or question.measure in LASTING):
                continue
            if position == 2 and dimension == "label" and LABELS.get(question.of or "") != LABELS.get(question.measure):
                continue
            members = frozenset(one[position] for one in split if one[position] is not None)
            if whole[position] in members:
                continue
            facts.parts.add(Parts(whole[position], members, is_events or dimension in EXCLUSIVE))  # type: ignore[arg-type]
            facts.groups[whole[position]]  # type: ignore[index]
            for member in members:
                facts.groups[member]  # type: ignore[index]


__all__ = ["Fact", "Facts", "Names", "Parts", "Share", "gather"]
