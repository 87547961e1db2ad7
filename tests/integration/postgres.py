"""An embedded Postgres, tables copied into it from DuckDB, and dbt run on it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import duckdb

from tests.integration.record_building import dbt

Table = tuple[str, str]
_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision", "TIMESTAMP WITH TIME ZONE": "timestamptz"}


def dbt_on_postgres(warehouse: Path, uri: str, *arguments: str) -> None:
    """Run dbt with the target `postgres`; its working files lie beside the DuckDB warehouse."""
    address = urlparse(uri)
    dbt(
        warehouse, *arguments,
        CASELINE_DBT_TARGET="postgres",
        CASELINE_POSTGRES_HOST=address.hostname or parse_qs(address.query)["host"][0],
        CASELINE_POSTGRES_PORT=str(address.port or 5432),
        CASELINE_POSTGRES_USER=address.username or "postgres",
        CASELINE_POSTGRES_DATABASE=address.path.lstrip("/") or "postgres",
    )  # fmt: skip


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
