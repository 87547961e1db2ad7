"""The models on a real Postgres give the same rows as on DuckDB."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseline.ground.warehouse import connect
from tests.integration.postgres import DbtOnPostgres, Table, assert_same_rows, copy_to_postgres, tables_of

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

SOURCES = ("hmis", "crm", "forms", "documents", "framework")
LINKS = ("record", "identity_link")
CODED = [("intelligence", table) for table in ("note_coding", "note_code", "skill_wording", "skill_agreement")]
NO_UNIT_TEST = ("--exclude", "test_type:unit", "--indirect-selection", "buildable")


@pytest.fixture(scope="module")
def dbt(postgres_uri: str, tmp_path_factory: pytest.TempPathFactory) -> DbtOnPostgres:
    return DbtOnPostgres(postgres_uri, tmp_path_factory.mktemp("postgres_target"))


@pytest.fixture
def database(postgres_uri: str) -> Iterator[psycopg.Connection]:
    """The server's database, which is empty again afterwards."""
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        yield connection
        schemas = "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'"
        for (schema,) in connection.execute(schemas).fetchall():
            connection.execute(f'drop schema "{schema}" cascade')
        connection.execute("create schema public")


def test_record_is_the_same(documented: tuple[Path, Path], database: psycopg.Connection, dbt: DbtOnPostgres) -> None:
    """Of exports of every kind, documents too."""
    with connect(documented[1], read_only=True) as duck:
        copy_to_postgres(duck, database, [*tables_of(duck, SOURCES), LINKS])
        dbt.run(
            "build", "--select", "path:models/intake", "path:seeds/*.csv", "path:models/record", *NO_UNIT_TEST
        )  # fmt: skip
        made = [table for table in tables_of(duck, ("intake", "record")) if not table[1].startswith("identity_")]
        documents = {"document", "document_name", "document_note", "note_line"}
        assert documents <= {name for _, name in made}
        assert_same_rows(duck, database, made)


def test_reporting_is_the_same(reported_warehouse: Path, database: psycopg.Connection, dbt: DbtOnPostgres) -> None:
    with connect(reported_warehouse, read_only=True) as duck:
        copy_to_postgres(duck, database, [*tables_of(duck, ("framework", "intake", "record")), *CODED])
        dbt.run(
            "build", "--select", "path:seeds/quality", "path:models/intelligence", "path:models/reporting",
            *NO_UNIT_TEST, "--exclude", "path:models/reporting/hud", "path:models/reporting/lsa",
        )  # fmt: skip
        assert_same_rows(duck, database, tables_of(duck, ("intelligence", "reporting")))


def test_huds_figures_and_the_checks_of_hmis_are_the_same(
    kit_warehouse: Path, database: psycopg.Connection, dbt: DbtOnPostgres
) -> None:
    compared: list[Table] = [
        ("hud", "hud_client"), ("hud", "hud_figure"), ("reporting", "quality_stay"), ("reporting", "data_quality"),
    ]  # fmt: skip
    with connect(kit_warehouse, read_only=True) as duck:
        copy_to_postgres(duck, database, [*tables_of(duck, ("framework", "intake")), LINKS])
        dbt.run("build", "--selector", "hud_reports")
        assert_same_rows(duck, database, compared)
