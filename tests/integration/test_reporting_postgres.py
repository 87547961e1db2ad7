"""The intelligence and reporting models on a real Postgres give the same rows as on DuckDB."""

from pathlib import Path

import pytest

from caseline.ground.warehouse import connect
from tests.integration.postgres import assert_same_rows, copy_to_postgres, dbt_on_postgres, tables_of

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

GIVEN = ("framework", "intake", "record")
CODED = [("intelligence", table) for table in ("note_coding", "note_code", "skill_wording", "skill_agreement")]


def test_reporting_is_the_same_on_postgres(reported_warehouse: Path, postgres_uri: str) -> None:
    with (
        connect(reported_warehouse, read_only=True) as duck,
        psycopg.connect(postgres_uri, autocommit=True) as postgres,
    ):
        copy_to_postgres(duck, postgres, [*tables_of(duck, GIVEN), *CODED])
    dbt_on_postgres(
        reported_warehouse, postgres_uri,
        "build", "--select", "path:seeds/quality", "path:models/intelligence", "path:models/reporting",
        "--exclude", "test_type:unit", "path:models/reporting/hud", "--indirect-selection", "buildable",
    )  # fmt: skip
    with connect(reported_warehouse, read_only=True) as duck, psycopg.connect(postgres_uri) as postgres:
        assert_same_rows(duck, postgres, tables_of(duck, ("intelligence", "reporting")))
