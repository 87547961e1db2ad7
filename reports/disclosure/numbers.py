"""The counts that all reports together tell, each once, and what is true of them: which hold which, which add up.

An outside reader is taken to know every such relation that the words of the questions imply. Others hold by chance, of
few clients most; who knew those would know the clients themselves.
"""

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import permutations
from operator import or_
from typing import NamedTuple

from reports.disclosure.groups import Group, Groups
from reports.disclosure.meanings import Meaning, Meanings
from reports.figures import ALL, Figure, Question, Report


class Number(NamedTuple):
    """A count of `clients` or `events`. `people`: those behind it, as bits, or `name` where they are not known."""

    kind: str
    people: int
    name: str
    size: int


def people_of(numbers: Iterable[Number]) -> int:
    """How many people stand behind them together, each once; where they are not known, each number's own."""
    numbers = list(numbers)
    known = reduce(or_, (number.people for number in numbers), 0).bit_count()
    return known + sum(number.size for number in numbers if not number.people)


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


def numbers_of(
    reports: Iterable[Report], groups: Groups, threshold: int, reach: int, meanings: Meanings | None = None
) -> Numbers:
    """`reach`: how far two rounded counts may be apart and still say something of one another. `meanings`: what figures
    count; without them whoever is among others is taken to be so by what the words mean.
    """
    reports, made = list(reports), Numbers()
    for figure in (figure for report in reports for figure in report.figures):
        made.told[figure.figure_id] = _told(figure, groups, made.keys)
    small: list[Terms] = [((number, 1),) for number in made.keys]
    for relation in _lines(reports, made.told):
        made.relations.append(relation)
        small.append(tuple((number, -sign) for number, sign in relation.terms))
    known = None if meanings is None else _Known(made.told, meanings)
    for relation in _parts(made.keys, reach, known):
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


class _Known:
    """Which groups lie within which by what their words mean.

    A measure is taken to lie within another unless two figures with the same conditions and period speak against it.
    """

    def __init__(self, told: Mapping[str, Told], meanings: Meanings) -> None:
        self._of: dict[Number, list[Meaning]] = {}
        alike: dict[Hashable, dict[str, int]] = {}
        for (figure_id, role), meaning in meanings.items():
            number = None
            if figure_id in told:
                number = told[figure_id].base if role == "base" else told[figure_id].clients
            if number is not None and number.people:
                known = self._of.setdefault(number, [])
                if meaning not in known:
                    known.append(meaning)
                where = (frozenset(meaning.conditions.items()), meaning.start, meaning.end)
                alike.setdefault(where, {})[meaning.measure] = number.people
        self._apart = {
            (part, whole)
            for measures in alike.values()
            for part, whole in permutations(measures, 2)
            if measures[part] & ~measures[whole]
        }

    def is_within(self, part: Number, whole: Number) -> bool:
        return any(
            wider.asks_less_than(narrower) and (narrower.measure, wider.measure) not in self._apart
            for wider in self._of.get(whole, ())
            for narrower in self._of.get(part, ())
        )


def _parts(keys: Iterable[Number], reach: int, known: _Known | None) -> Iterator[Relation]:
    """Groups that lie within others of nearly their size, and with what is left of them where that is told too."""
    clients = sorted((n for n in keys if n.kind == "clients" and n.people), key=lambda n: (n.size, n.people))
    by_people = {number.people: number for number in clients}
    for place, part in enumerate(clients):
        for whole in clients[place + 1 :]:
            left = by_people.get(whole.people & ~part.people)
            if part.size == whole.size or part.people & ~whole.people:
                continue
            is_near, is_split = whole.size - part.size <= reach, left is not None and left.people < part.people
            if not (is_near or is_split) or (known and not known.is_within(part, whole)):
                continue
            if is_near:
                yield Relation(((part, 1), (whole, -1)), exact=False)
            if left is not None and is_split and (known is None or known.is_within(left, whole)):
                yield Relation(((whole, 1), (part, -1), (left, -1)), exact=True)
