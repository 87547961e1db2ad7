"""Exports that come late, in another order, or with rows missing."""

import pytest

from caseline.organization.caution import Caution
from ingestion.hmis.source import scan
from ingestion.ledger import PAUSED
from tests.integration.hmis_place import exit_row, exits, export_file

PROJECT = "ProjectID,OrganizationID,ProjectName,DateCreated,DateUpdated,UserID,DateDeleted,ExportID\n"
MANY = [str(key) for key in range(10)]


def write(folder, exit_csv, export_csv=None, projects=("P1",)):
    folder.mkdir(exist_ok=True)
    (folder / "Exit.csv").write_text(exit_csv)
    if export_csv:
        rows = "".join(f"{key},O1,Home,2024-01-01,2024-01-01,U1,,E1\n" for key in projects)
        (folder / "Project.csv").write_text(PROJECT + rows)
        (folder / "Export.csv").write_text(export_csv)


def outcomes(summary):
    return {file.file.rsplit("/", 1)[-1]: (file.outcome, file.note) for file in summary.files}


def paused(summary):
    return [file.file for file in summary.files if file.note == PAUSED]


def keys(place):
    return [row[0] for row in place.query("select exit_id from hmis.exit order by 1")]


@pytest.mark.parametrize("dates", [("2024-07-01", "2024-06-01"), ("07/01/2024 8:00 AM", "06-15-2024 23:00:00")])
def test_an_older_export_that_comes_later_takes_no_row_back(hmis_place, dates):
    """Row 1 is the same in both. Row 2 was deleted since, and nobody touched its DateUpdated."""
    newer, older = dates
    write(hmis_place.hmis / "newer", exits(exit_row("1"), exit_row("2", deleted="2024-06-20")), export_file(newer))
    hmis_place.load()
    write(hmis_place.hmis / "older", exits(exit_row("1"), exit_row("2")), export_file(older))
    hmis_place.load()
    rows = hmis_place.query(
        "select exit_id, date_deleted is not null, split_part(_source_file, '/', 3) from hmis.exit order by all"
    )
    assert rows == [("1", False, "newer"), ("2", False, "older"), ("2", True, "newer")]
    newest = "select date_deleted from hmis.exit where exit_id = '2' order by _exported_at desc limit 1"
    assert hmis_place.query(newest) == [("2024-06-20",)]


def test_a_file_that_lost_many_rows_waits_and_the_rest_goes_on(hmis_place):
    write(hmis_place.hmis, exits(*map(exit_row, MANY)))
    hmis_place.load()
    write(hmis_place.hmis, exits(*map(exit_row, MANY[:4]), exit_row("new")))
    (hmis_place.hmis / "Funder.csv").write_text("FunderID,ProjectID,Funder,StartDate\nF1,P1,2,2024-01-01\n")
    summary = hmis_place.load()
    assert paused(summary) == ["eastside/hmis/Exit.csv"]
    assert outcomes(summary)["Funder.csv"][0] == "loaded"
    assert keys(hmis_place) == MANY
    [item] = summary.held_back
    assert "Of the 10 Exit rows exported before, 6 are not in this file" in item.reason
    assert (item.line, item.row_count) == (None, 5)
    assert hmis_place.query("select outcome, rows, held_back from hmis.load_file where rows + held_back = 5") == [
        ("held back", 0, 5)
    ]


def test_a_file_that_waits_is_loaded_once_a_person_accepts_it(hmis_place):
    write(hmis_place.hmis, exits(*map(exit_row, MANY)))
    hmis_place.load()
    write(hmis_place.hmis, exits(*map(exit_row, MANY[:4])))
    first, again = hmis_place.load(), hmis_place.load()
    assert [item.fix for item in first.held_back] == [item.fix for item in again.held_back]
    line = first.held_back[0].fix.rsplit(": ", 1)[-1]
    file, content, ruling, *blank = line.split(",")
    assert (file, ruling, blank) == ("eastside/hmis/Exit.csv", "accepted", ["", "", ""])
    accepted = hmis_place.load(caution=Caution(accepted=frozenset({content})))
    assert (paused(accepted), accepted.rows, accepted.held_back) == ([], 4, [])
    assert keys(hmis_place) == MANY  # rows that are gone from an export are kept
    assert hmis_place.load().unchanged == 1
    assert hmis_place.query("select count(*) from hmis.quarantine") == [(0,)]


def test_another_content_waits_again_after_one_was_accepted(hmis_place):
    write(hmis_place.hmis, exits(*map(exit_row, MANY)))
    hmis_place.load()
    write(hmis_place.hmis, exits(*map(exit_row, MANY[:4])))
    content = hmis_place.load().held_back[0].fix.rsplit(": ", 1)[-1].split(",")[1]
    write(hmis_place.hmis, exits(*map(exit_row, MANY[:3])))
    assert paused(hmis_place.load(caution=Caution(accepted=frozenset({content}))))


@pytest.mark.parametrize(
    ("kept", "caution", "waits"),
    [
        (4, Caution(), True),
        (6, Caution(), False),  # four rows are too few to stop for
        (4, Caution(lost_rows_percent=60), False),
        (0, Caution(lost_rows_percent=100), False),
    ],
)
def test_when_a_file_waits(hmis_place, kept, caution, waits):
    write(hmis_place.hmis, exits(*map(exit_row, MANY)))
    hmis_place.load()
    write(hmis_place.hmis, exits(*map(exit_row, MANY[:kept])))
    assert bool(paused(hmis_place.load(caution=caution))) is waits


@pytest.mark.parametrize(
    ("export_csv", "projects", "waits"),
    [
        (export_file("2024-07-02"), ("P1",), True),
        (export_file("2024-07-02", start="2023-01-01", end="2025-01-01"), ("P1", "P2"), True),
        (export_file("2024-07-02", start="2024-04-01"), ("P1",), False),  # another period
        (export_file("2024-07-02"), ("P2",), False),  # other projects
        (export_file("2024-07-02", ExportDirective="1"), ("P1",), False),  # changes only
        (export_file("2024-06-01"), ("P1",), False),  # an older export
    ],
)
def test_an_export_in_a_folder_of_its_own_is_held_against_those_that_it_covers(hmis_place, export_csv, projects, waits):
    write(hmis_place.hmis / "1", exits(*map(exit_row, MANY)), export_file("2024-07-01"))
    hmis_place.load()
    write(hmis_place.hmis / "2", exits(*map(exit_row, MANY[:3])), export_csv, projects)
    assert bool(paused(hmis_place.load())) is waits


def test_an_export_is_held_against_the_last_one_that_did_not_wait(hmis_place):
    write(hmis_place.hmis / "1", exits(*map(exit_row, MANY)), export_file("2024-07-01"))
    hmis_place.load()
    for night in ("2", "3"):
        write(hmis_place.hmis / night, exits(*map(exit_row, MANY[:3])), export_file(f"2024-07-0{night}"))
        assert f"eastside/hmis/{night}/Exit.csv" in paused(hmis_place.load())


def test_rows_confirmed_by_newer_exports_leave_no_false_measure(hmis_place):
    """Six exits are only in the first export; the second, wider one confirmed the others, the third is like it."""
    write(hmis_place.hmis / "1", exits(*map(exit_row, MANY * 2)), export_file("2024-07-01"))
    hmis_place.load()
    wide = export_file("2024-07-02", start="2020-01-01")
    write(hmis_place.hmis / "2", exits(*map(exit_row, MANY[4:])), wide)
    hmis_place.load(caution=Caution(lost_rows_percent=100))
    write(hmis_place.hmis / "3", exits(*map(exit_row, MANY[4:])), export_file("2024-07-03"))
    assert not paused(hmis_place.load())


def test_check_says_what_would_wait_without_loading_it(hmis_place):
    write(hmis_place.hmis, exits(*map(exit_row, MANY)))
    hmis_place.load()
    write(hmis_place.hmis, exits(*map(exit_row, MANY[:4])))
    assert paused(scan(hmis_place.data, ["eastside"], warehouse=hmis_place.warehouse))
    assert not paused(scan(hmis_place.data, ["eastside"]))
