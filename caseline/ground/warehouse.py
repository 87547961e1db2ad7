"""The embedded warehouse: one DuckDB file with one writer, and a published copy for every reader."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from caseline.ground.errors import CaselineError

WAIT_FOR_WRITER_SECONDS = 600
CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False}
"""Extensions are never fetched from elsewhere. All that open one file in one process have to open it alike
(`dbt_project/profiles.yml` too).
"""

_open: dict[Path, duckdb.DuckDBPyConnection] = {}


@contextmanager
def writer_lock(warehouse: Path, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the right to write the warehouse and all that is made from it; within one process it may be taken again.

    Waits for another writer (WAIT_FOR_WRITER_SECONDS, unless told otherwise). Raises CaselineError, which says who
    holds it and since when, where that does not end in time.
    """
    wait = WAIT_FOR_WRITER_SECONDS if wait_seconds is None else wait_seconds
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(warehouse.with_suffix(".lock"), thread_local=False, is_singleton=True)
    holder = warehouse.with_suffix(".holder")
    try:
        with lock.acquire(timeout=wait):
            if lock.lock_counter == 1:
                holder.write_text(f"process {os.getpid()}, since {datetime.now():%d %B %H:%M:%S}", encoding="utf-8")
            yield
    except Timeout:
        who = holder.read_text(encoding="utf-8") if holder.exists() else "a process that did not say which"
        waited = f"It was waited for {wait / 60:.0f} minutes. " if wait else ""
        raise CaselineError(
            f"Another run is writing to {warehouse}: {who}. {waited}Wait for it to end, or stop it, and start again."
        ) from None


@contextmanager
def connect(warehouse: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed at the end. `read_only` means nothing where this process keeps the warehouse open."""
    if read_only and not warehouse.exists():
        raise CaselineError(f"There is no warehouse at {warehouse} yet. Make it with: caseline run")
    if warehouse in _open:
        connection = _open[warehouse].cursor()
    else:
        warehouse.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(warehouse), read_only=read_only, config=CONFIG)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def kept_open(warehouse: Path) -> Iterator[None]:
    """Until the end, who connects to the warehouse in this process finds it open: opening one costs as much as reading
    all its tables' definitions. For its writer.
    """
    if warehouse in _open:
        yield
        return
    with connect(warehouse) as connection:
        _open[warehouse] = connection
        try:
            yield
        finally:
            del _open[warehouse]


def replace_table(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Make `schema.table` hold exactly `rows`, in one step."""
    schema = table.split(".", 1)[0]
    connection.execute(f"create schema if not exists {schema}")
    connection.register("replacement_rows", rows)
    connection.execute(f"create or replace table {table} as select * from replacement_rows")
    connection.unregister("replacement_rows")


def quoted_path(path: Path) -> str:
    """A path as SQL writes text, where a statement takes no parameter."""
    return "'" + str(path).replace("'", "''") + "'"


def publish(warehouse: Path, published: Path) -> None:
    """Swap in a fresh copy for readers. A reader that has the former copy open keeps it."""
    with connect(warehouse) as connection:
        connection.execute("checkpoint")  # a plain copy of a live file would leave the write-ahead log behind
    fresh = published.with_suffix(".fresh")
    shutil.copyfile(warehouse, fresh)
    fresh.replace(published)
