"""Keys of rows, files of other shapes, and which described table a file holds."""

import pytest

from caseline.organization.dictionary import Dictionary, load_shipped
from ingestion.boundary import Unreadable
from ingestion.csv_reading import BadRow
from ingestion.files import FoundFile
from ingestion.forms.header_days import day_in_name, header_day, series_of
from ingestion.forms.keys import RowKeys, RowReference, key_text
from ingestion.forms.recognition import Recognition
from ingestion.forms.rows import rows_of
from ingestion.forms.shapes import shape_of
from ingestion.forms.submission import Answer, Submission
from tests.described import described

PEOPLE = {"First": "person.first_name"}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (" 1001 ", "1001"), ("1001.0", "1001"), ("007", "007"), ("1.5", "1.5"), ("A\u00a0 1", "A 1"), ("uuid:ab", "ab"),
        ("{0F8FAD5B-D9CB-469F-A165-70867728950E}", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    ],
)  # fmt: skip
def test_a_number_that_names_a_row_has_one_spelling(written, key):
    assert key_text(written) == key


def test_a_row_names_itself_its_person_and_what_it_refers_to():
    table = described(
        "visits", PEOPLE, system="crm", key=["Site", "No"], person_key="Client", references=[
            {"fields": ["Contact"], "to": "contact"},
            {"fields": ["Subject"], "to": "x", "system": "ehr", "prefix": "Patient/"},
        ],
    )  # fmt: skip
    keys = RowKeys(table)
    row = {"SITE ": "a|b", "no": "2.0", "Client": "7", "Contact": "0035f00001AbCdE", "Subject": "Patient/12"}
    assert (keys.key(row), keys.person(row)) == ("a%7Cb|2", "7")
    assert keys.references(row) == [
        RowReference(1, "crm/contact", "0035f00001AbCdEAAV"), RowReference(2, "ehr/x", "12"),
    ]  # fmt: skip
    assert keys.references({"Contact": " ", "Subject": ""}) == []


def row(line, **cells):
    return Submission(line, [Answer("", 0, name.replace("_", " "), value) for name, value in cells.items() if value])


def told(submission):
    return submission.lines, submission.within, sorted((each.field, each.value) for each in submission.answers)


def test_the_lines_of_one_key_are_one_row():
    table = described("lines", PEOPLE, long={"of": "Who", "question": "Q", "answer": "A"})
    bad = BadRow(9, "x", "y")
    rows = [row(2, Who="1", Q="calm", A="3"), row(3, Who="1", Q="sleep", A="4"), bad, row(5, Q="calm", A="1"),
            row(6, Who="1", Q="needs", A="food"), row(7, Who="1", Q="needs", A="a bed")]  # fmt: skip
    refused, nobody, whole = shape_of(table)(iter(rows))
    assert (refused, nobody.line) == (bad, 5)
    assert told(whole) == (
        4, "", [("Who", "1"), ("calm", "3"), ("needs", "a bed"), ("needs", "food"), ("sleep", "4")]
    )  # fmt: skip


def test_each_cell_that_counts_is_a_row_on_the_day_of_its_header():
    fields = {"Name": "person.full_name", "Phone": "person.phone", "Group": "service.type"}
    table = described("sheet", fields, key="Name", wide={"columns": "^[A-Z][a-z]{2}( \\d+)?$", "year": "Year"})
    [whole, march] = shape_of(table)(iter([row(2, Name="Sue", Phone="1", Group="Art", Year="2024", Feb="no", Mar="x")]))
    assert told(whole) == (1, "", [("Name", "Sue"), ("Phone", "1"), ("Year", "2024")])
    assert told(march) == (
        0, "2024-03-01",
        [("(cell)", "x"), ("(day)", "2024-03-01"), ("Group", "Art"), ("Name", "Sue"), ("Year", "2024")],
    )  # fmt: skip
    with pytest.raises(Unreadable, match="header 'Feb' is no day"):
        list(shape_of(table)(iter([row(2, Name="Sue", Feb="x")])))


def test_months_that_go_over_new_year_and_weeks_that_are_numbered():
    table = described(
        "sheet", {"Name": "person.full_name"}, key="Name", wide={"columns": "^[A-Z][a-z]{2}$", "year": 2023}
    )
    _, *months = shape_of(table)(iter([row(2, Name="Sue", Nov="x", Dec="x", Jan="x")]))
    assert [told(each)[1] for each in months] == ["2023-11-01", "2023-12-01", "2024-01-01"]
    table = described(
        "sheet", {"Name": "person.full_name"}, key="Name", wide={"columns": "^Wk", "weeks_from": "2024-01-08"}
    )
    _, third = shape_of(table)(iter([row(2, Name="Sue", **{"Wk 3": "x"})]))
    assert told(third)[1] == "2024-01-22"


@pytest.mark.parametrize(
    ("header", "year", "day"),
    [
        ("Jan 2024", None, "2024-01-01"), ("sept. '24", None, "2024-09-01"), ("2024-03", None, "2024-03-01"),
        ("3/2024", None, "2024-03-01"), ("1/5/2024", None, "2024-01-05"), ("Jan", 2024, "2024-01-01"),
        ("Jan 5", 2024, "2024-01-05"), ("1/5", 2024, "2024-01-05"), ("Jan", None, None), ("Feb 30", 2024, None),
        ("Total", 2024, None), ("Week of 7/1", 2024, "2024-07-01"), ("w/e 7/12/24", None, "2024-07-12"),
        ("Oct hrs", 2024, "2024-10-01"), ("7/1 - 7/7", 2024, "2024-07-01"), ("Weekly fee", 2024, None),
        ("Wk 3", 2024, None),
    ],
)  # fmt: skip
def test_a_header_is_a_day_or_a_month(header, year, day):
    assert header_day(header, year) == day


def test_a_file_name_tells_its_day():
    assert day_in_name("roster_20240301.csv") == "2024-03-01"
    assert day_in_name("roster 2024-03-01 to 2024-03-31.csv") == "2024-03-31"
    assert day_in_name("roster March 5, 2026.csv") == day_in_name("5 Mar 26 roster.csv") == "2026-03-05"
    assert day_in_name("roster Mar 5 26.csv") == day_in_name("roster 3-5-2026.csv") == "2026-03-05"
    assert day_in_name("roster 3.5.2026.csv", "day first") == "2026-05-03"
    assert day_in_name("roster March 2026.csv") == day_in_name("roster 2026-03.csv") == "2026-03-01"
    assert day_in_name("summary 5 12.csv") == day_in_name("march roster.csv") == ""
    assert series_of("roster March 5, 2026.csv") == series_of("roster Apr 12, 2026.csv")
    assert day_in_name("roster 2024.csv") == day_in_name("123456789.csv") == ""
    assert day_in_name("roster, 5 Mar 2026.csv") == day_in_name("roster 5th of March 2026.csv") == "2026-03-05"
    assert day_in_name("roster Mar-5-26.csv") == "2026-03-05"


@pytest.mark.parametrize(
    "name",
    ["Unit 5 May 2024", "site 12 Apr 2024", "Program_2_March_2024", "Q1 Jan 24", "FY 2011-12", "roster Mar 5-10"],
)
def test_a_number_that_may_name_a_place_or_a_stretch_is_no_day(name):
    assert day_in_name(f"{name}.csv") == ""


@pytest.fixture
def tables(tmp_path):
    """Which table each file is told to be, of an own form and a shipped system."""
    recognition = Recognition(
        Dictionary(
            own=[described("intake", PEOPLE), described("visits", PEOPLE, system="crm")],
            shipped=[
                described("people", PEOPLE, system="apricot", recognized_by=["Record ID", "First"]),
                described("notes", PEOPLE, system="apricot", recognized_by=["Record ID", "First", "Note"]),
                described("people", PEOPLE, system="eto", recognized_by=["Subject ID", "First"]),
            ],
        )
    )

    def told(label, header):
        path = tmp_path / label
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + "\n")
        table = recognition.table_of(FoundFile("north", label, path))
        return table and table.full_name

    return told


def test_a_file_is_told_by_its_folder_its_name_and_its_headers(tables):
    assert tables("north/forms/intake 1.csv", "Record ID,First") == "intake"
    assert tables("north/forms/x.csv", "record  id,FIRST,Note,More") == "apricot/notes"
    assert tables("forms/people.csv", "Subject ID,First") == "eto/people"
    assert tables("north/forms/people.csv", "Other") is None
    assert tables("north/apricot/people.csv", "Other") == "apricot/people"
    assert tables("north/apricot/x.csv", "Record ID,First") == "apricot/people"
    assert tables("north/apricot/y.csv", "Subject ID,First") is None
    assert tables("north/forms/x.ndjson", '{"Record ID": "1", "First": "Ana"}') == "apricot/people"
    assert tables("north/crm/visits.csv", "x") == "crm/visits"
    assert tables("north/crm/Contact.csv", "Record ID,First") is None


def test_a_column_a_thing_given_makes_a_service_of_each_cell_that_counts():
    fields = {"Date": "service.date", "Name": "person.full_name", "Comments": "note.text"}
    wide = {"columns": "^(Meal|Bus tix)$", "becomes": "service.type", "value": "service.quantity"}
    table = described("sign_in", fields, kind="service", person_key="Name", wide=wide)
    row = Submission(2, [Answer("", 0, name, value) for name, value in [
        ("Date", "2024-03-01"), ("Name", "Ana Vale"), ("Meal", "x"), ("Bus tix", "2"), ("Comments", "Tired"),
    ]])  # fmt: skip
    none = Submission(3, [Answer("", 0, name, value) for name, value in [("Name", "Ben Rook"), ("Meal", "no")]])
    told = [(each.line, each.lines, each.within, each.top()) for each in shape_of(table)([row, none])]
    whose = {"Date": "2024-03-01", "Name": "Ana Vale"}
    assert told == [
        (2, 1, "", {**whose, "Comments": "Tired"}),
        (2, 0, "Meal", {**whose, "(what)": "Meal", "(cell)": "x"}),
        (2, 0, "Bus tix", {**whose, "(what)": "Bus tix", "(cell)": "2"}),
        (3, 1, "", {"Name": "Ben Rook"}),
    ]


def test_a_submission_of_kobo_that_was_edited_is_known_by_its_root():
    (kobo,) = [table for table in load_shipped().tables if table.full_name == "kobo/submissions"]
    first = Submission(1, [Answer("", 0, "_uuid", "a")])
    edited = Submission(2, [Answer("", 0, "_uuid", "b"), Answer("", 0, "meta/rootUuid", "uuid:a")])
    keys = RowKeys(kobo)
    assert [keys.key(row.top()) for row in rows_of(kobo)([first, edited])] == ["a", "a"]
