"""One run of one source: find what is new, read it, land it, and put every file on record."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from caseline.ground.warehouse import connect, kept_open
from ingestion.boundary import Problem, as_far_as_possible, attempt
from ingestion.counting import Given, settle
from ingestion.erased import FIX, REASON, Erased
from ingestion.files import Found, FoundFile
from ingestion.landing import Landing
from ingestion.ledger import STOPPED, Ledger
from ingestion.row_batches import break_off, hold_back
from ingestion.summary import HeldBack, LoadedFile, LoadSummary

READER = "reader-4"
"""Part of the fingerprint of a table's file. It changes when values are read otherwise than before (dates, numbers,
text), so that files whose rows stand in a warehouse are read again once."""
Progress = Callable[[str, int, int], None]
TableBatch = tuple[str, pa.Table]
Schemas = Mapping[str, pa.Schema]


@dataclass
class Planned:
    """How one file will be read. `read` is None when its outcome is settled: ignored or held back.

    `file` is None for what is asked from a system rather than read from a file.
    """

    outcome: LoadedFile
    file: FoundFile | None = None
    read: Callable[[LoadedFile, list[HeldBack]], Iterator[TableBatch]] | None = None


class Source(Protocol):
    """What each source folder provides."""

    name: str
    schemas: Schemas

    def fingerprint(self, file: FoundFile) -> str:
        """Hash of the content, followed by a hash of what else decides how it is read, if anything does."""
        ...

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        """How each new file will be read. Files that are not new are given for their company only."""
        ...

    def records(self, table: str, batch: pa.Table) -> int:
        """How many rows of its file a batch of a table holds: none, where its rows are parts of those of another."""
        ...

    def landed(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Bring up to date what stands beside the landing tables."""
        ...


class Reading(Protocol):
    """What was, or is about to be, read of one source."""

    summary: LoadSummary
    given: list[Given]

    @property
    def has_news(self) -> bool:
        """Whether there is anything to be landed."""
        ...

    def read_otherwise(self, ledger: Ledger) -> list[str]:
        """Files whose rows of former readings count no more."""
        ...

    def batches(self) -> Iterator[TableBatch]:
        """Rows to be landed; the summary and what was given fill as they come."""
        ...


class Loader(Protocol):
    """How a source is taken in: what is found is read and landed here, or apart (`ingestion.apart`)."""

    def __call__(
        self,
        source: Source,
        find: Callable[[], Found],
        affiliates: Collection[str],
        warehouse: Path,
        progress: Progress | None = None,
    ) -> LoadSummary: ...


def load_source(
    source: Source,
    find: Callable[[], Found],
    affiliates: Collection[str],
    warehouse: Path,
    progress: Progress | None = None,
) -> LoadSummary:
    """Land what is new or changed. Files never end the run: what cannot be read is held back with a reason."""
    with kept_open(warehouse):
        ledger = Ledger(*Landing(source.name, warehouse).former(), affiliates)
        run = SourceRun(source, find(), progress, ledger.stands, Erased.of(warehouse))
        return land(source, [run], ledger, warehouse)


def land(source: Source, readings: Iterable[Reading], ledger: Ledger, warehouse: Path) -> LoadSummary:
    """Land what is new of some readings, and put all of their files on record."""
    landing, all_of_it = Landing(source.name, warehouse), list(readings)
    new = [reading for reading in all_of_it if reading.has_news]
    if new or not landing.is_complete(source.schemas):
        remapped = [file for reading in new for file in reading.read_otherwise(ledger)]
        if remapped:
            landing.forget(source.schemas, remapped)
        landing.load(source.schemas, lambda: (batch for reading in new for batch in reading.batches()))
        for reading in new:
            settle(source.name, warehouse, reading.given, reading.summary.held_back)
    summary = LoadSummary(source.name)
    for reading in all_of_it:
        summary.add(reading.summary)
    landing.record(*ledger.close(summary))
    with connect(warehouse) as connection:
        source.landed(connection)
    return summary


def scan_source(source: Source, found: Found, progress: Progress | None = None) -> LoadSummary:
    """Read everything without loading: what would be loaded, and what would be held back and why."""
    run = SourceRun(source, found, progress, lambda affiliate_id, file, sha256: False, Erased(None))
    run.plan()
    for _ in run.batches():
        pass
    return run.summary


class SourceRun:
    """The reading of what was found of one source."""

    def __init__(
        self,
        source: Source,
        found: Found,
        progress: Progress | None,
        stands: Callable[[str, str, str], bool],
        erased: Erased,
    ) -> None:
        self._erased = erased
        self._source, self._found, self._progress = source, found, progress
        self.summary = LoadSummary(source.name)
        self._hashes: dict[FoundFile, str] = {}
        self.new_files: list[FoundFile] = []
        self._planned: list[Planned] = []
        self.given: list[Given] = []
        self.at: LoadedFile | None = None
        """The file that is being read."""
        for refused in found.refused:
            outcome = LoadedFile(refused.affiliate_id, source.name, refused.label, "", outcome="held back")
            outcome.note = refused.reason
            self.summary.files.append(outcome)
            hold_back(outcome, self.summary.held_back, None, refused.reason, refused.fix, rows=0)
        for file in found.files:
            if self._hash(file) is None:
                continue
            if stands(*self.key(file)):
                self.summary.unchanged += 1
            else:
                self.new_files.append(file)

    @property
    def has_news(self) -> bool:
        return bool(self.new_files)

    def key(self, file: FoundFile) -> tuple[str, str, str]:
        """How the ledger knows a file: whose, its name, its fingerprint."""
        return file.affiliate_id, file.label, self._hashes[file]

    def _hash(self, file: FoundFile) -> str | None:
        found = attempt(lambda: self._source.fingerprint(file))
        if isinstance(found, Problem):
            self.summary.files.append(set_apart(self._source.name, file, found, self.summary.held_back).outcome)
            return None
        self._hashes[file] = found
        return found

    def plan(self) -> None:
        """Decide of every new file how it is read, before any is."""
        self._planned = list(self._plans())

    def read_otherwise(self, ledger: Ledger) -> list[str]:
        """The new files that were read in another way before; those that are held back keep their rows."""
        self.plan()
        read = [plan.file for plan in self._planned if plan.file and plan.outcome.outcome != "held back"]
        return [file.label for file in read if ledger.was_read_otherwise(*self.key(file))]

    def batches(self) -> Iterator[TableBatch]:
        """Every new file's rows, file by file; the summary fills as they are read."""
        for done, plan in enumerate(self._planned):
            self.at = plan.outcome
            if self._progress:
                self._progress(f"Reading {self._source.name}", done, len(self.new_files))
            if plan.file:
                plan.outcome.sha256 = self._hashes[plan.file]
            self.summary.files.append(plan.outcome)
            if plan.read:
                yield from self._read(plan)
        if self._progress and self.new_files:
            self._progress(f"Reading {self._source.name}", len(self.new_files), len(self.new_files))

    def _plans(self) -> Iterator[Planned]:
        """A plan for every new file; one that its source gives none for is held back."""
        readable = [file for file in self._found.files if file in self._hashes]
        new, planned = set(self.new_files), set[FoundFile]()
        why = Problem("Caseline could not tell what this file is.", "Export the file again.", is_ours=True)

        def keep(problem: Problem) -> None:
            nonlocal why
            why = problem

        held_back = self.summary.held_back
        for plan in as_far_as_possible(self._source.plan(readable, new.__contains__, held_back), keep):
            if plan.file:
                planned.add(plan.file)
            yield plan
        for file in self.new_files:
            if file not in planned:
                yield set_apart(self._source.name, file, why, held_back)

    def _read(self, plan: Planned) -> Iterator[TableBatch]:
        outcome, held_back = plan.outcome, self.summary.held_back
        assert plan.read
        given, left_out = Given(outcome), 0
        self.given.append(given)
        for table, batch in as_far_as_possible(plan.read(outcome, held_back), partial(break_off, outcome, held_back)):
            landing = self._erased.without(self._source.name, batch)
            left_out += self._source.records(table, batch) - self._source.records(table, landing)
            given.add(table, landing, self._source.records(table, landing))
            yield table, landing
        if left_out:
            outcome.rows -= left_out
            hold_back(outcome, held_back, None, REASON.format(left_out), FIX, rows=left_out, kind="left out")
        if outcome.held_back and not outcome.rows:
            outcome.outcome = "held back"


def set_apart(source: str, file: FoundFile, why: Problem | str, held_back: list[HeldBack]) -> Planned:
    """A file that is not read: held back when there is something to mend, else ignored with a word."""
    reason = why if isinstance(why, str) else why.reason
    outcome = LoadedFile(file.affiliate_id, source, file.label, "", outcome="ignored", note=reason)
    if isinstance(why, Problem):
        outcome.outcome = "held back"
        outcome.note = STOPPED if why.is_ours else reason
        hold_back(outcome, held_back, None, reason, why.fix, rows=0)
    return Planned(outcome, file)
