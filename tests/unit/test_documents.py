"""Funder documents, read back: the numbers of the report, no formulas, no clients, the same bytes each time."""

import openpyxl
import pytest

from reports.documents import write_documents
from tests.unit.site_people import FIRST, LAST, MANAGERS
from tests.unit.site_warehouse import make_warehouse, organization


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    warehouse = make_warehouse(folder / "published.duckdb")
    return warehouse, folder, write_documents(warehouse, organization(folder), folder / "documents")


def sheet(path, name):
    head, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_one_workbook_and_one_page_for_each_funder_report(written):
    _, _, documents = written
    assert [path.name for path in documents.files] == ["city_housing.html", "city_housing.xlsx"]


def test_the_workbook_answers_every_question(written):
    _, folder, _ = written
    answers = sheet(folder / "documents" / "city_housing.xlsx", "Answers")
    assert [(row["Question"], row["Value"]) for row in answers] == [
        ("How many people were served?", 40),
        ("How many left to a home of their own?", 50),
    ]
    parts = sheet(folder / "documents" / "city_housing.xlsx", "Breakdowns")
    assert {row["Part"]: row["Value"] for row in parts} == {
        "Emergency Shelter and Rapid Rehousing": 20,
        "Workforce Ready": 20,
    }
    sources = sheet(folder / "documents" / "city_housing.xlsx", "Sources")
    assert {row["File"] for row in sources} == {"eastside/hmis/Enrollment.csv", "northgate/hmis/Enrollment.csv"}


def test_no_cell_is_a_formula_and_no_client_is_named(written):
    _, folder, _ = written
    book = openpyxl.load_workbook(folder / "documents" / "city_housing.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    words = " ".join(str(cell.value) for cell in cells) + (folder / "documents" / "city_housing.html").read_text()
    for name in FIRST + LAST + MANAGERS:
        assert name.lower() not in words.lower()
    assert "C-00000" not in words


def test_the_same_warehouse_gives_the_same_bytes(written):
    warehouse, folder, _ = written
    before = {path.name: path.read_bytes() for path in (folder / "documents").iterdir()}
    write_documents(warehouse, organization(folder), folder / "documents")
    assert {path.name: path.read_bytes() for path in (folder / "documents").iterdir()} == before
