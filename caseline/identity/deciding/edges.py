"""Scored pairs, rulings, references and equal hashes as one list of edges, each with its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from caseline.identity.comparing import model
from caseline.identity.deciding import rules
from caseline.identity.deciding.clustering import LINK, Bar, Edges, Tie
from caseline.identity.deciding.scoring import Scored
from caseline.identity.reading import hashed, protection

_BY_PERSON = "a person ruled that they are different people"

Pair = tuple[str, str]
Position = tuple[int, int]


@dataclass(frozen=True)
class Rulings:
    """What people decided about pairs of record IDs. `different` beats `same`."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()

    def told(self) -> list[tuple[str, str, str]]:
        """Each ruled pair and its ruling, in order."""
        return [(a, b, kind) for kind in ("different", "same") for a, b in sorted(getattr(self, kind))]


@dataclass(frozen=True)
class Said:
    """What is said of pairs of positions beside the weights: joined for a reason, or ruled different."""

    tie: dict[Position, Tie]
    different: frozenset[Position]

    @staticmethod
    def of(frame: pd.DataFrame, is_protected: np.ndarray, rulings: Rulings) -> "Said":
        """From equal hashes, person_ref, a protected person's own ID, and rulings; the strongest reason counts.

        Of a protected person nothing but the own ID, a reference within the affiliate and a ruling counts.
        """
        at = {record: number for number, record in enumerate(frame["record_id"])}
        affiliates = frame["affiliate_id"].tolist() if "affiliate_id" in frame else [""] * len(frame)
        tie = {(a, b): Tie.CERTAIN for a, b in hashed.pairs(frame) if not (is_protected[a] or is_protected[b])}
        tie |= dict.fromkeys(protection.own_pairs(frame, is_protected), Tie.REFERENCE)
        tie |= {
            (a, b): Tie.REFERENCE
            for a, b in positions(references(frame), at)
            if affiliates[a] == affiliates[b] or not (is_protected[a] or is_protected[b])
        }
        tie |= dict.fromkeys(positions(rulings.same, at), Tie.RULING)
        return Said(tie, frozenset(positions(rulings.different, at)))


@dataclass(frozen=True)
class Told:
    """Edges with, for each, the words for its bar, and why a likely one is not for a machine ('' where it is)."""

    edges: Edges
    reasons: np.ndarray
    too_little: np.ndarray


def told(
    scored: Scored,
    people: pd.DataFrame,
    position: np.ndarray,
    said: Said,
    weights: model.Weights,
) -> Told:
    """All edges, sorted by left, then right. `position` gives the place of each of `people` among all records."""
    compared, scores = scored.compared, scored.scores
    bar, reason = rules.barred(compared, scores, weights)
    lacks = rules.too_little(compared, people, scores, weights)
    likely = (scores.probability >= LINK) & (bar == Bar.NONE)
    tie = np.where(likely & (lacks == ""), Tie.LIKELY, Tie.NONE)
    left, right, weight = position[compared.left], position[compared.right], scores.weight
    row = np.arange(len(left))
    new = sorted({*said.tie, *said.different} - _among(said, left, right))
    if new:
        more = np.array(new, dtype=np.int64)
        left, right = np.r_[left, more[:, 0]], np.r_[right, more[:, 1]]
        weight = np.r_[weight, np.full(len(new), model.HIGHEST_WEIGHT)]
        tie, bar = np.r_[tie, np.full(len(new), int(Tie.NONE))], np.r_[bar, np.full(len(new), int(Bar.NONE))]
        nothing = np.full(len(new), "", dtype=object)
        reason, lacks, row = np.r_[reason, nothing], np.r_[lacks, nothing], np.r_[row, np.full(len(new), -1)]
        order = np.lexsort((right, left))
        left, right, weight, tie, bar, reason, lacks, row = (
            a[order] for a in (left, right, weight, tie, bar, reason, lacks, row)
        )
    for pair, kind in said.tie.items():
        tie[_row_of(left, right, pair)] = kind
    for pair in said.different:
        at = _row_of(left, right, pair)
        tie[at], bar[at], reason[at] = Tie.NONE, Bar.PERSON, _BY_PERSON
    return Told(Edges(left, right, weight, tie, bar, row), reason, lacks)


def _among(said: Said, left: np.ndarray, right: np.ndarray) -> set[Position]:
    """Which of the pairs something is said of are among the sorted pairs (left, right)."""
    pairs = {*said.tie, *said.different}
    return {pair for pair in pairs if (at := _row_of(left, right, pair)) < len(left) and right[at] == pair[1]}


def _row_of(left: np.ndarray, right: np.ndarray, pair: Position) -> int:
    start, end = np.searchsorted(left, pair[0], "left"), np.searchsorted(left, pair[0], "right")
    at = int(start + np.searchsorted(right[start:end], pair[1]))
    return at if at < end else len(left)


def references(frame: pd.DataFrame) -> list[Pair]:
    """(record_id, person_ref) of the records that name another."""
    if "person_ref" not in frame:
        return []
    pairs = zip(frame["record_id"], frame["person_ref"], strict=True)
    return [(record, ref) for record, ref in pairs if isinstance(ref, str) and ref]


def positions(pairs: Iterable[Pair], at: dict[str, int]) -> list[Position]:
    """Each pair of known records once, by place in `at`, the smaller first."""
    known = [(at[a], at[b]) for a, b in pairs if a in at and b in at and a != b]
    return sorted({(min(pair), max(pair)) for pair in known})
