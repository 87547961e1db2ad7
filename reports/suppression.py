"""Which numbers must not leave, so that no small one can be worked out from all that do.

Small numbers are hidden first. Then, until nothing is left to find: where one number of a sum is missing, or the
missing ones together are few clients, the next smallest is hidden too; what all sums together still determine is looked
for by elimination; and what the words beside hidden numbers ("<11") would pin down loses those words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from reports.figures import Figure
from reports.quantities import Equation, Ledger, Quantity

PRIME = (1 << 61) - 1
"""Elimination counts modulo this prime: exact, and no number grows."""
NARROWEST = 2
"""A hidden number stays open between at least three values."""
Bounds = dict[Quantity, tuple[float, float]]


@dataclass
class Suppression:
    """`figures`: ids of those hidden. `unworded`: those of them that do not say that they are small."""

    ledger: Ledger
    threshold: int
    quantities: set[Quantity] = field(default_factory=set)
    unworded: set[str] = field(default_factory=set)

    @property
    def figures(self) -> set[str]:
        return {figure for quantity in self.quantities for figure in self.ledger.told_by[quantity]}

    def known(self) -> set[Quantity]:
        """What the figures that are shown tell."""
        hidden = self.figures
        return {quantity for figure, told in self.ledger.tells.items() if figure not in hidden for quantity in told}


def suppress(ledger: Ledger, figures: Iterable[Figure], threshold: int) -> Suppression:
    """Hide what is small and what would give it away."""
    made = Suppression(ledger, threshold, set(ledger.small))
    figures = list(figures)
    while True:
        more = _alone(made) or _determined(made)
        if not more and (pinned := pinned_down(made, figures)):
            groups = _groups(made, made.known())
            near = {groups[quantity] for quantity in pinned}
            worded = {
                figure for quantity, group in groups.items() if group in near for figure in ledger.told_by[quantity]
            } - made.unworded
            if worded:
                made.unworded |= worded
                continue
            more = _beside(made, pinned)
        if not more:
            return made
        made.quantities |= more


def _alone(made: Suppression) -> set[Quantity]:
    """Companions for what stands alone, or for few clients together, among the hidden numbers of a sum."""
    known = made.known()
    more: set[Quantity] = set()
    for equation in made.ledger.equations:
        missing = [quantity for quantity in equation.members if quantity not in known]
        if not missing or not made.quantities.intersection(missing):
            continue
        few = (
            equation.total in known
            and equation.total[0] in ("clients", "rest")
            and (0 < sum(made.ledger.values[quantity] for quantity in missing) < made.threshold)
        )
        if (len(missing) == 1 or few) and not more.intersection(equation.members):
            more |= _companion(made, equation, known)
    return more


def _companion(made: Suppression, equation: Equation, known: set[Quantity]) -> set[Quantity]:
    """The smallest number of a sum that is still shown, a part rather than the total."""
    values = made.ledger.values
    for group in (equation.parts, (equation.total,)):
        shown = [quantity for quantity in group if quantity in known and values[quantity]]
        if shown:
            return {min(shown, key=lambda quantity: (abs(values[quantity]), repr(quantity)))}
    return set()


def _determined(made: Suppression) -> set[Quantity]:
    found = made.ledger.small & determined(made.ledger.equations, made.known())
    return _beside(made, found)


def _beside(made: Suppression, found: set[Quantity]) -> set[Quantity]:
    """A companion for each of these, in one of its own sums or of those that lead there, unless it has one already."""
    known, more = made.known(), set[Quantity]()
    groups = _groups(made, known)
    sums: dict[int, list[Equation]] = {}
    for equation in made.ledger.equations:
        for group in {groups[quantity] for quantity in equation.members if quantity not in known}:
            sums.setdefault(group, []).append(equation)
    for quantity in sorted(found, key=repr):
        far = sums.get(groups[quantity], [])
        near = [equation for equation in far if quantity in equation.members]
        if any(more.intersection(equation.members) for equation in near):
            continue
        for equation in (*near, *far):
            if companion := _companion(made, equation, known):
                more |= companion
                break
    return more


def _groups(made: Suppression, known: set[Quantity]) -> dict[Quantity, int]:
    """The group of every unknown quantity: sums connect those of one group."""
    above = list(range(len(made.ledger.values)))
    number = {quantity: place for place, quantity in enumerate(made.ledger.values)}

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for equation in made.ledger.equations:
        missing = [top(number[quantity]) for quantity in equation.members if quantity not in known]
        for place in missing[1:]:
            above[top(place)] = top(missing[0])
    return {quantity: top(place) for quantity, place in number.items() if quantity not in known}


def determined(equations: Iterable[Equation], known: set[Quantity]) -> set[Quantity]:
    """The unknown quantities that the known ones determine, whatever the values: by Gaussian elimination."""
    number: dict[Quantity, int] = {}
    pivots: dict[int, dict[int, int]] = {}
    for equation in equations:
        row: dict[int, int] = {}
        for quantity, sign in (*((part, 1) for part in equation.parts), (equation.total, PRIME - 1)):
            if quantity not in known:
                row[number.setdefault(quantity, len(number))] = sign
        for place in list(row):
            if place in row and place in pivots:
                _subtract(row, pivots[place], row[place])
        if row:
            pivot = next(iter(row))
            scale = pow(row[pivot], PRIME - 2, PRIME)
            row = {place: value * scale % PRIME for place, value in row.items()}
            for other in pivots.values():
                if pivot in other:
                    _subtract(other, row, other[pivot])
            pivots[pivot] = row
    quantities = list(number)
    return {quantities[pivot] for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[int, int], other: dict[int, int], times: int) -> None:
    for place, value in other.items():
        left = (row.get(place, 0) - value * times) % PRIME
        if left:
            row[place] = left
        else:
            row.pop(place, None)


def pinned_down(made: Suppression, figures: Iterable[Figure]) -> set[Quantity]:
    """Small numbers that sums and words beside hidden numbers leave fewer than three values."""
    known = made.known()
    bounds: Bounds = {quantity: (value, value) for quantity, value in made.ledger.values.items() if quantity in known}
    bounds |= _worded(made, figures, known)
    sums = [equation for equation in made.ledger.equations if any(q not in known for q in equation.members)]
    changed = True
    while changed:
        changed = False
        for equation in sums:
            if equation.total[0] == "sum":  # may be below zero: bounds say nothing
                continue
            changed |= _narrow(bounds, equation, made.ledger.values, known)
    return {
        quantity for quantity in made.ledger.small
        if quantity not in known and quantity[0] in ("clients", "rest")
        and bounds.get(quantity, (0, inf))[1] - bounds.get(quantity, (0, inf))[0] < NARROWEST
    }  # fmt: skip


def _worded(made: Suppression, figures: Iterable[Figure], known: set[Quantity]) -> Bounds:
    """What a hidden number's words say: fewer than the threshold, or, where others would say so, not fewer."""
    bounds: Bounds = {}
    hidden = made.figures
    for figure in figures:
        if figure.figure_id not in hidden or figure.count not in ("clients", "events"):
            continue
        (whom,) = [quantity for quantity in made.ledger.tells[figure.figure_id] if quantity[0] == "clients"]
        if whom in known:
            continue
        if figure.figure_id in made.unworded:
            bounds[whom] = bounds.get(whom, (1, inf))
        else:
            bounds[whom] = (1, made.threshold - 1) if whom in made.ledger.small else (made.threshold, inf)
    return bounds


def _narrow(bounds: Bounds, equation: Equation, values: dict[Quantity, float], known: set[Quantity]) -> bool:
    """Narrow the bounds of one sum by what is true of it. Returns whether any changed by a whole number.

    Parts that overlap come to more than their total; then together they are no smaller than it, and each is no larger.
    Of what is left (who did not improve) a part may be larger: a client may have improved in another part.
    """
    low = {quantity: bounds.get(quantity, (0.0, inf))[0] for quantity in equation.members}
    high = {quantity: bounds.get(quantity, (0.0, inf))[1] for quantity in equation.members}
    total, parts = equation.total, equation.parts
    least, most = sum(low[part] for part in parts), sum(high[part] for part in parts)
    over = sum(values[part] for part in parts) - values[total]
    nested = all(values[part] <= values[total] for part in parts)
    widest = max(low[part] for part in parts) if nested else 0
    wanted = {total: (least if over <= 0 else widest, most if over >= 0 else inf)}
    for part in parts:
        others_most = sum(high[other] for other in parts if other != part)
        wanted[part] = (
            low[total] - others_most if over >= 0 else 0,
            high[total] - (least - low[part]) if over <= 0 else high[total] if nested else inf,
        )
    changed = False
    for quantity, (least_now, most_now) in wanted.items():
        if quantity in known:
            continue
        if least_now >= low[quantity] + 1 or (most_now < high[quantity] and most_now <= high[quantity] - 1):
            bounds[quantity] = (max(low[quantity], least_now), min(high[quantity], most_now))
            changed = True
    return changed
