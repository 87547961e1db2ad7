"""Form exports, KoboToolbox's and ODK's own among them, into a real DuckDB."""

import csv
import json

import duckdb
import openpyxl
import pytest

from caseline.organization.dictionary import Dictionary
from ingestion.forms.source import load, load_path
from tests.described import described


def query(warehouse, sql):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def cells_of_csv(path, delimiter):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        _, *rows = csv.reader(lines, delimiter=delimiter)
    return sorted(cell for row in rows for cell in row if cell)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return ["a list"] if any(element is not None for element in value) else []
    return [] if value in (None, "") else ["a value"]


@pytest.mark.parametrize(("name", "delimiter"), [("kobotoolbox_submissions.csv", ";"), ("submissions.csv", ",")])
def test_every_cell_of_a_csv_export_is_an_answer(shared_data, tmp_path, name, delimiter):
    path = shared_data("forms", "kobo", name)
    load_path(path, tmp_path / "w.duckdb", "x")
    answers = [row[0] for row in query(tmp_path / "w.duckdb", "select value from forms.answer")]
    assert sorted(answers) == cells_of_csv(path, delimiter)


def test_every_cell_of_every_sheet_is_an_answer(shared_data, tmp_path):
    path = shared_data("forms", "kobo", "kobotoolbox_submissions_multiple_sheets.xlsx")
    summary = load_path(path, tmp_path / "w.duckdb", "x")
    book = openpyxl.load_workbook(path, read_only=True)
    given = [cell for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row]
    expected = sum(cell not in (None, "") for cell in given)
    assert query(tmp_path / "w.duckdb", "select count(value) from forms.answer") == [(expected,)]
    assert summary.rows == query(tmp_path / "w.duckdb", "select count(*) from forms.submission")[0][0]


def test_every_value_of_a_json_export_is_an_answer(shared_data, tmp_path):
    path = shared_data("forms", "kobo", "submissions.json")
    load_path(path, tmp_path / "w.duckdb", "x")
    expected = sum(len(leaves(item)) for item in json.loads(path.read_text())["value"])
    assert query(tmp_path / "w.duckdb", "select count(*) from forms.answer") == [(expected,)]
    keys = query(tmp_path / "w.duckdb", "select submission_key, submitted_at from forms.submission order by 1")
    assert keys[0] == ("submissions/06ed309e-980c-45be-b52b-c1cd143d5d2d", "2025-02-12T13:42:43.273Z")


@pytest.fixture
def place(tmp_path):
    class Place:
        data = tmp_path / "data"
        forms = data / "rivertown" / "forms"
        warehouse = tmp_path / "caseline.duckdb"

        def load(self, *dictionary):
            return load(self.data, self.warehouse, tmp_path / "dlt", ["rivertown"], Dictionary(dictionary))

        def query(self, sql):
            return query(self.warehouse, sql)

    Place.forms.mkdir(parents=True)
    return Place()


def dictionary_entry(*names):
    return described("intake_form", dict.fromkeys(names, None), files=["intake*"])


def test_a_file_the_dictionary_does_not_know_is_kept_and_read_again_once_it_does(place):
    (place.forms / "intake 2024.csv").write_text("_uuid,grp/first_name\nu1,Ana\n")
    summary = place.load()
    assert "Not mapped" in summary.files[0].note
    assert place.query("select form, field from forms.answer where value = 'Ana'") == [
        ("intake_2024", "grp/first_name")
    ]
    assert place.load(dictionary_entry("first_name")).rows == 1
    assert place.query("select form, field from forms.answer where value = 'Ana'") == [("intake_form", "first_name")]
    assert place.query("select submission_key, is_mapped from forms.submission") == [("intake_form/u1", True)]
    assert place.load(dictionary_entry("first_name")).unchanged == 1


def test_an_edited_submission_keeps_its_key_and_has_answers_of_its_own(place):
    path = place.forms / "intake.csv"
    path.write_text("_uuid,score,_submission_time\nu1,2,2024-01-01\nu2,5,2024-01-02\n")
    place.load()
    path.write_text("_uuid,score,_submission_time\nu1,4,2024-02-01\nu2,5,2024-01-02\n")
    place.load()
    sql = """select s.submission_key, s.submitted_at, a.value from forms.submission s
             join forms.answer a on a.submission_row_id = s._row_id where a.field = 'score' order by all"""
    assert place.query(sql) == [
        ("intake/u1", "2024-01-01", "2"),
        ("intake/u1", "2024-02-01", "4"),
        ("intake/u2", "2024-01-02", "5"),
    ]


def test_two_people_who_answer_alike_without_an_id_stay_two(place):
    (place.forms / "survey.csv").write_text("q1,q2\n3,4\n3,4\n")
    place.load()
    assert place.query("select count(*), count(distinct submission_key) from forms.submission") == [(2, 2)]


def test_a_repeat_file_of_odk_is_read_with_its_form(place):
    (place.forms / "plan.csv").write_text("KEY,name\nuuid:1,Ana\n")
    (place.forms / "plan-goals.csv").write_text("text,PARENT_KEY,KEY\nWork,uuid:1,uuid:1/goals[1]\nLost,uuid:9,x\n")
    summary = place.load()
    rows = place.query("select submission_key, repeat_path, repeat_index, value from forms.answer where field = 'text'")
    assert rows == [("plan/1", "goals", 1, "Work")]
    assert [(item.line, item.row_count) for item in summary.held_back] == [(3, 1)]
    assert place.load().unchanged == 2


def test_forms_that_cannot_be_read_are_held_back_and_the_rest_is_loaded(place):
    (place.forms / "good.csv").write_text("_uuid,q\nu1,1\n")
    (place.forms / "bad.json").write_text("{")
    (place.forms / "bad.xlsx").write_bytes(b"PK\x03\x04broken")
    (place.forms / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (place.forms / "photo.jpeg").write_bytes(b"\xff\xd8")
    outcomes = {file.file.rsplit("/", 1)[-1]: file.outcome for file in place.load().files}
    assert outcomes == {
        "good.csv": "loaded",
        "bad.json": "held back",
        "bad.xlsx": "held back",
        "old.xls": "held back",
        "photo.jpeg": "ignored",
    }


SERVICES = {"First": "person.first_name", "Day": "service.date", "Hours": "service.quantity", "Phone": "person.phone"}


def test_text_with_tabs_is_read_and_a_text_that_no_table_names_is_not(place):
    for name in ("services.tsv", "services.txt", "readme.txt"):
        (place.forms / name).write_text(f"First\tDay\tHours\tPhone\n{name}\t2024-01-05\t1\t\n")
    assert place.load(described("services", SERVICES, files=["services*"])).outcomes() == {"loaded": 2, "ignored": 1}
    told = place.query("select value from forms.answer where field = 'First' order by 1")
    assert told == [("services.tsv",), ("services.txt",)]


def test_rows_of_two_files_that_differ_in_writing_alone_have_one_content(place):
    rows = ["Ana,1/15/2024,1,", "Ben,1/26/2024,2,", "Ben,1/26/2024,2,"]
    (place.forms / "services 1.csv").write_text("First,Day,Hours,Phone\n" + "\n".join(rows))
    (place.forms / "services 2.csv").write_text("Phone,First,Day,Hours\n,Ana,2024-01-15,1.0\n,Ben,2024-01-26,3\n")
    place.load(described("services", SERVICES, files=["services*"]))
    counts = "select count(*) from forms.submission group by content order by all"
    assert place.query(counts) == [(1,), (1,), (1,), (2,)]  # of two that are alike in one file each is its own


def test_what_follows_a_header_in_another_order_is_held_back(place):
    lines = ["First,Day,Hours,Phone", "Ana,2024-01-15,1,", "Day,First,Hours,Phone", "2024-01-26,Ben,2,"]
    (place.forms / "services.csv").write_text("\n".join(lines))
    summary = place.load(described("services", SERVICES, files=["services*"]))
    assert [(file.rows, file.held_back) for file in summary.files] == [(1, 2)]
    assert [(item.line, item.kind) for item in summary.held_back if item.row_count] == [(3, "held back")]


def test_a_row_whose_name_is_a_word_for_nothing_names_nobody(place):
    (place.forms / "services.csv").write_text("First,Day,Hours,Phone\nN/A,2024-01-15,1,-\nAna,2024-01-15,1,\n")
    [file] = place.load(described("services", SERVICES, files=["services*"])).files
    assert (file.rows, file.held_back) == (1, 1)


def test_sheets_of_one_workbook_are_read_as_tables_of_their_own(place):
    """Each sheet once, under its table; a sheet that no table names is left out and told once."""
    book = openpyxl.Workbook()
    for title, rows in {
        "Clients": [["ID", "Name"], ["C1", "Ana Lopez"], ["C2", "John Smith"]],
        "Notes": [["Client ID", "Note"], ["C1", "Called."], ["C2", "Came by."], ["C1", "Called again."]],
        "Lists": [["Code"], ["A"]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(place.forms / "House 2024.xlsx")
    tables = [
        described("clients", {"ID": None, "Name": "person.full_name"}, kind="person", key="ID", sheets="Clients",
                  files=["House*.xlsx"]),
        described("notes", {"Client ID": None, "Note": "note.text"}, kind="note", sheets="Notes", files=["House*.xlsx"],
                  references=[{"fields": "Client ID", "to": "clients"}]),
    ]  # fmt: skip
    summary = place.load(*tables)
    assert {file.file: file.rows for file in summary.files} == {
        "rivertown/forms/House 2024.xlsx (clients)": 2,
        "rivertown/forms/House 2024.xlsx (notes)": 3,
    }
    assert place.query("select form, count(*) from forms.submission group by form order by form") == [
        ("clients", 2),
        ("notes", 3),
    ]
    (held,) = summary.held_back
    assert (held.file, held.row_count) == ("rivertown/forms/House 2024.xlsx (clients)", 2)
    assert place.load(*tables).rows == 0


def test_rows_within_records_and_people_beside_one_are_told(place):
    record = {"id": 1, "Adult 1 Name": "Ana Vale", "Child 1 DOB": "2019-02-03", "visits": [{"day": "2025-01-02"}]}
    (place.forms / "families.json").write_text(json.dumps([record]), encoding="utf-8")
    fields = {"id": None, "Adult 1 Name": "person.full_name", "Child 1 DOB": None}
    told = [item.reason for item in place.load(described("families", fields)).held_back]
    assert any("More people stand on the same row ('Child 1': 'Child 1 DOB')" in reason for reason in told)
    assert any("Records have rows of their own in 'visits' ('day')" in reason for reason in told)
    fields["visits/day"] = "service.date"
    told = [item.reason for item in place.load(described("families", fields)).held_back]
    assert not any("of their own" in reason for reason in told)


STAYS = {"Number": None, "Client": "person.full_name", "Entry": "enrollment.entry_date", "Said": "note.text"}


def test_headings_of_groups_are_told_by_their_word_and_make_nobody(place):
    rows = ["Number,Client,Entry,Said", "Program: North House,,,", "1,Ana Vale,2025-01-02,", "2,Bo Reed,2025-01-03,"]
    rows += ["Program: South House,,,", "3,Cy Lund,2025-01-04,", ",,,alone: without a name", "4,Di Moss,2025-01-05,"]
    (place.forms / "stays.csv").write_text("\n".join(rows), encoding="utf-8")
    for key in ({}, {"kind": "person", "key": ["Number"]}):
        summary = place.load(described("stays", STAYS, **key))
        told = {item.line: item for item in summary.held_back if not item.is_kept}
        assert (summary.rows, told.keys()) == (4, {2, 7})
        assert (told[2].row_count, "Lines 2, 5 look like headings" in told[2].reason) == (2, True)
        assert "'Program: ...'" in told[2].reason and "North" not in told[2].reason
        assert "name" in told[7].reason


def test_cells_of_several_dated_entries_are_told(place):
    two = "2/3/25 - Met her. 2/10/25 no show"
    cells = [two, "Feb 3: called, no answer.\nFeb 4, 2025: called again", "2025-01-02 intake\n2025-01-09 needs ID"]
    quiet = ["Born 2/3/2001, moved 2/3/2025.", "Walked. 3.5 hours. 4.5 miles."]
    file = place.forms / "stays.csv"
    for notes, is_told in ((cells + quiet, True), (cells[:2] + quiet, False)):
        lines = [f'{at},Ana Vale,2025-01-0{at},"{note}"' for at, note in enumerate(notes, 1)]
        file.write_text("\n".join(["Number,Client,Entry,Said", *lines]), encoding="utf-8")
        told = [item.reason for item in place.load(described("stays", STAYS)).held_back]
        assert any("3 cells of 'Said' hold several dated entries, 6 in all" in reason for reason in told) == is_told


def test_rows_of_one_cell_that_are_no_headings_are_taken_in(place):
    rows = ["When,Who,Said", ",,Housing: too dear", ",,Housing: too far", "2025-01-02,Ana,Quiet"]
    (place.forms / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    fields = {"When": None, "Who": None, "Said": "note.text"}
    assert place.load(described("answers", fields)).rows == 3
