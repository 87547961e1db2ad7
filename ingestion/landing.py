"""Landing tables: rows as they arrived, merged into one schema a source, straight from memory.

A row is known by its content (`_row_id`), so loading a file again changes nothing. Every table of the source is
there after a load, with all its columns, even when no file for it was. Beside them stand `load_file` (one row per
file and content ever seen) and `quarantine`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from time import time
from typing import Any

import duckdb
import pyarrow as pa

from caseline.ground.warehouse import connect, replace_table
from ingestion.standing import Standing
from ingestion.summary import HeldBack, LoadedFile

LINEAGE = ("_affiliate", "_source_file", "_source_line", "_exported_at")
LOAD_ID = "_load_id"
"""Which load brought or confirmed a row last: the second it began."""
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
    """One source's schema in the warehouse. One process writes at a time."""

    def __init__(self, source: str, warehouse: Path) -> None:
        self.source, self.warehouse = source, warehouse

    def former(self) -> tuple[list[LoadedFile], list[HeldBack]]:
        """The ledger and the quarantine of the last run; empty before the first."""
        return [LoadedFile(*row) for row in self._rows("load_file", LEDGER_SCHEMA)], [
            HeldBack(*row) for row in self._rows("quarantine", QUARANTINE_SCHEMA)
        ]

    def is_complete(self, schemas: Mapping[str, pa.Schema]) -> bool:
        """Whether every table is there with all its columns (a new version of the project may bring more)."""
        with connect(self.warehouse) as connection:
            present = self._columns(connection)
        return {(table, column) for table, schema in schemas.items() for column in schema.names} <= present

    def load(self, schemas: Mapping[str, pa.Schema], batches: Callable[[], Iterator[tuple[str, pa.Table]]]) -> None:
        """Merge (table, batch) pairs by `_row_id`, each batch of one file.

        A table that is not there is made, also without batches. A row that stands from a newer export stays so.
        """
        if not self.is_complete(schemas):
            self._make(schemas)
        standing = Standing(self.source, self.warehouse)
        load_id = str(time())
        waiting: dict[str, list[pa.Table]] = {}
        rows = 0
        for table, batch in batches():
            waiting.setdefault(table, []).append(standing.without_older(table, batch))
            rows += len(batch)
            if rows >= ROWS_PER_MERGE:
                self._merge(waiting, load_id)
                waiting, rows = {}, 0
        self._merge(waiting, load_id)

    def _make(self, schemas: Mapping[str, pa.Schema]) -> None:
        with connect(self.warehouse) as connection:
            connection.execute(f"create schema if not exists {self.source}")
            present = self._columns(connection)
            tables = {table for table, _ in present}
            for table, schema in schemas.items():
                empty = schema.append(pa.field(LOAD_ID, pa.string())).empty_table()
                connection.register("empty_rows", empty)
                connection.execute(f"create table if not exists {self.source}.{table} as from empty_rows")
                if table in tables:
                    kinds = connection.execute("select column_name, column_type from (describe empty_rows)").fetchall()
                    for name, kind in kinds:
                        if (table, name) not in present:
                            connection.execute(f'alter table {self.source}.{table} add column "{name}" {kind}')
                connection.unregister("empty_rows")

    def _merge(self, waiting: Mapping[str, list[pa.Table]], load_id: str) -> None:
        """All of it or nothing; a row that stands is replaced by itself, so that merging again changes nothing."""
        with connect(self.warehouse) as connection:
            connection.execute("begin")
            for table, batches in waiting.items():
                rows = pa.concat_tables(batches, promote_options="default")
                names = [f'"{name}"' for name in rows.column_names]
                listed = ", ".join([*names, LOAD_ID])
                connection.register("arriving", rows)
                if connection.execute(f"select 1 from {self.source}.{table} limit 1").fetchone():
                    query = f"""merge into {self.source}.{table} as standing using arriving
                    on standing._row_id = arriving._row_id
                    when matched then
                    update set {", ".join(f"{name} = arriving.{name}" for name in names)}, {LOAD_ID} = $1
                    when not matched then insert ({listed})
                    values ({", ".join(f"arriving.{name}" for name in names)}, $1)"""
                else:  # looking for what is not there costs as much as landing
                    query = f"insert into {self.source}.{table} ({listed}) select {', '.join(names)}, $1 from arriving"
                connection.execute(query, [load_id])
                connection.unregister("arriving")
            connection.execute("commit")

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

    def _columns(self, connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
        """Every column that is there, with its table."""
        columns = "select table_name, column_name from duckdb_columns() where schema_name = $1"
        return set(connection.execute(columns, [self.source]).fetchall())

    def _has(self, connection: duckdb.DuckDBPyConnection, table: str) -> bool:
        found = connection.execute(
            f"select 1 from duckdb_tables() where schema_name = '{self.source}' and table_name = '{table}'"
        ).fetchone()
        return found is not None

    def _rows(self, table: str, schema: pa.Schema) -> list[tuple[Any, ...]]:
        if not self.warehouse.exists():
            return []
        with connect(self.warehouse, read_only=True) as connection:
            if not self._has(connection, table):
                return []
            rows = connection.execute(f"select * from {self.source}.{table}").to_arrow_table()
        present = [name for name in schema.names if name in rows.column_names]  # an earlier version had fewer
        return list(zip(*(rows[name].to_pylist() for name in present), strict=True))


def _renamed(file: dict[str, Any]) -> dict[str, Any]:
    return {"_affiliate": file.pop("affiliate_id"), **file}
