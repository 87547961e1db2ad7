"""The intelligence and reporting models on a real Postgres give the same rows as on DuckDB."""

from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from caseline.warehouse import connect
from tests.integration.record_building import dbt
from tests.integration.test_dbt_postgres import _columns, _copy, _sorted, _tables, postgres_uri  # noqa: F401

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

GIVEN = ("framework", "intake", "record")
CODED = [("intelligence", "note_coding"), ("intelligence", "note_code")]


def test_reporting_is_the_same_on_postgres(reported_warehouse: Path, postgres_uri: str) -> None:  # noqa: F811
    with (
        connect(reported_warehouse, read_only=True) as duck,
        psycopg.connect(postgres_uri, autocommit=True) as postgres,
    ):
        for schema, table in [*_tables(duck, GIVEN), *CODED]:
            _copy(duck, postgres, schema, table)
    address = urlparse(postgres_uri)
    dbt(
        reported_warehouse, "build", "--select", "path:models/intelligence", "path:models/reporting",
        "--exclude", "test_type:unit", "--indirect-selection", "buildable",
        CASELINE_DBT_TARGET="postgres",
        CASELINE_POSTGRES_HOST=address.hostname or parse_qs(address.query)["host"][0],
        CASELINE_POSTGRES_PORT=str(address.port or 5432),
        CASELINE_POSTGRES_USER=address.username or "postgres",
        CASELINE_POSTGRES_DATABASE=address.path.lstrip("/") or "postgres",
    )  # fmt: skip
    with connect(reported_warehouse, read_only=True) as duck, psycopg.connect(postgres_uri) as postgres:
        for schema, table in _tables(duck, ("intelligence", "reporting")):
            columns = ", ".join(f'"{column}"' for column, _ in _columns(duck, schema, table))
            query = f'select {columns} from {schema}."{table}"'
            assert _sorted(postgres.execute(query).fetchall()) == _sorted(duck.execute(query).fetchall()), table
