"""Identity in the pipeline: who is who among all person records of the warehouse, with IDs that last."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from caseline.identity import store
from caseline.identity.clustering import Tie
from caseline.identity.comparisons import COMPARISONS
from caseline.identity.evidence import as_json, field_weights, words
from caseline.identity.ids import Assignment, Event, assign
from caseline.identity.matching import LINK, REVIEW, Matched, match
from caseline.progress import ProgressCallback
from caseline.warehouse import connect

_METHOD = "1"  # raise it when the same records should be matched anew: the method, not the data, has changed
_VERSION = hashlib.sha256(f"{_METHOD}{COMPARISONS}{LINK}{REVIEW}".encode()).hexdigest()[:12]
_LINKED_BY = {Tie.RULING: "person", Tie.REFERENCE: "reference"}


@dataclass(frozen=True)
class Resolution:
    """What a run found. `skipped` means that nothing had changed and nothing was done."""

    records: int
    clients: int
    created: int
    merged: int
    split: int
    in_review: int
    learned: bool
    skipped: bool

    def __str__(self) -> str:
        found = f"{self.records:,} records are {self.clients:,} clients"
        if self.skipped:
            return f"{found}; no record and no ruling has changed"
        weights = "weights learned from these records" if self.learned else "too few records to learn: stated weights"
        changes = f"{self.created:,} new, {self.merged:,} merged, {self.split:,} split"
        return f"{found} ({changes}); {self.in_review:,} pairs wait for a person; {weights}"


def resolve(warehouse: duckdb.DuckDBPyConnection | Path, progress: ProgressCallback | None = None) -> Resolution:
    """Reads record.source_person and framework.identity_ruling; writes the identity tables of schema record.

    Unchanged input is not matched again. Client IDs of the last run are kept; what becomes of them is written
    to record.identity_event and record.identity_alias.
    """
    if isinstance(warehouse, Path):
        with connect(warehouse) as con:
            return resolve(con, progress)
    con = warehouse
    store.create_tables(con)
    before = store.read_before(con)
    seen = store.content_hash(con, _VERSION)
    if seen == before.content_hash:
        return _unchanged(con)
    people = store.read_people(con)
    matched = match(people, store.read_rulings(con), progress)
    former = {key: client_id for key, (client_id, _) in before.link.items()}
    age = {old_client_id: minted_in for old_client_id, _, minted_in, _ in before.alias}
    first_seen = {k: d for k, d in zip(people["record_id"], people["recorded_on"], strict=True) if d}
    gone = {old_client_id for old_client_id, current, _, _ in before.alias if current is None}
    assigned = assign(matched.clusters, former, age, first_seen, gone)
    run = before.run + 1
    in_review = matched.pairs.decision.count("review")
    learned = "learned" if matched.weights.learned else "stated"
    store.write(
        con,
        {
            "identity_link": _link_rows(matched, assigned, before, run),
            "identity_pair": _pair_rows(matched),
            "identity_event": [_event_row(event, run) for event in assigned.events],
            "identity_alias": _alias_rows(before, assigned, run),
            "identity_run": [(run, seen, len(people), len(matched.clusters), in_review, learned)],
        },
        appended=frozenset({"identity_event", "identity_run"}),
    )
    happened = [event.event for event in assigned.events]
    return Resolution(
        len(people),
        len(matched.clusters),
        happened.count("created"),
        happened.count("merged"),
        happened.count("split"),
        in_review,
        matched.weights.learned,
        skipped=False,
    )


def _unchanged(con: duckdb.DuckDBPyConnection) -> Resolution:
    last = con.execute(
        "SELECT records, clients, in_review, weights = 'learned' FROM record.identity_run ORDER BY run DESC LIMIT 1"
    ).fetchone()
    assert last is not None
    records, clients, in_review, learned = last
    return Resolution(records, clients, 0, 0, 0, in_review, learned, skipped=True)


def _label(run: int) -> str:
    return f"run {run}"


def _link_rows(matched: Matched, assigned: Assignment, before: store.Before, run: int) -> list[tuple]:
    best = _best_links(matched)
    rows = []
    for cluster in matched.clusters:
        for key in cluster:
            client_id = assigned.client_of[key]
            former_id, resolved_in = before.link.get(key, ("", ""))
            if former_id != client_id:
                resolved_in = _label(run)
            if key in best:
                probability, linked_by, evidence = _told(matched, best[key])
            else:
                probability, linked_by, evidence = 1.0, "single", "no other record is this person"
            rows.append((key, client_id, len(cluster), probability, linked_by, evidence, resolved_in))
    return sorted(rows)


def _best_links(matched: Matched) -> dict[str, int]:
    """Per record the pair that ties it most strongly to its cluster."""
    pairs = matched.pairs
    ties: dict[str, list[int]] = defaultdict(list)
    for i, (left, right, decision) in enumerate(zip(pairs.left, pairs.right, pairs.decision, strict=True)):
        if decision == "link":
            ties[left].append(i)
            ties[right].append(i)
    return {
        key: min(found, key=lambda i: (min(int(pairs.tie[i]), int(Tie.CERTAIN)), -pairs.weight[i], i))
        for key, found in ties.items()
    }


def _told(matched: Matched, pair: int) -> tuple[float, str, str]:
    linked_by = _LINKED_BY.get(Tie(int(matched.pairs.tie[pair])), "machine")
    return round(float(matched.pairs.probability[pair]), 6), linked_by, _evidence(matched, pair)


def _evidence(matched: Matched, pair: int) -> str:
    pairs = matched.pairs
    tie = Tie(int(pairs.tie[pair]))
    if pairs.decision[pair] == "apart" and pairs.bar[pair]:
        said = [pairs.bar[pair]]
    elif tie == Tie.RULING:
        said = ["a person ruled that they are one person"]
    elif tie == Tie.REFERENCE:
        said = ["the record names the other as the same person"]
    else:
        said = []
    if np.any(pairs.levels[pair] >= 0):
        said.append(words(pairs.levels[pair], pairs.parts[pair]))
    return "; ".join(said) or "their hashed names or SSN and the date of birth are the same"


def _pair_rows(matched: Matched) -> list[tuple]:
    pairs = matched.pairs
    return [
        (
            left,
            right,
            round(float(pairs.weight[i]), 3),
            round(float(pairs.probability[i]), 6),
            pairs.decision[i],
            _evidence(matched, i),
            as_json(field_weights(pairs.levels[i], pairs.parts[i])),
        )
        for i, (left, right) in enumerate(zip(pairs.left, pairs.right, strict=True))
    ]


def _event_row(event: Event, run: int) -> tuple:
    keys = json.dumps(event.record_keys)
    told = f"{run}|{event.event}|{event.client_id}|{event.other_client_id}|{keys}"
    event_id = "E-" + hashlib.sha256(told.encode()).hexdigest()[:16]
    return event_id, event.event, event.client_id, event.other_client_id, keys, event.reason, _label(run)


def _alias_rows(before: store.Before, assigned: Assignment, run: int) -> list[tuple]:
    """Every ID ever minted and the ID that stands for it now, in one hop."""
    rows: dict[str, tuple[str, str | None, int, int | None]] = {}
    for old_client_id, current, minted_in, retired_in in before.alias:
        stands_for = assigned.retired.get(current, current) if current else None
        if old_client_id in assigned.retired and retired_in is None:
            retired_in = run
        rows[old_client_id] = (old_client_id, stands_for, minted_in, retired_in)
    for client_id in set(assigned.client_of.values()):
        minted_in = rows[client_id][2] if client_id in rows else run
        rows[client_id] = (client_id, client_id, minted_in, None)
    return [rows[client_id] for client_id in sorted(rows)]
