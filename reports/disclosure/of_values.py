"""A mean or a sum that is kept back is not told by those beside it.

The mean of a whole is made of the means of its parts, each over about so many. Where one of them is kept back, all the
others give it away, or nearly; so another one is kept back too, until what is left is no less than a mean may be of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from reports.disclosure.audit import Shown
from reports.disclosure.numbers import Number, Numbers, lines, people_of
from reports.disclosure.of_few import is_few
from reports.disclosure.rules import Rule
from reports.figures import Figure, Report

OF_VALUES = ("mean", "sum")


@dataclass(frozen=True, order=True)
class Values:
    """What is added up: `amount` over all of a measure that `events` holds, whichever figures tell it."""

    size: int
    measure: str
    events: Number
    clients: Number
    amount: float


Line = tuple[Values, tuple[Values, ...]]
"""A whole and its parts."""


def kept_back(reports: Iterable[Report], numbers: Numbers, shown: Shown, rule: Rule) -> frozenset[str]:
    """The figures whose mean or sum is of too few clients, and those that would give one of them away."""
    of: dict[str, Values] = {}
    found: dict[Line, None] = {}
    for question in (question for report in reports for question in report.questions):
        if question.count not in OF_VALUES:
            continue
        cells = {
            key: _values(figure, question.measure, numbers)
            for key, figure in question.cells.items()
            if figure.is_counted and figure.denominator
        }
        of |= {question.cells[key].figure_id: values for key, values in cells.items()}
        for total, parts in lines(question):
            if total in cells:
                found[cells[total], tuple(cells[part] for part in parts if part in cells)] = None
    added_up = [line for line in found if line[0] not in line[1]]
    hidden = {one for one in of.values() if is_few(shown[one.clients] or 0, rule) or shown[one.events] is None}
    near = list(_near(set(of.values()), numbers, rule))
    while more := next(_given_away(added_up, near, hidden, rule), None):
        hidden.add(more)
    return frozenset(figure for figure, values in of.items() if values in hidden)


def _values(figure: Figure, measure: str, numbers: Numbers) -> Values:
    told = numbers.told[figure.figure_id]
    assert told.events is not None
    return Values(int(figure.denominator or 0), measure, told.events, told.clients, round(figure.numerator or 0, 6))


def _near(values: Iterable[Values], numbers: Numbers, rule: Rule) -> Iterator[tuple[Values, Values]]:
    """Those of which one holds the other and hardly more, as the words of the questions say."""
    within = {(one.terms[0][0], one.terms[1][0]) for one in numbers.relations if not one.exact and len(one.terms) == 2}
    for less, more in combinations(sorted(values), 2):
        if less.measure != more.measure or less.size == more.size:
            continue
        of_the_same = less.clients == more.clients and more.size - less.size < rule.fewest_of_a_share
        if of_the_same or (less.clients, more.clients) in within:
            yield less, more


def _given_away(
    added_up: list[Line], near: list[tuple[Values, Values]], hidden: set[Values], rule: Rule
) -> Iterator[Values]:
    """The smallest that has to be kept back beside what is."""
    for whole, parts in added_up:
        kept = [part for part in parts if part in hidden]
        told = [part for part in parts if part not in hidden]
        if whole in hidden:
            if not kept and told:
                yield min(told)
        elif kept and told and (len(kept) == 1 or people_of(part.clients for part in kept) < rule.fewest_of_a_share):
            yield min(told)
        elif len(kept) == 1 and not told:
            yield whole
    for less, more in near:
        if less not in hidden and more not in hidden:
            yield less
