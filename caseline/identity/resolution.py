"""Identity in the pipeline: who is who among all person records of the warehouse, with IDs that last."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from caseline.errors import CaselineError
from caseline.identity import register, rows, rulings, store
from caseline.identity.comparisons import COMPARISONS
from caseline.identity.ids import assign
from caseline.identity.matching import LINK, REVIEW, match
from caseline.identity.reasons import Known, told
from caseline.identity.register import Page, Run
from caseline.identity.store import Before
from caseline.progress import ProgressCallback
from caseline.warehouse import connect

_METHOD = "4"  # raise it when the same records should be matched anew: the method, not the data, has changed
_VERSION = hashlib.sha256(f"{_METHOD}{COMPARISONS}{LINK}{REVIEW}".encode()).hexdigest()[:12]


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


def resolve(
    warehouse: duckdb.DuckDBPyConnection | Path,
    progress: ProgressCallback | None = None,
    *,
    keep_in: Path | None = None,
) -> Resolution:
    """Reads record.source_person, record.sharing_statement, record.as_of and the framework's rulings and affiliates;
    writes the identity tables of schema record.

    Unchanged input is not matched again. Client IDs of the last run are kept; what becomes of them is written
    to record.identity_event and record.identity_alias, and to the register in the folder `keep_in`, from which a new
    warehouse takes them back. Raises CaselineError when register and warehouse do not belong together.
    """
    if isinstance(warehouse, Path):
        with connect(warehouse) as con:
            return resolve(con, progress, keep_in=keep_in)
    con = warehouse
    store.create_tables(con)
    before = _caught_up(con, keep_in)
    seen = store.content_hash(con, _VERSION)
    if seen == before.content_hash and store.is_complete(con):
        last = store.last_run(con)
        assert last is not None
        return Resolution(last.records, last.clients, 0, 0, 0, last.in_review, last.weights == "learned", skipped=True)
    people = store.read_people(con)
    history, present = before.history, set(people["record_id"])
    affiliate_of = dict(zip(people["record_id"], people["affiliate_id"], strict=True))
    ruled = store.read_rulings(con)
    left = store.last_client(con, rulings.departed(ruled, present, history))
    decided = rulings.in_force(ruled, present, history, left)
    matched = match(
        people, rulings.as_pairs(decided), progress, policy=store.read_policy(con), former=history.client_of
    )
    first_seen = {k: d for k, d in zip(people["record_id"], people["recorded_on"], strict=True) if d}
    assigned = assign(matched.clusters, history, first_seen)
    linked_by = {key: by for key, (by, _) in before.linked.items()}
    known = Known(matched, decided, history.client_of, assigned.client_of, linked_by, affiliate_of)
    events = told(assigned.events, known)
    nothing_new = not events and seen == before.content_hash
    number = before.run if nothing_new else before.run + 1
    after = history.apply(events, number)
    assert after.client_of == assigned.client_of, "an ID moved without an event"
    in_review = matched.pairs.decision.count("review")
    weights = "learned" if matched.weights.learned else "stated"
    as_of = store.read_as_of(con)
    run = Run(number, as_of, seen, len(people), len(matched.clusters), in_review, weights)
    page = Page(run, events)
    resolved_in = rows.resolved_in(events, {key: label for key, (_, label) in before.linked.items()}, run.label)
    if keep_in is not None and not nothing_new:
        register.append(keep_in, page)
    store.write(
        con,
        {
            "identity_link": rows.link_rows(matched, assigned.client_of, affiliate_of, resolved_in),
            "identity_pair": rows.pair_rows(matched, assigned.client_of),
            "identity_event": rows.event_rows(page),
            "identity_alias": rows.alias_rows(after),
            "identity_run": [] if nothing_new else [rows.run_row(page)],
        },
    )
    happened = [event.event for event in events]
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


def _caught_up(con: duckdb.DuckDBPyConnection, folder: Path | None) -> Before:
    """What the last run left, once register and warehouse tell the same.

    The register is written first. So where it is ahead, a run was stopped or the warehouse is older or new: the
    warehouse catches up. Where it is behind, it is new or was cut short: it catches up from the warehouse.
    """
    before = store.read_before(con)
    if folder is None:
        return before
    kept = register.last_run(folder)
    shared = min(kept, before.run)
    if shared and register.read(folder, shared) != store.read_pages(con, shared)[0]:
        raise CaselineError(
            f"The register of client IDs in {folder} and the warehouse tell different histories of run {shared}. Keep "
            "the one that other systems have IDs from and move the other away: a warehouse is made again by a run, "
            "a register from the warehouse."
        )
    if kept <= before.run:
        for page in store.read_pages(con, kept + 1):
            register.append(folder, page)
        return before
    history, linked = before.history, dict(before.linked)
    pages = list(register.pages(folder, before.run + 1))
    for page in pages:
        history = history.apply(page.events, page.run.run)
        for event in page.events:
            by = "machine" if event.decided_by in rows.NOT_A_PERSON else "person"
            linked |= dict.fromkeys(event.record_keys, (by, page.run.label))
    store.write(
        con,
        {
            "identity_link": rows.kept_link_rows(history, linked),
            "identity_event": [row for page in pages for row in rows.event_rows(page)],
            "identity_alias": rows.alias_rows(history),
            "identity_run": [rows.run_row(page) for page in pages],
        },
    )
    return store.read_before(con)
