"""The same models on a real Postgres give the same rows as on DuckDB."""

from pathlib import Path

import pytest

from caseline.ground.warehouse import connect
from tests.integration.postgres import assert_same_rows, copy_to_postgres, dbt_on_postgres, tables_of

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

SOURCES = ("hmis", "crm", "forms", "documents", "framework")


def test_record_is_the_same_on_postgres(small_warehouse: Path, postgres_uri: str) -> None:
    with connect(small_warehouse, read_only=True) as duck, psycopg.connect(postgres_uri, autocommit=True) as postgres:
        copy_to_postgres(duck, postgres, [*tables_of(duck, SOURCES), ("record", "identity_link")])
    dbt_on_postgres(
        small_warehouse, postgres_uri,
        "build", "--select", "path:models/intake", "path:seeds/*.csv", "path:models/record",
        "--exclude", "test_type:unit", "--indirect-selection", "buildable",
    )  # fmt: skip
    with connect(small_warehouse, read_only=True) as duck, psycopg.connect(postgres_uri) as postgres:
        made = [table for table in tables_of(duck, ("intake", "record")) if not table[1].startswith("identity_")]
        assert_same_rows(duck, postgres, made)
