"""HUD's public LSA sample (10,606 clients): every row of the twelve files beside those HUD's reference made of it."""

import csv
from collections import Counter

import duckdb
import pytest

from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import quoted_path
from reports.hud.lsa.evidence import EVIDENCE
from reports.hud.lsa.files import lsa_files
from reports.hud.lsa.trace import trace_row
from tests.built_once import WAREHOUSE
from tests.integration.lsa_sample import beside_huds, make
from tests.integration.record_building import unit_tests

EQUAL = {
    "Organization": (27, 27), "Project": (68, 70), "Funder": (60, 60), "ProjectCoC": (70, 70), "Inventory": (90, 90),
    "HMISParticipation": (57, 57), "Affiliation": (0, 0), "LSAReport": (0, 1), "LSAPerson": (3667, 3669),
    "LSAHousehold": (4291, 4291), "LSAExit": (5176, 5195), "LSACalculated": (22827, 22989),
}  # fmt: skip
"""Rows as HUD's, of how many. docs/lsa.md says of every other one which rule it is about and why."""


@pytest.fixture(scope="module")
def sample(shared_data):
    return shared_data("hmis", "lsa_fy2026")


@pytest.fixture(scope="module")
def made(built_once, sample):
    return built_once.folder("hud's lsa", lambda folder: make(["lsa", "hic"], sample, folder))


def test_rows_are_as_huds(sample, made):
    found = {file: beside_huds(sample, "lsa", file, made / "lsa")[:2] for file in EQUAL}
    print("\n".join(f"{file}: {equal:,} of {expected:,} rows equal" for file, (equal, expected) in found.items()))
    assert found == EQUAL


def test_a_hic_counts_the_people_that_hud_counts(sample, made):
    equal, expected, ours = beside_huds(sample, "hic", "LSAPerson", made / "hic")
    assert (equal, expected, ours) == (1294, 1295, 1295)
    assert beside_huds(sample, "hic", "LSACalculated", made / "hic")[:2] == (2925, 3133)
    for file in ("LSAHousehold", "LSAExit"):
        assert len((made / "hic" / f"{file}.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_no_row_without_the_clients_behind_it(made):
    folder = made / "lsa"
    with duckdb.connect() as connection:
        for file in ("LSAPerson", "LSAHousehold", "LSAExit"):
            differing = connection.execute(
                f"""with numbered as (
                    select *, row_number() over () as row from read_csv({quoted_path(folder / f"{file}.csv")})
                ),
                behind as (
                    select row, count(distinct client_id) as clients from {quoted_path(folder / EVIDENCE)}
                    where file = ? group by row
                )
                select count(*) from numbered full join behind using (row)
                where RowTotal is distinct from clients""",
                [file],
            ).fetchone()
            assert differing == (0,), file
        averages = connection.execute(
            f"""with numbered as (
                select *, row_number() over () as row from read_csv({quoted_path(folder / "LSACalculated.csv")})
            ),
            behind as (
                select row, cast(floor(avg(value)) as integer) as mean, count(distinct client_id) as clients
                from {quoted_path(folder / EVIDENCE)} where file = 'LSACalculated' group by row
            )
            select
                count(*),
                count(*) filter (where Value is distinct from case when ReportRow = 53 then clients else mean end)
            from numbered left join behind using (row) where ReportRow <= 53""",
        ).fetchone()
    assert averages is not None and averages[0] > 10_000 and averages[1] == 0


def test_people_of_the_housing_inventory_are_those_that_the_hic_counts(made):
    with duckdb.connect() as connection:
        differing, projects = connection.execute(
            f"""select count(*) filter (where inventory.people is distinct from counted.Value), count(*)
            from read_csv({quoted_path(made / "hic" / "LSACalculated.csv")}) as counted
            left join read_csv({quoted_path(made / "hic" / "inventory.csv")}) as inventory
                on counted.ProjectID = inventory.project_id
            where counted.ReportRow = 53 and counted.Universe = 10 and counted.HHType = 0 and counted.Population = 0
                and counted.Cohort = 1"""
        ).fetchone() or (None, 0)
    assert (differing, projects) == (0, 47)


def test_nobody_is_said_not_to_sleep_where_nobody_is_counted(made):
    """An LSA counts no people by project in other permanent housing (types 9 and 10), nor outside HMIS."""
    with duckdb.connect() as connection:
        projects = f"read_csv({quoted_path(made / 'lsa' / 'Project.csv')})"
        nights = f"read_csv({quoted_path(made / 'lsa' / 'utilization.csv')})"
        found = connection.execute(
            f"""select ProjectType in (9, 10), count(*) > 0, count(people) > 0, count(bed_use) > 0
            from {nights} as night inner join {projects} as project on night.project_id = project.ProjectID
            group by all order by all"""
        ).fetchall()
        closed = connection.execute(
            f"""select count(*) from {nights} as night
            inner join {projects} as project on night.project_id = project.ProjectID
            where night >= OperatingEndDate and beds > 0"""
        ).fetchone()
    assert found == [(False, True, True, True), (True, True, False, False)]
    assert closed == (0,)


def test_a_night_in_a_project_leads_to_who_slept_there(made, tmp_path):
    saved = tmp_path / "night.csv"
    trace_row("lsa", "utilization.1200", made / "lsa", saved)
    with (made / "lsa" / "utilization.csv").open(encoding="utf-8", newline="") as file:
        night = list(csv.DictReader(file))[1199]
    with saved.open(encoding="utf-8-sig", newline="") as file:
        assert len({row["client_id"] for row in csv.DictReader(file)}) == int(night["people"]) > 0


def test_what_the_portal_refuses_is_listed_with_who_mends_it(made):
    with (made / "lsa" / "to_fix.csv").open(encoding="utf-8-sig", newline="") as file:
        found = Counter((row["Problem"], row["Who fixes"]) for row in csv.DictReader(file))
    assert found["No funding source was active in the period", "HMIS administrator"] == 12
    assert found["The beds begin after the period ended", "Agency with the HMIS administrator"] == 2


@pytest.mark.parametrize("row", ["LSAPerson.1", "LSACalculated.20000", "LSAReport.MoveInDate", "Inventory.3"])
def test_a_row_leads_to_hmis(made, row):
    saved = made / f"{row}.csv"
    trace_row("lsa", row, made / "lsa", saved)
    assert "/hmis/" in saved.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "row", ["LSAPerson.999999", "LSAPerson.Nothing", "LSAReport.Nothing", "Nothing.1", "LSAPerson"]
)
def test_a_row_that_is_none_is_said_to_be_none(made, row):
    with pytest.raises(CaselineError):
        trace_row("lsa", row, made / "lsa")


def test_the_upload_holds_the_twelve_files(made):
    import zipfile

    with zipfile.ZipFile(made / "lsa" / "lsa.zip") as archive:
        assert sorted(archive.namelist()) == sorted(f"{file.name}.csv" for file in lsa_files())


def test_unit_tests_of_models(made):
    unit_tests(made / WAREHOUSE, "path:models/reporting/lsa")
