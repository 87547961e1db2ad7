"""From pairs to people: joins the strongest pairs first and refuses a join that the other pairs speak against."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

_CONTRADICTION = -4.0  # log2 odds below which a pair speaks against being one person
_TOLERATED = 2 / 5  # share of contradicting pairs between two groups from which they are kept apart


class Tie(IntEnum):
    """Why two records may be joined, the strongest reason first."""

    RULING = 0  # a person said so
    REFERENCE = 1  # the record itself names the other
    CERTAIN = 2  # the same SSN and agreeing names
    LIKELY = 3  # the weights say so
    NONE = 4


class Bar(IntEnum):
    """Why two records must not be joined."""

    NONE = 0
    LIKELY = 1  # speaks against joining as strongly as the weights can
    MACHINE = 2  # a rule for machines, which a person or a reference may overrule
    PERSON = 3  # a person said so: final


@dataclass(frozen=True)
class Edges:
    """Pairs of positions with log2 odds, a Tie and a Bar each; one row per pair."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    tie: np.ndarray
    bar: np.ndarray


def components(records: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Per record the smallest position it is connected with."""
    parent = list(range(records))
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        root_a, root_b = _root(parent, a), _root(parent, b)
        parent[max(root_a, root_b)] = min(root_a, root_b)
    return np.array([_root(parent, position) for position in range(records)], dtype=np.int64)


def pairs_within(component: np.ndarray, largest: int) -> tuple[np.ndarray, np.ndarray]:
    """All pairs (smaller position first) of records of one component, for components of 3 to `largest` records."""
    order = np.argsort(component, kind="stable")
    starts = np.flatnonzero(np.diff(component[order])) + 1
    groups = [np.sort(group) for group in np.split(order, starts) if 3 <= len(group) <= largest]
    pairs = [np.triu_indices(len(group), 1) for group in groups]
    empty = np.empty(0, dtype=np.int64)
    left = np.concatenate([empty, *(group[a] for group, (a, _) in zip(groups, pairs, strict=True))])
    right = np.concatenate([empty, *(group[b] for group, (_, b) in zip(groups, pairs, strict=True))])
    return left, right


def cluster(records: int, edges: Edges) -> np.ndarray:
    """Per record the smallest position of its cluster."""
    root = list(range(records))
    members = {position: [position] for position in range(records)}
    known = {
        pair: (weight, bar)
        for *pair_of, weight, bar in zip(
            edges.left.tolist(), edges.right.tolist(), edges.weight.tolist(), edges.bar.tolist(), strict=True
        )
        if (pair := (pair_of[0], pair_of[1]))
    }
    strongest = np.lexsort((edges.right, edges.left, -edges.weight, edges.tie))
    for i in strongest[edges.tie[strongest] < Tie.NONE]:
        a, b = root[edges.left[i]], root[edges.right[i]]
        if a == b:
            continue
        across = [known[pair] for x in members[a] for y in members[b] if (pair := (min(x, y), max(x, y))) in known]
        if _refused(across, int(edges.tie[i])):
            continue
        keep, gone = min(a, b), max(a, b)
        for position in members[gone]:
            root[position] = keep
        members[keep] += members.pop(gone)
    return np.array(root, dtype=np.int64)


def _refused(across: list[tuple[float, int]], tie: int) -> bool:
    """Whether the known pairs between two groups forbid joining them for the reason `tie`."""
    strictest = max(bar for _, bar in across)
    if strictest == Bar.PERSON:
        return True
    if tie <= Tie.REFERENCE:
        return False
    if strictest == Bar.MACHINE:
        return True
    against = sum(weight < _CONTRADICTION or bar == Bar.LIKELY for weight, bar in across)
    return against >= max(1, _TOLERATED * len(across))


def _root(parent: list[int], position: int) -> int:
    while parent[position] != position:
        parent[position] = parent[parent[position]]
        position = parent[position]
    return position
