"""One run of one source: find what is new, read it, land it, and put every file on record."""

import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from ingestion.files import Found, FoundFile
from ingestion.landing import Landing
from ingestion.ledger import Ledger
from ingestion.row_batches import UNREADABLE, hold_back
from ingestion.summary import HeldBack, LoadedFile, LoadSummary

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
    """What each source folder provides. `is_live` when there is a system to ask, whatever the files are."""

    name: str
    is_live: bool
    schemas: Schemas

    def fingerprint(self, file: FoundFile) -> str:
        """Hash of the content, followed by a hash of what else decides how it is read, if anything does."""
        ...

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        """How each new file will be read. Files that are not new are given for their company only."""
        ...


def load_source(
    source: Source,
    found: Found,
    affiliates: Collection[str],
    warehouse: Path,
    work_dir: Path,
    progress: Progress | None = None,
) -> LoadSummary:
    """Land what is new or changed. Files never end the run: what cannot be read is held back with a reason."""
    landing = Landing(source.name, warehouse, work_dir)
    ledger = Ledger(*landing.former(), affiliates)
    run = _Run(source, found, progress, ledger.stands)
    if run.new_files or source.is_live or not landing.is_complete(source.schemas):
        if remapped := [file.label for file in run.new_files if ledger.was_read_otherwise(*run.key(file))]:
            landing.forget(source.schemas, remapped)
        landing.load(source.schemas, run.batches)
    files, held_back = ledger.close(run.summary)
    landing.record(files, held_back)
    return run.summary


def scan_source(source: Source, found: Found, progress: Progress | None = None) -> LoadSummary:
    """Read everything without loading: what would be loaded, and what would be held back and why."""
    run = _Run(source, found, progress, lambda affiliate_id, file, sha256: False)
    for _ in run.batches():
        pass
    return run.summary


class _Run:
    def __init__(
        self, source: Source, found: Found, progress: Progress | None, stands: Callable[[str, str, str], bool]
    ) -> None:
        self._source, self._found, self._progress = source, found, progress
        self.summary = LoadSummary(source.name)
        self._hashes: dict[FoundFile, str] = {}
        self.new_files: list[FoundFile] = []
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

    def key(self, file: FoundFile) -> tuple[str, str, str]:
        """How the ledger knows a file: whose, its name, its fingerprint."""
        return file.affiliate_id, file.label, self._hashes[file]

    def _hash(self, file: FoundFile) -> str | None:
        try:
            self._hashes[file] = self._source.fingerprint(file)
            return self._hashes[file]
        except UNREADABLE:
            outcome = LoadedFile(file.affiliate_id, self._source.name, file.label, "", outcome="held back")
            outcome.note = "This file cannot be opened: it is damaged or may not be read."
            self.summary.files.append(outcome)
            hold_back(outcome, self.summary.held_back, None, outcome.note, "Export the file again.", rows=0)
            return None

    def batches(self) -> Iterator[TableBatch]:
        """Every new file's rows, file by file; the summary fills as they are read."""
        readable = [file for file in self._found.files if file in self._hashes]
        new = set(self.new_files)
        planned = self._source.plan(readable, new.__contains__, self.summary.held_back)
        for done, plan in enumerate(planned):
            if self._progress:
                self._progress(f"Reading {self._source.name}", done, len(new))
            if plan.file:
                plan.outcome.sha256 = self._hashes[plan.file]
            self.summary.files.append(plan.outcome)
            if plan.read:
                yield from self._read(plan)
        if self._progress and new:
            self._progress(f"Reading {self._source.name}", len(new), len(new))

    def _read(self, plan: Planned) -> Iterator[TableBatch]:
        outcome, held_back = plan.outcome, self.summary.held_back
        assert plan.read
        try:
            yield from plan.read(outcome, held_back)
        except (*UNREADABLE, ValueError, KeyError, TypeError, zipfile.LargeZipFile) as error:
            reason = f"This file is not shaped as its kind of file should be ({type(error).__name__})."
            hold_back(outcome, held_back, None, reason, "Export the file again, or ask whoever made it.", rows=0)
            outcome.note = reason
            outcome.outcome = "loaded" if outcome.rows else "held back"
        if outcome.held_back and not outcome.rows:
            outcome.outcome = "held back"


def set_apart(source: str, file: FoundFile, reason: str, fix: str | None, held_back: list[HeldBack]) -> Planned:
    """A file that is not read: held back when there is something to mend (`fix`), else ignored with a word."""
    outcome = LoadedFile(file.affiliate_id, source, file.label, "", outcome="held back" if fix else "ignored")
    outcome.note = reason
    if fix:
        hold_back(outcome, held_back, None, reason, fix, rows=0)
    return Planned(outcome, file)
