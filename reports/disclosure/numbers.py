"""The counts that all reports together tell, each once, and what is true of them: which hold which, which add up.

An outside reader is taken to know every such relation that holds: a report cannot be defended by what its readers are
hoped not to know.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple

from reports.disclosure.groups import Group, Groups
from reports.figures import ALL, Figure, Question, Report


class Number(NamedTuple):
    """A count of `clients` or `events`. `people`: those behind it, as bits, or `name` where they are not known."""

    kind: str
    people: int
    name: str
    size: int


Cell = tuple[str, str]
"""A row and a column of a table."""
Terms = tuple[tuple[Number, int], ...]
"""A sum of numbers, each times 1 or -1."""


@dataclass(frozen=True)
class Told:
    """The counts that one figure tells: its clients, its events or values, and the clients that a share is of."""

    clients: Number
    events: Number | None = None
    base: Number | None = None

    @property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(number for number in (self.clients, self.events, self.base) if number is not None)


@dataclass(frozen=True)
class Relation:
    """`terms` come to 0, or where it is not `exact`, to 0 or less."""

    terms: Terms
    exact: bool


@dataclass
class Numbers:
    """`told` by figure; `keys`: what each is rounded by; `small`: what must not be narrowed down, with its value."""

    told: dict[str, Told] = field(default_factory=dict)
    keys: dict[Number, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    small: dict[Terms, int] = field(default_factory=dict)


def numbers_of(reports: Iterable[Report], groups: Groups, threshold: int, reach: int) -> Numbers:
    """`reach`: how far two rounded counts may be apart and still say something of one another."""
    reports, made = list(reports), Numbers()
    for figure in (figure for report in reports for figure in report.figures):
        made.told[figure.figure_id] = _told(figure, groups, made.keys)
    small: list[Terms] = [((number, 1),) for number in made.keys]
    for relation in _lines(reports, made.told):
        made.relations.append(relation)
        small.append(tuple((number, -sign) for number, sign in relation.terms))
    for relation in _parts(made.keys, reach):
        made.relations.append(relation)
        small.append(tuple((number, -sign) for number, sign in relation.terms))
    for terms in small:
        value = abs(sum(sign * number.size for number, sign in terms))
        if 0 < value < threshold:
            made.small[terms] = value
    return made


def _told(figure: Figure, groups: Groups, keys: dict[Number, int]) -> Told:
    counted = groups.of((figure.figure_id, "counted"))

    def number(kind: str, count: float | None, group: Group = counted, of: str = "") -> Number:
        is_known = group.size > 0 and (kind == "events" or group.size == count)
        made = Number(
            kind, group.people if is_known else 0, "" if is_known else f"{figure.figure_id}{of}", int(count or 0)
        )
        keys[made] = group.key
        return made

    clients = number("clients", figure.clients)
    if figure.count == "events":
        return Told(clients, events=number("events", figure.value))
    if figure.count in ("mean", "sum"):
        return Told(clients, events=number("events", figure.denominator))
    if figure.count == "percent":
        base = groups.of((figure.figure_id, "base"))
        return Told(clients, base=number("clients", figure.denominator, base, " base"))
    return Told(clients)


def _lines(reports: list[Report], told: dict[str, Told]) -> Iterator[Relation]:
    """Of every line of a table: its parts come to its total, or to more where somebody stands in two of them."""
    found: dict[tuple[Number, tuple[Number, ...]], None] = {}
    for question in (question for report in reports for question in report.questions):
        for total, parts in lines(question):
            for name in ("clients", "events", "base"):
                whole = getattr(told[question.cells[total].figure_id], name)
                each = tuple(getattr(told[question.cells[part].figure_id], name) for part in parts)
                if whole is None or None in each or whole in each or len(set(each)) < len(each):
                    continue
                found[whole, each] = None
    for whole, pieces in found:
        over = sum(piece.size for piece in pieces) - whole.size
        together = reduce(or_, (piece.people for piece in pieces))
        covers = whole.kind == "events" or (whole.people != 0 and together == whole.people)
        if over == 0 or (over > 0 and covers):
            yield Relation(((whole, 1), *((piece, -1) for piece in pieces)), exact=over == 0)


def lines(question: Question) -> Iterator[tuple[Cell, list[Cell]]]:
    """Each total of a table with the cells it is made of: of every row, every column, and both margins."""
    keys = question.cells
    for row in sorted({row for row, _ in keys}):
        yield from _line(keys, (row, ALL), [key for key in keys if key[0] == row and key[1] != ALL])
    for column in sorted({column for _, column in keys}):
        yield from _line(keys, (ALL, column), [key for key in keys if key[1] == column and key[0] != ALL])


def _line(keys: Container[Cell], total: Cell, parts: list[Cell]) -> Iterator[tuple[Cell, list[Cell]]]:
    if total in keys and parts:
        yield total, sorted(parts)


def _parts(keys: Iterable[Number], reach: int) -> Iterator[Relation]:
    """Groups that lie within others of nearly their size, and with what is left of them where that is told too."""
    clients = sorted((n for n in keys if n.kind == "clients" and n.people), key=lambda n: (n.size, n.people))
    by_people = {number.people: number for number in clients}
    for place, part in enumerate(clients):
        for whole in clients[place + 1 :]:
            left = whole.people & ~part.people
            if part.size == whole.size or part.people & ~whole.people:
                continue
            if whole.size - part.size <= reach:
                yield Relation(((part, 1), (whole, -1)), exact=False)
            if left in by_people and left < part.people:
                yield Relation(((whole, 1), (part, -1), (by_people[left], -1)), exact=True)
