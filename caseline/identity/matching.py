"""The whole of matching, from records to clusters and scored pairs; in memory, the same for any caller."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from caseline.identity import frequency, model, placeholders
from caseline.identity.blocking import candidate_pairs
from caseline.identity.clustering import Bar, Tie, cluster, components
from caseline.identity.compare import Comparer
from caseline.identity.edges import LINK, Rulings, Said, Told, told
from caseline.identity.scoring import REVIEW, Pairing, Scored, learn, weigh
from caseline.identity.standardise import as_arrow, standardise
from caseline.progress import ProgressCallback

__all__ = ["LINK", "REVIEW", "Matched", "Pairs", "Population", "Rulings", "match"]

_STAGES = 5
_MEMORY = "4GB"  # for DuckDB; what does not fit goes to disk
Keep = Callable[[duckdb.DuckDBPyConnection, list[str]], None]


@dataclass(frozen=True)
class Population:
    """What all records together say about any two of them."""

    weights: model.Weights
    rates: pa.Table
    shared_ssns: frozenset[str]
    common_names: frozenset[str]


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
    """Clusters of record IDs (each sorted, in order), the pairs behind them, and what was learned.

    `possible` has for each of `ids` the place in `ids` of the first record it is linked with, surely or perhaps:
    a change among such records changes nothing for others.
    """

    clusters: list[list[str]]
    pairs: Pairs
    population: Population
    compared: int
    ids: list[str]
    possible: np.ndarray

    @property
    def weights(self) -> model.Weights:
        return self.population.weights


def match(
    records: pd.DataFrame,
    rulings: Rulings | None = None,
    progress: ProgressCallback | None = None,
    population: Population | None = None,
    keep: Keep | None = None,
) -> Matched:
    """Resolves `records`: a frame with unique text `record_id`, any input column of `standardise`, and
    optionally person_ref (a record_id it says it is), is_hashed and is_anonymous.

    The answer does not depend on the order of the rows. Anonymous records stay alone unless a person or a
    reference says otherwise; hashed records meet only each other. Weights and rates are learned from the records,
    unless a `population` they belong to brings them. `keep` is given the tables of blocking before they go.
    """
    tell = _stages(progress)
    tell("Standardising names, dates and numbers")
    frame = records.sort_values("record_id", kind="stable").reset_index(drop=True)
    ids = frame["record_id"].tolist()
    position = np.flatnonzero(~(flag(frame, "is_hashed") | flag(frame, "is_anonymous")))
    people = standardise(frame.iloc[position])
    shared_ssns = population.shared_ssns if population else placeholders.shared_ssns(people)
    people = placeholders.blank(people, shared_ssns)
    said = Said.of(frame, rulings or Rulings())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{_MEMORY}'")
        con.execute("SET temp_directory = ?", [folder])
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
        comparer = Comparer(con)
        tell("Learning weights")
        if population is None:
            weights = learn(comparer, candidates, frequency.by_chance(con), len(people))
            names = frequency.common_first_names(people)
            population = Population(weights, frequency.known(con), shared_ssns, names)
        tell(f"Comparing {len(candidates.left):,} pairs")
        joined = _among_people(said, position, len(ids))
        scored = weigh(comparer, population.weights, candidates, joined, len(people))
    tell("Joining records into people")
    found = told(scored, people, position, said, population.weights, population.common_names)
    root = cluster(len(ids), found.edges)
    return Matched(
        _clusters(ids, root),
        _pairs(ids, root, found, scored),
        population,
        len(candidates.left),
        ids,
        _possible(found, len(ids)),
    )


def flag(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Per record whether `column` says so; False where there is no such column."""
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


def _possible(found: Told, records: int) -> np.ndarray:
    edges = found.edges
    near = (edges.tie < Tie.NONE) | (edges.bar == Bar.PERSON) | (model.probability(edges.weight) >= REVIEW)
    return components(records, edges.left[near], edges.right[near])


def _clusters(ids: list[str], root: np.ndarray) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for record, number in zip(ids, root.tolist(), strict=True):
        groups.setdefault(number, []).append(record)
    return [groups[number] for number in sorted(groups)]


def _pairs(ids: list[str], root: np.ndarray, found: Told, scored: Scored) -> Pairs:
    """Links, doubts and barred pairs that would else be links or doubts."""
    edges = found.edges
    probability = model.probability(edges.weight)
    together = root[edges.left] == root[edges.right]
    worth = (edges.tie < Tie.NONE) | (edges.bar == Bar.PERSON) | (probability >= REVIEW)
    keep = np.flatnonzero(worth)
    decision = np.where(together, "link", np.where(edges.bar > Bar.NONE, "apart", "review"))
    row = found.row[keep]
    levels = np.full((len(keep), scored.compared.levels.shape[1]), -1, dtype=np.int8)
    parts = np.zeros(levels.shape)
    levels[row >= 0] = scored.compared.levels[row[row >= 0]]
    parts[row >= 0] = scored.scores.parts[row[row >= 0]]
    return Pairs(
        [ids[i] for i in edges.left[keep]],
        [ids[i] for i in edges.right[keep]],
        edges.weight[keep],
        probability[keep],
        decision[keep].tolist(),
        edges.tie[keep],
        found.reasons[keep].tolist(),
        levels,
        parts,
    )
