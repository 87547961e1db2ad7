"""Facts as an integer program: a variable for the size of each group, a row for each thing that the meaning implies."""

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.attacker.facts import Facts
from tests.attacker.meaning import Group, is_within

Linear = Mapping[int, float]
MAX_KINDS = 6
"""Of more programs or affiliates than this, who is in which together is not modelled."""

CEILING = 1e6
"""More than any group has."""


@dataclass(frozen=True)
class Range:
    """The least and the greatest that a sum can be; `exact` where the solver ended before its time."""

    low: int
    high: int
    exact: bool


@dataclass(frozen=True)
class Target:
    """Something an attacker asks the size of."""

    kind: str
    words: str
    terms: tuple[tuple[int, float], ...]
    cells: tuple[str, ...] = ()


class Program:
    def __init__(self, facts: Facts, universe: dict[str, frozenset[str]]) -> None:
        """`universe`: the values that there are of program and of affiliate."""
        self.lows: list[float] = []
        self.highs: list[float] = []
        self._rows: list[tuple[Linear, float, float]] = []
        self.index: dict[Group, int] = {}
        self.targets: list[Target] = []
        self.facts = facts
        for group, fact in facts.groups.items():
            self.index[group] = self._variable(fact.low, CEILING if fact.high is None else fact.high)
        self.covers = self._contain()
        self._split()
        self._share()
        self._count_records()
        self._exclude()
        self._atoms: dict[tuple[str, Group], dict[frozenset[str], int]] = {}
        for dimension, values in universe.items():
            if len(values) <= MAX_KINDS:
                self._together(dimension, values)
        self._hidden_targets()
        self._build()

    def _variable(self, low: float = 0, high: float = CEILING) -> int:
        self.lows.append(low)
        self.highs.append(high)
        return len(self.lows) - 1

    def _row(self, terms: Linear, low: float = -math.inf, high: float = math.inf) -> None:
        self._rows.append((terms, low, high))

    def _contain(self) -> list[tuple[Group, Group]]:
        """Pairs of a group and one that holds it, with none between them."""
        groups = list(self.index)
        around = {inner: {outer for outer in groups if is_within(inner, outer)} for inner in groups}
        covers = []
        for inner, outers in around.items():
            between = set().union(*(around[outer] for outer in outers)) if outers else set()
            for outer in outers - between:
                covers.append((inner, outer))
                self._row({self.index[outer]: 1, self.index[inner]: -1}, low=0)
        self.around = around
        return covers

    def _split(self) -> None:
        for parts in self.facts.parts:
            terms = defaultdict(float, {self.index[part]: 1.0 for part in parts.parts})
            terms[self.index[parts.whole]] -= 1
            self._row(terms, low=0, high=0 if parts.exclusive else math.inf)

    def _share(self) -> None:
        for share in self.facts.shares:
            above, below = self.index[share.numerator], self.index[share.denominator]
            self._row({above: 1, below: -share.low}, low=-1e-9)
            self._row({above: 1, below: -share.high}, high=1e-9)

    def _count_records(self) -> None:
        for group, number in self.index.items():
            if group.unit == "events" and group.counting("clients") in self.index:
                self._row({number: 1, self.index[group.counting("clients")]: -1}, low=0)

    def _exclude(self) -> None:
        """Whoever improved in an outcome did not fall back in it; numerator and rest make up their base."""
        for group, number in self.index.items():
            if group.measure == "worsened" and group.condition("label"):
                better = Group(group.unit, "improved", group.conditions, group.start, group.end)
                pairs = Group(group.unit, "pre_post_pair", group.conditions, group.start, group.end)
                if better in self.index and pairs in self.index:
                    self._row({self.index[pairs]: 1, self.index[better]: -1, number: -1}, low=0)
        for above, below in self.facts.bases:
            self._row({self.index[below]: 1, self.index[above]: -1}, low=0)

    def _together(self, dimension: str, values: frozenset[str]) -> None:
        """Who is in which programs (or at which affiliates) together: a variable for each set of them."""
        families: dict[Group, list[Group]] = defaultdict(list)
        for group in self.index:
            if group.unit == "clients":
                bare = group.without(dimension).without("in_both").without("in_two")
                families[bare].append(group)
        sets = [
            frozenset(some)
            for size in range(1, len(values) + 1)
            for some in itertools.combinations(sorted(values), size)
        ]
        for bare, members in families.items():
            if not any(member.condition(dimension) for member in members):
                continue
            if len(members) < 2:
                continue
            atoms = {some: self._variable() for some in sets}
            self._atoms[dimension, bare] = atoms
            for member in members:
                wanted = member.condition(dimension)
                both, two = member.condition("in_both"), member.condition("in_two")
                if dimension != "program" and (both or two):
                    continue
                terms: dict[int, float] = {
                    atom: 1.0
                    for some, atom in atoms.items()
                    if (wanted is None or some & wanted)
                    and (both is None or both <= some)
                    and (two is None or len(some & (wanted or some)) >= 2)
                }
                terms[self.index[member]] = -1.0
                self._row(terms, low=0, high=0)
            known = {member.condition(dimension) for member in members}
            for some in sets:
                if len(some) >= 2 and all(frozenset({one}) in known for one in some):
                    words = f"in all of {' and '.join(sorted(some))}: {bare}"
                    terms = {atom: 1.0 for other, atom in atoms.items() if some <= other}
                    self.targets.append(Target(f"together in {len(some)} of {dimension}", words, tuple(terms.items())))
            at_least_three = tuple((atom, 1.0) for some, atom in atoms.items() if len(some) >= 3)
            if any(member.condition("in_two") for member in members) and at_least_three:
                words = f"in three or more of {dimension}: {bare}"
                self.targets.append(Target(f"together in 3 of {dimension}", words, at_least_three))
        for (kind, bare), atoms in self._atoms.items():
            if kind != dimension:
                continue
            outers = [
                other for (k, other) in self._atoms if k == dimension and other != bare and is_within(bare, other)
            ]
            for outer in outers:
                for some in sets:
                    if len(some) >= 2:
                        terms = {self._atoms[dimension, outer][other]: 1.0 for other in sets if some <= other}
                        terms |= {atoms[other]: -1.0 for other in sets if some <= other}
                        self._row(terms, low=0)

    def _hidden_targets(self) -> None:
        for group, fact in self.facts.groups.items():
            if fact.hidden_in or fact.low != fact.high:
                kind = "hidden cell" if fact.hidden_in else "unsaid number"
                self.targets.append(
                    Target(kind, str(group), ((self.index[group], 1.0),), tuple(sorted(fact.hidden_in)))
                )
        for above, below in self.facts.bases:
            words = f"{below}, less {above}"
            self.targets.append(Target("rest of a share", words, ((self.index[below], 1.0), (self.index[above], -1.0))))
        for inner, outer in self.covers:
            kind = (
                "all but a period"
                if inner.measure == outer.measure and inner.conditions == outer.conditions
                else ("all but a part" if inner.measure == outer.measure else "all but a measure")
            )
            if (inner, outer) not in self.facts.bases and inner.unit == "clients":
                words = f"{outer}, less {inner}"
                self.targets.append(Target(kind, words, ((self.index[outer], 1.0), (self.index[inner], -1.0))))

    def _build(self) -> None:
        rows, columns, values = [], [], []
        for number, (terms, _, _) in enumerate(self._rows):
            for column, value in terms.items():
                rows.append(number)
                columns.append(column)
                values.append(value)
        matrix = csr_array((values, (rows, columns)), shape=(len(self._rows), len(self.lows)))
        self._constraints = LinearConstraint(
            matrix, [low for _, low, _ in self._rows], [high for _, _, high in self._rows]
        )
        self._matrix = matrix
        self._bounds = Bounds(np.array(self.lows), np.array(self.highs))

    def solve(
        self, terms: Linear, sign: int, seconds: float, whole: bool = True
    ) -> tuple[float | None, np.ndarray | None]:
        """The bound on the least (sign 1) or greatest (-1) value, and the best solution; nothing where none exists."""
        costs = np.zeros(len(self.lows))
        for column, value in terms.items():
            costs[column] = sign * value
        found = milp(
            costs,
            constraints=self._constraints,
            bounds=self._bounds,
            integrality=np.full(len(costs), 1 if whole else 0),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if found.status == 2:
            return None, None
        bound = found.fun if found.status == 0 else getattr(found, "mip_dual_bound", None)
        return (sign * bound if bound is not None else sign * -math.inf), found.x
