"""HUD HMIS CSV exports (FY2022, FY2024, FY2026), as folders or zips."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ingestion.csv_reading import Head, Row, open_text, read_head, read_rows
from ingestion.files import FoundFile, affiliate_files, path_files
from ingestion.hmis.standard import StandardFile, recognise, standard_files, tell_version
from ingestion.row_batches import UNREADABLE, Seen, Shape, TableFile, read_table
from ingestion.source_run import Planned, Progress, Schemas, load_source, scan_source, set_apart
from ingestion.summary import HeldBack, LoadedFile, LoadSummary

# Each export stamps its own ExportID on every row; a row that is otherwise the same is the same row.
APART = frozenset({"export_id"})


def load(
    files_root: Path, warehouse: Path, work_dir: Path, affiliates: Collection[str], progress: Progress | None = None
) -> LoadSummary:
    """Land the HMIS exports under `files_root/<affiliate>/hmis/` in schema `hmis`."""
    found = affiliate_files(files_root, "hmis", affiliates)
    return load_source(HmisSource(), found, affiliates, warehouse, work_dir, progress)


def load_path(path: Path, warehouse: Path, work_dir: Path, affiliate_id: str) -> LoadSummary:
    """Land one folder or zip of HMIS CSV given by hand."""
    return load_source(HmisSource(), path_files(path, affiliate_id), [affiliate_id], warehouse, work_dir)


def scan(files_root: Path, affiliates: Collection[str], progress: Progress | None = None) -> LoadSummary:
    """Read the same exports without loading them."""
    return scan_source(HmisSource(), affiliate_files(files_root, "hmis", affiliates), progress)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder or zip without loading it."""
    return scan_source(HmisSource(), path_files(path, affiliate_id))


@dataclass
class _Export:
    """The files of one folder, which were exported together."""

    files: list[tuple[FoundFile, StandardFile, Head]] = field(default_factory=list)
    apart: list[tuple[FoundFile, str, str | None]] = field(default_factory=list)
    exported_at: str = ""
    version: str = ""


class HmisSource:
    """Plans how HMIS files are read: whole exports, newest first, so that a row lands with its newest lineage."""

    name = "hmis"
    is_live = False

    def __init__(self) -> None:
        self.schemas: Schemas = {standard.table: standard.schema for standard in standard_files().values()}

    def fingerprint(self, file: FoundFile) -> str:
        return file.sha256()

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        changed = {(file.affiliate_id, file.folder) for file in files if is_new(file)}
        exports = [
            _examine([file for file in files if (file.affiliate_id, file.folder) == folder])
            for folder in sorted(changed)
        ]
        seen = Seen()
        for export in sorted(exports, key=lambda export: export.exported_at, reverse=True):
            for file, reason, fix in export.apart:
                if is_new(file):
                    yield set_apart(self.name, file, reason, fix, held_back)
            for file, standard, head in export.files:
                if is_new(file):
                    yield _planned(file, standard, head, export, seen)


def _examine(files: list[FoundFile]) -> _Export:
    export = _Export()
    export_file: tuple[FoundFile, Head] | None = None
    for file in files:
        if not file.name.lower().endswith(".csv"):
            export.apart.append((file, *_not_csv(file)))
            continue
        try:
            head = read_head(file)
        except UNREADABLE:
            export.apart.append((file, "This file cannot be read: it is damaged or cut off.", "Export it again."))
            continue
        if not head.headers:
            export.apart.append((file, "This file is empty: it has not even a header.", None))
            continue
        standard = recognise(file.name, head.headers)
        if standard is None:
            export.apart.append((file, *_not_hmis(file)))
        elif standard.key not in (standard.columns.get(header.lower()) for header in head.headers):
            reason = (
                f"The column that tells the rows of {standard.file}.csv apart ({_key_header(standard)}) is missing."
            )
            export.apart.append((file, reason, "Export again with all columns of the HMIS CSV standard."))
        else:
            export.files.append((file, standard, head))
            export_file = (file, head) if standard.table == "export" else export_file
    hint = ""
    if export_file:
        export.exported_at, hint = _export_facts(*export_file)
    export.version = tell_version({standard.file.lower(): head.headers for _, standard, head in export.files}, hint)
    return export


def _export_facts(file: FoundFile, head: Head) -> tuple[str, str]:
    """ExportDate and CSVVersion of Export.csv; empty where they are not given."""
    try:
        with open_text(file, head.encoding) as text:
            rows = [row for row in read_rows(iter(text), head.delimiter) if isinstance(row, Row)]
    except UNREADABLE:
        return "", ""
    if len(rows) < 2:
        return "", ""
    facts = {header.lower(): cell for header, cell in zip(head.headers, rows[1].cells, strict=True)}
    return facts.get("exportdate", ""), facts.get("csvversion", "")


def _planned(file: FoundFile, standard: StandardFile, head: Head, export: _Export, seen: Seen) -> Planned:
    columns: list[str | None] = []
    for header in head.headers:
        column = standard.columns.get(header.lower())
        columns.append(column if column not in columns else None)
    unknown = sorted(header for header, column in zip(head.headers, columns, strict=True) if column is None)
    notes = []
    if head.encoding.title != "UTF-8":
        notes.append(f"Read as {head.encoding.title}.")
    if unknown:
        notes.append(f"Columns outside the standard, kept in _extra: {', '.join(unknown)}.")
    shape = Shape(
        table=standard.table,
        schema=standard.schema,
        headers=head.headers,
        columns=columns,
        key=standard.key,
        lineage={
            "_affiliate": file.affiliate_id,
            "_source_file": file.label,
            "_exported_at": export.exported_at,
            "_csv_version": export.version,
        },
        apart=APART - {standard.key},
    )
    outcome = LoadedFile(
        file.affiliate_id, "hmis", file.label, "", standard.table, export.version, note=" ".join(notes) or None
    )
    return Planned(outcome, file, partial(read_table, TableFile(file, head, shape), seen))


def _not_csv(file: FoundFile) -> tuple[str, str | None]:
    if file.name.lower().endswith(".zip"):
        return "This is a zip inside a zip, which is not opened.", "Unpack it, or make one zip of the CSV files."
    return "Not a CSV file, so it is not part of an HMIS export.", None


def _not_hmis(file: FoundFile) -> tuple[str, str | None]:
    if file.name.rsplit(".", 1)[0].lower() in standard_files():
        return (
            "The first line of this file does not hold the columns that HMIS CSV gives it.",
            "Export the file again, with its header line.",
        )
    return "Neither its name nor its columns are those of an HMIS CSV file.", None


def _key_header(standard: StandardFile) -> str:
    return next(header for header, column in standard.columns.items() if column == standard.key)
