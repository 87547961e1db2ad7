"""All candidate pairs compared and weighed, a batch at a time, so that memory follows the people, not the pairs."""

from dataclasses import dataclass

import numpy as np

from caseline.identity.comparing import model
from caseline.identity.comparing.compare import Compared, Compares
from caseline.identity.deciding import rules
from caseline.identity.deciding.clustering import components, pairs_within

REVIEW = 0.40  # probability from which a person is asked
_POSSIBLE = 0.5  # probability from which two records may be one person
_BATCH = 500_000
_LEARN_FROM = 100_000  # candidate pairs to learn from; more change nothing but the time
_SAMPLE_PAIRS = 100_000
_SECOND_LOOK = 60  # records up to which every pair of a possible person is compared
_SEED = 20260101


@dataclass(frozen=True)
class Pairing:
    """Pairs by position, sorted, left smaller than right."""

    left: np.ndarray
    right: np.ndarray

    def take(self, rows: np.ndarray) -> "Pairing":
        return Pairing(self.left[rows], self.right[rows])


@dataclass(frozen=True)
class Scored:
    """The pairs that matter: likely, doubtful, or between records of one possible person."""

    compared: Compared
    scores: model.Scores


def learn(comparer: Compares, candidates: Pairing, frequencies: list[float], records: int) -> model.Weights:
    """Weights from a share of the candidates and from random pairs."""
    size = len(candidates.left)
    drawn = candidates
    if size > _LEARN_FROM:
        rows = np.random.default_rng(_SEED).choice(size, _LEARN_FROM, replace=False)
        drawn = candidates.take(np.sort(rows))
    compared = comparer.compare(drawn.left, drawn.right)
    sample = comparer.compare(*_random_pairs(records))
    return model.learn(compared, size / max(len(drawn.left), 1), sample, frequencies, records)


def weigh(
    comparer: Compares,
    weights: model.Weights,
    candidates: Pairing,
    joined: Pairing,
    records: int,
) -> Scored:
    """Compares and weighs the candidates; then, once more, every pair of each possible person.

    `joined` are pairs that something other than the weights may join: a ruling, a reference, equal hashes.
    """
    parts = []
    for start in range(0, len(candidates.left), _BATCH):
        batch = comparer.compare(*(side[start : start + _BATCH] for side in (candidates.left, candidates.right)))
        parts.append(_telling(batch, weights))
    first = Compared.joined(Compared.none(), *parts)
    likely = model.chance(first, weights) >= _POSSIBLE
    possible = components(records, np.r_[first.left[likely], joined.left], np.r_[first.right[likely], joined.right])
    again = _unseen(first, possible, candidates, records)
    everything = Compared.joined(first, comparer.compare(again.left, again.right))
    return Scored(everything, model.score(everything, weights))


def _telling(batch: Compared, weights: model.Weights) -> Compared:
    return batch.take(np.flatnonzero((model.chance(batch, weights) >= REVIEW) | rules.renamed(batch)))


def _unseen(seen: Compared, possible: np.ndarray, candidates: Pairing, records: int) -> Pairing:
    """Pairs within possible people that are not among the `seen`; of very large ones, the candidates only."""
    left, right = pairs_within(possible, _SECOND_LOOK)
    inside = np.flatnonzero(possible[candidates.left] == possible[candidates.right])
    pairs = np.r_[left * records + right, candidates.left[inside] * records + candidates.right[inside]]
    pairs = np.setdiff1d(pairs, seen.left * records + seen.right)
    return Pairing(pairs // max(records, 1), pairs % max(records, 1))


def _random_pairs(records: int) -> tuple[np.ndarray, np.ndarray]:
    if records * (records - 1) // 2 <= _SAMPLE_PAIRS:
        left, right = np.triu_indices(records, 1)
        return left, right
    draw = np.random.default_rng(_SEED).integers(0, records, (2, _SAMPLE_PAIRS))
    left, right = draw.min(0), draw.max(0)
    return left[left < right], right[left < right]
