"""What the steps of former nights started from and left: in the warehouse itself, so that both are lost or restored
together.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from caseline.ground.warehouse import connect
from orchestration.night.inputs import Input

SCHEMA = "night"
_TABLES = """
create schema if not exists night;
create table if not exists night.step_done (step text primary key, run_id text, ended_at timestamptz);
create table if not exists night.step_input (step text, kind text, name text, digest text);
create table if not exists night.table_state (name text primary key, step text, digest text);
"""


class Done(NamedTuple):
    """A step that was done: in which run, when, and what it started from."""

    run_id: str
    ended_at: datetime
    inputs: frozenset[Input]


class Ledger:
    """The ledger of one warehouse. Each call opens the warehouse for itself, for other steps open it in between."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse

    def read(self) -> tuple[dict[str, Done], dict[str, str]]:
        """Steps that were done, by name, and digests of the tables that they left, by `schema.table`."""
        if not self.warehouse.exists():
            return {}, {}
        with connect(self.warehouse, read_only=True) as connection:
            if not _stands(connection):
                return {}, {}
            inputs: dict[str, set[Input]] = {}
            for step, *one in connection.execute("select step, kind, name, digest from night.step_input").fetchall():
                inputs.setdefault(step, set()).add(Input(*one))
            steps = connection.execute("select step, run_id, ended_at from night.step_done").fetchall()
            tables = connection.execute("select name, digest from night.table_state").fetchall()
        return {name: Done(run, at, frozenset(inputs.get(name, ()))) for name, run, at in steps}, dict(tables)

    def writers(self) -> dict[str, str]:
        """Which step left each table."""
        with connect(self.warehouse, read_only=True) as connection:
            return dict(connection.execute("select name, step from night.table_state").fetchall())

    def begin(self, step: str) -> None:
        """Forget that a step was done: one that is stopped on its way is to be done again."""
        with connect(self.warehouse) as connection:
            connection.execute(_TABLES)
            connection.execute("delete from night.step_done where step = ?", [step])

    def tables_of(self, step: str, schemas_or_tables: Iterable[str]) -> dict[str, str]:
        """Take down what a step left in its tables. Gives their digests by name."""
        with connect(self.warehouse) as connection:
            return _left(connection, step, set(schemas_or_tables))

    def done(self, step: str, run_id: str, inputs: Iterable[Input], schemas_or_tables: Iterable[str]) -> dict[str, str]:
        """Take down that a step was done, and what it started from and left. Gives what `tables_of` does."""
        listed = list(inputs)
        rows = pa.table({name: [getattr(one, name) for one in listed] for name in Input._fields})
        with connect(self.warehouse) as connection:
            left = _left(connection, step, set(schemas_or_tables))
            connection.execute("begin")
            connection.register("started_from", rows)
            connection.execute("delete from night.step_input where step = ?", [step])
            connection.execute("insert into night.step_input select $1, * from started_from", [step])
            connection.execute("insert or replace into night.step_done values ($1, $2, now())", [step, run_id])
            connection.execute("commit")
        return left


def rows_of(digest: str) -> int:
    """How many rows a table had when its digest was made."""
    return int(digest.partition(":")[0])


def _left(connection: duckdb.DuckDBPyConnection, step: str, wanted: set[str]) -> dict[str, str]:
    connection.execute(_TABLES)
    there = connection.execute(
        "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
    ).fetchall()
    own = [(schema, table) for schema, table in there if schema in wanted or f"{schema}.{table}" in wanted]
    digests = {f"{schema}.{table}": _digest(connection, schema, table) for schema, table in own}
    connection.register("left_now", pa.table({"name": list(digests), "digest": list(digests.values())}))
    connection.execute("delete from night.table_state where step = $1", [step])
    connection.execute("insert or replace into night.table_state select name, $1, digest from left_now", [step])
    return digests


def _stands(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        connection.execute("select 1 from information_schema.tables where table_schema = 'night' limit 1").fetchall()
    )


def _digest(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """Tells two states of a table apart, in whatever order its rows are."""
    rows, content = connection.execute(
        f'select count(*), coalesce(sum(hash(own)), 0) from "{schema}"."{table}" as own'
    ).fetchone() or (0, 0)
    columns = connection.execute(
        "select string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position)"
        " from information_schema.columns where table_schema = ? and table_name = ?",
        [schema, table],
    ).fetchone() or ("",)
    return f"{rows}:{content}:{columns[0]}"
