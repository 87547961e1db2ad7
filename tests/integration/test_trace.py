"""`caseline trace`: from a number to clients, records with file and line, and quotes."""

import csv
import io

import pytest
from rich.console import Console

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.site.kinds import Asked
from reports.site.site import page_name
from reports.trace import trace
from tests.integration.test_serve_postgres import HOPE
from tests.unit.site_inside import inside


@pytest.fixture
def said(reported_warehouse):
    def run(*arguments, **options) -> str:
        page = io.StringIO()
        Console(width=220, file=page).print(trace(reported_warehouse, *arguments, **options))
        return page.getvalue()

    return run


def test_a_number_leads_to_its_records_and_quotes(said):
    text = said("city", "improved")
    improved = "1 of 3 clients with a baseline and an exit assessment improved by at least one level"
    assert f"{improved} (33.3%, likely between 6.1% and 79.2%)." in text
    assert "Behind it: 1 clients, 1 records, 1 quoted notes." in text
    assert "eastside/forms/survey.csv:11" in text
    assert "Housing stability: From 2 on 2 August 2025 to 4 on 1 February 2026" in text
    assert text.index("“keys in hand”") < text.index("Records counted") < text.index("Out of whom, counted or not")
    assert text.count(": counted") == 1 and text.count(": not counted") == 2
    assert "“keys in hand”" in text
    assert "outcome-evidence v1, embedded-rules-2" in text
    assert "Ana" not in text


def test_its_page_shows_all_out_of_whom_counted_or_not(reported_warehouse, tmp_path):
    organization = Organization.model_validate(HOPE.model_dump())
    organization._folder = tmp_path
    page = inside(reported_warehouse, organization).page(Asked(f"trace/{page_name('city:improved:all:all')}.html")).html
    quotes, records, base = (page.index(head) for head in ("From notes of these people", ">Records<", "Out of whom"))
    assert quotes < records < base
    assert page.count("<td>counted</td>") == 1 and page.count("<td>not counted</td>") == 2
    assert page.count("Housing stability: From") == 4


@pytest.mark.parametrize(
    "figure", ["city:served:2025-q3:all", "served:2025-q3", "served 2025 Q3", "served:2025-q3:all"]
)
def test_a_figure_is_found_by_what_people_type(said, figure):
    assert "2025 Q3: 3 clients were served." in said("City grant", figure)


def test_several_figures_are_listed(reported_warehouse):
    with pytest.raises(CaselineError, match=r"could be 4 figures of 'city'. Name one:\n  served:2025-q3:all"):
        trace(reported_warehouse, "city", "serve q")


def test_nothing_alike_lists_the_questions(reported_warehouse):
    with pytest.raises(CaselineError, match="Questions: served, entered, improved"):
        trace(reported_warehouse, "city", "zebra")
    with pytest.raises(CaselineError, match="Reports: aggregate, city, comprehensive"):
        trace(reported_warehouse, "state", "served")


def test_all_the_evidence_is_saved(said, tmp_path):
    said("city", "served", csv=tmp_path / "served.csv")
    with (tmp_path / "served.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["client_id"] for row in rows if row["role"] == "counted"} == {f"C-{n:010d}" for n in (1, 2, 3, 4, 6)}


def test_no_warehouse_yet_is_a_sentence(tmp_path):
    with pytest.raises(CaselineError, match="caseline run"):
        trace(tmp_path / "none.duckdb", "city", "served")
