"""The embedded warehouse: one DuckDB file with one writer, and a published copy for every reader."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from caseline.errors import CaselineError

WAIT_FOR_WRITER_SECONDS = 600


@contextmanager
def writer_lock(warehouse: Path) -> Iterator[None]:
    """Hold the right to write. Waits for another writer; raises CaselineError when it does not finish in time."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(warehouse.with_suffix(".lock"))
    try:
        with lock.acquire(timeout=WAIT_FOR_WRITER_SECONDS):
            yield
    except Timeout:
        raise CaselineError(
            f"Another run has been writing to {warehouse} for {WAIT_FOR_WRITER_SECONDS // 60} minutes. "
            "Wait for it to end, or stop it, and start again."
        ) from None


@contextmanager
def connect(warehouse: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed at the end. Extensions are never fetched from elsewhere."""
    if read_only and not warehouse.exists():
        raise CaselineError(f"There is no warehouse at {warehouse} yet. Make it with: caseline run")
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(warehouse), read_only=read_only, config={"autoinstall_known_extensions": "false"})
    try:
        yield connection
    finally:
        connection.close()


def replace_table(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Make `schema.table` hold exactly `rows`, in one step."""
    schema = table.split(".", 1)[0]
    connection.execute(f"create schema if not exists {schema}")
    connection.register("replacement_rows", rows)
    connection.execute(f"create or replace table {table} as select * from replacement_rows")
    connection.unregister("replacement_rows")


def publish(warehouse: Path, published: Path) -> None:
    """Swap in a fresh copy for readers. A reader that has the former copy open keeps it."""
    with connect(warehouse) as connection:
        connection.execute("checkpoint")  # a plain copy of a live file would leave the write-ahead log behind
    fresh = published.with_suffix(".fresh")
    shutil.copyfile(warehouse, fresh)
    fresh.replace(published)
