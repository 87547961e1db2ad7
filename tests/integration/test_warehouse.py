"""One writer, and readers that never see half a change."""

import subprocess
import sys
from importlib.machinery import ModuleSpec

import duckdb
import pyarrow as pa
import pytest

from caseline.ground import warehouse
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import attach, connect, kept_open, publish, replace_table, writer_lock


def test_a_reader_keeps_its_copy_while_a_new_one_is_published(tmp_path):
    warehouse, published = tmp_path / "caseline.duckdb", tmp_path / "published.duckdb"
    with connect(warehouse) as connection:
        replace_table(connection, "reporting.figure", pa.table({"value": [1]}))
    publish(warehouse, published)
    with connect(published, read_only=True) as reader:
        with connect(warehouse) as connection:
            replace_table(connection, "reporting.figure", pa.table({"value": [2, 3]}))
        publish(warehouse, published)
        assert reader.execute("select sum(value) from reporting.figure").fetchone() == (1,)
    with connect(published, read_only=True) as reader:
        assert reader.execute("select sum(value) from reporting.figure").fetchone() == (5,)


def test_opening_what_others_have_open_never_waits(tmp_path):
    """Where a new database gets the place in memory of one that was closed, `attach if not exists` waits for ever."""
    published = tmp_path / "published.duckdb"
    with connect(published) as connection:
        replace_table(connection, "reporting.figure", pa.table({"value": [1]}))

    def opened() -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        attach(connection, published, "whole", read_only=True)
        return connection

    with opened():
        for _ in range(100):
            with opened() as one, opened() as other:
                for reader in (one, other):
                    assert reader.execute("select value from whole.reporting.figure").fetchall() == [(1,)]


def test_an_extension_that_somebody_changed_is_not_loaded(tmp_path, monkeypatch):
    shipped = warehouse._cryptography()
    changed = tmp_path / shipped.relative_to(shipped.parents[2])
    changed.parent.mkdir(parents=True)
    content = bytearray(shipped.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    monkeypatch.setattr(warehouse, "find_spec", lambda _: ModuleSpec("changed", None, origin=str(tmp_path / "it.py")))
    with pytest.raises(CaselineError, match="not as DuckDB's makers signed it"):
        warehouse._cryptography.__wrapped__()


def test_reading_before_the_first_run_says_what_to_do(tmp_path):
    with pytest.raises(CaselineError, match="caseline run"), connect(tmp_path / "none.duckdb", read_only=True):
        pass


HOLD = """
import sys, time
from pathlib import Path
from caseline.ground.warehouse import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_the_warehouse(tmp_path):
    warehouse = tmp_path / "caseline.duckdb"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(warehouse)], stdout=subprocess.PIPE, text=True) as other:
        other.stdout.readline()
        with pytest.raises(CaselineError, match=f"process {other.pid}, since"), writer_lock(warehouse, wait_seconds=0):
            pass
        other.kill()
    with writer_lock(warehouse, wait_seconds=0):
        pass


def test_the_process_that_writes_may_take_the_lock_again(tmp_path):
    warehouse = tmp_path / "caseline.duckdb"
    with writer_lock(warehouse), writer_lock(warehouse, wait_seconds=0):
        pass


def test_a_read_only_connection_cannot_write(tmp_path):
    warehouse = tmp_path / "caseline.duckdb"
    with connect(warehouse) as connection:
        connection.execute("create table t (x int)")
    with connect(warehouse, read_only=True) as reader, pytest.raises(duckdb.InvalidInputException):
        reader.execute("insert into t values (1)")


def test_what_is_kept_open_is_seen_by_all_in_the_process_and_let_go_at_the_end(tmp_path):
    warehouse, published = tmp_path / "caseline.duckdb", tmp_path / "published.duckdb"
    other = [sys.executable, "-c", f"import duckdb; duckdb.connect({str(warehouse)!r})"]
    with kept_open(warehouse), kept_open(warehouse):
        with connect(warehouse) as connection:
            replace_table(connection, "reporting.figure", pa.table({"value": [1]}))
        with connect(warehouse, read_only=True) as connection:
            assert connection.execute("from reporting.figure").fetchall() == [(1,)]
        assert subprocess.run(other, capture_output=True, check=False).returncode
        publish(warehouse, published)
        with connect(published, read_only=True) as reader:
            assert reader.execute("from reporting.figure").fetchall() == [(1,)]
    assert not subprocess.run(other, capture_output=True, check=False).returncode
