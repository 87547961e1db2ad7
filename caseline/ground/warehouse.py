"""The embedded warehouse: one DuckDB file with one writer, and a published copy for every reader.

Below an output folder whose keys say so both are encrypted (AES-256-GCM, DuckDB's own), with the write-ahead log; what
does not fit into memory always is, with a key that nobody keeps.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from caseline.ground.errors import AnotherRunWrites, CaselineError
from caseline.ground.keys import Keys, keys_of

WAIT_FOR_WRITER_SECONDS = 600
MEMORY = "3GB"
"""What DuckDB may use before it spills to disk, where CASELINE_MEMORY says nothing; as in dbt_project/profiles.yml."""
_ATTACHING = threading.Lock()
"""Two threads that find a database not attached would both attach it."""
_NONE_FETCHED: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False}
CONFIG = _NONE_FETCHED | {"allow_unsigned_extensions": True}
"""Extensions are never fetched from elsewhere, and the signature of the one there is is checked once a process, not at
every connection (`_cryptography`). All that open one file in one process have to open it alike
(`dbt_project/profiles.yml` too).
"""

_open: dict[Path, duckdb.DuckDBPyConnection] = {}
_fleeting: dict[Path, bytes] = {}
"""Keys of files that one run makes and throws away: they are kept in memory alone."""


@contextmanager
def writer_lock(warehouse: Path, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the right to write the warehouse and all that is made from it; within one process it may be taken again.

    Waits for another writer (WAIT_FOR_WRITER_SECONDS, unless told otherwise). Raises AnotherRunWrites, which says
    who holds it and since when, where that does not end in time.
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
        raise AnotherRunWrites(
            f"Another run is writing to {warehouse}: {who}. {waited}Wait for it to end, or stop it, and start again."
        ) from None


@contextmanager
def connect(warehouse: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed at the end. `read_only` means nothing where this process keeps the warehouse open.

    Raises CaselineError where the warehouse, its key or the right one is missing.
    """
    if read_only and not warehouse.exists():
        raise CaselineError(f"There is no warehouse at {warehouse} yet. Make it with: caseline run")
    connection = _open[warehouse].cursor() if warehouse in _open else _opened(warehouse, read_only=read_only)
    try:
        connection.execute(f'use "{catalog_of(warehouse)}"')
        yield connection
    finally:
        connection.close()


def _opened(warehouse: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    connection = in_memory(_spill(warehouse), f"{'reading' if read_only else 'writing'} {warehouse}")
    try:
        attach(connection, warehouse, catalog_of(warehouse), read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def attached(warehouse: Path, catalog: str) -> duckdb.DuckDBPyConnection:
    """A connection to an empty database in memory, with the warehouse attached to it as `catalog`, read-only.

    Whoever asks closes it. Raises CaselineError when there is no such warehouse yet.
    """
    if not warehouse.exists():
        raise CaselineError(f"There is no warehouse at {warehouse} yet. Make it with: caseline run")
    connection = in_memory(_spill(warehouse))
    attach(connection, warehouse, catalog, read_only=True)
    return connection


def in_memory(spill: Path | None = None, name: str = "") -> duckdb.DuckDBPyConnection:
    """A database in memory; what does not fit is written to the folder `spill`, encrypted, or nowhere without one.

    Those of one process with the same `name` are one. Whoever asks closes it.
    """
    connection = duckdb.connect(f":memory:{name}", config=CONFIG)
    _encrypt_spill(connection, spill)
    return connection


def open_in(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Have a warehouse, to write to, in a connection that somebody else made."""
    _encrypt_spill(connection, _spill(warehouse))
    attach(connection, warehouse, catalog_of(warehouse))


def attach(connection: duckdb.DuckDBPyConnection, warehouse: Path, catalog: str, *, read_only: bool = False) -> None:
    """Have a warehouse in `connection` as `catalog`, with the key of the folder it lies in where that has one.

    Raises CaselineError where the file was encrypted with another key, or is not while it should be.
    """
    if fleeting := _fleeting.get(warehouse):
        _attach(connection, fleeting, warehouse, catalog, read_only=read_only)
    else:
        attach_with(connection, keys_of(warehouse.resolve()), warehouse, catalog, read_only=read_only)


def attach_with(
    connection: duckdb.DuckDBPyConnection, keys: Keys | None, warehouse: Path, catalog: str, *, read_only: bool = False
) -> None:
    """As `attach`, with keys that are named."""
    _attach(connection, keys.data if keys and keys.encrypts else None, warehouse, catalog, read_only=read_only)


@contextmanager
def locked_with(key: bytes, warehouse: Path) -> Iterator[None]:
    """Until the end, a file that is thrown away is encrypted with a key of its own: what is left of it when a process
    is killed nobody can read.
    """
    _fleeting[warehouse] = key
    try:
        yield
    finally:
        del _fleeting[warehouse]


def _attach(
    connection: duckdb.DuckDBPyConnection, key: bytes | None, warehouse: Path, catalog: str, *, read_only: bool
) -> None:
    options = ["read_only"] if read_only else []
    if key:
        options.append(f"encryption_key '{key.hex()}'")
    how = f" ({', '.join(options)})" if options else ""
    try:
        with _ATTACHING:
            # not "if not exists": where other databases of this process have the file attached, that may wait for ever
            if not _has(connection, catalog):
                connection.execute(f'attach {quoted_path(warehouse)} as "{catalog}"{how}')
    except duckdb.Error as error:
        if "ncrypt" not in str(error):
            raise
        raise CaselineError(
            f"{warehouse} is not encrypted with the key of the folder it lies in. Bring it and key.json back from the "
            "same backup, or delete it and make it anew with: caseline run"
        ) from None


def _has(connection: duckdb.DuckDBPyConnection, catalog: str) -> bool:
    found = connection.execute("select true from duckdb_databases() where database_name = $1", [catalog])
    return found.fetchone() is not None


def _encrypt_spill(connection: duckdb.DuckDBPyConnection, spill: Path | None) -> None:
    connection.load_extension(str(_cryptography()))
    where = str(spill) if spill else ""
    former = connection.execute("select current_setting('temp_directory')").fetchone()
    if former != (where,):  # of a shared one it stands
        connection.execute("set temp_file_encryption = true")
        connection.execute("set temp_directory = $1", [where])


def catalog_of(warehouse: Path) -> str:
    """What DuckDB calls the database of a file."""
    return warehouse.name.lstrip(".").split(".")[0]


def _spill(warehouse: Path) -> Path:
    return warehouse.with_name(f"{warehouse.name}.tmp")


@cache
def _cryptography() -> Path:
    """DuckDB's extension that brings OpenSSL, its signature checked. Its package has one for each DuckDB it knows."""
    spec = find_spec("duckdb_extension_httpfs")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    found = folder / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
    if not found.is_file():
        raise CaselineError(
            f"The package duckdb-extension-httpfs does not fit DuckDB {duckdb.__version__}, and without it nothing can "
            "be encrypted. Install what requirements/run.lock names."
        )
    try:
        with duckdb.connect(config=_NONE_FETCHED) as checking:
            checking.load_extension(str(found))
    except duckdb.Error as error:
        raise CaselineError(f"{found} is not as DuckDB's makers signed it. Install it anew: {error}") from None
    return found


@contextmanager
def kept_open(warehouse: Path) -> Iterator[None]:
    """Until the end, who connects to the warehouse in this process finds it open: opening one costs as much as reading
    all its tables' definitions. For its writer.
    """
    if warehouse in _open:
        yield
        return
    _open[warehouse] = _opened(warehouse, read_only=False)
    try:
        yield
    finally:
        _open.pop(warehouse).close()


@contextmanager
def let_go(warehouse: Path) -> Iterator[None]:
    """Until the end, other processes can open a warehouse that this one keeps open. For its writer, who has no
    connection to it in use and keeps the lock.
    """
    kept = _open.pop(warehouse, None)
    if kept is None:
        yield
        return
    kept.close()
    try:
        yield
    finally:
        _open[warehouse] = kept  # should it not open again: closed is what it then is
        _open[warehouse] = _opened(warehouse, read_only=False)


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
        # a plain copy of a live file would leave the write-ahead log behind
        connection.execute(f'checkpoint "{catalog_of(warehouse)}"')
    fresh = published.with_suffix(".fresh")
    shutil.copyfile(warehouse, fresh)
    fresh.replace(published)
