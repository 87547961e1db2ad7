"""HUD HMIS CSV exports (FY2022, FY2024, FY2026), as folders or zips."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from caseline.organization.caution import CAREFUL, Caution
from ingestion.boundary import Problem, attempt
from ingestion.date_columns import DateRules
from ingestion.files import FoundFile, affiliate_files, path_files
from ingestion.headers import unique_headers
from ingestion.hmis.export import Export, Part, examine, remarks, saved_by_spreadsheet, shared_table
from ingestion.hmis.lost_rows import LostRows, lost_rows
from ingestion.hmis.standard import standard_files
from ingestion.null_words import read_as_empty
from ingestion.row_batches import Shape, TableFile, hold_back, read_table, remark
from ingestion.row_ids import Seen
from ingestion.source_run import READER, Loader, Planned, Progress, Schemas, load_source, scan_source, set_apart
from ingestion.summary import HeldBack, LoadedFile, LoadSummary
from ingestion.table_dates import TableDates, scan_of

# Each export stamps its own ExportID on every row; a row that is otherwise the same is the same row.
APART = frozenset({"export_id"})


def load(
    files_root: Path,
    warehouse: Path,
    affiliates: Collection[str],
    progress: Progress | None = None,
    caution: Caution = CAREFUL,
    everyone: Collection[str] | None = None,
    by: Loader = load_source,
) -> LoadSummary:
    """Land the HMIS exports under `files_root/<affiliate>/hmis/` in schema `hmis`. `everyone`: all affiliates of the
    organisation, where these are some of them."""
    find = partial(affiliate_files, files_root, "hmis", affiliates, everyone)
    return by(HmisSource(warehouse, caution), find, affiliates, warehouse, progress)


def load_path(path: Path, warehouse: Path, affiliate_id: str, caution: Caution = CAREFUL) -> LoadSummary:
    """Land one folder or zip of HMIS CSV given by hand."""
    source = HmisSource(warehouse, caution)
    return load_source(source, partial(path_files, path, affiliate_id), [affiliate_id], warehouse)


def scan(
    files_root: Path,
    affiliates: Collection[str],
    progress: Progress | None = None,
    warehouse: Path | None = None,
    caution: Caution = CAREFUL,
) -> LoadSummary:
    """Read the same exports without loading them; given a warehouse, say also which files would wait for a person."""
    return scan_source(HmisSource(warehouse, caution), affiliate_files(files_root, "hmis", affiliates), progress)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder or zip without loading it."""
    return scan_source(HmisSource(), path_files(path, affiliate_id))


class HmisSource:
    """Plans how HMIS files are read: whole exports, newest first, so that a row lands with its newest lineage.

    Files that lost many of the rows that stand in `warehouse` wait for a person; without a warehouse none does.
    """

    name = "hmis"

    def __init__(self, warehouse: Path | None = None, caution: Caution = CAREFUL) -> None:
        self.schemas: Schemas = {standard.table: standard.schema for standard in standard_files().values()}
        self._warehouse, self._caution = warehouse, caution
        self._contents: dict[FoundFile, str] = {}

    def fingerprint(self, file: FoundFile) -> str:
        self._contents[file] = file.sha256()
        return f"{self._contents[file]}:{READER}"

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        folders: dict[tuple[str, str], list[FoundFile]] = {}
        for file in files:
            folders.setdefault((file.affiliate_id, file.folder), []).append(file)
        exports = [examine(folder) for _, folder in sorted(folders.items()) if any(map(is_new, folder))]
        seen = Seen()
        with lost_rows(self._warehouse, self._caution) as lost:
            for export in sorted(exports, key=lambda export: export.exported_at, reverse=True):
                for file, why in export.apart:
                    if is_new(file):
                        yield set_apart(self.name, file, why, held_back)
                for part in export.parts:
                    if is_new(part.file):
                        planned = attempt(partial(self._decided, part, export, seen, lost, held_back))
                        if isinstance(planned, Problem):
                            planned = set_apart(self.name, part.file, planned, held_back)
                        yield planned

    def records(self, table: str, batch: pa.Table) -> int:
        return batch.num_rows

    def landed(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Nothing stands beside them."""

    def _decided(
        self, part: Part, export: Export, seen: Seen, lost: LostRows | None, held_back: list[HeldBack]
    ) -> Planned:
        """How a file is read, or that it waits for a person."""
        planned = self._planned(part, export, seen)
        if lost and lost.pause(part, export, planned.outcome, held_back):
            planned.read = None
        elif twice := shared_table(export, part):
            hold_back(planned.outcome, held_back, None, twice.reason, twice.fix, rows=0)
        if part is export.parts[0] and (saved := saved_by_spreadsheet(export)):
            remark(planned.outcome, held_back, [saved])
        return planned

    def _planned(self, part: Part, export: Export, seen: Seen) -> Planned:
        file, standard = part.file, part.standard
        sha256, note = self._contents[file], " ".join(remarks(export, part)) or None
        outcome = LoadedFile(
            file.affiliate_id, self.name, file.label, sha256, standard.table, export.version, note=note
        )
        shape = Shape(
            table=standard.table,
            schema=standard.schema,
            headers=unique_headers(part.head.headers),
            columns=part.columns(),
            key=standard.key,
            lineage={
                "_affiliate": file.affiliate_id,
                "_source_file": file.label,
                "_exported_at": export.exported_at,
                "_csv_version": export.version,
            },
            apart=APART - {standard.key},
            dates=TableDates(part.dates(), DateRules(), scan_of(file, part.head), past=frozenset({"dob"})),
            nothing=read_as_empty(part.head.first_rows),
        )
        return Planned(outcome, file, partial(read_table, TableFile(file, part.head, shape), seen))
