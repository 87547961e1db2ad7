"""What all reports together say of how many clients, and how those numbers add up to one another.

A table is taken to add up even where a client may stand in two of its parts: somebody who knows that few do could
subtract all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reports.figures import Figure, Report
from reports.populations import Definitions, Population, base, counted, lines, parts_of, spans_of

Quantity = tuple[str, Population, Population | None]
"""A kind (clients, rest, events, valued, sum), whom it is about, and for a rest whom it is left of."""


@dataclass(frozen=True)
class Equation:
    """A total and the parts it is made of."""

    total: Quantity
    parts: tuple[Quantity, ...]

    @property
    def members(self) -> tuple[Quantity, ...]:
        return (*self.parts, self.total)


@dataclass
class Ledger:
    """Every quantity with its value, the figures that tell it, those too small to tell, and all equations."""

    values: dict[Quantity, float] = field(default_factory=dict)
    told_by: dict[Quantity, set[str]] = field(default_factory=dict)
    tells: dict[str, set[Quantity]] = field(default_factory=dict)
    small: set[Quantity] = field(default_factory=set)
    equations: list[Equation] = field(default_factory=list)


def ledger(reports: Iterable[Report], definitions: Definitions, threshold: int) -> Ledger:
    """The quantities of all reports. `threshold`: the smallest number of clients that may be told."""
    reports = list(reports)
    made = Ledger()
    for report in reports:
        for figure in report.figures:
            for quantity, value, clients in _quantities(figure, definitions):
                made.values[quantity] = min(value, made.values.get(quantity, value))
                made.told_by.setdefault(quantity, set()).add(figure.figure_id)
                made.tells.setdefault(figure.figure_id, set()).add(quantity)
                if 0 < clients < threshold:
                    made.small.add(quantity)
    found = dict.fromkeys([*_of_tables(reports, definitions), *_of_shares(made), *_across_tables(made)])
    made.equations = [equation for equation in found if equation.total not in equation.parts]
    return made


def _quantities(figure: Figure, definitions: Definitions) -> Iterator[tuple[Quantity, float, int]]:
    """What a figure tells: each quantity, its value, and how many clients it is of."""
    whom = counted(figure, definitions)
    yield ("clients", whom, None), figure.clients, figure.clients
    if figure.count == "events":
        yield ("events", whom, None), figure.value or 0, figure.clients
    elif figure.count in ("mean", "sum"):
        yield ("valued", whom, None), figure.denominator or 0, figure.clients
        yield ("sum", whom, None), figure.numerator or 0, figure.clients
    elif figure.count == "percent" and figure.denominator is not None:
        of, size = base(figure, definitions), int(figure.denominator)
        yield ("clients", of, None), size, size
        yield ("rest", whom, of), size - figure.clients, size - figure.clients


def _of_tables(reports: list[Report], definitions: Definitions) -> Iterator[Equation]:
    for report in reports:
        for question in report.questions:
            told = {key: dict(_named(figure, definitions)) for key, figure in question.cells.items()}
            for total, parts in lines(question):
                for kind, quantity in told[total].items():
                    yield from _equation(quantity, [told[part][kind] for part in parts if kind in told[part]])


def _named(figure: Figure, definitions: Definitions) -> Iterator[tuple[str, Quantity]]:
    """Quantities of a figure by their kind; that of its base has a name of its own."""
    whom = counted(figure, definitions)
    for quantity, _, _ in _quantities(figure, definitions):
        yield quantity[0] if quantity[1] == whom else "base", quantity


def _of_shares(made: Ledger) -> Iterator[Equation]:
    for quantity in made.values:
        kind, whom, of = quantity
        if kind == "rest" and of is not None:
            yield Equation(("clients", of, None), (("clients", whom, None), quantity))


def _across_tables(made: Ledger) -> Iterator[Equation]:
    kinds = sorted({kind for kind, _, of in made.values if of is None})
    for kind in kinds:
        known = dict.fromkeys(whom for other, whom, of in made.values if other == kind and of is None)
        spans = spans_of(known)
        for whom in known:
            for way in parts_of(whom, known, spans):
                yield from _equation((kind, whom, None), [(kind, part, None) for part in way])


def _equation(total: Quantity, parts: list[Quantity]) -> Iterator[Equation]:
    """An equation where the parts are parts: a base that a table does not cut up is the same in every row."""
    if parts and total not in parts and len(set(parts)) == len(parts):
        yield Equation(total, tuple(parts))
