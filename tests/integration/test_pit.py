"""A Point-in-Time count: who is in shelter on the night, in which household, follows from an export written by hand."""

import csv

import pytest
from pydantic import ValidationError

from caseline.ground.warehouse import connect
from caseline.organization.hud_reports import HudReport
from reports.hud.trace import trace_cell
from reports.hud.write import write_tables
from tests.integration.pit_scenarios import EXPECTED, REQUEST


@pytest.fixture(scope="module")
def written(kit_warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pit")
    with connect(kit_warehouse, read_only=True) as connection:
        assert write_tables(connection, REQUEST, folder) == 9
    return folder


@pytest.mark.parametrize(("table", "row"), EXPECTED)
def test_who_is_in_shelter_that_night(written, table, row):
    with (written / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        cells = next(line for line in csv.reader(file) if line[0] == row)
    expected = EXPECTED[table, row]
    assert cells[1:] == [*map(str, expected), str(sum(expected)), ""]


def test_a_cell_of_the_count_leads_to_people(written, tmp_path):
    saved = tmp_path / "behind.csv"
    trace_cell(tmp_path / "none", "pit", "P2.D3", written, saved)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        assert [row["client_id"] for row in csv.DictReader(file)] == ["in_a_haven"]


def test_what_is_to_fix_is_of_those_who_are_there(written):
    with (written / "to_fix.csv").open(encoding="utf-8-sig", newline="") as file:
        people = {row["client_id"] for row in csv.DictReader(file) if row["client_id"]}
    assert "in_a_bed_that_night" in people and "housed" not in people


def test_a_count_is_of_one_night():
    with pytest.raises(ValidationError, match="one night"):
        HudReport.model_validate({"id": "pit", "kind": "pit", "period": {"from": "2026-01-28", "to": "2026-01-29"}})
