"""The weights: how much each level of agreement speaks for "the same person", learned from the records at hand.

A pair of records is the same person, two people of one household, or strangers. Telling households apart, and within
them parents, twins, siblings and spouses (`kinds.py`), is what keeps families from being merged. The weights start from
the stated values in `comparisons.py` and move by expectation-maximisation as far as the records give reason to (a
Dirichlet prior worth `_PRIOR_PAIRS` pairs holds each at its start); with few records they stay where they start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from caseline.identity.comparing.compare import Compared
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.kinds import KINDS, own_rates

_PRIOR_PAIRS = 20.0
_ROUNDS = 40
_SETTLED = 1e-4  # relative change of the shares at which learning stops
_ENOUGH_PAIRS = 100.0  # expected same-person pairs below which the result is called "stated weights"
_NO_FAMILIES = 0.001  # household pairs for each same-person pair below which there are none
_LEAST = 0.03  # share of the stated stranger rate below which no learned one falls
_FLOOR = 1e-9
HIGHEST_WEIGHT = 60.0  # log2 odds of what is certain
STRANGERS = -1


@dataclass(frozen=True)
class Weights:
    """Per comparison, probabilities by level for the three kinds of pair, and how common the kinds are.

    `learned` is False where there were too few pairs to learn from. `families` is False only where enough was
    learned to say that no two members of one household are among the records.
    """

    same: list[np.ndarray]
    household: list[np.ndarray]
    stranger: list[np.ndarray]
    share_same: float
    share_household: float
    learned: bool = False
    families: bool = True


@dataclass(frozen=True)
class Scores:
    """Per pair: log2 odds and probability of being one person, and each comparison's part of the odds.

    `parts` are against the likeliest rival, whose place in KINDS `kind` tells (STRANGERS for none of them).
    """

    weight: np.ndarray
    probability: np.ndarray
    parts: np.ndarray
    kind: np.ndarray


def stated_weights(records: int) -> Weights:
    """The weights of `comparisons.py`, as they are before any record is seen."""
    rare = min(0.01, 1 / max(records, 1))
    same = [np.array([level.same for level in c.levels]) for c in COMPARISONS]
    stranger = [np.array([level.stranger for level in c.levels]) for c in COMPARISONS]
    household = [
        np.array([level.household if level.household is not None else level.stranger for level in c.levels])
        for c in COMPARISONS
    ]
    parts = (same, household, stranger)
    same, household, stranger = ([p / p.sum() for p in kind] for kind in parts)
    return Weights(same, household, stranger, rare, rare)


def learn(candidates: Compared, stands_for: float, sample: Compared, frequencies: list[float], records: int) -> Weights:
    """Weights for `records` records from candidate pairs, each standing for `stands_for`, and random pairs.

    Pairs that no key brought together count as strangers, so the shares are of all pairs there are.
    `frequencies[i]` is how often any two records agree on level 0 of comparison i (NaN: count the sample).
    """
    start = stated_weights(records)
    pairs = records * (records - 1) / 2
    if len(candidates.left) == 0 or pairs < 1:
        return start
    overall = _overall(sample, frequencies, start)
    now = Weights(start.same, _household(start, overall), overall, start.share_same, start.share_household)
    for _ in range(_ROUNDS):
        before = now
        same, household = (stands_for * share for share in _posterior(candidates, before))
        now = _updated(candidates, same, household, overall, start, pairs)
        if abs(now.share_same / before.share_same - 1) < _SETTLED:
            break
    same_pairs, household_pairs = (stands_for * float(share.sum()) for share in _posterior(candidates, now))
    if same_pairs < _ENOUGH_PAIRS:
        return start
    return replace(now, learned=True, families=household_pairs >= _NO_FAMILIES * same_pairs)


def score(compared: Compared, weights: Weights) -> Scores:
    """How strongly each pair speaks for one person, and against which of the other kinds."""
    tables = _Tables(weights)
    same, others = tables.likelihoods(compared)
    weight = same - np.logaddexp2.reduce(others, axis=1)
    best = others.argmax(1)
    parts = np.column_stack([told[np.arange(len(best)), best] for told in tables.against(compared)])
    return Scores(weight, probability(weight), parts, best - 1)


def chance(compared: Compared, weights: Weights) -> np.ndarray:
    """The probability of each pair to be one person."""
    same, others = _Tables(weights).likelihoods(compared)
    return probability(same - np.logaddexp2.reduce(others, axis=1))


def against_each(compared: Compared, weights: Weights) -> np.ndarray:
    """log2 odds of one person against each other kind: pairs by kinds by comparisons, NaN where a value is missing;
    after the comparisons stands what the kinds weigh before any field is seen."""
    tables = _Tables(weights)
    odds = np.empty((len(compared.left), len(KINDS) + 1, len(COMPARISONS) + 1), dtype=np.float32)
    for i, told in enumerate(tables.against(compared)):
        odds[:, :, i] = np.where(compared.levels[:, [i]] < 0, np.nan, told)
    odds[:, :, -1] = np.log2(weights.share_same) - tables.shares
    return odds


def probability(weight: np.ndarray) -> np.ndarray:
    """The probability that log2 odds stand for."""
    return 1 / (1 + np.exp2(-np.clip(weight, -HIGHEST_WEIGHT, HIGHEST_WEIGHT)))


def _posterior(compared: Compared, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """How likely each pair is one person, and two people of one household."""
    same, others = _Tables(weights).likelihoods(compared)
    household = np.logaddexp2.reduce(others[:, 1:], axis=1)
    total = np.logaddexp2(np.logaddexp2(same, household), others[:, 0])
    return np.exp2(same - total), np.exp2(household - total)


class _Tables:
    """log2 probabilities by level (the first row: missing) and kind (the first column: strangers, then KINDS).

    `shares` are those of the kinds. Where values agree by chance, not for a reason, it counts how common they are.
    """

    def __init__(self, weights: Weights) -> None:
        kinds = [own_rates(kind, weights.household) for kind in KINDS]
        strangers = 1 - weights.share_same - weights.share_household
        self.shares = np.log2([strangers, *(weights.share_household * kind.share for kind in KINDS)])
        self._share_same = np.log2(weights.share_same)
        self._same, self._others, self._by_chance = [], [], []
        for i, (same, stranger) in enumerate(zip(weights.same, weights.stranger, strict=True)):
            rates = np.column_stack([stranger, *(rates[i] for rates, _ in kinds)])
            reasoned = np.column_stack([np.zeros(len(stranger), dtype=bool), *(levels[i] for _, levels in kinds)])
            self._same.append(np.r_[0.0, np.log2(same)])
            self._others.append(np.vstack([np.zeros(rates.shape[1]), np.log2(rates)]))
            self._by_chance.append(np.vstack([np.zeros(rates.shape[1]), ~reasoned]))

    def likelihoods(self, compared: Compared) -> tuple[np.ndarray, np.ndarray]:
        """log2 of each pair's share and likelihood: as one person, and as each other kind."""
        same = np.full(len(compared.left), self._share_same)
        others = np.tile(self.shares, (len(compared.left), 1))
        for i, told in enumerate(self._told(compared)):
            same += self._same[i][compared.levels[:, i] + 1]
            others += told
        return same, others

    def against(self, compared: Compared) -> Iterator[np.ndarray]:
        """For each comparison the log2 odds of one person against each other kind."""
        for i, told in enumerate(self._told(compared)):
            yield self._same[i][compared.levels[:, i] + 1][:, None] - told

    def _told(self, compared: Compared) -> Iterator[np.ndarray]:
        for i, others in enumerate(self._others):
            level = compared.levels[:, i] + 1
            told = others[level]
            common = compared.frequency[:, i]
            rated = np.flatnonzero(~np.isnan(common))
            if len(rated):
                at = level[rated]
                rarity = np.log2(np.maximum(common[rated], _FLOOR)) - others[at, 0]
                told[rated] += rarity[:, None] * self._by_chance[i][at]
            yield told


def _overall(sample: Compared, frequencies: list[float], start: Weights) -> list[np.ndarray]:
    """How often any two records reach each level; exact where a value's frequency says so."""
    overall = []
    for i, comparison in enumerate(COMPARISONS):
        level = sample.levels[:, i]
        counts = np.bincount(level[level >= 0], minlength=len(comparison.levels)).astype(float)
        rates = (counts + start.stranger[i] * _PRIOR_PAIRS) / (counts.sum() + _PRIOR_PAIRS)
        exact = frequencies[i]
        if not np.isnan(exact):
            rates[1:] *= (1 - exact) / max(rates[1:].sum(), _FLOOR)
            rates[0] = exact
        overall.append(np.fmax(rates, _FLOOR))
    return overall


def _household(start: Weights, overall: list[np.ndarray]) -> list[np.ndarray]:
    return [
        start.household[i] if comparison.household_shares else overall[i] for i, comparison in enumerate(COMPARISONS)
    ]


def _updated(
    compared: Compared,
    same: np.ndarray,
    household: np.ndarray,
    overall: list[np.ndarray],
    start: Weights,
    pairs: float,
) -> Weights:
    new_same, new_household, new_stranger = [], [], []
    for i, comparison in enumerate(COMPARISONS):
        level = compared.levels[:, i]
        known = level >= 0
        size = len(comparison.levels)
        counts = np.bincount(level[known], weights=same[known], minlength=size)
        shared = np.bincount(level[known], weights=household[known], minlength=size)
        new_same.append((counts + start.same[i] * _PRIOR_PAIRS) / (counts.sum() + _PRIOR_PAIRS))
        # What is left of all pairs, once the same-person and household pairs are taken out, are strangers.
        all_pairs = overall[i] * pairs * max(known.mean(), _FLOOR)
        rest = np.fmax(all_pairs - counts - shared, all_pairs * 0.02)
        unseen = start.stranger[i] * _LEAST  # what no sample shows may still happen
        rest = np.fmax(rest / rest.sum(), unseen)
        new_stranger.append(rest / rest.sum())
        if comparison.household_shares and not comparison.household_learned:
            new_household.append(start.household[i])
        elif comparison.household_shares:
            new_household.append((shared + start.household[i] * _PRIOR_PAIRS) / (shared.sum() + _PRIOR_PAIRS))
        else:
            new_household.append(new_stranger[-1])
    rare = start.share_same
    return Weights(
        new_same,
        new_household,
        new_stranger,
        (same.sum() + 1) / (pairs + 1 / rare),
        (household.sum() + 1) / (pairs + 1 / rare),
    )
