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
    label = np.arange(records, dtype=np.int64)
    while True:
        a, b = label[left], label[right]
        if np.array_equal(a, b):
            return label
        lower = np.minimum(a, b)
        np.minimum.at(label, a, lower)
        np.minimum.at(label, b, lower)
        while not np.array_equal(label, above := label[label]):
            label = above


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
    root = np.arange(records, dtype=np.int64)
    joins = edges.tie < Tie.NONE
    component = components(records, edges.left[joins], edges.right[joins])
    asked = np.flatnonzero(component[edges.left] == component[edges.right])
    asked = asked[np.argsort(component[edges.left[asked]], kind="stable")]
    starts = np.flatnonzero(np.diff(component[edges.left[asked]], prepend=-1))
    sizes = np.diff(np.append(starts, len(asked)))
    alone = asked[starts[sizes == 1]]  # most components are one pair
    alone = alone[_stands_alone(edges, alone)]
    root[edges.right[alone]] = edges.left[alone]
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        _join(root, edges, asked[start : start + size])
    return root


def _stands_alone(edges: Edges, pair: np.ndarray) -> np.ndarray:
    """Which of the pairs, each the only one of its component, are joined."""
    weight, tie, bar = edges.weight[pair], edges.tie[pair], edges.bar[pair]
    unopposed = (weight >= _CONTRADICTION) & (bar == Bar.NONE)
    return (bar != Bar.PERSON) & ((tie <= Tie.REFERENCE) | unopposed)


def _join(root: np.ndarray, edges: Edges, rows: np.ndarray) -> None:
    """Joins the records of one component, whose pairs are at `rows`, in `root`."""
    left, right = edges.left[rows].tolist(), edges.right[rows].tolist()
    weight, bar, tie = edges.weight[rows], edges.bar[rows].tolist(), edges.tie[rows]
    known = dict(zip(zip(left, right, strict=True), zip(weight.tolist(), bar, strict=True), strict=True))
    members = {position: [position] for position in {*left, *right}}
    group = {position: position for position in members}
    strongest = np.lexsort((rows, -weight, tie))
    for i in strongest[tie[strongest] < Tie.NONE].tolist():
        a, b = group[left[i]], group[right[i]]
        if a == b:
            continue
        across = [known[pair] for x in members[a] for y in members[b] if (pair := (min(x, y), max(x, y))) in known]
        if _refused(across, int(tie[i])):
            continue
        keep, gone = min(a, b), max(a, b)
        for position in members[gone]:
            group[position] = keep
            root[position] = keep
        members[keep] += members.pop(gone)


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
