"""Checks of HMIS records on HUD's test kit: they find what HUD's own tables count as errors, and what is planted."""

import csv
import shutil
from pathlib import Path

import pytest

import ingestion.hmis.source
from caseline.ground.warehouse import connect
from tests.integration.hud_kit import KitReport, kit_reports
from tests.integration.postgres import assert_same_rows, copy_to_postgres, dbt_on_postgres, tables_of
from tests.integration.record_building import dbt

BUILD = ("build", "--select", "path:seeds/quality", "path:models/reporting/quality", "--exclude", "test_type:unit")
# Rows of HUD's tables in their order, as the checks name what they count.
ELEMENTS = {
    "Q6a": ["name", "ssn", "dob", "race", "ethnicity", "gender"],
    "Q6b": ["veteran", "start_date", "relationship", "location", "disabling"],
    "Q6c": ["destination", "start", "annual", "exit"],
}
TOTAL = {"Q6a": 4, "Q6b": 1, "Q6c": 1}
HOMELESSNESS = ["institution", "housing", "street_date", "times", "months"]
BY_BED_NIGHTS = {("es_nbn", "Q6c", "annual")}
"""Until FY2022 a night-by-night shelter assessed after 365 bed nights; the checks go by time, as HUD does since."""


PLANTED = {
    ("Exit", "ExitDate"): ("2019-01-01", "exit_before_entry"),
    ("Enrollment", "HouseholdID"): ("", "required_empty"),
    ("Enrollment", "RelationshipToHoH"): ("99", "relationship_missing"),
    ("Client", "DOB"): ("2031-01-01", "dob_impossible"),
    ("Enrollment", "DateToStreetESSH"): ("2030-01-01", "homeless_since_after_entry"),
    ("Client", "NameDataQuality"): ("55", "code_not_in_list"),
}
COPY = "th_with_mistakes"


def take_in(exports: list[Path], place: Path) -> Path:
    """HMIS exports, an affiliate each, up to the checks. Returns the warehouse."""
    warehouse = place / "checked.duckdb"
    for export in exports:
        shutil.copytree(export, place / "data" / export.name / "hmis" / export.name, dirs_exist_ok=True)
    ingestion.hmis.source.load(place / "data", warehouse, place / "dlt", [export.name for export in exports])
    with connect(warehouse) as connection:
        connection.execute("create schema if not exists record")
        connection.execute(
            "create table record.identity_link as select distinct "
            "'hmis:' || _affiliate || ':' || personal_id as record_key, personal_id as client_id from hmis.client"
        )
    dbt(warehouse, "run", "--select", "path:models/intake/hmis")
    dbt(warehouse, *BUILD)
    return warehouse


@pytest.fixture(scope="module")
def kit(shared_data):
    return shared_data("hmis", "fy2021_kit")


@pytest.fixture(scope="module")
def checked(kit, tmp_path_factory):
    place = tmp_path_factory.mktemp("checked")
    shutil.copytree(kit / "inputs" / "th", place / COPY)
    for (file, field), (value, _) in PLANTED.items():
        _plant(place / COPY / f"{file}.csv", field, value)
    return take_in([*sorted(path for path in (kit / "inputs").iterdir() if path.is_dir()), place / COPY], place)


def test_each_rule_by_itself(checked):
    dbt(checked, "test", "--select", "path:models/reporting/quality,test_type:unit")


def test_the_checks_find_what_hud_counts_as_errors(kit, checked):
    """Every count of Q6a to Q6c of the twelve APRs and CAPERs is the clients whom a check names."""
    wrong, compared = [], 0
    for report in _of_enrollments(kit):
        clients = _clients(checked, report)
        for question, elements in ELEMENTS.items():
            lines = _lines(report, question)
            for element, line in zip(elements, lines[1:], strict=False):
                if (report.expected.name, question, element) in BY_BED_NIGHTS:
                    continue
                found = clients.get((question, element), 0)
                compared += 1
                if found != int(line[TOTAL[question]]):
                    wrong.append((report.request.id, question, element, line[TOTAL[question]], found))
    assert wrong == []
    assert compared == 12 * 15 - 1


def test_the_checks_find_whose_homelessness_hud_cannot_tell(kit, checked):
    """Columns C to G of Q6d, over all its rows."""
    wrong = []
    for report in _of_enrollments(kit):
        lines = _lines(report, "Q6d")[1:4]
        clients = _clients(checked, report)
        for place, element in enumerate(HOMELESSNESS, 2):
            expected = sum(int(line[place] or 0) for line in lines)
            found = clients.get(("Q6d", element), 0)
            if found != expected:
                wrong.append((report.request.id, element, expected, found))
    assert wrong == []


def test_every_finding_says_what_where_and_how_to_mend_it(checked):
    with connect(checked, read_only=True) as connection:
        assert connection.execute(
            "select count(*) > 700, count(*) filter (where source_line is null or client_id is null "
            "and record_type not in ('hmis_project', 'hmis_export')) from reporting.data_quality"
        ).fetchone() == (True, 0)


def test_every_check_has_words_and_every_word_a_check(checked):
    """A check without words would be lost in silence, words without a check would never be said."""
    compiled = (checked.parent / "target").rglob("data_quality.sql")
    sql = "".join(path.read_text(encoding="utf-8") for path in compiled if "run" in path.parts)
    with connect(checked, read_only=True) as connection:
        told = {row[0] for row in connection.execute("select check_id from intake.hmis_check").fetchall()}
    unmade = {check for check in told if f"'{check}'" not in sql and f"'{check}|'" not in sql}
    assert {check for check in unmade if not check.startswith("income_")} == set()


def test_each_planted_mistake_is_found_once(checked):
    """A mistake put into a copy of an export makes its check find one record more than in the export itself."""
    before, after = _found(checked, "th"), _found(checked, COPY)
    wanted = [check for _, check in PLANTED.values()]
    assert {check: after.get(check, 0) - before.get(check, 0) for check in wanted} == dict.fromkeys(wanted, 1)


def test_the_findings_are_the_same_on_postgres(checked, postgres_uri):
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    with connect(checked, read_only=True) as duck, psycopg.connect(postgres_uri, autocommit=True) as postgres:
        copy_to_postgres(duck, postgres, [*tables_of(duck, ("intake",)), ("record", "identity_link")])
    dbt_on_postgres(checked, postgres_uri, *BUILD)
    with connect(checked, read_only=True) as duck, psycopg.connect(postgres_uri) as postgres:
        assert_same_rows(duck, postgres, [("reporting", "quality_stay"), ("reporting", "data_quality")])


def _of_enrollments(kit: Path) -> list[KitReport]:
    return [report for report in kit_reports(kit) if report.request.kind != "ce-apr"]


def _lines(report: KitReport, question: str) -> list[list[str]]:
    with (report.expected / f"{question}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _clients(warehouse: Path, report: KitReport) -> dict[tuple[str, str], int]:
    """Clients of a report's exports whom a check names for an element of their latest enrollment (R6)."""
    with connect(warehouse, read_only=True) as connection:
        rows = connection.execute(
            """with latest as (
                select affiliate_id, enrollment_id from reporting.quality_stay
                where list_contains(?, affiliate_id) and is_recent
                qualify row_number() over (partition by personal_id order by entry_date desc, enrollment_id desc) = 1
            )
            select question, element, count(distinct personal_id) from reporting.data_quality
            inner join latest using (affiliate_id, enrollment_id) group by all""",
            [report.request.affiliates],
        ).fetchall()
    return {(question, element): clients for question, element, clients in rows}


def _found(warehouse: Path, affiliate: str) -> dict[str, int]:
    with connect(warehouse, read_only=True) as connection:
        rows = connection.execute(
            "select check_id, count(*) from reporting.data_quality where affiliate_id = ? group by 1", [affiliate]
        ).fetchall()
    return dict(rows)


def _plant(path: Path, field: str, value: str) -> None:
    """Write a value into a field of the last row that has one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in reversed(rows) if row[field])
    row[field] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
