"""Salesforce: object exports as CSV, put there by hand or asked for over its API."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from caseline.organization.apis import Api
from caseline.organization.dictionary import NOTHING_DESCRIBED, Dictionary
from ingestion.boundary import Problem, attempt
from ingestion.crm.extending import ObjectNames
from ingestion.crm.standard import CrmTable, crm_tables
from ingestion.csv_reading import Head
from ingestion.date_columns import DateRules
from ingestion.files import Found, FoundFile, Refused, affiliate_files, path_files
from ingestion.headers import unique_headers
from ingestion.heads import head_of, packed
from ingestion.moments import Order
from ingestion.null_words import read_as_empty
from ingestion.row_batches import Shape, TableFile, read_table, remark
from ingestion.row_ids import Seen
from ingestion.salesforce_ids import long_ids
from ingestion.source_run import (
    READER,
    Loader,
    Planned,
    Progress,
    Schemas,
    TableBatch,
    load_source,
    scan_source,
    set_apart,
)
from ingestion.summary import HeldBack, LoadedFile, LoadSummary
from ingestion.table_area import TableArea, columns_of_values
from ingestion.table_dates import TableDates, scan_of

RICH = frozenset({"note"})
"""Columns of text that Salesforce keeps as HTML where its administrators choose so."""


def load(
    files_root: Path,
    warehouse: Path,
    work_dir: Path,
    affiliates: Collection[str],
    dictionary: Dictionary = NOTHING_DESCRIBED,
    progress: Progress | None = None,
    date_order: Order | None = None,
    apis: Sequence[Api] = (),
    everyone: Collection[str] | None = None,
    by: Loader = load_source,
) -> LoadSummary:
    """Land the Salesforce exports under `files_root/<affiliate>/crm/` in schema `crm`.

    `date_order` is how the organisation writes dates where their column does not say. Those of `apis` are brought up
    to date first. `everyone`: all affiliates of the organisation, where these are some of them. Raises CaselineError
    when a setting or a secret of a system is missing.
    """

    def find() -> Found:
        refused: list[Refused] = []
        if apis:
            from ingestion.api.asking import ask_systems  # with the client of APIs, which takes a second to load

            refused = ask_systems(apis, files_root, work_dir, affiliates, "crm", everyone)
        found = affiliate_files(files_root, "crm", affiliates, everyone)
        found.refused += refused
        return found

    return by(CrmSource(dictionary, date_order), find, affiliates, warehouse, progress)


def load_path(path: Path, warehouse: Path, affiliate_id: str) -> LoadSummary:
    """Land one folder, zip or file of Salesforce CSV given by hand."""
    return load_source(CrmSource(), partial(path_files, path, affiliate_id), [affiliate_id], warehouse)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder, zip or file without loading it."""
    return scan_source(CrmSource(), path_files(path, affiliate_id))


class CrmSource:
    """Plans how Salesforce exports are read: which object each file holds, by its name or its columns."""

    name = "crm"

    def __init__(self, dictionary: Dictionary = NOTHING_DESCRIBED, date_order: Order | None = None) -> None:
        self.schemas: Schemas = {table.table: table.schema for table in crm_tables().values()}
        self._names = ObjectNames(dictionary.objects)
        self._described = [table for table in dictionary.own if table.system == self.name]
        self._date_order = date_order

    def fingerprint(self, file: FoundFile) -> str:
        return f"{file.sha256()}:{READER}{self._names.digest}"

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        seen = Seen()
        named = {_place(file, known) for file in files if (known := self._names.table_of(file.name))}
        for file in sorted(filter(is_new, files), key=lambda file: file.label, reverse=True):  # newest date first
            planned = attempt(partial(self._plan_file, file, seen, named))
            yield planned if isinstance(planned, Planned) else set_apart(self.name, file, planned, held_back)

    def _plan_file(self, file: FoundFile, seen: Seen, named: set[tuple[str, str, str]]) -> Planned | Problem | str:
        """How a file will be read; or why it is held back, or ignored.

        `named`: whose folder has a file that is named for a table.
        """
        if not file.name.lower().endswith(".csv"):
            return packed(file) or _not_csv(file)
        head = head_of(file, partial(self._names.count_known, file.name))
        if isinstance(head, Problem):
            return head
        by_name = self._names.table_of(file.name)
        described = next((table for table in self._described if table.matches(file.name)), None)
        if described and not by_name:
            return f"Read as the table {described.full_name}, as the data dictionary says."
        table = by_name or (None if _names_object(file.name) else self._names.table_by_columns(head.headers))
        if table is None:
            return "Caseline does not read this Salesforce object."
        if not by_name and _place(file, table) in named:
            return Problem(
                f"Its columns look like those of {table.object}, and a file of that name lies beside it, which is "
                "read.",
                f"If it holds {table.object}, give it that name and a date. If not, remove it from this folder.",
            )
        columns = self._names.columns_of(table, head.headers)
        if "id" not in columns:
            reason = f"The column Id is missing, which tells the rows of {table.object} apart."
            return Problem(reason, "Export again with the record Id.")
        return _planned(file, table, head, columns, seen, self._date_order)

    def records(self, table: str, batch: pa.Table) -> int:
        return batch.num_rows

    def landed(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Nothing stands beside them."""


_IDS = dict.fromkeys([*crm_tables(), "id", "account_id", "linked_entity_id", "content_document_id"], long_ids)
"""Columns of Salesforce IDs, which a report writes in 15 characters and an export in 18."""


def _place(file: FoundFile, table: CrmTable) -> tuple[str, str, str]:
    return file.affiliate_id, file.folder, table.table


def _planned(
    file: FoundFile, table: CrmTable, head: Head, columns: list[str | None], seen: Seen, date_order: Order | None
) -> Planned:
    lineage = {"_affiliate": file.affiliate_id, "_source_file": file.label, "_exported_at": ""}
    places = {column: at for at, column in enumerate(columns) if column and table.types[column] in ("date", "datetime")}
    dates = TableDates(places, DateRules(organization=date_order), scan_of(file, head), past=frozenset({"birthdate"}))
    shape = Shape(
        table.table,
        table.schema,
        unique_headers(head.headers),
        columns,
        "id",
        lineage,
        spelt=_IDS,
        dates=dates,
        rich=RICH,
        nothing=read_as_empty(head.first_rows),
    )
    outcome = LoadedFile(file.affiliate_id, "crm", file.label, "", table.table)
    unknown = sorted(header for header, column in zip(head.headers, columns, strict=True) if column is None)
    notes = head.notes
    if unknown:
        notes.append(f"Fields Caseline does not know, kept in _extra: {', '.join(unknown)}.")
    outcome.note = " ".join(notes) or None
    area = TableArea(head.headers, columns_of_values(head.first_rows, len(head.headers)))
    return Planned(outcome, file, partial(_read, TableFile(file, head, shape, area), seen))


def _read(item: TableFile, seen: Seen, outcome: LoadedFile, held_back: list[HeldBack]) -> Iterator[TableBatch]:
    yield from read_table(item, seen, outcome, held_back)
    assert item.shape.dates
    if item.shape.dates.has_odd:
        remark(outcome, held_back, item.shape.dates.decided.remarks("organization.yml"))


def _names_object(file_name: str) -> bool:
    """Whether a file says by its name which custom object it holds, so that there is nothing to guess."""
    return file_name.lower().endswith("__c.csv")


def _not_csv(file: FoundFile) -> Problem | str:
    if file.name.lower().endswith((".xlsx", ".xls")):
        return Problem("This is an Excel file; Salesforce exports are read as CSV.", "Save it as CSV.")
    return "Not a CSV file, so it is not a Salesforce export."
