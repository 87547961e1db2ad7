"""What an integer program can find out from all that leaves together, and how it is kept from narrowing numbers down.

For each number below the threshold, and each difference of two that is, HiGHS is asked for the fewest and the most that
it could be. Where fewer values are left than the step of rounding, a number beside it is rounded the other way; where
that helps nowhere, what is beside it is withheld.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from reports.disclosure.numbers import Number, Numbers, Relation, Terms
from reports.disclosure.rounding import bounds, choices, rounded

Shown = dict[Number, int | None]
"""Each number as it is shown; None where it is withheld."""
WITNESSES = 6
"""Worlds that could all be are drawn in so many pairs before single numbers are asked for."""


@dataclass(frozen=True)
class Found:
    """Between what an attacker can put a number, or a difference of numbers; `value` is what it is."""

    terms: Terms
    value: int
    low: int
    high: int


def shown_numbers(numbers: Numbers, step: int) -> Shown:
    """Every number rounded by its key, and some the other way or withheld, so that none is narrowed down."""
    told = tuple(numbers.keys.items()), tuple(numbers.relations), tuple(numbers.small.items())
    return dict(_shown_numbers(*told, step))


@lru_cache(maxsize=4)
def _shown_numbers(
    keys: tuple[tuple[Number, int], ...],
    relations: tuple[Relation, ...],
    small: tuple[tuple[Terms, int], ...],
    step: int,
) -> Shown:
    """Pages of several audiences and documents ask for the same within one night."""
    shown: Shown = {number: rounded(number.size, key, step) for number, key in keys}
    if step == 1:
        return shown
    attack, small_ones = Attack(Numbers(keys=dict(keys), relations=list(relations)), step), dict(small)
    found = attack.narrowed(shown, small_ones)
    for each in found:
        _widen(attack, shown, each.terms, step)
    while found := attack.narrowed(shown, small_ones) if found else []:  # widening one may have narrowed another
        for each in found:
            _withhold(attack, shown, each.terms)
    return shown


class Attack:
    """What can be found out of numbers that are shown rounded to multiples of `step`."""

    def __init__(self, numbers: Numbers, step: int) -> None:
        self.step = step
        self.place = {number: place for place, number in enumerate(numbers.keys)}
        self.relations = numbers.relations
        self.beside: dict[Number, set[Number]] = {}
        for relation in self.relations:
            members = {number for number, _ in relation.terms}
            for number in members:
                self.beside.setdefault(number, set()).update(members)
        entries = [
            (row, self.place[number], sign)
            for row, relation in enumerate(self.relations)
            for number, sign in relation.terms
        ]
        rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        self.matrix = csr_matrix((signs, (rows, columns)), shape=(len(self.relations), len(self.place)))
        self.least = np.array([0.0 if relation.exact else -np.inf for relation in self.relations])

    def narrowed(self, shown: Shown, small: Mapping[Terms, int]) -> list[Found]:
        """Those of `small` that fewer than `step` values are left for."""
        if not small:
            return []
        low, high = self._bounds(shown)
        aims = self._aims(small)
        least, most = np.full(len(small), np.inf), np.full(len(small), -np.inf)
        chance = np.random.default_rng(0)
        open_ = np.ones(len(small), dtype=bool)
        for _ in range(WITNESSES):
            weights = chance.random(int(open_.sum()))
            for way in (1, -1):
                world = self._solve(way * (weights @ aims[open_]), low, high)
                came = aims @ world
                least, most = np.minimum(least, came), np.maximum(most, came)
            open_ = most - least < self.step - 1
            if not open_.any():
                return []
        terms = list(small)
        found = []
        for place in np.flatnonzero(open_):
            between = self.between(terms[place], shown)
            if between[1] - between[0] < self.step - 1:
                found.append(Found(terms[place], small[terms[place]], *between))
        return found

    def between(self, terms: Terms, shown: Shown) -> tuple[int, int]:
        """The fewest and the most that a sum of numbers can be."""
        low, high = self._bounds(shown)
        aim = self._aims([terms]).toarray()[0]
        ends = [round(float(aim @ self._solve(way * aim, low, high))) for way in (1, -1)]
        return ends[0], ends[1]

    def near(self, terms: Terms) -> list[Number]:
        """The numbers of `terms` and those that a relation has beside them, the largest first."""
        near = {other for number, _ in terms for other in self.beside.get(number, {number})}
        return sorted(near, key=lambda number: (-number.size, number))

    def ends(self, number: Number, shown: int | None) -> tuple[float, float]:
        """The fewest and the most that a number may be by what is shown of it alone."""
        return (0, np.inf) if shown is None else bounds(shown, self.step)

    def _aims(self, small: Iterable[Terms]) -> csr_matrix:
        rows = [(row, self.place[number], sign) for row, terms in enumerate(small) for number, sign in terms]
        row, column, sign = zip(*rows, strict=True)
        return csr_matrix((sign, (row, column)), shape=(max(row) + 1, len(self.place)))

    def _bounds(self, shown: Shown) -> tuple[np.ndarray, np.ndarray]:
        ends = [self.ends(number, shown[number]) for number in self.place]
        low, high = np.array(ends, dtype=float).T
        return low, high

    def _solve(self, aim: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """A world that could be, in which `aim` is smallest. Withheld numbers end somewhere, so that there is one."""
        end = 2 * float(np.max(high, where=np.isfinite(high), initial=1)) + 1
        constraints = LinearConstraint(self.matrix, self.least, np.zeros(len(self.relations)))
        solved = milp(
            aim, integrality=np.ones(len(low)), bounds=Bounds(low, np.minimum(high, end)),
            constraints=constraints if self.relations else (),
        )  # fmt: skip
        return np.round(solved.x)


def _widen(attack: Attack, shown: Shown, terms: Terms, step: int) -> None:
    """Round one number at or beside `terms` the other way, the largest that helps; where none does, withhold."""
    for number in attack.near(terms):
        was = shown[number]
        for choice in choices(number.size, step):
            if choice == was or was is None:
                continue
            shown[number] = choice
            low, high = attack.between(terms, shown)
            if high - low >= step - 1:
                return
            shown[number] = was
    _withhold(attack, shown, terms)


def _withhold(attack: Attack, shown: Shown, terms: Terms) -> None:
    """Withhold what is beside `terms`, the smallest first, until they are open again."""
    for number in reversed(attack.near(terms)):
        low, high = attack.between(terms, shown)
        if high - low >= attack.step - 1:
            return
        shown[number] = None
