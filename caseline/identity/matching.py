"""The whole of matching, from records to clusters and scored pairs; in memory, the same for any caller."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from caseline.identity import feedback, hashed, model, rules
from caseline.identity.blocking import candidate_pairs
from caseline.identity.clustering import Bar, Edges, Tie, components, pairs_within
from caseline.identity.compare import Compared, Comparer
from caseline.identity.scope import Policy, crosses, join, waits_for_a_person
from caseline.identity.standardise import as_arrow, standardise
from caseline.progress import ProgressCallback

LINK = 0.95  # probability from which a machine joins two records
REVIEW = 0.30  # probability from which a person is asked
_SECOND_LOOK = 60  # records up to which every pair of a possible person is compared
_SAMPLE_PAIRS = 200_000
_SEED = 20260101
_STAGES = 5
_NOT_SHARED = "a person ruled that they are one, but one of them is not shared beyond its affiliate"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Rulings:
    """What people decided about pairs of record IDs. `different` beats `same`."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Pairs:
    """Every pair worth telling, by record ID: `decision` is link, review or apart; `bar` says why it was barred."""

    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    weight: np.ndarray = field(default_factory=lambda: np.empty(0))
    probability: np.ndarray = field(default_factory=lambda: np.empty(0))
    decision: list[str] = field(default_factory=list)
    tie: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    bar: list[str] = field(default_factory=list)
    levels: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    parts: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))


@dataclass(frozen=True)
class Matched:
    """Clusters of record IDs (each sorted, in order), the pairs behind them, whether weights were learned, and the
    records that are not shared beyond their affiliate."""

    clusters: list[list[str]]
    pairs: Pairs
    weights: model.Weights
    compared: int
    restricted: frozenset[str] = frozenset()


def match(
    records: pd.DataFrame,
    rulings: Rulings | None = None,
    progress: ProgressCallback | None = None,
    policy: Policy | None = None,
    former: Mapping[str, str] | None = None,
) -> Matched:
    """Resolves `records`: a frame with unique text `record_id`, any input column of `standardise`, and
    optionally person_ref (a record_id it says it is), is_hashed, is_anonymous and affiliate_id.

    The answer does not depend on the order of the rows. Anonymous records stay alone unless a person or a
    reference says otherwise; hashed records meet only each other. `policy` says what leaves an affiliate and where
    a person confirms every merge; what the `former` client IDs of records already join needs no confirming.
    """
    tell = _stages(progress)
    rulings, policy = rulings or Rulings(), policy or Policy()
    tell("Standardising names, dates and numbers")
    frame = records.sort_values("record_id", kind="stable").reset_index(drop=True)
    ids = frame["record_id"].tolist()
    open_to_model = ~(_flag(frame, "is_hashed") | _flag(frame, "is_anonymous"))
    position = np.flatnonzero(open_to_model)
    people = standardise(frame[open_to_model])
    compared, weights, scores = _score(people, _labels(rulings, ids, position), tell)
    tell("Joining records into people")
    edges, reasons, row = _edges(frame, ids, position, people, compared, weights, scores, rulings)
    affiliates = frame["affiliate_id"].to_numpy(dtype=str) if "affiliate_id" in frame else np.full(len(ids), "")
    waits = waits_for_a_person(ids, affiliates, edges, policy, former or {})
    edges = replace(edges, tie=np.where(waits, Tie.NONE, edges.tie))
    joined = join(ids, affiliates, edges, policy)
    hidden = crosses(edges, affiliates, joined.restricted)
    reasons = [_NOT_SHARED if out else reason for out, reason in zip(hidden, reasons, strict=True)]
    pairs = _pairs(ids, joined.root, edges, reasons, row, compared, scores, waits, hidden)
    restricted = frozenset(ids[i] for i in np.flatnonzero(joined.restricted))
    return Matched(_clusters(ids, joined.root), pairs, weights, len(row), restricted)


def _score(
    people: pd.DataFrame, labels: dict[tuple[int, int], bool], tell: Callable[[str], None]
) -> tuple[Compared, model.Weights, model.Scores]:
    with duckdb.connect() as con:
        con.register("standardised", as_arrow(people))
        con.execute("CREATE TABLE person AS SELECT * FROM standardised")
        tell("Finding pairs worth comparing")
        left, right = candidate_pairs(con)
        comparer = Comparer(con)
        tell(f"Comparing {len(left):,} pairs")
        compared = comparer.compare(left, right)
        tell("Learning weights")
        sample = comparer.compare(*_random_pairs(len(people)))
        weights = model.learn(compared, sample, comparer.chance_agreements(), len(people))
        ruled = comparer.compare(
            *(np.array([pair[side] for pair in sorted(labels)], dtype=np.int64) for side in (0, 1))
        )
        is_same = np.array([labels[pair] for pair in sorted(labels)], dtype=float)
        weights = feedback.corrected(weights, ruled, is_same, len(people))
        scores = model.score(compared, weights)
        likely = scores.probability >= 0.5
        component = components(len(people), compared.left[likely], compared.right[likely])
        more = comparer.compare(*_not_in(compared, *pairs_within(component, _SECOND_LOOK), len(people)))
        everything = Compared.joined(compared, more)
        return everything, weights, model.score(everything, weights)


def _stages(progress: ProgressCallback | None) -> Callable[[str], None]:
    done = iter(range(_STAGES))

    def tell(stage: str) -> None:
        if progress:
            progress(stage, next(done), _STAGES)

    return tell


def _labels(rulings: Rulings, ids: list[str], position: np.ndarray) -> dict[tuple[int, int], bool]:
    """Whether the two are one person, for each ruled pair that the model sees, by place in what it sees."""
    at = {ids[place]: number for number, place in enumerate(position.tolist())}
    labels = dict.fromkeys(_positions(rulings.same, at), True)
    return labels | dict.fromkeys(_positions(rulings.different, at), False)


def _random_pairs(records: int) -> tuple[np.ndarray, np.ndarray]:
    if records * (records - 1) // 2 <= _SAMPLE_PAIRS:
        left, right = np.triu_indices(records, 1)
        return left, right
    draw = np.random.default_rng(_SEED).integers(0, records, (2, _SAMPLE_PAIRS))
    left, right = draw.min(0), draw.max(0)
    return left[left < right], right[left < right]


def _not_in(compared: Compared, left: np.ndarray, right: np.ndarray, records: int) -> tuple[np.ndarray, np.ndarray]:
    new = ~np.isin(left * records + right, compared.left * records + compared.right)
    return left[new], right[new]


def _edges(
    frame: pd.DataFrame,
    ids: list[str],
    position: np.ndarray,
    people: pd.DataFrame,
    compared: Compared,
    weights: model.Weights,
    scores: model.Scores,
    rulings: Rulings,
) -> tuple[Edges, list[str], np.ndarray]:
    """Scored pairs, rulings, references and hashed pairs as one list of edges; and why pairs are barred."""
    at = {record: number for number, record in enumerate(ids)}
    bars, barred = rules.barred(compared, people, weights)
    likely = (scores.probability >= LINK) & ~rules.doubtful(compared, people, scores, weights)
    tie = np.where(likely, Tie.LIKELY, Tie.NONE)
    tie = np.where(rules.certain(compared), np.minimum(tie, Tie.CERTAIN), tie)
    found = {
        (int(a), int(b)): [float(weight), int(t), int(bar_), reason, row]
        for row, (a, b, weight, t, bar_, reason) in enumerate(
            zip(position[compared.left], position[compared.right], scores.weight, tie, bars, barred, strict=True)
        )
    }
    unscored = (model.HIGHEST_WEIGHT, Tie.NONE, Bar.NONE, "", -1)
    for a, b in hashed.pairs(frame):
        found.setdefault((a, b), list(unscored))[1] = Tie.CERTAIN
    for pairs, kind in ((_references(frame), Tie.REFERENCE), (rulings.same, Tie.RULING)):
        for pair in _positions(pairs, at):
            found.setdefault(pair, list(unscored))[1] = kind
    for pair in _positions(rulings.different, at):
        entry = found.setdefault(pair, list(unscored))
        entry[1:4] = [Tie.NONE, Bar.PERSON, "a person ruled that they are different people"]
    keys = sorted(found)
    columns = list(zip(*(found[key] for key in keys), strict=True)) or [(), (), (), (), ()]
    left, right = (np.array([key[side] for key in keys], dtype=np.int64) for side in (0, 1))
    weight, tie_of, bar = (np.array(columns[i], dtype=kind) for i, kind in ((0, float), (1, np.int64), (2, np.int64)))
    return Edges(left, right, weight, tie_of, bar), list(columns[3]), np.array(columns[4], dtype=np.int64)


def _references(frame: pd.DataFrame) -> list[Pair]:
    if "person_ref" not in frame:
        return []
    pairs = zip(frame["record_id"], frame["person_ref"], strict=True)
    return [(record, ref) for record, ref in pairs if isinstance(ref, str) and ref]


def _positions(pairs: Iterable[Pair], at: dict[str, int]) -> list[tuple[int, int]]:
    known = [(at[a], at[b]) for a, b in pairs if a in at and b in at and a != b]
    return sorted({(min(pair), max(pair)) for pair in known})


def _flag(frame: pd.DataFrame, column: str) -> np.ndarray:
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].map(lambda value: value is True or value == 1).to_numpy(dtype=bool)


def _clusters(ids: list[str], root: np.ndarray) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for record, number in zip(ids, root.tolist(), strict=True):
        groups.setdefault(number, []).append(record)
    return [groups[number] for number in sorted(groups)]


def _pairs(
    ids: list[str],
    root: np.ndarray,
    edges: Edges,
    reasons: list[str],
    row: np.ndarray,
    compared: Compared,
    scores: model.Scores,
    waits: np.ndarray,
    hidden: np.ndarray,
) -> Pairs:
    """Links, doubts and barred pairs that would else be links or doubts; of `hidden` ones only what a person ruled."""
    probability = model.probability(edges.weight)
    together = root[edges.left] == root[edges.right]
    told = (edges.tie < Tie.NONE) | (edges.bar == Bar.PERSON) | (probability >= REVIEW) | waits
    told &= ~hidden | (edges.tie == Tie.RULING)
    keep = np.flatnonzero(told)
    decision = np.where(together, "link", np.where((edges.bar > Bar.NONE) | hidden, "apart", "review"))
    fields = compared.levels.shape[1]
    levels = np.full((len(keep), fields), -1, dtype=np.int8)
    parts = np.zeros((len(keep), fields))
    scored = row[keep] >= 0
    levels[scored] = compared.levels[row[keep][scored]]
    parts[scored] = scores.parts[row[keep][scored]]
    return Pairs(
        [ids[i] for i in edges.left[keep]],
        [ids[i] for i in edges.right[keep]],
        edges.weight[keep],
        probability[keep],
        decision[keep].tolist(),
        edges.tie[keep],
        [reasons[i] for i in keep],
        levels,
        parts,
    )
