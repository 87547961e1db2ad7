"""A kept report stays what it was, and a later run says what changed and why, from the records behind each number."""

import csv
import shutil

import duckdb
import pytest
import yaml

from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import safe_cell
from caseline.organization.profile import Organization
from reports.frozen import compare, freeze, load_frozen
from tests.integration.test_serve_postgres import HOPE

CITY = "report = 'city'"
SERVED = "figure_id = 'city:served:all:all'"
FIRST = "(select min(record_id) from reporting.evidence where figure_id = 'city:served:all:all')"


@pytest.fixture
def hope(reported_warehouse, tmp_path):
    """An organisation with a published warehouse of its own, in which the exports so far are on record."""
    warehouse = tmp_path / "published.duckdb"
    shutil.copyfile(reported_warehouse, warehouse)
    organization = Organization.model_validate(HOPE.model_dump())
    organization._folder = tmp_path / "hope"
    change(warehouse, "insert into intake.load_file (file, sha256, rows_loaded, outcome) "
           "select distinct source_file, 'first', 9, 'loaded' from reporting.evidence")  # fmt: skip
    return warehouse, organization


def change(warehouse, *statements):
    with duckdb.connect(str(warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)


def say_five_more(where=SERVED):
    return f"update reporting.figure set value = value + 5, sentence = '10 clients were served.' where {where}"


def why(warehouse, organization):
    """The reasons of the one number that changed."""
    (frozen,) = load_frozen(organization)
    (changed,) = compare(warehouse, frozen).changes
    return changed.why


def test_nothing_changed(hope):
    warehouse, organization = hope
    kept = freeze(warehouse, organization, "City grant")
    assert kept.name == "city_2026-06-30" and len(kept.data_version) == 12
    compared = compare(warehouse, kept)
    assert (compared.changes, compared.around, compared.same) == ([], [], kept.figures)
    kinds = ("agreement.csv", "csv", "docx", "pdf", "xlsx")
    assert {path.name for path in kept.path("sent").iterdir()} == {f"city.{kind}" for kind in kinds}


def test_no_cell_of_a_kept_report_is_run_by_a_spreadsheet(hope):
    warehouse, organization = hope
    change(warehouse, f"update reporting.figure set sentence = '=cmd|'' /C calc''!A1' where {SERVED}")
    kept = freeze(warehouse, organization, "city")
    with kept.path("figures.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd|' /C calc'!A1" in cells and all(safe_cell(cell) == cell for cell in cells)
    change(warehouse, say_five_more())
    (changed,) = compare(warehouse, kept).changes
    assert changed.before == "=cmd|' /C calc'!A1"


def test_records_of_an_export_taken_in_since(hope):
    warehouse, organization = hope
    freeze(warehouse, organization, "city")
    change(
        warehouse,
        "insert into intake.load_file (file, sha256, rows_loaded, outcome) values ('late.csv', 'x', 1, 'loaded')",
        f"insert into reporting.evidence by name select * replace ('new' as record_id, 'late.csv' as source_file) "
        f"from reporting.evidence where {SERVED} and record_id = {FIRST}",
        say_five_more(),
    )
    (frozen,) = load_frozen(organization)
    compared = compare(warehouse, frozen)
    (changed,) = compared.changes
    assert (changed.before, changed.now) == ("5 clients were served.", "10 clients were served.")
    assert changed.why == ["1 record of 1 client came with exports taken in since: late.csv."]
    assert compared.around[0].startswith(f"Exports were taken in since: data version {frozen.data_version} became ")
    assert compared.summary == f"1 number changed, {frozen.figures - 1} stay."


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            f"delete from {{table}} where record_id = {FIRST}",
            "1 record of 1 client no longer in the data: deleted in the source, or in no export.",
        ),
        (
            f"delete from reporting.evidence where {SERVED} and record_id = {FIRST}",
            "1 record of 1 client still there that no longer count: a date, program, map or ruling changed.",
        ),
        (
            f"update reporting.evidence set client_id = 'C-0000000009' where {SERVED} and record_id = {FIRST}",
            "1 record of 1 client now belong to another client: people were joined, or split.",
        ),
        (
            f"update reporting.evidence set event_date = '2025-12-24' where {SERVED} and record_id = {FIRST}",
            "1 record of 1 client with another date or value than then: eastside/hmis/Enrollment.csv.",
        ),
        (
            "select 1",
            "The same records are counted in another way: the rules of counting changed.",
        ),
    ],
)  # fmt: skip
def test_why_a_number_changed(hope, statement, reason):
    warehouse, organization = hope
    freeze(warehouse, organization, "city")
    tables = ("reporting.measure_fact", "reporting.evidence")
    statements = [statement.format(table=table) for table in tables] if "{table}" in statement else [statement]
    change(warehouse, *statements, say_five_more())
    assert why(warehouse, organization) == [reason]


def test_another_wording_of_a_skill(hope):
    warehouse, organization = hope
    freeze(warehouse, organization, "city")
    home = "figure_id = 'city:home:all:all'"
    change(
        warehouse, "update framework.skill set version = 'v2' where skill = 'outcome-evidence'",
        f"delete from reporting.evidence where {home}", say_five_more(home),
    )  # fmt: skip
    assert why(warehouse, organization) == [
        "1 record of 1 client where notes are read with another wording of the skill."
    ]
    assert compare(warehouse, load_frozen(organization)[0]).around == [
        "Notes are read with another wording of: outcome-evidence."
    ]


def test_a_question_and_a_period_that_were_changed(hope):
    warehouse, organization = hope
    freeze(warehouse, organization, "city")
    change(
        warehouse,
        "update framework.report_question set measure = 'exits' where report_id = 'city' and question_id = 'served'",
        "update framework.report set period_end = '2026-12-31' where report_id = 'city'", say_five_more(),
        f"delete from reporting.figure where {CITY} and question_id = 'food'",
        "delete from framework.report_question where report_id = 'city' and question_id = 'food'",
    )  # fmt: skip
    compared = compare(warehouse, load_frozen(organization)[0])
    by_question = {change.figure_id.split(":")[1]: change for change in compared.changes}
    assert by_question["served"].why == ["The question is asked differently: what is counted."]
    assert by_question["food"].now is None and by_question["food"].why == ["The question is no longer asked."]
    assert compared.around == ["Its period was 1 Jul 2025 to 30 Jun 2026 and is 1 Jul 2025 to 31 Dec 2026."]


def test_what_is_kept_is_never_replaced_or_edited(hope):
    warehouse, organization = hope
    kept = freeze(warehouse, organization, "city")
    before = {path: path.read_bytes() for path in kept.folder.rglob("*") if path.is_file()}
    with pytest.raises(CaselineError, match="stays what it was"):
        freeze(warehouse, organization, "city")
    change(warehouse, say_five_more())
    freeze(warehouse, organization, "city", "city_again")
    assert {path: path.read_bytes() for path in kept.folder.rglob("*") if path.is_file()} == before
    assert [frozen.name for frozen in load_frozen(organization)] == ["city_2026-06-30", "city_again"]
    with pytest.raises(CaselineError, match="Kept: city_2026-06-30, city_again"):
        load_frozen(organization, "county")
    kept.path("figures.csv").write_bytes(b"edited")
    with pytest.raises(CaselineError, match="is not what was kept"):
        load_frozen(organization)


def test_the_same_report_is_kept_as_the_same_bytes(hope):
    warehouse, organization = hope
    one, other = (freeze(warehouse, organization, "city", name) for name in ("one", "other"))
    for path in one.folder.rglob("*"):
        if path.is_file():
            assert (other.folder / path.relative_to(one.folder)).read_bytes() == path.read_bytes(), path.name
    assert yaml.safe_load(one.path("report.yml").read_text())["period"]["to"] == one.last_day
