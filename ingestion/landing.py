"""Landing tables: rows as they arrived, loaded by dlt into one schema a source.

A row is known by its content (`_row_id`), so loading a file again changes nothing. Every table of the source is
there after a load, with all its columns, even when no file for it was. Beside them stand `load_file` (one row per
file and content ever seen) and `quarantine`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import dlt
import duckdb
import pyarrow as pa
from dlt.pipeline.exceptions import PipelineStepFailed
from dlt.pipeline.pipeline import Pipeline

from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect, replace_table
from ingestion.standing import Standing
from ingestion.summary import HeldBack, LoadedFile
from ingestion.upserts import UpsertDuckDb

LINEAGE = ("_affiliate", "_source_file", "_source_line", "_exported_at")
ROWS_PER_BATCH = 50_000
ROWS_PER_MERGE = 250_000
"""What one statement takes: memory follows this and not the size of a file."""

LEDGER_SCHEMA = pa.schema(
    [
        ("_affiliate", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("table_name", pa.string()),
        ("version", pa.string()),
        ("rows", pa.int64()),
        ("held_back", pa.int64()),
        ("outcome", pa.string()),
        ("note", pa.string()),
    ]
)
QUARANTINE_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("affiliate_id", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("fix", pa.string()),
        ("row_count", pa.int64()),
        ("kind", pa.string()),
    ]
)


def landing_schema(columns: Iterable[str], **other: pa.DataType) -> pa.Schema:
    """The columns of one landing table: its key, lineage, content as text, and what the standard does not know."""
    kinds = {"_source_line": pa.int64(), **other}
    names = ["_row_id", *LINEAGE, *columns, "_extra"]
    return pa.schema([pa.field(name, kinds.get(name, pa.string()), nullable=name != "_row_id") for name in names])


class Landing:
    """One source's schema in the warehouse.

    `work_dir` holds dlt's working files; it may be deleted between runs. One process writes at a time.
    """

    def __init__(self, source: str, warehouse: Path, work_dir: Path) -> None:
        self.source, self.warehouse, self.work_dir = source, warehouse, work_dir
        warehouse.parent.mkdir(parents=True, exist_ok=True)
        self._configure()
        self._name = f"caseline_{source}"
        if (work_dir / self._name).exists() and self.pipeline.has_pending_data:
            self.pipeline.run()  # a run was killed after it had read its files

    def former(self) -> tuple[list[LoadedFile], list[HeldBack]]:
        """The ledger and the quarantine of the last run; empty before the first."""
        return [LoadedFile(*row) for row in self._rows("load_file", LEDGER_SCHEMA)], [
            HeldBack(*row) for row in self._rows("quarantine", QUARANTINE_SCHEMA)
        ]

    def is_complete(self, schemas: Mapping[str, pa.Schema]) -> bool:
        """Whether every table is there with all its columns (a new version of the project may bring more)."""
        with connect(self.warehouse) as connection:
            present = connection.execute(
                f"select table_name, column_name from duckdb_columns() where schema_name = '{self.source}'"
            ).fetchall()
        return {(table, column) for table, schema in schemas.items() for column in schema.names} <= set(present)

    def load(self, schemas: Mapping[str, pa.Schema], batches: Callable[[], Iterator[tuple[str, pa.Table]]]) -> None:
        """Merge (table, batch) pairs by `_row_id`, each batch of one file.

        A table that is not there is made, also without batches. A row that stands from a newer export stays so.
        """
        new = {} if self.is_complete(schemas) else schemas
        standing = Standing(self.source, self.warehouse)

        def rows() -> Iterator[Any]:
            for table, schema in new.items():
                yield dlt.mark.with_table_name(schema.empty_table(), table)
            for table, batch in batches():
                yield dlt.mark.with_table_name(standing.without_older(table, batch), table)

        exports = dlt.resource(
            rows,
            name="exports",
            write_disposition={"disposition": "merge", "strategy": "upsert"},
            primary_key="_row_id",
        )

        def source() -> list[Any]:
            return [exports]

        try:
            # A fresh source each time: dlt refuses one that was run before.
            info = self.pipeline.run(dlt.source(source, name=self.source, section=self.source)())
        except PipelineStepFailed as failure:
            raise _sentence_within(failure) from None
        info.raise_on_failed_jobs()

    def record(self, files: Iterable[LoadedFile], held_back: Iterable[HeldBack]) -> None:
        """Replace the ledger and the quarantine. Done last, so a killed run reads its files again."""
        ledger = sorted(files, key=lambda file: (file.affiliate_id, file.file, file.sha256))
        quarantine = sorted(held_back, key=lambda item: (item.affiliate_id, item.file, item.line or 0, item.reason))
        with connect(self.warehouse) as connection:
            files_table = pa.Table.from_pylist([_renamed(asdict(file)) for file in ledger], schema=LEDGER_SCHEMA)
            replace_table(connection, f"{self.source}.load_file", files_table)
            held_back_table = pa.Table.from_pylist([asdict(item) for item in quarantine], schema=QUARANTINE_SCHEMA)
            replace_table(connection, f"{self.source}.quarantine", held_back_table)

    def forget(self, tables: Iterable[str], files: list[str]) -> None:
        """Delete the rows of files that are about to be read in another way."""
        with connect(self.warehouse) as connection:
            for table in tables:
                connection.execute(
                    f"delete from {self.source}.{table} where list_contains(?, _source_file)", [sorted(files)]
                )

    @staticmethod
    def _configure() -> None:
        dlt.config["runtime.dlthub_telemetry"] = False
        dlt.config["runtime.log_level"] = "ERROR"
        dlt.config["load.delete_completed_jobs"] = True
        dlt.config["load.workers"] = 1
        dlt.config["data_writer.file_max_items"] = ROWS_PER_MERGE
        dlt.config["normalize.parquet_normalizer.add_dlt_load_id"] = True

    @cached_property
    def pipeline(self) -> Pipeline:
        """dlt's pipeline, which takes a while to open and is not needed where nothing is new."""

        def opened() -> Pipeline:
            return dlt.pipeline(
                pipeline_name=self._name,
                destination=UpsertDuckDb(str(self.warehouse), destination_name="duckdb"),
                dataset_name=self.source,
                pipelines_dir=str(self.work_dir),
            )

        pipeline = opened()
        with connect(self.warehouse) as connection:
            is_new = not self._has(connection, "load_file")
        if is_new and not pipeline.first_run:  # the warehouse was deleted: what dlt remembers of it is void
            pipeline.drop()
            pipeline = opened()
        return pipeline

    def _has(self, connection: duckdb.DuckDBPyConnection, table: str) -> bool:
        found = connection.execute(
            f"select 1 from duckdb_tables() where schema_name = '{self.source}' and table_name = '{table}'"
        ).fetchone()
        return found is not None

    def _rows(self, table: str, schema: pa.Schema) -> list[tuple[Any, ...]]:
        with connect(self.warehouse) as connection:
            if not self._has(connection, table):
                return []
            rows = connection.execute(f"select * from {self.source}.{table}").to_arrow_table()
        present = [name for name in schema.names if name in rows.column_names]  # an earlier version had fewer
        return list(zip(*(rows[name].to_pylist() for name in present), strict=True))


def _renamed(file: dict[str, Any]) -> dict[str, Any]:
    return {"_affiliate": file.pop("affiliate_id"), **file}


def _sentence_within(failure: BaseException) -> BaseException:
    """The sentence for people that a failed step was raised from, else the failure itself."""
    cause: BaseException | None = failure
    while cause is not None and not isinstance(cause, CaselineError):
        cause = cause.__cause__
    return cause or failure
