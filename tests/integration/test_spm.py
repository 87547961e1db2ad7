"""HUD's System Performance Measures: people whose place in every table follows from the specification by hand."""

import csv
from typing import Any

import duckdb
import pytest

from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from caseline.organization.hud_reports import HudReport
from reports.hud.spm_upload import UPLOAD
from reports.hud.trace import trace_cell
from reports.hud.write import write_tables
from tests.integration.spm_scenarios import CHILDREN, MEASURE_1, MEASURE_2, MEASURE_4, MEASURE_5, MEASURE_7, REQUEST

TABLES = ["1a", "1b", "2", "3.1", "3.2", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "5.1", "5.2", "7a.1", "7b.1", "7b.2"]
SHAPES = {"1a": (3, 9), "1b": (3, 9), "2": (7, 10), "3.1": (7, 4), "3.2": (5, 4), "7a.1": (5, 4)}
"""Rows with the header, and columns, where they are not 4 by 4."""


@pytest.fixture(scope="module")
def placed(kit_warehouse) -> dict[str, dict[str, tuple[str, str, Any]]]:
    """Where everybody stands: row, column and value by client and table or line of measure 1."""
    with connect(kit_warehouse, read_only=True) as connection:
        rows = connection.execute(
            """select client_id, case when question in ('1a', '1b') then row_key else question end as place, row_key,
                column_key, value
            from hud.hud_placement where report_id = 'spm'"""
        ).fetchall()
    found: dict[str, dict[str, tuple[str, str, Any]]] = {}
    for client, table, *place in rows:
        found.setdefault(client, {})[table] = (place[0], place[1], place[2])
    return found


@pytest.fixture(scope="module")
def written(kit_warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("spm")
    with connect(kit_warehouse, read_only=True) as connection:
        assert write_tables(connection, REQUEST, folder) == len(TABLES)
    return folder


@pytest.mark.parametrize("case", MEASURE_1)
def test_length_of_time_homeless(placed, case):
    nights = {table: value for table, (_, _, value) in placed.get(case, {}).items() if table.startswith("es_sh")}
    assert nights == MEASURE_1[case][1]


@pytest.mark.parametrize("case", CHILDREN)
def test_what_a_child_takes_from_the_head(placed, case):
    nights = {table: value for table, (_, _, value) in placed.get(case, {}).items() if table.startswith("es_sh")}
    expected = CHILDREN[case][2]
    assert nights == ({} if expected is None else {"es_sh_ph": expected, "es_sh_th_ph": expected})


@pytest.mark.parametrize("case", MEASURE_2)
def test_returns(placed, case):
    found = placed.get(case, {}).get("2")
    assert (found[:2] if found else None) == MEASURE_2[case][1]


@pytest.mark.parametrize(
    ("case", "tables", "expected"),
    [
        (case, number, expected)
        for number, cases in (("4", MEASURE_4), ("5", MEASURE_5), ("7", MEASURE_7))
        for case, (_, expected) in cases.items()
    ],
)
def test_income_first_homelessness_and_outcomes(placed, case, tables, expected):
    found = placed.get(case, {}).items()
    assert {table: place[0] for table, place in found if table.startswith(tables)} == expected


def test_tables_have_the_shape_of_the_specification(written):
    for table in TABLES:
        with (written / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        height, width = SHAPES.get(table, (4, 4))
        assert len(rows) == height, table
        assert {len(row) for row in rows} == {width}, table
        # what HUD's portal fills in
        assert {row[1] for row in rows[1:]} == {""} or table == "2", table


def test_averages_and_shares(written, placed):
    def table(name: str) -> list[list[str]]:
        with (written / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    nights = sorted(places["es_sh"][2] for places in placed.values() if "es_sh" in places)
    assert table("1a")[1][2] == str(len(nights))
    assert table("1a")[1][4] == f"{sum(nights) / len(nights):.2f}"
    back = [places["2"] for places in placed.values() if "2" in places]
    total = table("2")[-1]
    assert total[1:3] == [str(len(back)), str(sum(band == "0-180" for _, band, _ in back))]
    assert total[3] == f"{100 * int(total[2]) / int(total[1]):.2f}"
    assert int(total[8]) == int(total[2]) + int(total[4]) + int(total[6])


def test_last_year_stands_beside(written):
    with (written / "year_before.csv").open(encoding="utf-8-sig", newline="") as file:
        compared = {(row["table"], row["cell"]): row for row in csv.DictReader(file)}
    first = compared["1a", "B2"]
    assert float(first["difference"]) == int(first["this_year"]) - int(first["year_before"])
    assert int(first["year_before"]) > 0


def test_the_upload_says_what_the_tables_say(written):
    with (written / UPLOAD).open(encoding="utf-8", newline="") as file:
        header, values = csv.reader(file)
    row = dict(zip(header, values, strict=True))
    assert len(header) == 94
    assert header[:5] == ["CocCode", "ReportDateTime", "ReportStartDate", "ReportEndDate", "SoftwareName"]
    assert [row["CocCode"], row["ReportStartDate"], row["ReportEndDate"]] == ["XX-500", "2025-10-01", "2026-09-30"]
    for header_of, table, line, place in (("ESSHTHAvgTime_1A", "1a", 2, 4), ("SHReturn181to365_2", "2", 4, 4)):
        with (written / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert row[header_of] == list(csv.reader(file))[line][place]
    assert int(row["ESSH_UndupHMIS_DQ"]) > int(row["ESSH_LeaversHMIS_DQ"]) >= int(row["ESSH_DkRMHMIS_DQ"]) > 0


def test_the_point_in_time_count_is_of_the_last_wednesday_of_january(kit_warehouse, written):
    with (written / "3.1.csv").open(encoding="utf-8", newline="") as file:
        rows = {line[0]: line[2] for line in csv.reader(file)}
    with connect(kit_warehouse, read_only=True) as connection:
        (nights,) = connection.execute("select list(distinct night) from hud.spm_point_in_time").fetchone()
    assert sorted(map(str, nights)) == ["2025-01-29", "2026-01-28"]
    assert rows["Universe: Total PIT Count of sheltered and unsheltered persons"] == ""
    assert int(rows["Total Sheltered Count"]) >= int(rows["Emergency Shelter Total"]) > 0


def test_a_cell_leads_to_clients(written, tmp_path):
    saved = tmp_path / "behind.csv"
    trace_cell(tmp_path / "none", "spm", "7b.2.C3", written, saved)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        behind = {row["client_id"] for row in csv.DictReader(file)}
    with duckdb.connect() as connection:
        counted = connection.execute(
            f"select clients from '{written}/figures.parquet' where question = '7b.2' and cell = 'C3'"
        ).fetchone()
    assert counted == (len(behind),)
    assert "7b2_stayed" in behind
    with pytest.raises(CaselineError):
        trace_cell(tmp_path / "none", "spm", "9.C3", written)


def test_what_to_fix_names_the_client(written):
    with (written / "to_fix.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {(row["question"], row["client_id"]) for row in csv.DictReader(file)}
    assert {("7b.1", "7b1_nobody_knows_where_to"), ("4.4", "4_step_3i_no_income_at_exit")} <= found


@pytest.mark.parametrize(
    ("last", "version"), [("2024-09-30", "fy2024"), ("2021-09-30", "fy2024"), ("2026-09-30", "fy2026")]
)
def test_the_specification_of_the_period(last, version):
    year = int(last[:4]) - 1
    report = HudReport.model_validate({"id": "spm", "kind": "spm", "period": {"from": f"{year}-10-01", "to": last}})
    assert report.version == version
    assert report.year_before is not None
    assert (report.year_before.version, report.year_before.period.last.year) == (version, year)
