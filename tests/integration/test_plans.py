"""No model's work grows with the square of the data: what it joins, it joins by keys that can be hashed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from caseline.coding.nights.ledger import create_tables
from caseline.ground.warehouse import connect
from caseline.models import DBT_FOLDER
from tests.integration.plans import products
from tests.integration.record_building import dbt

ONE_ROW = frozenset({"record.as_of", "reporting.fact_period"})
SMALL = {
    "framework.goal_kind": "words that tell a kind of goal, looked for in each goal and note",
    "framework.hud_report": "the HUD reports that an organisation asks for",
    "framework.measure": "the catalogue of what can be counted, one row of it",
    "framework.outcome": "an organisation's outcomes, each for its list of programs",
    "framework.setting": "an organisation's settings",
    "framework.shipped_agreement": "what a reader says of itself, by the version its own name begins with",
    "framework.skill": "the skills that notes are read by",
    "hud.hud_language": "the languages that a report's clients need, twenty at most a report",
    "hud.hud_table": "the tables of HUD's reports, a seed",
    "lsa.lsa_calendar": "the days of seven years, each once",
    "lsa.lsa_cohort": "the periods that an LSA looks at",
    "lsa.lsa_request": "the LSA reports that are asked for",
}
"""What a join by product may have on one side, and why: it grows with an organisation's files, not with its clients."""


@pytest.fixture(scope="module")
def models(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A warehouse with every table, and the SQL of every model as it ran there."""
    warehouse = tmp_path_factory.mktemp("plans") / small_warehouse.name
    shutil.copyfile(small_warehouse, warehouse)
    with connect(warehouse) as connection:
        create_tables(connection)
    for selector in ("after_coding_and_hud", "lsa"):
        dbt(warehouse, "build", "--selector", selector, "--resource-type", "model", "--resource-type", "seed")
    compiled = {
        path.stem: path.read_text(encoding="utf-8")
        for folder in (small_warehouse.parent, warehouse.parent)
        for path in (folder / "target" / "compiled" / "caseline" / "models").rglob("*.sql")
        if ".yml" not in {parent.suffix for parent in path.parents}  # the SQL of a test
    }
    return warehouse, compiled


def test_every_model_joins_by_keys(models: tuple[Path, dict[str, str]]) -> None:
    warehouse, compiled = models
    assert set(compiled) == {path.stem for path in (DBT_FOLDER / "models").rglob("*.sql")}
    refused: dict[str, list[str]] = {}
    with connect(warehouse, read_only=True) as connection:
        for model, sql in compiled.items():
            for product in products(connection, sql, ONE_ROW):
                if not (product.left <= set(SMALL) or product.right <= set(SMALL)):
                    refused.setdefault(model, []).append(str(product))
    assert refused == {}


@pytest.mark.parametrize(
    ("condition", "joined"),
    [
        ("a.x = b.x and (a.y = b.y or a.y > 3)", "left"),
        ("a.x || '#' || a.y = b.x || '#' || a.y", "left"),
        ("a.x between b.x and b.y", "inner"),
    ],
)
def test_a_join_without_a_key_is_found(condition: str, joined: str) -> None:
    with duckdb.connect() as connection:
        for name in "ab":
            connection.execute(f"create table {name} as select 1 as x, 2 as y")
        (product,) = products(connection, f"select a.* from a {joined} join b on {condition}", ONE_ROW)
    assert (product.left, product.right) == ({"main.a"}, {"main.b"})


def test_a_value_of_its_own_is_no_product() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table a as select 1 as x")
        sql = """
            with latest as (select max(x) as x from a)
            select * from a cross join latest where a.x < (select sum(x) from a)
        """
        assert products(connection, sql, ONE_ROW) == []
