"""Facts as an integer program: a variable for the size of each group, a row for each thing that the meaning implies."""

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse import eye_array as identity_array

from tests.attacker.facts import Facts
from tests.attacker.meaning import LASTING, PRINTED_WHOLE, Conditions, Group, is_within, wider

Linear = Mapping[int, float]
MAX_KINDS = 6
"""Of more programs or affiliates than this, who is in which together is not modelled."""

DAY = timedelta(days=1)
CEILING = 1e6
"""More than any group has."""

REPEATS = "more than once"
"""The kind of those who have two records or more, which records less people give away."""

MOST_RECORDS = 1000
"""More than anybody has of one kind."""


@dataclass(frozen=True)
class Range:
    """What the solver proved: a sum is at least `low` and at most `high`."""

    low: int
    high: int


@dataclass(frozen=True)
class Target:
    """Something an attacker asks the size of."""

    kind: str
    words: str
    terms: tuple[tuple[int, float], ...]
    cells: tuple[str, ...] = ()


def _difference(inner: Group, outer: Group) -> str:
    """What kind of a remainder it is."""
    if inner.measure != outer.measure:
        return f"all but a measure, {inner.unit}"
    return f"all but a {'period' if inner.conditions == outer.conditions else 'part'}, {inner.unit}"


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
        self.around = self._contain()
        self._split()
        self._share()
        self._count_records()
        self._exclude()
        self._meet_in_time()
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

    def _contain(self) -> dict[Group, set[Group]]:
        """Of each group those that hold it. A row for each of these that has none between."""
        alike: dict[tuple[str, str, str], list[Group]] = defaultdict(list)
        for group in self.index:
            alike[group.unit, group.version, group.measure].append(group)
        around = {
            inner: {
                outer
                for measure in wider(inner.measure)
                for outer in alike[inner.unit, inner.version, measure]
                if is_within(inner, outer)
            }
            for inner in self.index
        }
        for inner, outers in around.items():
            between = set().union(*(around[outer] for outer in outers)) if outers else set()
            for outer in outers - between:
                self._row({self.index[outer]: 1, self.index[inner]: -1}, low=0)
        return around

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
        """Everybody counted has a record; who has two is one of those that records outnumber people by."""
        for group, records in list(self.index.items()):
            people = self.index.get(group.counting("clients"))
            if group.unit != "events" or people is None:
                continue
            self._row({records: 1, people: -1}, low=0)
            if group.measure not in LASTING:
                again = self._variable()
                self._row({records: 1, people: -1, again: -1}, low=0)
                self._row({records: 1, people: -1, again: -MOST_RECORDS}, high=0)
                self._row({people: 1, again: -1}, low=0)
                words = f"more than once among {group.counting('clients')}"
                self.targets.append(Target(REPEATS, words, ((again, 1.0),)))

    def _exclude(self) -> None:
        """Whoever improved in an outcome did not fall back in it; numerator and rest make up their base."""
        for group, number in self.index.items():
            if group.measure == "worsened" and group.condition("label"):
                better = replace(group, measure="improved")
                pairs = replace(group, measure="pre_post_pair")
                if better in self.index and pairs in self.index:
                    self._row({self.index[pairs]: 1, self.index[better]: -1, number: -1}, low=0)
        for above, below in self.facts.bases:
            self._row({self.index[below]: 1, self.index[above]: -1}, low=0)

    def _meet_in_time(self) -> None:
        """Periods that overlap are made of the stretches between their ends: who counts in one counts in a stretch."""
        families: dict[tuple[str, str, Conditions, str], list[Group]] = defaultdict(list)
        for group in self.index:
            families[group.unit, group.measure, group.conditions, group.version].append(group)
        for members in families.values():
            starts = sorted({group.start for group in members} | {group.end + DAY for group in members})
            if len(members) < 2 or len(starts) <= 2:
                continue
            adds_up = members[0].unit == "events" and members[0].measure not in LASTING
            stretches = [replace(members[0], start=start, end=end - DAY) for start, end in itertools.pairwise(starts)]
            numbers = {one: self.index[one] if one in self.index else self._variable() for one in stretches}
            for group in members:
                within = [numbers[one] for one in stretches if group.start <= one.start and one.end <= group.end]
                if within == [self.index[group]]:
                    continue
                self._row(
                    {self.index[group]: -1.0} | dict.fromkeys(within, 1.0), low=0, high=0 if adds_up else math.inf
                )
                for number in within:
                    self._row({self.index[group]: 1.0, number: -1.0}, low=0)
            for one, other in itertools.combinations(members, 2):
                self._overlap(one, other)

    def _overlap(self, one: Group, other: Group) -> None:
        """Who counts in both of two periods that overlap or follow each other is counted twice in their sum."""
        both = replace(one, start=max(one.start, other.start), end=min(one.end, other.end))
        either = replace(one, start=min(one.start, other.start), end=max(one.end, other.end))
        if either in self.index and either not in {one, other} and both.start <= both.end + DAY:
            terms = {self.index[one]: 1.0, self.index[other]: 1.0, self.index[either]: -1.0}
            if both in self.index:
                terms[self.index[both]] = -1.0
            self._row(terms, low=0)

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
        for inner, outers in self.around.items():
            for outer in outers:
                if (inner, outer) in self.facts.bases or {inner.measure, outer.measure} <= PRINTED_WHOLE:
                    continue
                words = f"{outer}, less {inner}"
                terms = ((self.index[outer], 1.0), (self.index[inner], -1.0))
                self.targets.append(Target(_difference(inner, outer), words, terms))
        for earlier in self.index:
            later = replace(earlier, version="current")
            if later != earlier and later in self.index:
                for one, other in ((earlier, later), (later, earlier)):
                    words = f"{one}, less {other}"
                    terms = ((self.index[one], 1.0), (self.index[other], -1.0))
                    self.targets.append(Target("between two versions", words, terms))

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

    def reconcile(self) -> list[str]:
        """Widen what is said of as few people as can be until it all fits, and say what was widened."""
        size = len(self.lows)
        spare = identity_array(size, format="csr")
        matrix = vstack(
            [
                hstack([self._matrix, csr_array((self._matrix.shape[0], 2 * size))]),
                hstack([spare, spare, -spare]),
            ]
        )
        rows = self._constraints
        found = milp(
            np.concatenate([np.zeros(size), np.ones(2 * size)]),
            constraints=LinearConstraint(
                matrix, np.concatenate([rows.lb, self._bounds.lb]), np.concatenate([rows.ub, self._bounds.ub])
            ),
            bounds=Bounds(0, CEILING),
            integrality=np.zeros(3 * size),
        )
        if found.x is None:
            raise ValueError("what is published contradicts itself: no number of people fits all of it")
        missing, over = np.ceil(found.x[size : 2 * size] - 1e-6), np.ceil(found.x[2 * size :] - 1e-6)
        self._bounds = Bounds(np.maximum(self._bounds.lb - missing, 0), self._bounds.ub + over)
        return [
            f"{group}: off by {max(missing[number], over[number]):.0f}"
            for group, number in self.index.items()
            if missing[number] or over[number]
        ]

    def fits(self, sizes: Mapping[Group, int]) -> bool:
        """Whether the program has a solution in which the groups have these sizes."""
        kept = self._bounds
        lows, highs = kept.lb.copy(), kept.ub.copy()
        for group, size in sizes.items():
            lows[self.index[group]] = highs[self.index[group]] = size
        self._bounds = Bounds(lows, highs)
        try:
            return self.solve({}, 1, 60.0)[1] is not None
        finally:
            self._bounds = kept

    def solve(
        self, terms: Linear, sign: int, seconds: float, whole: bool = True, gap: float = 0.0
    ) -> tuple[float | None, np.ndarray | None]:
        """The bound on the least (sign 1) or greatest (-1) value, and a solution that is as good as `gap` asks for;
        nothing where none exists.
        """
        costs = np.zeros(len(self.lows))
        for column, value in terms.items():
            costs[column] = sign * value
        found = milp(
            costs,
            constraints=self._constraints,
            bounds=self._bounds,
            integrality=np.full(len(costs), 1 if whole else 0),
            options={"time_limit": seconds, "mip_rel_gap": gap},
        )
        if found.status == 2:
            return None, None
        bound = found.fun if found.status == 0 else getattr(found, "mip_dual_bound", None)
        return (sign * bound if bound is not None else sign * -math.inf), found.x
