"""`caseline export`: the same bytes each time, formulas that stay text, and no more than a role may see."""

import csv
import hashlib

import duckdb
import openpyxl
import pytest

from caseline.access.modelled import modelled_columns
from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import Column, Sheet, safe_cell, write_workbook
from caseline.organization.profile import Organization
from reports.bi.files import export_reporting

HOPE = Organization.model_validate(
    {
        "id": "hope", "name": "Hope House", "affiliates": [{"id": "eastside", "name": "Eastside"}],
        "roles": {"director": "identifier", "analyst": "sensitive", "volunteer": "quasi-identifier", "funder": "open"},
    }
)  # fmt: skip


@pytest.fixture
def export(reported_warehouse, tmp_path):
    HOPE._folder = tmp_path

    def run(to, role):
        files = export_reporting(reported_warehouse, HOPE, to, tmp_path / to / role, role)
        return {file.stem: file for file in files}

    return run


def columns(file):
    return [row[0] for row in duckdb.sql(f"describe select * from '{file}'").fetchall()]


def test_parquet_holds_the_same_rows(export, reported_warehouse):
    files = export("parquet", "director")
    with duckdb.connect(str(reported_warehouse), read_only=True) as connection:
        for table, file in files.items():
            inside = connection.execute(f"select count(*) from reporting.{table}").fetchone()
            assert duckdb.sql(f"select count(*) from '{file}'").fetchone() == inside, table


def test_a_column_above_the_role_is_left_out(export):
    assert "client_name" in columns(export("parquet", "director")["client_list"])
    analyst = export("parquet", "analyst")
    assert "client_name" not in columns(analyst["client_list"])
    assert "quote" in columns(analyst["evidence"])
    volunteer = export("parquet", "volunteer")
    assert "quote" not in columns(volunteer["evidence"])
    assert "client_id" in columns(volunteer["evidence"])


def test_who_sees_only_what_is_open_gets_no_person_and_no_small_count(export):
    files = export("csv", "funder")
    assert {name for name in files if not name.startswith("dim_")} == {"aggregate", "comprehensive", "figure"}
    for name, file in files.items():
        text = file.read_text(encoding="utf-8-sig")
        assert "C-0000" not in text
        assert "keys in hand" not in text
        if name.startswith("dim_"):
            continue
        for row in csv.DictReader(text.splitlines()):
            assert row["count"] in ("mean", "sum") or not row["value"] or float(row["value"]) % 5 == 0, row
            assert row["value"] or row["sentence"].startswith(("Not shown", "Not counted", "There were no")), row


def test_every_format_has_the_same_bytes_twice(export, tmp_path):
    for to in ("parquet", "csv", "xlsx"):
        former = {name: hashlib.sha256(file.read_bytes()).digest() for name, file in export(to, "analyst").items()}
        again = {name: hashlib.sha256(file.read_bytes()).digest() for name, file in export(to, "analyst").items()}
        assert former == again, to


def test_the_workbook_opens_and_says_what_it_is(export):
    book = openpyxl.load_workbook(export("xlsx", "analyst")["reporting"])
    assert book.sheetnames[:3] == ["read me", "aggregate", "client_alias"]
    assert ("Made for", "analyst") in [tuple(cell.value for cell in row) for row in book["read me"].rows]
    figure = book["figure"]
    assert figure.freeze_panes == "B2"
    assert figure["A1"].comment.text == "The number: report, question, row and column."
    heads = [cell.value for cell in figure[1]]
    served = next(row for row in figure.iter_rows(values_only=True) if row[0] == "city:served:all:all")
    assert served[heads.index("value")] == 5


def test_text_never_acts_as_a_formula(tmp_path):
    attacks = ["=1+1", "+1+1", "-1-1", "@sum(a1)", "\t=1", "\n-1", "-1e9"]
    assert all(safe_cell(attack).startswith("'") for attack in attacks)
    assert [safe_cell(number) for number in (-1, "-1", "+1.5")] == [-1, "-1", "+1.5"], "an ID is found as it was"
    write_workbook(tmp_path / "a.xlsx", [Sheet("s", [Column("text")], [(attack,) for attack in attacks])])
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["s"]
    assert [cell.data_type for (cell,) in page.iter_rows(min_row=2)] == ["s"] * len(attacks)


def test_an_unknown_role_lists_the_roles(export):
    with pytest.raises(CaselineError, match="Roles of Hope House: director, analyst, volunteer, funder"):
        export("csv", "board")


def test_every_reporting_column_has_a_sensitivity(export, reported_warehouse):
    assert all(column.sensitivity for column in modelled_columns() if column.layer == "reporting")
    with duckdb.connect(str(reported_warehouse), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'reporting'").fetchall()
    assert set(export("parquet", "director")) == {name for (name,) in tables}
