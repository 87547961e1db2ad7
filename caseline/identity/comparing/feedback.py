"""Rulings feed the weights: a pair that a person decided counts as what it is, not as what it probably is.

Learning gives each candidate pair a share in "same person", "same household" and "strangers". For a ruled pair that
guess is replaced by the decision and the counts behind the weights are moved by the difference: one further step of
the same expectation-maximisation, in which the labels are known. A ruling thus weighs one pair among all there are.
It is never used as if ruled pairs were drawn at random: people rule on doubtful pairs, and those disagree more than
most.
"""

from dataclasses import replace

import numpy as np

from caseline.identity.comparing import model
from caseline.identity.comparing.compare import Compared
from caseline.identity.comparing.comparisons import COMPARISONS

_PRIOR_PAIRS = 20.0  # what the stated weights count for where little was learned
_LEAST = 1e-6


def corrected(weights: model.Weights, ruled: Compared, is_same: np.ndarray, records: int) -> model.Weights:
    """The weights once the pairs `ruled` are known to be one person (`is_same`) or not."""
    if len(ruled.left) == 0:
        return weights
    surplus = is_same - model.score(ruled, weights).probability  # per pair: what the guess fell short of
    pairs = records * (records - 1) / 2
    known_as = _PRIOR_PAIRS + weights.share_same * pairs
    same = [
        _moved(weights.same[i], ruled.levels[:, i], surplus, known_as, len(comparison.levels))
        for i, comparison in enumerate(COMPARISONS)
    ]
    share = (weights.share_same * pairs + surplus.sum()) / max(pairs, 1)
    return replace(weights, same=same, share_same=float(np.clip(share, _LEAST / max(pairs, 1), 0.5)))


def _moved(rates: np.ndarray, levels: np.ndarray, surplus: np.ndarray, known_as: float, size: int) -> np.ndarray:
    known = levels >= 0
    counts = rates * known_as + np.bincount(levels[known], weights=surplus[known], minlength=size)
    counts = np.fmax(counts, rates * known_as * 0.5)  # no handful of rulings halves more than it should
    return counts / counts.sum()
