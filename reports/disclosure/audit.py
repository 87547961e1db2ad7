"""What an integer program can find out from all that leaves together, and how it is kept from narrowing numbers down.

Each number below the threshold, and each difference of two that is, must be able to have several values. Every world
that fits what is shown is a witness for all of them at once, and the true one is the first: HiGHS looks for others with
random weights, and asks about single numbers only where no witness will do. A search that ends at its limit counts as
one that found nothing. Where too few values are left, a number beside it is rounded the other way; where that helps
nowhere, what is beside it is withheld.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from reports.disclosure.numbers import Number, Numbers, Relation, Terms
from reports.disclosure.rounding import bounds, choices, rounded

Shown = dict[Number, int | None]
"""Each number as it is shown; None where it is withheld."""
FEWEST_VALUES = 3
"""So many values a number below the threshold must be able to have."""
IDLE = 3
"""After so many pairs of witnesses that clear hardly anything, single numbers are asked for."""
HARDLY = 0.02
NODES = 500
"""Branches that one search may look at: a limit that, unlike seconds, is the same on every machine."""
FIRST_MENDED = 4
"""So many are mended before all are looked at again, then twice as many: one mended number often mends hundreds."""
MOST_TRIED = 20
"""Numbers that are tried the other way before one is withheld."""


@dataclass(frozen=True)
class Found:
    """A number, or a difference of numbers, and how far apart the values are that it is known to be able to have."""

    terms: Terms
    spread: int


def shown_numbers(numbers: Numbers, step: int) -> Shown:
    """Every number rounded by its key, and some the other way or withheld, so that none is narrowed down."""
    told = tuple(numbers.keys.items()), tuple(numbers.relations), tuple(numbers.small)
    return dict(_shown_numbers(*told, step))


@lru_cache(maxsize=4)
def _shown_numbers(
    keys: tuple[tuple[Number, int], ...], relations: tuple[Relation, ...], small: tuple[Terms, ...], step: int
) -> Shown:
    """Pages of several audiences and documents ask for the same within one night."""
    shown: Shown = {number: rounded(number.size, key, step) for number, key in keys}
    if step == 1:
        return shown
    attack = Attack(Numbers(keys=dict(keys), relations=list(relations)), step)
    turned: set[Number] = set()
    most = FIRST_MENDED
    while found := attack.narrowed(shown, small, most=most):
        before = dict(shown)
        for each in found:
            _widen(attack, shown, each.terms, turned)
        if shown == before:
            break  # nothing is left to withhold: only the limit of the search stands between
        most *= 2
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

    def narrowed(
        self, shown: Shown, small: Iterable[Terms], fewest: int = FEWEST_VALUES, most: int | None = None
    ) -> list[Found]:
        """Those of `small`, the first `most`, that cannot be shown to have `fewest` possible values."""
        small = list(small)
        if not small:
            return []
        spread = _Spread(self._aims(small), np.array([number.size for number in self.place], dtype=float), fewest)
        limits, chance, idle = self._limits(shown), np.random.default_rng(0), 0
        while spread.open.size and idle < IDLE:
            before = spread.open.size
            weights = chance.random(before) * chance.choice((-1, 1), before)
            aim = weights @ spread.aims[spread.open]
            for way in (1, -1):
                spread.witness(self._world(way * aim, limits))
            idle = idle + 1 if before - spread.open.size <= HARDLY * before else 0
        found: list[Found] = []
        for place in spread.open:
            if len(found) == most:
                break
            aim = spread.aims[[place]].toarray()[0]
            for way in (1, -1):
                if spread.is_open(place):
                    spread.witness(self._world(way * aim, limits))
            if spread.is_open(place):
                found.append(Found(small[place], spread.of(place)))
        return found

    def can_be(self, terms: Terms, shown: Shown, fewest: int = FEWEST_VALUES) -> bool:
        """Whether a sum of numbers has `fewest` possible values."""
        limits, aim = self._limits(shown), self._aims([terms]).toarray()[0]
        came = [world @ aim for way in (1, -1) if (world := self._world(way * aim, limits)) is not None]
        return len(came) > 0 and round(max(came) - min(came)) >= fewest - 1

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

    def _limits(self, shown: Shown) -> Bounds:
        """What each number may be. Withheld ones end somewhere, so that every search does."""
        ends = [self.ends(number, shown[number]) for number in self.place]
        low, high = np.array(ends, dtype=float).T
        return Bounds(low, np.minimum(high, 2 * float(np.max(high, where=np.isfinite(high), initial=1)) + 1))

    def _world(self, aim: np.ndarray, limits: Bounds) -> np.ndarray | None:
        """A world that could be, in which `aim` is as small as the search found; None where it found no world."""
        constraints = LinearConstraint(self.matrix, self.least, np.zeros(len(self.relations)))
        solved = milp(
            aim, integrality=np.ones(len(aim)), bounds=limits, constraints=constraints if self.relations else (),
            options={"node_limit": NODES},
        )  # fmt: skip
        return None if solved.x is None else np.round(solved.x)


class _Spread:
    """How far apart the values of sums of numbers are in the worlds that were seen, `truth` the first of them."""

    def __init__(self, aims: csr_matrix, truth: np.ndarray, fewest: int) -> None:
        self.aims, self._fewest = aims, fewest
        self._least = self._most = aims @ truth

    def witness(self, world: np.ndarray | None) -> None:
        if world is not None:
            came = self.aims @ world
            self._least, self._most = np.minimum(self._least, came), np.maximum(self._most, came)

    @property
    def open(self) -> np.ndarray:
        """Places of those for which too few values were seen."""
        return np.flatnonzero(self._most - self._least < self._fewest - 1)

    def is_open(self, place: int) -> bool:
        return self.of(place) < self._fewest - 1

    def of(self, place: int) -> int:
        return round(float(self._most[place] - self._least[place]))


def _widen(attack: Attack, shown: Shown, terms: Terms, turned: set[Number]) -> None:
    """Round one number at or beside `terms` the other way, the largest that helps; where none does, withhold.

    A number is turned once, so that two never turn each other for ever.
    """
    if attack.can_be(terms, shown):
        return  # what another needed helped this one too
    for number in [number for number in attack.near(terms) if number not in turned][:MOST_TRIED]:
        was = shown[number]
        for choice in choices(number.size, attack.step):
            if choice == was or was is None:
                continue
            shown[number] = choice
            if attack.can_be(terms, shown):
                turned.add(number)
                return
            shown[number] = was
    _withhold(attack, shown, terms)


def _withhold(attack: Attack, shown: Shown, terms: Terms) -> None:
    """Withhold what is beside `terms`, the smallest first, until they are open again."""
    for number in reversed(attack.near(terms)):
        if attack.can_be(terms, shown):
            return
        shown[number] = None
