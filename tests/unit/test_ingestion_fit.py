"""How a file is read before any row of it lands: its header, its end, its columns, its dates and numbers."""

import io

import openpyxl
import pytest

from ingestion.csv_reading import BadRow, Row, read_head, rows_below
from ingestion.date_columns import DateColumns, DateRules
from ingestion.encodings import detect_encoding
from ingestion.files import FoundFile
from ingestion.forms.fitting import Names
from ingestion.forms.more_people import people_beside
from ingestion.forms.workbook import WorkbookForm
from ingestion.header_rows import find_header
from ingestion.likely_names import likely_pairs
from ingestion.moments import decide_order, read_moment
from ingestion.null_words import null_words, read_as_empty
from ingestion.numbers import marks_in, read_number
from ingestion.rich_text import plain_text
from ingestion.table_area import FOOTER, HEADER_AGAIN, TOTAL, TableArea, columns_of_values

FIELDS = ["First name", "Last name", "Date of birth", "Start"]
ROSTER = [["Ana", "Vale", "1990-03-04", "5"], ["Ben", "Rook", "1985-11-12", "7"], ["Cyd", "Sark", "1970-01-02", "9"]]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024/01/05 9:15:22 AM MST", "2024-01-05 09:15:22-07:00"),
        ("2025-03-04T14:15:00-08:00", "2025-03-04 14:15:00-08:00"),
        ("4 mars 2025", "2025-03-04"),
        ("4 de marzo de 2025", "2025-03-04"),
        ("4. März 2025", "2025-03-04"),
        ("Tue, 4 Mar 2025 12:05 am", "2025-03-04 00:05:00"),
        ("March 4th,\u00a02025", "2025-03-04"),
        ("Mar 5 26", "2026-03-05"),
        ("March 5,2026 9:30 pm", "2026-03-05 21:30:00"),
        ("Mar-05-2026", "2026-03-05"),
        ("Mar 5 10:30", ""),
        ("Mar-5-26", "2026-03-05"),
        ("Mar 5-2026", "2026-03-05"),
        ("Mar 5-10", ""),
        ("Oct 12-15", ""),
        ("June 3/10", ""),
        ("45292", "2024-01-01"),
        ("45292.5", "2024-01-01 12:00:00"),
        ("31/12/99", "1999-12-31"),
        ("3/4/2025", ""),
        ("2025-02-30", ""),
        ("12", ""),
        ("4 - Safe", ""),
    ],
)
def test_a_moment_is_read_without_an_order_where_it_needs_none(text, moment):
    assert read_moment(text) == moment


def test_years_of_two_digits_and_births():
    assert read_moment("3/4/24", "month first") == "2024-03-04"
    assert read_moment("3/4/70", "day first") == "1970-04-03"
    assert read_moment("3/4/28", "month first", is_past=True) == "1928-03-04"
    assert read_moment("Mar 4 28", is_past=True) == read_moment("4-Mar-28", is_past=True) == "1928-03-04"


@pytest.mark.parametrize(
    ("column", "order", "is_open", "is_mixed"),
    [
        (["2024-01-09", "9/1/2024", "13/1/2024"], "day first", False, False),
        (["1/13/24", "1/2/24"], "month first", False, False),
        (["1/2/24", "3/4/24"], None, True, False),
        (["13/1/24", "1/13/24"], None, False, True),
        (["5/5/2024", "2024-01-01"], None, False, False),
        (["99/12/31"], "year first", False, False),
    ],
)
def test_a_column_has_one_order(column, order, is_open, is_mixed):
    decided = decide_order(column)
    assert (decided.order, decided.is_open, decided.is_mixed) == (order, is_open, is_mixed)


@pytest.mark.parametrize(
    ("rules", "others", "read", "kind"),
    [
        (DateRules(), [], "2024-03-04", "question"),
        (DateRules(organization="day first"), [], "2024-04-03", "remark"),
        (DateRules(organization="month first"), ["13/1/2024"], "2024-04-03", "remark"),
        (DateRules(table="day first"), [], "2024-04-03", None),
    ],
)
def test_an_open_column_goes_with_others_then_with_what_was_declared_and_is_told(rules, others, read, kind):
    dates = DateColumns(rules)
    dates.learn("Start", ["3/4/2024"])
    dates.learn("End", others)
    dates.decide()
    assert dates.read("Start", "3/4/2024") == read
    assert [said.kind for said in dates.remarks("x.yml")] == ([kind] if kind else [])


def test_a_mixed_column_reads_what_can_be_but_one_day():
    dates = DateColumns(DateRules(organization="month first"))
    dates.learn("Day", ["13/1/2024", "1/14/2024", "3/4/2024"])
    dates.decide()
    read = [dates.read("Day", text) for text in ("13/1/2024", "1/14/2024", "3/4/2024")]
    assert read == ["2024-01-13", "2024-01-14", ""]


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("$1,200.50", None, "1200.50"), ("1.200,50", None, "1200.50"), ("(50)", None, "-50"), ("½", None, "0.5"),
        ("1 200", None, "1200"), ("1,200", ".", "1200"), ("1,200", ",", "1.200"), ("1.200", None, ""),
        ("2 hrs", ".", ""), ("inf", ".", ""), ("1e30", ".", ""), ("12 34", ".", ""),
    ],
)  # fmt: skip
def test_numbers(text, mark, number):
    assert read_number(text, mark) == number


def test_a_column_proves_its_decimal_mark():
    assert marks_in(["1,5", "1.200", "3"]) == {","}
    assert marks_in(["1.200,50", "1,200.50"]) == {",", "."}
    assert marks_in(["1.200"]) == set()


LINES = [
    "1,O’Brien,He said “I can’t pay rent” – again…", "1,François,Zoë", "1,Mañana Peña,Río Bravo", "1,Jürgen,Größe",
    "1,José", "1,Ana – no show", "1,It’s", "1,€50 paid", "1,¿qué?", "1,MUÑOZ,IBÁÑEZ", "1,Élise", "1,rent—due",
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("codec", ["cp1252", "mac_roman"])
def test_one_line_tells_its_encoding(line, codec):
    content = f"id,name,note\r\n{line}".encode(codec)
    assert content.decode(detect_encoding(io.BytesIO(content)).codec) == content.decode(codec)


def test_other_alphabets_are_left_to_the_detector():
    content = "id,name\n1,Zażółć gęślą jaźń Wałęsa przyszedł\n".encode("cp1250")
    assert content.decode(detect_encoding(io.BytesIO(content)).codec).startswith("id,name\n1,Zażółć")


@pytest.mark.parametrize(
    ("rows", "at", "rows_at", "headers"),
    [
        ([FIELDS, *ROSTER], 0, 1, FIELDS),
        ([["Roster of Main Street"], ["Run on", "1/5/2024"], FIELDS, *ROSTER], 2, 3, FIELDS),
        ([["", "", "Stay", "", "Work", ""], ["Id", "Name", "Start", "End", "Start", "End"]], 1, 2,
         ["Id", "Name", "Stay/Start", "Stay/End", "Work/Start", "Work/End"]),
        ([["Id", "When", "Needs", "", "Name"], ["", "", "Food", "Rent", "Response"],
          ["1", "2024-01-05", "Food", "", "Ana"]], 0, 2, ["Id", "When", "Needs/Food", "Needs/Rent", "Name"]),
        ([["StartDate", "Q1"], ["Start Date", "How many?"], ['{"ImportId":"a"}', '{"ImportId":"b"}'],
          ["2024-01-05", "3"], ["2024-01-06", "4"]], 0, 3, ["StartDate", "Q1"]),
        ([["Name"], ["Ana"], ["Ben"]], 0, 1, ["Name"]),
    ],
)  # fmt: skip
def test_the_header_is_found_without_knowing_it(rows, at, rows_at, headers):
    place = find_header(rows)
    assert (place.at, place.rows_at, place.headers) == (at, rows_at, headers)


def test_described_fields_find_the_header():
    names = Names(["first name", "DOB"])
    rows = [["Report", "All", "Clients", "2024"], ["First\u00a0name", " dob ", "x", "y"], ["Ana", "1990-01-01", "", ""]]
    assert find_header(rows, names.known).at == 1


def test_what_stands_below_a_table_is_none_of_its_rows():
    area = TableArea(FIELDS, columns_of_values(ROSTER, 4))
    rows = [Row(line, cells) for line, cells in enumerate(ROSTER, 2)]
    odd = [
        Row(5, FIELDS),
        Row(6, ["Dee", "Till", "2000-01-01", "3"]),
        Row(7, ["Total", "", "", "24"]),
        Row(9, ["Eli", "Ural", "", "3"], is_after_blank=True),
        Row(11, ["Staff", "Role", "", ""], is_after_blank=True),
        Row(12, ["Pat Doe", "Manager", "", ""]),
    ]
    kept = [row.line for row in area.rows([*rows, *odd])]
    assert kept == [2, 3, 4, 6, 9]
    assert {each.why: each.lines for each in area.left_out} == {HEADER_AGAIN: [5], TOTAL: [7], FOOTER: [11, 12]}


def test_a_cut_off_line_is_no_footer():
    area = TableArea(FIELDS, {})
    rows = [BadRow(2, "", "", cells=["Sm"]), BadRow(3, "", "", cells=["Copyright (c) 2024"])]
    assert [row.line for row in area.rows(rows)] == [2]


def test_a_csv_with_a_title_semicolons_and_a_footer(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Roster, all\n\nId;Name;Sum\n1;Ana;1,50\n2;Ben;2,00\n\nGenerated by A. Person\n")
    head = read_head(FoundFile("a", "a.csv", path))
    assert (head.delimiter, head.line, head.headers) == (";", 3, ["Id", "Name", "Sum"])
    with path.open() as text:
        area = TableArea(head.headers, columns_of_values(head.first_rows, 3))
        assert [row.line for row in area.rows(rows_below(iter(text), head))] == [4, 5]
    assert [each.lines for each in area.left_out] == [[7]]


def test_columns_are_fitted_together():
    names = Names(["Email", "client/first_name", "first_name", "Phone", "Gone"])
    columns = [("", name) for name in ("Email", "email", "client/first_name", "x/phone", "y/phone", "More")]
    fitted = names.fit(columns)
    assert fitted.described == {("", "Email"): "Email", ("", "client/first_name"): "client/first_name"}
    assert fitted.beside == {"email": "Email"}
    assert fitted.claimed == {"Phone": ["x/phone", "y/phone"]}
    assert fitted.missing == ["first_name", "Gone"]


def test_columns_of_groups_that_rival_for_one_field_are_not_taken_for_others():
    """The phone of an emergency contact is not the client's because only that group asks for one."""
    columns = ["client/first_name", "client/last_name", "emergency/first_name", "emergency/phone", "home/zip"]
    fitted = Names(["first_name", "last_name", "phone", "zip"]).fit([("", column) for column in columns])
    assert fitted.described == {("", "home/zip"): "zip"}
    assert fitted.of_rivals == {"client/last_name": "last_name", "emergency/phone": "phone"}


def test_a_renamed_column_is_guessed():
    gone = ["Date of birth", "How stable is your housing?", "Zip code"]
    assert likely_pairs(gone, ["DOB", "Housing", "Shoe size"]) == {
        "Date of birth": "DOB",
        "How stable is your housing?": "Housing",
    }


def test_a_word_stands_for_nothing_where_several_columns_have_it():
    assert null_words([["NULL", "Ana", "NULL"], ["1", "NULL", ""]]) == {"NULL"}
    assert null_words([["N/A", "Ana", "N/A"]]) == {"N/A"}
    assert null_words([["1", "NULL", "x"], ["2", "Ana", "y"]]) == set()


def test_the_error_of_a_program_is_no_value_anywhere():
    assert null_words([["1", "#Deleted"], ["2", "Ana"]]) == {"#Deleted"}
    assert {"#Deleted", "#Name?", "#REF!"} <= read_as_empty([["1", "Ana"]])
    assert "NULL" not in read_as_empty([["1", "NULL"]])


def test_rich_text():
    assert plain_text("<p>I&#39;m <b>here</b></p><ul><li>No food</li></ul>") == "I'm here\nNo food"
    assert plain_text("I&#39;m <3 & well") == "I'm <3 & well"
    assert plain_text("a < b and c > d") == "a < b and c > d"


def test_a_workbook_gives_the_rows_of_its_form_only(tmp_path):
    book = openpyxl.Workbook()
    empty, roster, lookups, hidden = book.active, *map(book.create_sheet, ("Roster", "Lookups", "hidden"))
    hidden.sheet_state = "hidden"
    roster.append(["Roster of Main Street"])
    roster.merge_cells("A1:D1")
    roster.append([])
    roster.append([*FIELDS, None, "Staff", "Role"])
    for place, row in enumerate(ROSTER):
        roster.append([*row, None, *(["Pat Doe", "Manager"] if not place else [])])
    roster.append([None] * 5 + ["Sam Roe", "Driver"])
    roster.append(["Total", None, None, 3])
    for row in (["Code", "Meaning"], ["1", "In crisis"]):
        lookups.append(row)
        hidden.append(row)
    book.save(tmp_path / "a.xlsx")
    form = WorkbookForm(FoundFile("a", "a.xlsx", tmp_path / "a.xlsx"), Names(FIELDS).known)
    assert [name for _, name in form.columns] == FIELDS
    assert [[answer.value for answer in row.answers] for row in form.submissions()] == ROSTER
    assert sorted(line for each in form.left_out for line in each.lines) == [7, 8]
    assert [rows for _, rows in form.apart] == [2, 1]
    assert not empty.max_row > 1


def test_cells_merged_downwards_count_for_each_row_and_formulas_without_a_result_are_told(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Household", "Name", "Twice"], ["H1", "Ana", "=A2"], [None, "Bo", "=A2"], ["H2", "Cy", "=A2"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "x.xlsx")
    form = WorkbookForm(FoundFile("a", "x.xlsx", tmp_path / "x.xlsx"))
    rows = [each.top() for each in form.submissions()]
    assert [row["Household"] for row in rows] == ["H1", "H1", "H2"]
    assert form.notes == ["3 formulas have no result in this file and are empty here: open it in Excel, save it."]


def columns_of(*headers):
    return [("", header) for header in headers]


@pytest.mark.parametrize(
    ("meant", "others", "found"),
    [
        (["Adult 1 Name"], ["Adult 1 DOB", "Adult 2 Name", "Child 1", "Child 1 DOB"], ["Adult 2", "Child 1"]),
        (["HH Member 1 First Name"], ["HH Member 2 First Name"], ["Household member 2"]),
        (["Name"], ["Phone 1", "Phone 2", "Emergency Contact 1 Name", "Emergency Contact 2 Name"], []),
        (["Name"], ["Survey 2024 Name", "Address Line 2"], []),
        (["Child 1 Name", "Child 2 Name"], ["Child 1 Grade", "Child 2 Grade"], []),
    ],
)
def test_more_people_on_a_row_are_told(meant, others, found):
    assert list(people_beside(columns_of(*meant), columns_of(*others))) == found
