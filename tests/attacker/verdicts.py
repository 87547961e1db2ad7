"""Which groups an attacker pins: for each target its least and its greatest possible size."""

import math
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from scipy.sparse import csr_array

from tests.attacker.program import Program, Range, Target

PROMISE = 3
"""How many values a small number must at least be able to have, as docs/add-a-report.md promises."""

NO_LIMIT = 10**9
ANY_WITNESS = 0.2
"""How far from the best a random witness may be: it need not be the best."""

IDLE_ROUNDS = 8
"""After so many random witnesses that clear nothing the solver is asked about each target that is left."""


@dataclass(frozen=True)
class Verdict:
    kind: str
    words: str
    cells: tuple[str, ...]
    low: int
    high: int

    @property
    def is_pinned(self) -> bool:
        return self.low == self.high

    def as_record(self) -> dict[str, object]:
        return asdict(self) | {"pinned": self.is_pinned}


def attack(
    program: Program, threshold: int, seconds: float = 20.0, promise: int = PROMISE, seed: int = 1
) -> list[Verdict]:
    """The targets that are certainly between 1 and `threshold` - 1 and have fewer than `promise` possible values.

    Any solution of the program is a witness: a target that two witnesses give values far enough apart is safe, so the
    solver is asked about the few that no witness clears. `seconds` is the limit of one question to the solver; where it
    ends a bound stands for the optimum, which can only clear a target that is broken, never accuse one that is not.
    """
    matrix = _matrix(program)
    open_targets = np.ones(len(program.targets), dtype=bool)
    least, greatest = np.full(len(open_targets), math.inf), np.full(len(open_targets), -math.inf)

    def witness(solution: np.ndarray | None) -> None:
        if solution is None or np.abs(solution - np.round(solution)).max() > 1e-6:
            return
        values = np.round(matrix @ solution)
        np.minimum(least, values, out=least)
        np.maximum(greatest, values, out=greatest)
        open_targets[(least < 1) | (greatest >= threshold) | (greatest - least + 1 >= promise)] = False

    bound, first = program.solve({}, 1, 3 * seconds)
    if bound is None:
        program.facts.contradictions += program.reconcile()
        _, first = program.solve({}, 1, 3 * seconds)
    witness(first)
    dice = random.Random(seed)
    idle = 0
    while open_targets.any() and idle < IDLE_ROUNDS:
        before = int(open_targets.sum())
        costs: dict[int, float] = defaultdict(float)
        for number in np.flatnonzero(open_targets).tolist():
            for column, value in program.targets[number].terms:
                costs[column] += value * dice.choice((-1, 1))
        witness(program.solve(costs, 1, seconds, gap=ANY_WITNESS)[1])
        idle = idle + 1 if open_targets.sum() == before else 0

    def is_broken(found: Range) -> bool:
        return found.low >= 1 and found.high < threshold and found.high - found.low + 1 < promise

    verdicts = []
    for number, target in enumerate(program.targets):
        for whole in (False, True):
            if open_targets[number]:
                found = _range(program, target, seconds, whole, witness)
                if is_broken(found):
                    verdicts.append(Verdict(target.kind, target.words, target.cells, found.low, found.high))
                    open_targets[number] = False
    return verdicts


def _matrix(program: Program) -> np.ndarray:
    rows, columns, values = [], [], []
    for number, target in enumerate(program.targets):
        for column, value in target.terms:
            rows.append(number)
            columns.append(column)
            values.append(value)
    return csr_array((values, (rows, columns)), shape=(len(program.targets), len(program.lows)))


def _range(
    program: Program, target: Target, seconds: float, whole: bool, witness: Callable[[np.ndarray | None], None]
) -> Range:
    terms: dict[int, float] = {}
    for column, value in target.terms:
        terms[column] = terms.get(column, 0.0) + value
    ends = []
    for sign in (1, -1):
        bound, solution = program.solve(terms, sign, seconds, whole)
        witness(solution)
        assert bound is not None
        ends.append(bound)
    low, high = ends
    return Range(
        math.ceil(low - 1e-6) if math.isfinite(low) else -NO_LIMIT,
        math.floor(high + 1e-6) if math.isfinite(high) else NO_LIMIT,
    )
