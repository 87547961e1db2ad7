"""No finding about data ends a night: every model is built and every data test passes, whatever files hold."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from caseline.coding.nights.ledger import create_tables
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.onboarding.check import check_organization
from tests.built_once import WAREHOUSE
from tests.conftest import open_data
from tests.integration.messy_exports import affiliate_of
from tests.integration.record_building import make_record, make_reports
from tests.integration.ugly_organization import write_ugly


def build_everything(folder: Path, warehouse: Path) -> None:
    """From exports to reports, HUD's too, with every data test and no note read. Fails where a run would end."""
    make_record(folder, warehouse)
    with connect(warehouse) as connection:
        create_tables(connection)
    make_reports(warehouse, "after_coding_and_hud")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("ugly")
    build_everything(write_ugly(place / "ugly"), place / WAREHOUSE)
    return place


@pytest.fixture(scope="module")
def ugly(place):
    with connect(place / WAREHOUSE, read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_check_says_all_that_a_run_holds_back(place, ugly):
    said = StringIO()
    workspace = Workspace(place / "ugly", place / "output")
    held_back = check_organization(workspace, Console(file=said, width=400))
    assert held_back == ugly("select value from reporting.run_summary where item = 'Rows held back'")[0][0]
    assert all(reason in said.getvalue() for (reason,) in ugly("select distinct reason from intake.quarantine"))
    assert [path.name for path in (place / "output" / "check").iterdir() if path.suffix == ".duckdb"] == []


def test_an_adult_who_comes_back_without_veteran_status_is_told_once_a_project(ugly):
    found = "from reporting.data_quality where check_id like 'veteran_%' and personal_id = 'A'"
    assert ugly(f"select project_id, enrollment_id {found}") == [("P:1", "3")]


def test_a_number_that_is_none_is_told_and_counts_for_nothing(ugly):
    sql = "select line, reason from intake.quarantine where file like '%/IncomeBenefits.csv' and is_kept order by line"
    told = dict(ugly(sql))
    assert set(told) == {2, 3}  # line 4 gave way to line 5, which has its key
    assert all("total_monthly_income" in reason for reason in told.values())
    assert ugly("select count(*) from record.service where isnan(quantity) or isinf(quantity)") == [(0,)]


def test_a_stay_in_no_program_stands_under_a_program_that_says_so(ugly):
    assert ugly("select name, is_configured from record.program where program_id = 'unknown'") == [
        ("Program not known", False)
    ]


def test_a_value_mapped_in_two_spellings_doubles_nothing(ugly):
    sql = "select count(*), count(distinct enrollment_id) from record.enrollment where source = 'forms'"
    assert ugly(sql) == [(3, 3)]  # the visit that names nobody is none


def test_what_two_columns_say_twice_is_kept_and_told(ugly):
    sql = (
        "select field, value from intake.form_answer where submission_key = 'visit/1' and field ilike 'day%' order by 1"
    )
    assert ugly(sql) == [("Day", "2024-01-02"), ("day", "2024-01-03")]
    sql = "select count(*) from intake.quarantine where reason like 'The column ''Day'' is much like ''day''%'"
    assert ugly(sql) == [(1,)]


def test_every_scenario_of_the_open_data_and_huds_sample_go_through(tmp_path):
    """Every export of the open data and HUD's sample of 10,606 clients, an affiliate each, in one organisation."""
    sample, scenarios = open_data("hmis", "lsa_fy2026", "hmis_csv.zip"), open_data("hmis", "importer_fy2024")
    data = tmp_path / "open" / "data"
    exports = {
        **{
            affiliate_of(source.parent.relative_to(scenarios).as_posix()): source
            for source in scenarios.rglob("source")
        },
        **{f"kit_{export.name}": export for export in open_data("hmis", "fy2021_kit", "inputs").iterdir()},
        **{f"migration_{export.name}": export for export in open_data("hmis", "migration_2022_to_2024").iterdir()},
    }
    for affiliate, export in exports.items():
        shutil.copytree(export, data / affiliate / "hmis", copy_function=shutil.copyfile)
    for file in (sample, *open_data("hmis", "encodings").iterdir()):
        to = data / file.stem.lower().replace("-", "_") / "hmis"
        to.mkdir(parents=True)
        shutil.copyfile(file, to / file.name)
    affiliates = sorted(folder.name for folder in data.iterdir())
    listed = "".join(f"  - {{id: {name}, name: {name}}}\n" for name in affiliates)
    (tmp_path / "open" / "organization.yml").write_text(f"id: open\nname: Open data\naffiliates:\n{listed}")
    warehouse = tmp_path / WAREHOUSE
    build_everything(tmp_path / "open", warehouse)
    with connect(warehouse, read_only=True) as connection:
        sql = "select count(*) from intake.hmis_client where affiliate_id = 'hmis_csv'"
        assert connection.execute(sql).fetchone() == (10_606,)
        sql = "select count(distinct affiliate_id) from intake.load_file where outcome = 'loaded'"
        assert connection.execute(sql).fetchone() == (len(affiliates),)
