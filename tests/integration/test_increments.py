"""Tables that are built again for some clients alone: night after night they hold what a whole build gives."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from caseline.ground.warehouse import connect
from tests.built_once import WAREHOUSE
from tests.integration.record_building import dbt

BY_CLIENT = ("record.client_timeline", "reporting.measure_fact", "reporting.evidence")
BUILT = (
    "client_timeline",
    "item_scale",
    "code",
    "code_reliability",
    "measure_fact",
    "fact_period",
    "shared_cell",
    "evidence",
)
OF_CLIENTS = ("client_link", "enrollment", "assessment", "case_note", "consent", "goal")

NIGHTS = {
    "a new note, a corrected client and an exit": """
        insert into record.case_note by name
            select * replace ('n4' as note_id, date '2026-03-01' as note_date)
            from record.case_note where note_id = 'n1';
        update record.client set dob = date '1985-05-05', gender = 'Woman' where client_id = 'C-0000000002';
        update record.enrollment set exit_date = date '2026-05-01', destination_category = 'homeless'
            where enrollment_id = 'hmis:eastside:E4housing'
    """,
    "two clients are one": "; ".join(
        [
            *(
                f"update record.{table} set client_id = 'C-0000000003' where client_id = 'C-0000000004'"
                for table in OF_CLIENTS
            ),
            "delete from record.client where client_id = 'C-0000000004'",
        ]
    ),
    "they are two again, a file is gone, and a program has another name": "; ".join(
        [
            "insert into record.client by name select * replace ('C-0000000004' as client_id, 'Dan' as first_name)"
            " from record.client where client_id = 'C-0000000003'",
            *(
                f"update record.{table} set client_id = 'C-0000000004' where client_id = 'C-0000000003' and {own}"
                for table, own in (
                    ("client_link", "record_key = 'hmis:eastside:4'"),
                    ("enrollment", "enrollment_id like '%E4%'"),
                    ("case_note", "note_id <> 'n1'"),
                )
            ),
            "delete from record.consent where source_file = 'eastside/forms/consent.csv'",
            "delete from record.assessment where client_id = 'C-0000000001'",
            "update record.program set name = 'Rehousing' where program_id = 'housing'",
        ]
    ),
}


@pytest.fixture
def warehouse(reported_warehouse: Path, tmp_path: Path) -> Path:
    shutil.copyfile(reported_warehouse, tmp_path / WAREHOUSE)
    return tmp_path / WAREHOUSE


def change(warehouse: Path, sql: str) -> None:
    with connect(warehouse) as connection:
        connection.execute(sql)


def held(warehouse: Path, table: str) -> list[tuple[Any, ...]]:
    with connect(warehouse, read_only=True) as connection:
        return connection.execute(f"from {table} order by all").fetchall()


def built(warehouse: Path, *models: str) -> dict[str, list[tuple[Any, ...]]]:
    dbt(warehouse, "build", "--select", *models, "--resource-type", "model")
    return {table: held(warehouse, table) for table in BY_CLIENT if table.split(".")[1] in models}


def test_increments_give_what_a_whole_build_gives(warehouse: Path) -> None:
    former = built(warehouse, *BUILT)
    for night, sql in NIGHTS.items():
        change(warehouse, sql)
        whole = warehouse.parent / "whole" / warehouse.name
        whole.parent.mkdir(exist_ok=True)
        shutil.copyfile(warehouse, whole)
        change(whole, "drop schema increments cascade")
        found = built(warehouse, *BUILT)
        assert found == built(whole, *BUILT), night
        assert all(found[table] != former[table] for table in BY_CLIENT), night
        former = found


def test_only_clients_whose_rows_changed_are_built_again(warehouse: Path) -> None:
    built(warehouse, "client_timeline")
    change(warehouse, "update record.client_timeline set title = 'as it was'")
    change(warehouse, "update record.case_note set author = 'Somebody else' where client_id = 'C-0000000001'")
    built(warehouse, "client_timeline")
    again = "select distinct client_id from record.client_timeline where title <> 'as it was'"
    assert held(warehouse, f"({again})") == [("C-0000000001",)]


def test_where_the_model_was_made_of_something_else_all_are_built(warehouse: Path) -> None:
    built(warehouse, "client_timeline")
    change(warehouse, "update record.client_timeline set title = 'as it was'")
    change(warehouse, "update increments.record__client_timeline set digest = 'other' where input = 'the model'")
    built(warehouse, "client_timeline")
    assert held(warehouse, "(select 1 from record.client_timeline where title = 'as it was')") == []
