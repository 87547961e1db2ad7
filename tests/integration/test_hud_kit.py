"""HUD's own test kit: ten exports, fourteen reports, every table that is not disputed, cell for cell."""

import csv

import duckdb
import pytest

from caseline.ground.warehouse import connect
from reports.hud.write import write_tables
from tests.integration.hud_kit import differences, kit_reports, newer_versions
from tests.integration.record_building import unit_tests


@pytest.fixture(scope="module")
def kit(shared_data):
    return shared_data("hmis", "fy2021_kit")


@pytest.fixture(scope="module")
def made(kit, kit_warehouse, tmp_path_factory):
    """All reports of the kit, written."""
    folder, reports = tmp_path_factory.mktemp("made"), kit_reports(kit)
    with connect(kit_warehouse, read_only=True) as connection:
        for request in [*(report.request for report in reports), *newer_versions(reports)]:
            write_tables(connection, request, folder / request.id)
    return folder, kit_warehouse


def test_every_undisputed_table_is_exact(kit, made):
    folder, _ = made
    wrong, tables = {}, 0
    for report in kit_reports(kit):
        for expected in sorted(report.expected.glob("*.csv")):
            disputed = report.disputed.get(expected.stem, [])
            if disputed is None:
                continue
            tables += 1
            found = differences(expected, folder / report.request.id / expected.name, disputed)
            if found:
                wrong[f"{report.request.id} {expected.stem}"] = found[:5]
    assert wrong == {}
    assert tables == 671


SINCE_2022 = {
    "apr_fy2023": ("27j 27k 27l", ""),
    "apr_fy2024": (
        "12 22f 22g 23d 23e 24b 24c 24d 25j 27f1 27f2 27j 27k 27l 27m",
        "10b 10c 12a 12b 25e 25f 25g 25h 26f 26g 26h 27f",
    ),
    "apr_fy2026": (
        "12 22f 22g 23d 23e 24b 24e 25j 27f1 27f2 27j 27k 27l 27m",
        "10a 10b 10c 12a 12b 25c 25e 25f 25g 25h 26c 26f 26g 26h 27c 27f",
    ),
    "caper_fy2023": ("", ""),
    "caper_fy2024": ("12 22f 22g 23d 23e 24a 24d", "10b 10c 12a 12b 24"),
    "caper_fy2026": ("12 22f 22g 23d 23e 24a 24e", "10a 10b 10c 10d 12a 12b 24"),
    "ce-apr_fy2023": ("", ""),
    "ce-apr_fy2024": ("", ""),
    "ce-apr_fy2026": ("", ""),
}
"""Questions that each version has more and fewer than FY2022."""


@pytest.mark.parametrize("report", SINCE_2022)
def test_each_version_has_its_questions(kit, made, report):
    folder, _ = made
    kind = report.split("_")[0]
    more, fewer = ({f"Q{question}" for question in questions.split()} for questions in SINCE_2022[report])
    old = next(each for each in kit_reports(kit) if each.request.kind == kind)
    before = {path.stem for path in (folder / old.request.id).glob("Q*.csv")}
    assert fewer <= before
    assert {path.stem for path in (folder / report).glob("Q*.csv")} == before - fewer | more


def test_every_version_counts_the_same_people(made):
    """Totals that no version counts differently: everybody (Q5a), by age, by race, prior situation, leavers."""
    _, warehouse = made
    with connect(warehouse, read_only=True) as connection:
        off = connection.execute(
            """with total as (
                select report_id, split_part(report_id, '_', 1) as kind, question, row_label, clients
                from hud.hud_figure
                where column_letter = 'B' and report_id similar to '(apr|caper)_fy20.*' and (
                    question in ('Q7a', 'Q11', 'Q12', 'Q13a2') and lower(row_label) like '%total'
                    or question = 'Q10a' and lower(row_label) = 'total' and report_id like '%2024'
                )
            )
            select * from total
            where clients <> (select max(clients) from total as other where other.kind = total.kind)"""
        ).fetchall()
        compared = connection.execute(
            "select count(distinct report_id) from hud.hud_figure where report_id similar to '(apr|caper)_fy20.*'"
        ).fetchone()
        blank = connection.execute(
            "select count(*) from hud.hud_figure where row_label is null or text_value is null"
        ).fetchone()
    assert (off, compared, blank) == ([], (6,), (0,))


def test_each_rule_by_itself(made):
    _, warehouse = made
    unit_tests(warehouse, "path:models/reporting/hud")


def test_every_count_is_the_clients_behind_it(made):
    _, warehouse = made
    with connect(warehouse, read_only=True) as connection:
        counted = connection.execute("select count(*) from hud.hud_figure where counts = 'clients' and clients > 0")
        assert counted.fetchall() > [(0,)]
        off = connection.execute(
            """select report_id, question, cell from hud.hud_figure
            left join (
                select report_id, question, cell, count(distinct client_id) as behind from hud.hud_evidence
                where role = 'counted' group by all
            ) as evidence using (report_id, question, cell)
            where counts = 'clients' and clients <> coalesce(behind, 0)"""
        ).fetchall()
    assert off == []


def test_what_is_to_fix_is_what_q6_counts(made):
    """Each error count of Q6b and Q6c is the clients listed for that element."""
    _, warehouse = made
    with connect(warehouse, read_only=True) as connection:
        off = connection.execute(
            """select figure.report_id, figure.cell, figure.clients, count(distinct issue.client_id) as listed
            from hud.hud_figure as figure
            inner join hud.hud_report_table as layout
                on figure.report_id = layout.report_id and figure.question = layout.question
            inner join hud.hud_row as line
                on line.rows_of = layout.rows_of and line.row_number = figure.row_number
            left join hud.hud_issue as issue
                on issue.report_id = figure.report_id and issue.question = figure.question
                and issue.element = line.holds
            where figure.question in ('Q6b', 'Q6c')
                and figure.column_letter = case when layout.version < 'fy2024' then 'B' else 'E' end
            group by all having figure.clients <> listed"""
        ).fetchall()
        with_a_line = connection.execute(
            "select count(*) > 100, count(*) filter (where source_line is null or project_id is null) "
            "from hud.hud_issue"
        ).fetchone()
    assert off == []
    assert with_a_line == (True, 0)


def test_every_row_behind_a_cell_has_a_file_and_a_line(made):
    _, warehouse = made
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(
            "select count(*) > 10000, count(*) filter (where source_line is null or personal_id is null) "
            "from hud.hud_evidence"
        ).fetchone() == (True, 0)


def test_the_second_row_of_q8a_is_zero_in_a_ce_apr(made):
    """Households that moved in are those of housing projects; coordinated entry counts none of them."""
    _, warehouse = made
    with connect(warehouse, read_only=True) as connection:
        held = connection.execute(
            "select layout, count(*) filter (where is_counted) > 0 from hud.hud_cell_key "
            "where question = 'Q8a' and row_number = 2 group by all order by all"
        ).fetchall()
    assert ("CE Q8a", True) not in held
    assert ("Q8a", True) in held


FY2023_LAYOUTS = {
    "apr_fy2023/Q4a": (16, ["", ""]), "ce-apr_fy2023/Q4a": (16, ["", ""]),
    "apr_fy2023/Q5a": (3, ["Category", "Count of Clients for DQ", "Count of Clients"]),
    "ce-apr_fy2023/Q5a": (3, ["Category", "Count of Clients for DQ", "Count of Clients"]),
}  # fmt: skip
"""Columns of a table of FY2023, and its last labels."""


@pytest.mark.parametrize("table", FY2023_LAYOUTS)
def test_tables_that_fy2023_lays_out_anew(made, table):
    folder, _ = made
    width, labels = FY2023_LAYOUTS[table]
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert header[-len(labels) :] == labels
    assert lines
    assert {len(line) for line in [header, *lines]} == {width}


def test_q4a_of_fy2023_ends_with_clients_and_households(made):
    folder, warehouse = made
    with connect(warehouse, read_only=True) as connection:
        served = connection.execute(
            "select project_id, cast(count(*) as text), cast(count(*) filter (where is_hoh) as text) "
            "from hud.hud_client where report_id = 'apr_fy2023' group by all order by all"
        ).fetchall()
    with (folder / "apr_fy2023" / "Q4a.csv").open(encoding="utf-8", newline="") as file:
        printed = [(line[3], line[-2], line[-1]) for line in list(csv.reader(file))[1:]]
    assert sorted(printed) == served


def test_lengths_of_stay_are_not_rounded_to_days_since_fy2023(made):
    """Q22b and Q27j: whole days until FY2022, four decimals in FY2023, two since FY2024."""
    _, warehouse = made
    with connect(warehouse, read_only=True) as connection:
        printed = connection.execute(
            "select distinct report_id, regexp_extract(text_value, '\\.(\\d+)$', 1).length() from hud.hud_figure "
            "where question = 'Q22b' and text_value <> '0' and report_id like 'apr_%' order by all"
        ).fetchall()
    decimals = dict(printed)
    assert (decimals["apr_fy2023"], decimals["apr_fy2024"], decimals["apr_fy2026"]) == (4, 2, 2)
    assert {places for report, places in printed if "fy20" not in report} == {0}
