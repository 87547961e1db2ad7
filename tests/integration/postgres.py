"""An embedded Postgres, tables copied into it from DuckDB, and dbt run on it."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import duckdb

from caseline.models import DBT_FOLDER

Table = tuple[str, str]
_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision", "TIMESTAMP WITH TIME ZONE": "timestamptz"}


class DbtOnPostgres:
    """dbt with the target `postgres`, in a process of its own. It parses the project into `target`, once."""

    def __init__(self, uri: str, target: Path) -> None:
        address = urlparse(uri)
        self._environment = os.environ | {
            "CASELINE_DBT_TARGET": "postgres",
            "CASELINE_POSTGRES_HOST": address.hostname or parse_qs(address.query)["host"][0],
            "CASELINE_POSTGRES_PORT": str(address.port or 5432),
            "CASELINE_POSTGRES_USER": address.username or "postgres",
            "CASELINE_POSTGRES_DATABASE": address.path.lstrip("/") or "postgres",
            "DBT_PROFILES_DIR": str(DBT_FOLDER),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        }

    def run(self, *arguments: str) -> None:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), "--quiet", *arguments],
            cwd=DBT_FOLDER, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def tables_of(duck: duckdb.DuckDBPyConnection, schemas: Iterable[str]) -> list[Table]:
    return duck.execute(
        "select table_schema, table_name from information_schema.tables "
        "where list_contains(?, table_schema) order by all",
        [list(schemas)],
    ).fetchall()


def copy_to_postgres(duck: duckdb.DuckDBPyConnection, postgres: Any, tables: Iterable[Table]) -> None:
    """Copy whole tables, making schemas as needed."""
    for schema, table in tables:
        columns = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in _columns(duck, schema, table))
        postgres.execute(f"create schema if not exists {schema}")
        postgres.execute(f'create table {schema}."{table}" ({columns})')
        with postgres.cursor().copy(f'copy {schema}."{table}" from stdin') as copy:
            for row in duck.execute(f'select * from {schema}."{table}"').fetchall():
                copy.write_row(row)


def assert_same_rows(duck: duckdb.DuckDBPyConnection, postgres: Any, tables: Iterable[Table]) -> None:
    for schema, table in tables:
        columns = ", ".join(f'"{column}"' for column, _ in _columns(duck, schema, table))
        query = f'select {columns} from {schema}."{table}"'
        on_postgres, on_duck = postgres.execute(query).fetchall(), duck.execute(query).fetchall()
        assert sorted(map(repr, on_postgres)) == sorted(map(repr, on_duck)), table


def _columns(duck: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in duck.execute(f'describe {schema}."{table}"').fetchall()]
