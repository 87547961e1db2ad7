"""Counts of what few clients did are not told, nor is what they could be worked out from.

One person may have had ninety services: the count is no small number, and tells of one person all the same. Where it
is the only one of a line that is kept back, its total and the others give it away; so another one is kept back too.
"""

from collections.abc import Iterable

from reports.disclosure.audit import Shown
from reports.disclosure.numbers import Number, Numbers, Told, people_of
from reports.disclosure.rules import Rule
from reports.figures import Figure


def is_few(clients: int, rule: Rule) -> bool:
    """Whether there may be fewer clients than the threshold, by their rounded number."""
    return clients < rule.fewest_of_a_share


def is_of_few(figure: Figure, told: Told, shown: Shown, rule: Rule) -> bool:
    """Whether it says how much clients did that may be fewer than the threshold, and more than one thing each."""
    clients, events = shown[told.clients] or 0, (shown[told.events] or 0) if told.events else 0
    return figure.count == "events" and is_few(clients, rule) and max(events, clients) > rule.step * clients


def without_few(figures: Iterable[Figure], numbers: Numbers, shown: Shown, rule: Rule) -> Shown:
    """`shown` without counts of events that are of few clients, and those beside them that would give them away."""
    clients: dict[Number, Number] = {}
    hidden: set[Number] = set()
    for figure in figures:
        told = numbers.told[figure.figure_id]
        if told.events is not None:
            clients[told.events] = told.clients
            if told.clients.size and is_of_few(figure, told, shown, rule):
                hidden.add(told.events)
    lines = [
        [(number, sign) for number, sign in relation.terms if number.size]
        for relation in numbers.relations
        if relation.exact and all(number.kind == "events" for number, _ in relation.terms)
    ]

    def beside(line: list[tuple[Number, int]]) -> Number | None:
        """The smallest number that is still told of a line in which too little is kept back."""
        kept = [(number, sign) for number, sign in line if number in hidden or shown[number] is None]
        others = [number for number, _ in line if number not in hidden and shown[number] is not None]
        is_open = len({sign for _, sign in kept}) > 1  # a total and a part
        behind = people_of(clients[number] for number, _ in kept if number in clients)
        if not kept or not others or is_open or (len(kept) > 1 and behind >= rule.fewest_of_a_share):
            return None
        return min(others, key=lambda number: (number.size, number))

    while found := next((number for line in lines if (number := beside(line))), None):
        hidden.add(found)
    return shown | {number: None for number in hidden if number}
