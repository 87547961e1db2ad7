"""From pairs to people: the best joint explanation of every group of records that may be one person.

How likely a set of records is one person is told field by field: each further record adds, for every field, what the
record nearest to it in that field says. So ten copies say no more than one, and a record that lacks what tells two
people apart bridges nothing. Over all ways to part a small group into people, two records are joined where that is
likely enough; in a large one the groups that belong together most are joined first, unless a third could claim one of
them as well.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

import numpy as np

from caseline.identity.comparing.model import HIGHEST_WEIGHT

LINK = 0.95  # probability from which a machine joins two records
LINK_ODDS = float(np.log2(LINK / (1 - LINK)))
_EXACT = 9  # records up to which every way to part a group is weighed
_CHUNK = 4_000_000  # numbers held at once while doing so


class Tie(IntEnum):
    """Why two records may be joined, the strongest reason first."""

    RULING = 0  # a person said so
    REFERENCE = 1  # the record itself names the other
    CERTAIN = 2  # equal hashes
    LIKELY = 3  # the weights say so
    NONE = 4


class Bar(IntEnum):
    """Why two records must not be joined, not even through others."""

    NONE = 0
    HELD = 1  # left to a person
    MACHINE = 2  # a rule for machines, which a person or a reference may overrule
    PERSON = 3  # a person said so: final


@dataclass(frozen=True)
class Edges:
    """Pairs of positions with log2 odds, a Tie and a Bar each; one row per pair.

    `row` is the place of a pair among those that were compared, -1 where it was not.
    """

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    tie: np.ndarray
    bar: np.ndarray
    row: np.ndarray

    def take(self, rows: np.ndarray) -> "Edges":
        """Only the pairs at `rows`."""
        return Edges(*(getattr(self, name)[rows] for name in ("left", "right", "weight", "tie", "bar", "row")))


Evidence = Callable[[np.ndarray], np.ndarray]
"""Of compared pairs, by row, what `model.against_each` says."""


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
    at = {size: np.triu_indices(size, 1) for size in {len(group) for group in groups}}
    pairs = [at[len(group)] for group in groups]
    empty = np.empty(0, dtype=np.int64)
    left = np.concatenate([empty, *(group[a] for group, (a, _) in zip(groups, pairs, strict=True))])
    right = np.concatenate([empty, *(group[b] for group, (_, b) in zip(groups, pairs, strict=True))])
    return left, right


def cluster(records: int, edges: Edges, evidence: Evidence) -> np.ndarray:
    """Per record the smallest position of its cluster."""
    said = _said(records, edges)
    joins = edges.tie < Tie.NONE
    claims = (joins | (edges.weight >= LINK_ODDS)) & (edges.bar < Bar.PERSON)
    component = components(records, edges.left[claims], edges.right[claims])
    inside = np.flatnonzero(component[edges.left] == component[edges.right])
    group = component[edges.left[inside]]
    together = said[edges.left[inside]] == said[edges.right[inside]]
    agreed = together | ((edges.tie[inside] < Tie.NONE) & (edges.bar[inside] == Bar.NONE))
    sizes = np.bincount(component, minlength=records)
    pairs = np.bincount(group, minlength=records)
    disputed = np.bincount(group, weights=~agreed, minlength=records) > 0
    # Of a small group every pair is known: one that is not speaks neither way.
    disputed |= (pairs < sizes * (sizes - 1) // 2) & (sizes <= _EXACT)
    root = np.where(disputed[component], np.arange(records), component)
    rows = inside[disputed[group]]
    rows = rows[np.argsort(component[edges.left[rows]], kind="stable")]
    owner = component[edges.left[rows]]
    joined = [_unlikely_apart(edges, evidence, rows[sizes[owner] == size], size, said) for size in range(2, _EXACT + 1)]
    large = rows[sizes[owner] > _EXACT]
    starts = np.flatnonzero(np.diff(component[edges.left[large]], prepend=-1))
    joined += [_strongest_first(edges.take(part), evidence, said) for part in np.split(large, starts[1:]) if len(part)]
    both = np.concatenate([np.column_stack([said, np.arange(records)])[said != np.arange(records)], *joined])
    return components(records, np.r_[root, both[:, 0]], np.r_[np.arange(records), both[:, 1]])


def _said(records: int, edges: Edges) -> np.ndarray:
    """Per record the first of those that a ruling or a reference makes one with it; of what contradicts each other
    the stronger holds, and what a person set apart stays apart."""
    must = edges.tie <= Tie.CERTAIN
    label = components(records, edges.left[must], edges.right[must])
    apart = edges.bar == Bar.PERSON
    broken = np.unique(label[edges.left[apart]][label[edges.left[apart]] == label[edges.right[apart]]])
    if not len(broken):
        return label
    loose = np.isin(label, broken)
    label = np.where(loose, np.arange(records), label)
    members = {int(at): {int(at)} for at in np.flatnonzero(loose)}
    foes: dict[int, set[int]] = {at: set() for at in members}
    for i in np.flatnonzero(apart & loose[edges.left] & loose[edges.right]).tolist():
        foes[int(edges.left[i])].add(int(edges.right[i]))
        foes[int(edges.right[i])].add(int(edges.left[i]))
    rows = np.flatnonzero(must & loose[edges.left])
    for i in rows[np.lexsort((rows, edges.tie[rows]))].tolist():
        one, other = sorted((int(label[edges.left[i]]), int(label[edges.right[i]])))
        if one != other and not any(foes[at] & members[other] for at in members[one]):
            label[list(members[other])] = one
            members[one] |= members.pop(other)
    return label


def _unlikely_apart(edges: Edges, evidence: Evidence, rows: np.ndarray, size: int, said: np.ndarray) -> np.ndarray:
    """Pairs of records that are one person in nearly all explanations of their group of `size`, weighed by likelihood.

    `rows` are the pairs of the groups, group by group, at most one for each two records.
    """
    if not len(rows):
        return np.empty((0, 2), dtype=np.int64)
    left, right = edges.left[rows], edges.right[rows]
    groups = _grouped(left, right, size)
    place = np.empty(int(groups.max()) + 1, dtype=np.int64)
    place[groups] = np.arange(size)[None, :]
    of = np.empty(int(groups.max()) + 1, dtype=np.int64)
    of[groups] = np.arange(len(groups))[:, None]
    number = {pair: at for at, pair in enumerate(combinations(range(size), 2))}
    at = np.array([[number.get((a, b), 0) for b in range(size)] for a in range(size)])
    pair = at[place[left], place[right]]
    found = []
    step = max(1, _CHUNK >> size)
    for start in range(0, len(groups), step):
        chosen = (of[left] >= start) & (of[left] < start + step)
        some = groups[start : start + step]
        together = _chances(edges.take(rows[chosen]), evidence, of[left[chosen]] - start, pair[chosen], some, said)
        tied = np.zeros(together.shape, dtype=bool)
        tied[of[left[chosen]] - start, pair[chosen]] = edges.tie[rows[chosen]] < Tie.NONE
        which, pairs = np.nonzero((together >= LINK) & tied)
        ends = np.array(list(number), dtype=np.int64).reshape(-1, 2)[pairs]
        found.append(np.column_stack([some[which, ends[:, 0]], some[which, ends[:, 1]]]))
    return np.concatenate(found)


def _grouped(left: np.ndarray, right: np.ndarray, size: int) -> np.ndarray:
    """The members of each group of `size` records, whose pairs stand together, one group a row."""
    top = int(max(left.max(), right.max())) + 1
    label = components(top, left, right)
    members = np.unique(np.r_[left, right])
    return members[np.argsort(label[members], kind="stable")].reshape(-1, size)


def _chances(
    edges: Edges, evidence: Evidence, group: np.ndarray, pair: np.ndarray, members: np.ndarray, said: np.ndarray
) -> np.ndarray:
    """How likely each pair of each group is one person: groups by pairs (in the order of triu_indices)."""
    size = members.shape[1]
    one, other = np.triu_indices(size, 1)
    told = _told(edges, evidence)
    odds = np.full((len(members), len(one), *told.shape[1:]), np.nan, dtype=np.float32)
    odds[group, pair] = told
    same = said[members[:, one]] == said[members[:, other]]
    barred = np.zeros(same.shape, dtype=bool)
    barred[group, pair] = edges.bar > Bar.NONE
    likelihood = np.exp2(_as_one(odds, barred & ~same, same, size))
    whole = (1 << size) - 1
    ways = np.zeros_like(likelihood)  # the likelihood of all ways to part a set of records into people
    ways[:, 0] = 1.0
    for mask in range(1, whole + 1):
        first = mask & -mask
        rest = part = mask ^ first
        while True:
            ways[:, mask] += likelihood[:, part | first] * ways[:, rest ^ part]
            if not part:
                break
            part = (part - 1) & rest
    together = np.zeros(same.shape)
    for at, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        blocks = [mask for mask in range(whole + 1) if mask >> a & 1 and mask >> b & 1]
        together[:, at] = (likelihood[:, blocks] * ways[:, [whole ^ mask for mask in blocks]]).sum(1)
    return together / ways[:, [whole]]


def _as_one(told: np.ndarray, barred: np.ndarray, same: np.ndarray, size: int) -> np.ndarray:
    """log2 odds that each set of a group's records (a bit mask) is one person; -inf where that must not be."""
    one, other = np.triu_indices(size, 1)
    place = np.zeros((size, size), dtype=np.int64)
    place[one, other] = place[other, one] = np.arange(len(one))
    odds = np.zeros((len(told), 1 << size, told.shape[2]), dtype=np.float32)  # against each kind
    forbidden = np.zeros((len(told), 1 << size), dtype=bool)
    # Whether something is known, or said, that leads from each of a set to the others.
    connected = np.ones((len(told), 1 << size), dtype=bool)
    for mask in range(1, 1 << size):
        members = [at for at in range(size) if mask >> at & 1]
        if len(members) < 2:
            continue
        odds[:, mask] = -np.inf
        connected[:, mask] = False
        for last in members:
            pairs = place[[at for at in members if at != last], last]
            before = mask ^ 1 << last
            odds[:, mask] = np.maximum(odds[:, mask], odds[:, before] + _nearest(told[:, pairs]).sum(2))
            is_known = (~np.isnan(told[:, pairs, 0, -1]) | same[:, pairs]).any(1)
            connected[:, mask] |= connected[:, before] & is_known
            forbidden[:, mask] |= forbidden[:, before] | barred[:, pairs].any(1)
    for at, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        parted = [mask for mask in range(1 << size) if (mask >> a & 1) != (mask >> b & 1)]
        forbidden[:, parted] |= same[:, [at]]
    found = -np.logaddexp2.reduce(-odds.astype(float), axis=2)
    found[:, [1 << at for at in range(size)] + [0]] = 0
    return np.where(forbidden | ~connected, -np.inf, np.clip(found, -HIGHEST_WEIGHT * size, HIGHEST_WEIGHT * size))


def _nearest(told: np.ndarray) -> np.ndarray:
    """By group, kind and field the most that any of the pairs says; 0 where none says anything."""
    return np.nan_to_num(np.where(np.isnan(told), -np.inf, told).max(1), neginf=0.0)


def _told(edges: Edges, evidence: Evidence) -> np.ndarray:
    """The evidence of each pair, NaN throughout where it was not compared."""
    compared = edges.row >= 0
    told = evidence(edges.row[compared])
    every = np.full((len(edges.row), *told.shape[1:]), np.nan, dtype=np.float32)
    every[compared] = told
    return every


class _Between:
    """The most that is known for two groups of records to be one, by kind and field, and whether something bars it."""

    __slots__ = ("barred", "best", "odds", "tied")

    def __init__(self, best: np.ndarray, barred: bool, tied: bool, odds: float) -> None:
        self.best, self.barred, self.tied, self.odds = best, barred, tied, -np.inf if barred else odds

    def with_more(self, more: "_Between") -> "_Between":
        best = np.maximum(self.best, more.best)
        return _Between(best, self.barred or more.barred, self.tied or more.tied, float(_odds(best)))


def _odds(told: np.ndarray) -> np.ndarray:
    """log2 odds against all kinds together, of what is told by kind and field (-inf: nothing is known)."""
    return -np.logaddexp2.reduce(-np.where(np.isinf(told), 0, told).sum(-1), axis=-1)


def _strongest_first(edges: Edges, evidence: Evidence, said: np.ndarray) -> np.ndarray:
    """Pairs of records of one large component with these pairs that are one person."""
    near: dict[int, dict[int, _Between]] = {}
    told = _told(edges, evidence)
    told = np.where(np.isnan(told), -np.inf, told)
    barred, tied, odds = (edges.bar > Bar.NONE).tolist(), (edges.tie < Tie.NONE).tolist(), _odds(told).tolist()
    ends = zip(said[edges.left].tolist(), said[edges.right].tolist(), strict=True)
    for i, (a, b) in enumerate(ends):
        if a != b:
            link = _Between(told[i], barred[i], tied[i], odds[i])
            before = near.setdefault(a, {}).get(b)
            near[a][b] = near.setdefault(b, {})[a] = before.with_more(link) if before else link
    queue = [(-link.odds, a, b) for a, others in near.items() for b, link in others.items() if a < b]
    heapq.heapify(queue)
    joined = []
    while queue and -queue[0][0] >= LINK_ODDS:
        found, a, b = heapq.heappop(queue)
        if b not in near.get(a, {}) or near[a][b].odds != -found or not near[a][b].tied or _contested(near, a, b):
            continue
        if len(near[a]) < len(near[b]):
            a, b = b, a
        joined.append((a, b))
        for third, link in near.pop(b).items():
            del near[third][b]
            if third != a:
                link = near[a][third].with_more(link) if third in near[a] else link
                near[a][third] = near[third][a] = link
                heapq.heappush(queue, (-link.odds, min(a, third), max(a, third)))
    return np.array(joined, dtype=np.int64).reshape(-1, 2)


def _contested(near: dict[int, dict[int, _Between]], a: int, b: int) -> bool:
    """Whether a third group has nearly as good a claim on one of the two, and is not one person with both."""
    odds = near[a][b].odds
    fewer, more = sorted((near[a], near[b]), key=len)
    for third, link in fewer.items():
        other = more.get(third)
        if other is None or min(link.odds, other.odds) >= LINK_ODDS:
            continue
        claim = max(link.odds, other.odds)
        if claim > odds - LINK_ODDS:
            with_both = float(np.logaddexp2(0, link.with_more(other).odds))
            if claim > odds + with_both - LINK_ODDS:
                return True
    return False
