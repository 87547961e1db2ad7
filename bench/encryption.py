"""What encryption costs: a whole warehouse written and read, encrypted and not, in turns within one run.

    python -m bench.encryption PUBLISHED

An encrypted warehouse is in DuckDB's newer storage format, one that is not in the format of old: so the newer is
measured without encryption too. PUBLISHED is the published warehouse of a run, with the key of its output as it is
kept. CPU seconds of the process, the least of five turns, since other work on the machine only adds to them.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from caseline.ground.keys import set_up_keys
from caseline.ground.warehouse import attach, in_memory

TURNS = 5
PLAIN, NEWER, ENCRYPTED = KINDS = ("plain", "plain, newer format", "encrypted")


def main(published: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folders = {kind: Path(name) / kind for kind in KINDS}
        for kind, folder in folders.items():
            folder.mkdir()
            set_up_keys(folder, encrypts=kind == ENCRYPTED)
        taken: dict[tuple[str, str], float] = {}
        for _ in range(TURNS):
            for kind, folder in folders.items():
                warehouse = folder / "warehouse.duckdb"
                warehouse.unlink(missing_ok=True)
                for what, act in (("written", write), ("opened", opened), ("read", read)):
                    cost = cpu(lambda: act(warehouse, published, kind == NEWER))  # noqa: B023
                    taken[what, kind] = min(cost, taken.get((what, kind), cost))
        for kind, folder in folders.items():
            print(f"{kind}: {(folder / 'warehouse.duckdb').stat().st_size / 1e6:.0f} MB")
        for what in ("written", "opened", "read"):
            print(f"{what:8}" + ", ".join(f"{taken[what, kind]:6.2f} s {kind}" for kind in KINDS))


def cpu(act: Callable[[], None]) -> float:
    before = os.times()
    act()
    after = os.times()
    return after.user + after.system - before.user - before.system


def write(warehouse: Path, published: Path, is_newer: bool) -> None:
    with in_memory() as connection:
        attach(connection, published, "source", read_only=True)
        if is_newer:
            connection.execute(f"attach '{warehouse}' as target (storage_version 'latest')")
        attach(connection, warehouse, "target")
        connection.execute("copy from database source to target")
        connection.execute("checkpoint target")


def opened(warehouse: Path, published: Path, is_newer: bool) -> None:
    with in_memory() as connection:
        attach(connection, warehouse, "target", read_only=True)
        connection.execute("select count(*) from duckdb_tables()").fetchall()


def read(warehouse: Path, published: Path, is_newer: bool) -> None:
    """Every cell of every table."""
    with in_memory() as connection:
        attach(connection, warehouse, "target", read_only=True)
        for schema, table in _tables(connection):
            connection.execute(f'select sum(hash(t)) from target."{schema}"."{table}" as t').fetchall()


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'target'"
    ).fetchall()


if __name__ == "__main__":
    began = time.perf_counter()
    main(Path(sys.argv[1]))
    print(f"{time.perf_counter() - began:.0f} s in all")
