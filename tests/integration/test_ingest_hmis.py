"""HMIS exports, real ones among them, into a real DuckDB."""

import csv
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ingestion.csv_reading import open_text, read_head, read_rows
from ingestion.files import path_files
from ingestion.hmis.source import scan_path
from tests.integration.hmis_place import HEADER, exit_row, exits


def rows_in(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return max(sum(1 for _ in csv.reader(lines)) - 1, 0)


def test_all_ten_exports_of_the_kit_load_without_loss(shared_data, hmis_place):
    exports = sorted(shared_data("hmis", "fy2021_kit", "inputs").iterdir())
    for export in exports:
        shutil.copytree(export, hmis_place.data / export.name / "hmis")
    hmis_place.load([export.name for export in exports])
    ledger = hmis_place.query("select _affiliate, file, table_name, version, rows from hmis.load_file")
    landed = {
        (table, affiliate): count
        for table in {table for _, _, table, _, _ in ledger}
        for affiliate, count in hmis_place.query(f"select _affiliate, count(*) from hmis.{table} group by 1")
    }
    assert len(exports) == 10
    assert len(ledger) == sum(len(list(export.glob("*.csv"))) for export in exports)
    for affiliate, file, table, version, rows in ledger:
        given = rows_in(hmis_place.data / file)
        assert (version, rows, landed.get((table, affiliate), 0)) == ("2022", given, given), file


def test_every_cell_of_the_kit_lands_as_it_was(shared_data, hmis_place):
    export = shared_data("hmis", "fy2021_kit", "inputs", "rrh")
    hmis_place.load_path(export)
    with (export / "Enrollment.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    landed = hmis_place.query(
        "select enrollment_id, relationship_to_hoh, entry_date, move_in_date from hmis.enrollment"
    )
    headers = ("EnrollmentID", "RelationshipToHoH", "EntryDate", "MoveInDate")
    assert {tuple(row[header] or None for header in headers) for row in rows} == set(landed)


@pytest.mark.parametrize("folder", ["importer_fy2024", "encodings", "migration_2022_to_2024", "fy2021_kit/inputs"])
def test_every_row_of_every_messy_export_is_loaded_or_held_back(shared_data, folder):
    root = shared_data("hmis", *folder.split("/"))
    summary = scan_path(root, "x")
    given = 0
    for file in path_files(root, "x").files:
        head = read_head(file)
        with open_text(file, head.encoding) as text:
            given += sum(1 for _ in read_rows(iter(text), head.delimiter, width=len(head.headers)))
            given -= bool(head.headers)
    ignored = [file for file in summary.files if file.outcome == "ignored"]
    assert all(file.note for file in ignored)
    unread = sum(rows_in(root.parent / file.file) for file in ignored)
    assert summary.rows + summary.rows_held_back == given - unread
    # what is said of a whole file that was read holds back no row
    assert all(item.reason and item.fix and (item.line or not item.row_count) for item in summary.held_back)


def test_no_content_of_a_row_stands_in_a_message(shared_data):
    summary = scan_path(shared_data("hmis", "importer_fy2024", "loader_errors"), "x")
    words = " ".join(f"{item.reason} {item.fix}" for item in summary.held_back)
    assert summary.held_back
    assert not any(word in words for word in ("First", "Last1", "2148", "Nearby"))


@pytest.mark.parametrize("name", ["UTF-8", "UTF-8-bom", "UTF-16LE", "Windows-1252", "macRoman"])
def test_every_encoding_gives_the_same_clients(shared_data, hmis_place, name):
    hmis_place.load_path(shared_data("hmis", "encodings", f"{name}.csv"))
    names = [row[0] for row in hmis_place.query("select first_name from hmis.client order by _source_line")]
    assert {"Øyvind", "Zoë", "François"} <= set(names)


def test_two_versions_are_told_apart_and_share_their_tables(shared_data, hmis_place):
    hmis_place.load_path(shared_data("hmis", "migration_2022_to_2024"))
    sql = "select _csv_version, count(female) > 0, count(woman) > 0 from hmis.client group by 1 order by 1"
    assert hmis_place.query(sql) == [("2022", True, False), ("2024", False, True)]


def test_a_second_run_loads_nothing_and_changes_no_byte(hmis_place):
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1"), "2,broken"))
    first = hmis_place.load()
    before = hmis_place.query("from hmis.exit order by all"), hmis_place.query("from hmis.load_file")
    second = hmis_place.load()
    after = hmis_place.query("from hmis.exit order by all"), hmis_place.query("from hmis.load_file")
    assert (first.rows, first.rows_held_back, first.unchanged) == (1, 1, 0)
    assert (second.rows, second.rows_held_back, second.unchanged) == (0, 0, 1)
    assert before[0] == after[0]
    assert [row[:-1] for row in before[1]] == [row[:-1] for row in after[1]]  # without _load_id
    assert hmis_place.query("select file, line, row_count from hmis.quarantine") == [("eastside/hmis/Exit.csv", 3, 1)]


def test_a_newer_export_moves_unchanged_rows_and_keeps_both_versions_of_changed_ones(hmis_place):
    for export, destination in (("2024-06-01", "410"), ("2024-07-01", "421")):
        folder = hmis_place.hmis / export
        folder.mkdir()
        (folder / "Exit.csv").write_text(exits(exit_row("1", export=export), exit_row("2", destination, export=export)))
        (folder / "Export.csv").write_text(f"ExportID,SourceType,ExportDate,CSVVersion\n{export},1,{export},2024\n")
        hmis_place.load()
    rows = hmis_place.query("select exit_id, destination, _exported_at from hmis.exit order by all")
    assert rows == [("1", "410", "2024-07-01"), ("2", "410", "2024-06-01"), ("2", "421", "2024-07-01")]


def test_the_same_row_twice_in_one_file_stays_two_rows(hmis_place):
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1"), exit_row("1")))
    assert hmis_place.load().rows == 2
    assert hmis_place.query("select _source_line from hmis.exit order by 1") == [(2,), (3,)]


def test_a_zip_with_a_folder_in_it_loads_like_the_folder(hmis_place, shared_data):
    export = shared_data("hmis", "fy2021_kit", "inputs", "th")
    with zipfile.ZipFile(hmis_place.hmis / "export.zip", "w") as archive:
        for path in sorted(export.glob("*.csv"), reverse=True):
            archive.write(path, f"some folder/{path.name.upper()}")
    summary = hmis_place.load()
    assert summary.rows == sum(rows_in(path) for path in export.glob("*.csv"))
    assert {file.version for file in summary.files} == {"2022"}


def test_a_file_may_be_bad_in_any_way_and_the_run_goes_on(hmis_place):
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1")))
    (hmis_place.hmis / "Client.csv").write_bytes(bytes(range(256)) * 40)
    (hmis_place.hmis / "Enrollment.csv").write_text("Name,Phone\nAna,1\n")
    (hmis_place.hmis / "Services.csv").write_text("")
    (hmis_place.hmis / "Notes.docx").write_bytes(b"PK\x03\x04broken")
    (hmis_place.hmis / "export.zip").write_bytes(b"PK\x03\x04broken")
    summary = hmis_place.load()
    outcomes = {Path(file.file).name: (file.outcome, bool(file.note)) for file in summary.files}
    assert outcomes == {
        "Exit.csv": ("loaded", True),
        "Client.csv": ("held back", True),
        "Enrollment.csv": ("held back", True),
        "Services.csv": ("held back", True),
        "Notes.docx": ("ignored", True),
        "export.zip": ("held back", True),
    }
    assert hmis_place.query("select count(*) from hmis.exit") == [(1,)]


def test_a_zip_inside_a_zip_is_not_opened_and_its_neighbours_are_loaded(hmis_place):
    inner = hmis_place.folder / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("Client.csv", "x")
    with zipfile.ZipFile(hmis_place.hmis / "export.zip", "w") as archive:
        archive.write(inner, "inner.zip")
        archive.writestr("Exit.csv", exits(exit_row("1")))
    summary = hmis_place.load()
    assert [item.reason for item in summary.held_back] == ["This is a zip inside a zip, which is not opened."]
    assert hmis_place.query("select count(*) from hmis.exit") == [(1,)]


def test_deleted_rows_land_for_the_models_to_honour(hmis_place):
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1").replace(",U1,,", ",U1,2024-06-01,")))
    hmis_place.load()
    assert hmis_place.query("select date_deleted from hmis.exit") == [("2024-06-01",)]


def test_unknown_columns_are_kept_apart(hmis_place):
    (hmis_place.hmis / "Exit.csv").write_text(HEADER.replace("\n", ",ExtraColumn\n") + exit_row("1") + ",kept\n")
    summary = hmis_place.load()
    assert hmis_place.query("select _extra from hmis.exit") == [('{"ExtraColumn": "kept"}',)]
    assert "ExtraColumn" in summary.files[0].note


def test_all_tables_are_there_with_all_columns_before_any_file_is(hmis_place):
    hmis_place.load()
    tables = {row[0] for row in hmis_place.query("select table_name from duckdb_tables() where schema_name = 'hmis'")}
    assert {"client", "youth_education_status", "ce_participation", "load_file", "quarantine"} <= tables
    assert hmis_place.query("select count(*) from hmis.client") == [(0,)]


def test_a_deleted_warehouse_is_filled_again(hmis_place):
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1")))
    hmis_place.load()
    hmis_place.warehouse.unlink()
    assert hmis_place.load().rows == 1
    assert hmis_place.query("select count(*) from hmis.exit") == [(1,)]


def test_a_run_killed_before_it_was_recorded_is_done_again_without_doubles(hmis_place, monkeypatch):
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1")))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("ingestion.landing.Landing.record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        hmis_place.load()
    assert hmis_place.load().rows == 1
    assert hmis_place.query("select count(*) from hmis.exit") == [(1,)]


_KILLED_WHILE_IT_LANDS = """
import os, sys
from pathlib import Path
from ingestion.hmis.source import load
from ingestion.landing import Landing

merge = Landing._merge

def merge_and_die(landing, waiting, load_id):
    if sys.argv[1] == "after":
        merge(landing, waiting, load_id)
    if "exit" in waiting:
        os._exit(9)
    merge(landing, waiting, load_id)

Landing._merge = merge_and_die
load(Path(sys.argv[2]), Path(sys.argv[3]), ["eastside"])
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_killed_while_it_lands_is_ended_by_the_next_one(hmis_place, moment):
    """A real kill, beside a file's rows being merged into a table that already has some of them."""
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1"), exit_row("2")))
    hmis_place.load()
    (hmis_place.hmis / "Exit.csv").write_text(exits(exit_row("1"), exit_row("2"), exit_row("3")))
    command = [sys.executable, "-c", _KILLED_WHILE_IT_LANDS, moment]
    places = map(str, (hmis_place.data, hmis_place.warehouse))
    killed = subprocess.run(
        [*command, *places], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False
    )
    assert killed.returncode == 9
    assert hmis_place.load().rows == 3
    assert hmis_place.query("select exit_id, _source_line from hmis.exit order by 1") == [("1", 2), ("2", 3), ("3", 4)]
    assert hmis_place.load().unchanged == 1


def test_a_reader_that_reads_otherwise_reads_files_again_once(hmis_place, monkeypatch):
    (hmis_place.hmis / "Exit.csv").write_text(exits(*(exit_row(str(number)) for number in range(20))))
    hmis_place.load()
    monkeypatch.setattr("ingestion.hmis.source.READER", "another")
    assert (hmis_place.load().rows, hmis_place.load().unchanged) == (20, 1)
    assert hmis_place.query("select count(*), count(distinct _load_id) from hmis.exit") == [(20, 1)]
