"""The whole of matching, from records to clusters and scored pairs; in memory, the same for any caller."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from caseline.ground.progress import ProgressCallback
from caseline.ground.warehouse import in_memory
from caseline.identity.comparing import feedback, frequency, model
from caseline.identity.comparing.blocking import candidate_pairs
from caseline.identity.comparing.compare import Comparer, Compares, Comparing
from caseline.identity.deciding import calibration, rules
from caseline.identity.deciding.clustering import LINK, Bar, Tie, components
from caseline.identity.deciding.edges import Rulings, Said, Told, positions, told
from caseline.identity.deciding.rules import contradicting
from caseline.identity.deciding.scope import Policy, crosses, join, waits_for_a_person
from caseline.identity.deciding.scoring import REVIEW, Pairing, Scored, learn, weigh
from caseline.identity.reading import placeholders, protection
from caseline.identity.reading.standardise import as_arrow, standardise

_STAGES = 5
_MEMORY = "4GB"  # for DuckDB; what does not fit goes to disk
_NOT_SHARED = "a person ruled that they are one, but one of them is not shared beyond its affiliate"
Keep = Callable[[duckdb.DuckDBPyConnection, list[str]], None]


@dataclass(frozen=True)
class Population:
    """What all records together say about any two of them."""

    weights: model.Weights
    rates: pa.Table
    shared_ssns: frozenset[str]
    first_names: Mapping[str, int]


@dataclass(frozen=True)
class Pairs:
    """Every pair worth telling, by record ID: `decision` is link, review or apart; `bar` says why it was barred,
    `waits` why one that looks like one person is in review; `suspect`: two of one client that contradict each other.

    `weight` is log2 odds of one person as the fields tell; `probability` is what is told of it, of what waits not more
    than such pairs are (`calibration.py`).
    """

    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    weight: np.ndarray = field(default_factory=lambda: np.empty(0))
    probability: np.ndarray = field(default_factory=lambda: np.empty(0))
    decision: list[str] = field(default_factory=list)
    tie: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    bar: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    suspect: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=bool))
    levels: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    parts: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))


@dataclass(frozen=True)
class Matched:
    """Clusters of record IDs (each sorted, in order), the pairs behind them, and what was learned.

    `possible` has for each of `ids` the place in `ids` of the first record it is linked with, surely or perhaps:
    a change among such records changes nothing for others. `restricted` are not shared beyond their affiliate.
    """

    clusters: list[list[str]]
    pairs: Pairs
    population: Population
    compared: int
    ids: list[str]
    possible: np.ndarray
    restricted: frozenset[str] = frozenset()

    @property
    def weights(self) -> model.Weights:
        return self.population.weights


def match(
    records: pd.DataFrame,
    rulings: Rulings | None = None,
    progress: ProgressCallback | None = None,
    population: Population | None = None,
    keep: Keep | None = None,
    policy: Policy | None = None,
    former: Mapping[str, str] | None = None,
    comparing: Comparing = Comparer,
) -> Matched:
    """Resolves `records`: a frame with unique text `record_id`, any input column of `standardise`, and
    optionally person_ref (a record_id it says it is), is_hashed, is_anonymous, affiliate_id and any of
    `protection.FLAGS`.

    The answer does not depend on the order of the rows. Anonymous records stay alone unless a person or a
    reference says otherwise, protected ones unless an ID of their own system does; hashed records meet only each
    other. Weights and rates are learned from the records,
    unless a `population` they belong to brings them. `keep` is given the tables of blocking before they go.
    `policy` says what leaves an affiliate and where a person confirms every merge; what the `former` client IDs of
    records already join needs no confirming. `comparing` says what compares the pairs: see `spark.py`.
    """
    tell = _stages(progress)
    rulings, policy = rulings or Rulings(), policy or Policy()
    tell("Standardising names, dates and numbers")
    frame = records.sort_values("record_id", kind="stable").reset_index(drop=True)
    ids = frame["record_id"].tolist()
    is_protected = protection.protected(frame)
    position = np.flatnonzero(_open_to_model(frame, is_protected))
    people = standardise(frame.iloc[position])
    shared_ssns = population.shared_ssns if population else placeholders.shared_ssns(people)
    people = placeholders.blank(people, shared_ssns)
    said = Said.of(frame, is_protected, rulings)
    with tempfile.TemporaryDirectory() as folder, in_memory(Path(folder)) as con:
        con.execute(f"SET memory_limit = '{_MEMORY}'")
        con.register("standardised", as_arrow(people))
        con.execute("CREATE TABLE person AS SELECT * FROM standardised")
        con.unregister("standardised")
        tell("Finding pairs worth comparing")
        candidates = Pairing(*candidate_pairs(con))
        if keep:
            keep(con, people["record_id"].tolist())
        if population:
            frequency.recall(con, population.rates)
        else:
            frequency.count(con)
        names = population.first_names if population else frequency.first_names(people)
        frequency.mark(con, names)
        comparer = comparing(con)
        tell("Learning weights")
        if population is None:
            weights = learn(comparer, candidates, frequency.by_chance(con), len(people))
            weights = _corrected(weights, comparer, rulings, people)
            population = Population(weights, frequency.known(con), shared_ssns, names)
        tell(f"Comparing {len(candidates.left):,} pairs")
        joined = _among_people(said, position, len(ids))
        scored = weigh(comparer, population.weights, candidates, joined, len(people))
    tell("Joining records into people")
    found = told(scored, people, position, said, population.weights)
    affiliates = frame["affiliate_id"].to_numpy(dtype=str) if "affiliate_id" in frame else np.full(len(ids), "")
    waits = waits_for_a_person(ids, affiliates, found.edges, policy, former or {})
    edges = replace(found.edges, tie=np.where(waits, int(Tie.NONE), found.edges.tie))
    learned = population.weights

    def evidence(rows: np.ndarray) -> np.ndarray:
        return model.against_each(scored.compared.take(rows), learned)

    people_of = join(ids, affiliates, edges, evidence, policy)
    hidden = crosses(edges, affiliates, people_of.restricted)
    found = replace(found, edges=edges, reasons=np.where(hidden, _NOT_SHARED, found.reasons))
    return Matched(
        _clusters(ids, people_of.root),
        _pairs(ids, people_of.root, found, scored, waits, hidden),
        population,
        len(candidates.left),
        ids,
        _possible(found, waits, len(ids)),
        frozenset(ids[i] for i in np.flatnonzero(people_of.restricted)),
    )


def _corrected(weights: model.Weights, comparer: Compares, rulings: Rulings, people: pd.DataFrame) -> model.Weights:
    """The weights once it is known of each ruled pair that the model sees whether it is one person."""
    at = {record: number for number, record in enumerate(people["record_id"])}
    labels = dict.fromkeys(positions(rulings.same, at), 1.0) | dict.fromkeys(positions(rulings.different, at), 0.0)
    pairs = sorted(labels)
    ruled = comparer.compare(*(np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1)))
    return feedback.corrected(weights, ruled, np.array([labels[pair] for pair in pairs]), len(people))


def open_to_model(frame: pd.DataFrame) -> np.ndarray:
    """Per record whether it is compared with others: not where it is hashed, anonymous or of a protected person."""
    return _open_to_model(frame, protection.protected(frame))


def _open_to_model(frame: pd.DataFrame, is_protected: np.ndarray) -> np.ndarray:
    return ~(_flag(frame, "is_hashed") | _flag(frame, "is_anonymous") | is_protected)


def _flag(frame: pd.DataFrame, column: str) -> np.ndarray:
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].map(lambda value: value is True or value == 1).to_numpy(dtype=bool)


def _stages(progress: ProgressCallback | None) -> Callable[[str], None]:
    done = iter(range(_STAGES))

    def tell(stage: str) -> None:
        if progress:
            progress(stage, next(done), _STAGES)

    return tell


def _among_people(said: Said, position: np.ndarray, records: int) -> Pairing:
    """The pairs said to be one person that are both open to the model, by position among people."""
    at = np.full(records, -1, dtype=np.int64)
    at[position] = np.arange(len(position))
    pairs = np.array(sorted(said.tie), dtype=np.int64).reshape(-1, 2)
    left, right = at[pairs[:, 0]], at[pairs[:, 1]]
    both = (left >= 0) & (right >= 0)
    return Pairing(left[both], right[both])


def _possible(found: Told, waits: np.ndarray, records: int) -> np.ndarray:
    edges = found.edges
    asked = np.isin(edges.bar, (Bar.HELD, Bar.PERSON)) | (model.probability(edges.weight) >= REVIEW)
    near = (edges.tie < Tie.NONE) | asked | waits
    return components(records, edges.left[near], edges.right[near])


def _clusters(ids: list[str], root: np.ndarray) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for record, number in zip(ids, root.tolist(), strict=True):
        groups.setdefault(number, []).append(record)
    return [groups[number] for number in sorted(groups)]


def _held(found: Told, probability: np.ndarray, waits: np.ndarray, in_review: np.ndarray) -> np.ndarray:
    """Per pair in review the reason of the rule that holds it, or would if it looked like one person; '' for none."""
    held = np.where(found.edges.bar == Bar.HELD, found.reasons, found.too_little)
    contested = (held == "") & (probability >= LINK) & ~waits
    return np.where(in_review, np.where(contested, rules.CONTESTED, held), "")


def _why_in_review(found: Told, probability: np.ndarray, waits: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Per pair why it is in review although it looks like one person; '' where it looks less so, or is not."""
    why = np.where((probability >= LINK) | (found.edges.bar == Bar.HELD), held, "")
    return np.where(waits & (why == ""), rules.CONFIRMED, why)


def _pairs(
    ids: list[str], root: np.ndarray, found: Told, scored: Scored, waits: np.ndarray, hidden: np.ndarray
) -> Pairs:
    """Links, doubts, barred pairs that would else be links or doubts, and what contradicts inside one client; of
    `hidden` ones only what a person ruled."""
    edges = found.edges
    probability = model.probability(edges.weight)
    together = root[edges.left] == root[edges.right]
    compared = edges.row >= 0
    suspect = np.zeros(len(together), dtype=bool)
    suspect[compared] = together[compared] & contradicting(scored.scores)[edges.row[compared]]
    worth = (edges.tie < Tie.NONE) | np.isin(edges.bar, (Bar.HELD, Bar.PERSON)) | (probability >= REVIEW)
    worth |= suspect | waits
    worth &= ~hidden | (edges.tie == Tie.RULING)
    keep = np.flatnonzero(worth)
    decision = np.where(together, "link", np.where((edges.bar > Bar.HELD) | hidden, "apart", "review"))
    row = edges.row[keep]
    levels = np.full((len(keep), scored.compared.levels.shape[1]), -1, dtype=np.int8)
    parts = np.zeros(levels.shape)
    levels[row >= 0] = scored.compared.levels[row[row >= 0]]
    parts[row >= 0] = scored.scores.parts[row[row >= 0]]
    in_review = decision == "review"
    held = _held(found, probability, waits, in_review)
    why = _why_in_review(found, probability, waits & in_review, held)
    return Pairs(
        [ids[i] for i in edges.left[keep]],
        [ids[i] for i in edges.right[keep]],
        edges.weight[keep],
        np.minimum(probability, calibration.at_most(held))[keep],
        decision[keep].tolist(),
        edges.tie[keep],
        found.reasons[keep].tolist(),
        why[keep].tolist(),
        suspect[keep],
        levels,
        parts,
    )
