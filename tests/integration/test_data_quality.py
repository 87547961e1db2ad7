"""Checks of HMIS records on HUD's test kit: they find what HUD's own tables count as errors, and what is planted."""

import csv
from pathlib import Path

import pytest

from caseline.ground.warehouse import connect
from tests.integration.hud_kit import COPY, PLANTED, KitReport, kit_reports

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


@pytest.fixture(scope="module")
def kit(shared_data):
    return shared_data("hmis", "fy2021_kit")


@pytest.fixture
def checked(kit_warehouse):
    return kit_warehouse


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
    wrong, compared = [], 0
    for report in _of_enrollments(kit):
        lines = _lines(report, "Q6d")[1:4]
        clients = _clients(checked, report)
        for place, element in enumerate(HOMELESSNESS, 2):
            expected = sum(int(line[place] or 0) for line in lines)
            found = clients.get(("Q6d", element), 0)
            compared += expected > 0
            if found != expected:
                wrong.append((report.request.id, element, expected, found))
    assert wrong == [] and compared > 0


def test_every_finding_says_what_where_and_how_to_mend_it(checked):
    with connect(checked, read_only=True) as connection:
        assert connection.execute(
            "select count(*) > 700, count(*) filter (where source_line is null or client_id is null "
            "and record_type not in ('hmis_export', 'hmis_organization', 'hmis_project', 'hmis_project_coc')) "
            "from reporting.data_quality"
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
