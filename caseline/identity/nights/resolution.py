"""Identity in the pipeline: who is who among all person records of the warehouse, with IDs that last."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from caseline.ground.errors import CaselineError
from caseline.ground.progress import ProgressCallback
from caseline.ground.warehouse import connect
from caseline.identity.comparing.spark import comparing_on
from caseline.identity.deciding.edges import Pair
from caseline.identity.ids import register
from caseline.identity.ids.minting import assign
from caseline.identity.ids.register import Page, Run
from caseline.identity.nights import rows, rulings, store
from caseline.identity.nights.nightly import WHOLE_UP_TO, tonight
from caseline.identity.nights.reasons import Known, told
from caseline.identity.nights.rulings import Ruling


def _method() -> str:
    """A hash of the code and lists of identity: another method matches the same records anew."""
    content = hashlib.sha256()
    for path in sorted(path for path in _FOLDER.rglob("*") if path.suffix in (".py", ".yml")):
        content.update(path.read_bytes())
    return content.hexdigest()[:12]


_FOLDER = Path(__file__).parents[1]
_VERSION = _method()


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
    mended: int = 0
    """Files of the register that could not be read and were written again from the warehouse."""

    def __str__(self) -> str:
        found = f"{self.records:,} records are {self.clients:,} clients"
        if self.mended:
            found = f"{self.mended:,} files of the register of client IDs could not be read and were mended; {found}"
        if self.skipped:
            return f"{found}; no record and no ruling has changed"
        weights = "weights learned from these records" if self.learned else "too few records to learn: stated weights"
        changes = f"{self.created:,} new, {self.merged:,} merged, {self.split:,} split"
        return f"{found} ({changes}); {self.in_review:,} questions wait for a person; {weights}"


def resolve(
    warehouse: duckdb.DuckDBPyConnection | Path,
    progress: ProgressCallback | None = None,
    *,
    keep_in: Path | None = None,
    whole_up_to: int = WHOLE_UP_TO,
    spark: str | None = None,
) -> Resolution:
    """Reads record.source_person, record.sharing_statement, record.as_of and the framework's rulings and affiliates;
    writes the identity tables of schema record.

    Unchanged input is not matched again; of more than `whole_up_to` records, only those that changed are, and whoever
    they may be. Client IDs of the last run are kept; what becomes of them is written to record.identity_event and
    record.identity_alias, and to the register in the folder `keep_in`, from which a new warehouse takes them back.
    Pairs are compared on the Spark cluster whose master `spark` names, if any. Raises CaselineError when register and
    warehouse do not belong together.
    """
    if isinstance(warehouse, Path):
        with connect(warehouse) as con:
            return resolve(con, progress, keep_in=keep_in, whole_up_to=whole_up_to, spark=spark)
    con = warehouse
    store.create_tables(con)
    mended = _mended(con, keep_in) if keep_in else 0
    last = _caught_up(con, keep_in)
    seen = store.content_hash(con, _VERSION)
    is_complete = store.is_complete(con)
    if last and seen == last.content_hash and is_complete:
        return Resolution(last.records, last.clients, 0, 0, 0, last.in_review, last.weights == "learned", True, mended)
    decided = _rulings(con)
    night = tonight(con, store.PEOPLE, rulings.as_pairs(decided), not is_complete, whole_up_to)
    touched = None if night.is_full else night.touched
    before = store.read_before(con, touched)
    history, people = before.history, night.people
    with comparing_on(spark) as comparing:
        matched = night.match(progress, store.read_policy(con), history.client_of, comparing)
    affiliate_of = dict(zip(people["record_id"], people["affiliate_id"], strict=True))
    first_seen = {k: d for k, d in zip(people["record_id"], people["recorded_on"], strict=True) if d}
    standing = [] if night.is_full else history.clusters(without=set(night.touched))
    taken = () if night.is_full else store.ids_ever(con)
    assigned = assign([*matched.clusters, *standing], history, first_seen, taken)
    linked_by = {key: by for key, (by, _) in before.linked.items()}
    events = told(
        assigned.events, Known(matched, decided, history.client_of, assigned.client_of, linked_by, affiliate_of)
    )
    is_new = bool(events) or last is None or seen != last.content_hash
    number = (last.run if last else 0) + is_new
    after = history.apply(events, number)
    assert after.client_of == assigned.client_of, "an ID moved without an event"
    pairs = rows.pair_rows(matched, assigned.client_of)
    other_clients, other_reviews = (0, 0) if touched is None else store.untouched(con, touched)
    run = Run(
        number,
        store.read_as_of(con),
        seen,
        store.count_people(con),
        other_clients + len(matched.clusters),
        other_reviews + sum(row[-1] is not None for row in pairs),
        "learned" if matched.weights.learned else "stated",
    )
    page = Page(run, events)
    resolved_in = rows.resolved_in(events, {key: label for key, (_, label) in before.linked.items()}, run.label)
    if keep_in is not None and is_new:
        register.append(keep_in, page)
    with store.transaction(con):
        store.write(
            con,
            {
                "identity_link": rows.link_rows(matched, assigned.client_of, affiliate_of, resolved_in),
                "identity_pair": pairs,
                "identity_event": rows.event_rows(page),
                "identity_alias": rows.alias_rows(after),
                "identity_run": [rows.run_row(page)] if is_new else [],
            },
            touched,
        )
        night.remember(matched)
    happened = [event.event for event in events]
    return Resolution(
        run.records,
        run.clients,
        happened.count("created"),
        happened.count("merged"),
        happened.count("split"),
        run.in_review,
        matched.weights.learned,
        skipped=False,
        mended=mended,
    )


def _rulings(con: duckdb.DuckDBPyConnection) -> dict[Pair, Ruling]:
    """The rulings in force on the records that are in the data."""
    ruled = store.read_rulings(con)
    keys = {key for ruling in ruled for key in ruling.pair}
    history = store.read_before(con, keys).history
    left = store.last_client(con, rulings.departed(ruled, store.present(con, keys), history))
    history = store.read_before(con, keys, left.values()).history
    present = store.present(con, keys | history.client_of.keys())
    return rulings.in_force(ruled, present, history, left)


def _mended(con: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """How many torn, empty or missing pages of the register were written again from the warehouse.

    The last may be of a run that the warehouse does not know: that was stopped while it wrote, and its page goes.
    """
    last = store.last_run(con)
    written = last.run if last else 0
    broken = register.unreadable(folder)
    whole = set(range(1, min(register.newest(folder), written) + 1)) - set(broken)
    if whole:
        _require_one_history(con, folder, max(whole))
    for number in broken:
        if number <= written:
            register.append(folder, store.read_pages(con, number)[0])
        elif written and number == written + 1 == register.newest(folder):
            register.drop(folder, number)
    return len(broken)


def _require_one_history(con: duckdb.DuckDBPyConnection, folder: Path, run: int) -> None:
    if register.read(folder, run) != store.read_pages(con, run)[0]:
        raise CaselineError(
            f"The register of client IDs in {folder} and the warehouse tell different histories of run {run}. Keep "
            "the one that other systems have IDs from and move the other away: a warehouse is made again by a run, "
            "a register from the warehouse."
        )


def _caught_up(con: duckdb.DuckDBPyConnection, folder: Path | None) -> Run | None:
    """The last run, once register and warehouse tell the same.

    The register is written first. So where it is ahead, a run was stopped or the warehouse is older or new: the
    warehouse catches up. Where it is behind, it is new or was cut short: it catches up from the warehouse.
    """
    last = store.last_run(con)
    if folder is None:
        return last
    kept, written = register.last_run(folder), last.run if last else 0
    if shared := min(kept, written):
        _require_one_history(con, folder, shared)
    if kept <= written:
        for page in store.read_pages(con, kept + 1):
            register.append(folder, page)
        return last
    before = store.read_before(con)
    history, linked = before.history, dict(before.linked)
    pages = list(register.pages(folder, written + 1))
    for page in pages:
        history = history.apply(page.events, page.run.run)
        for event in page.events:
            by = "machine" if event.decided_by in rows.NOT_A_PERSON else "person"
            linked |= dict.fromkeys(event.record_keys, (by, page.run.label))
    with store.transaction(con):
        store.write(
            con,
            {
                "identity_link": rows.kept_link_rows(history, linked),
                "identity_event": [row for page in pages for row in rows.event_rows(page)],
                "identity_alias": rows.alias_rows(history),
                "identity_run": [rows.run_row(page) for page in pages],
            },
        )
    return pages[-1].run
