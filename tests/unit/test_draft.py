"""What `caseline draft` makes of files that nobody described: meanings, keys, kinds."""

import csv
from collections import Counter

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseline.ground.yaml_files import load_yaml, parse_yaml
from caseline.onboarding.draft.drafted import DraftedField
from caseline.onboarding.draft.drafting import describe_tables
from caseline.onboarding.draft.meanings import Guess, guesses, looks_like
from caseline.onboarding.draft.readers import readers_of
from caseline.onboarding.draft.scales import scored_words
from caseline.onboarding.draft.values import Column
from caseline.onboarding.draft.writing import quoted, table_yaml
from caseline.organization.described_table import DictionaryTable
from ingestion.files import path_files
from ingestion.header_words import words_of

PEOPLE = [("Ana", "Lopez"), ("John", "Smith"), ("Mary", "O'Neil"), ("Wei", "Chen"), ("Luz", "Garcia"), ("Sam", "Ali")]
NOTE = "Client called to say that she found a new apartment and will move in next week with her children."


def write(path, headers, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([headers, *rows])


@pytest.fixture
def office(tmp_path):
    """Four tables that join by the office's own client number."""
    write(
        tmp_path / "Client List 2024.csv",
        ["Client #", "First", "Last", "D.O.B.", "Cell", "Emergency Contact", "Emergency Contact Phone", "Mother's DOB"],
        [
            [1001 + at, *name, f"{at + 1}/14/1990", f"(253) 555-01{at:02}", "Jo Doe", "253-555-0199", "1/2/1960"]
            for at, name in enumerate(PEOPLE)
        ],
    )
    write(
        tmp_path / "program enrollments.csv",
        ["Enrollment ID", "Client #", "Program", "Start Date", "End Date", "Case Manager"],
        [[f"E{at}", 1001 + at % 6, ["Rehousing", "Job Club"][at % 2], "3/5/2024", "", "Pat"] for at in range(9)],
    )
    write(
        tmp_path / "Case Notes export.csv",
        ["Note ID", "Client #", "Date", "Staff", "Notes"],
        [[f"N{at}", 1001 + at % 6, f"2024-03-{at + 10}", "Pat", NOTE] for at in range(9)],
    )
    write(
        tmp_path / "services.csv",
        ["ID", "Client #", "Service", "Date of Service", "Hours", "Worker"],
        [[at + 1, 1001 + at % 6, ["Coaching", "Food"][at % 2], "3/5/2024", 1.5, "Pat"] for at in range(12)],
    )
    return tmp_path


def tables_of(folder):
    read_by, like = readers_of(path_files(folder, "a").files)
    tables, unread = describe_tables(read_by["forms"], like)
    return {table.name: table for table in tables}, unread


def mapped(table):
    return {field.column.name: field.target for field in table.fields if field.target}


def test_tables_of_an_office_with_their_keys(office):
    tables, unread = tables_of(office)
    assert not unread
    assert {name: table.kind for name, table in tables.items()} == {
        "client_list": "person",
        "program_enrollments": "stay",
        "case_notes": "note",
        "services": "service",
    }
    assert {name: table.keys.key for name, table in tables.items()} == {
        "client_list": "Client #",
        "program_enrollments": "Enrollment ID",
        "case_notes": "Note ID",
        "services": "ID",
    }
    for name in ("program_enrollments", "case_notes", "services"):
        (foreign,) = tables[name].keys.foreign
        assert (foreign.column, foreign.to.title, foreign.found) == ("Client #", "Client List", 1.0)


def test_what_columns_mean(office):
    tables, _ = tables_of(office)
    assert mapped(tables["program_enrollments"]) == {
        "Program": "submission.program",
        "Start Date": "enrollment.entry_date",
        "End Date": "enrollment.exit_date",
        "Case Manager": "submission.case_manager",
    }
    assert mapped(tables["case_notes"]) == {"Date": "note.date", "Staff": "note.author", "Notes": "note.text"}
    assert mapped(tables["services"]) == {
        "Service": "service.type",
        "Date of Service": "service.date",
        "Hours": "service.quantity",
        "Worker": "service.provider",
    }


def test_what_is_somebody_elses_is_not_the_clients(office):
    tables, _ = tables_of(office)
    assert mapped(tables["client_list"]) == {
        "First": "person.first_name",
        "Last": "person.last_name",
        "D.O.B.": "person.dob",
        "Cell": "person.phone",
    }


def test_values_speak_against_a_header(tmp_path):
    """A column called after a date that holds none, and one called a phone that holds yes and no."""
    write(
        tmp_path / "roster.csv",
        ["First Name", "Last Name", "Date of Birth", "Phone", "Email"],
        [[*name, "unknown", ["Yes", "No"][at % 2], "none given"] for at, name in enumerate(PEOPLE)],
    )
    tables, _ = tables_of(tmp_path)
    assert mapped(tables["roster"]) == {"First Name": "person.first_name", "Last Name": "person.last_name"}


def test_a_description_is_read_as_it_is_written(office):
    tables, _ = tables_of(office)
    names = {id(table.raw): table.name for table in tables.values()}
    for table in tables.values():
        read = parse_yaml(table_yaml(table, names), DictionaryTable, office / "x.yml")
        assert {field.name: field.maps_to for field in read.fields if field.maps_to} == mapped(table)
        assert (read.table, read.kind, read.key) == (table.name, table.kind, table.key)


def test_sheets_of_a_workbook_are_tables(tmp_path):
    book = openpyxl.Workbook()
    clients, notes = book.active, book.create_sheet("Notes")
    clients.title = "Clients"
    for row in (["Hope House"], [], ["ID", "Name", "Birthdate"], *(
        [f"C-{at}", " ".join(name), f"{at + 1}/14/1990"] for at, name in enumerate(PEOPLE)
    )):  # fmt: skip
        clients.append(row)
    notes.append(["Client ID", "When", "Note"])
    for at in range(6):
        notes.append([f"C-{at}", f"3/{at + 14}/2024", NOTE])
    book.save(tmp_path / "House 2024.xlsx")
    tables, _ = tables_of(tmp_path)
    assert {name: (table.kind, table.raw.sheet) for name, table in tables.items()} == {
        "clients": ("person", "Clients"),
        "notes": ("note", "Notes"),
    }
    assert mapped(tables["clients"]) == {"Name": "person.full_name", "Birthdate": "person.dob"}


def test_members_of_a_family_are_people_of_their_own(tmp_path):
    """Several of a list that lead to one of another list share a household; they are not that person."""
    write(
        tmp_path / "families.csv",
        ["Fam #", "Head of Household", "Phone"],
        [[f"F{at}", " ".join(name), f"253-555-01{at:02}"] for at, name in enumerate(PEOPLE[:3])],
    )
    write(
        tmp_path / "guest roster.csv",
        ["Guest ID", "Fam #", "First", "Last", "DOB"],
        [[f"G{at}", f"F{at % 3}", *name, f"{at + 1}/14/1990"] for at, name in enumerate(PEOPLE)],
    )
    write(
        tmp_path / "rois.csv",
        ["Guest ID", "Guest Name", "DOB", "ROI Date", "Signed?"],
        [[f"G{at}", " ".join(name), f"{at + 1}/14/1990", "3/14/2024", "Y"] for at, name in enumerate(PEOPLE)],
    )
    tables, _ = tables_of(tmp_path)
    roster = tables["guest_roster"]
    assert (roster.kind, roster.keys.foreign) == ("person", [])
    assert mapped(roster)["Fam #"] == mapped(tables["families"])["Fam #"] == "household.id"
    assert tables["rois"].kind == "consent"
    assert [each.to.title for each in tables["rois"].keys.foreign] == ["guest roster"]


def test_answers_in_words_name_no_program(tmp_path):
    write(
        tmp_path / "survey.csv",
        ["First Name", "Last Name", "Program", "What do you like about the program?"],
        [[*name, ["Club", "Camp"][at % 2], "I like that we play chess here"] for at, name in enumerate(PEOPLE)],
    )
    tables, _ = tables_of(tmp_path)
    assert [column for column, to in mapped(tables["survey"]).items() if to == "submission.program"] == ["Program"]


@pytest.mark.parametrize(
    ("answers", "scores"),
    [
        (["Not ready", "Somewhat ready", "Ready", "Very ready"], [1, 2, 3, 4]),
        (["Not hard at all", "Somewhat hard", "Very hard"], [1, 2, 3]),
        (["A little", "Not at all", "A lot"], [2, 1, 3]),
        (["24-A", "24-B", "24-C"], None),
        (["Red", "Green", "Blue"], None),
    ],
)
def test_one_answer_in_several_degrees_is_a_scale(answers, scores):
    found = scored_words(Column("x", Counter(answers), len(answers)))
    assert found == (dict(zip(answers, scores, strict=True)) if scores else None)


def test_answers_that_were_refused_leave_a_scale_its_steps():
    said = Counter({"1 - Crisis": 4, "3 - Stable": 6, "N/A - refused": 2})
    assert scored_words(Column("Employment", said, 12)) == {"1 - Crisis": 1, "3 - Stable": 3}
    assert scored_words(Column("x", Counter({"Never": 3, "Always": 3, "Declined to answer": 1}), 7)).keys() == {
        "Never",
        "Always",
    }
    assert scored_words(Column("x", Counter({"1 - Crisis": 1, "3 - Stable": 1, "Refused": 9}), 11)) is None


def test_sheets_of_a_month_each_do_not_lead_to_one_another(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in ("Jan", "Feb"):
        sheet = book.create_sheet(month)
        sheet.append(["Case ID", "First", "Last", "Service"])
        for at, name in enumerate(PEOPLE):
            sheet.append([f"C-{at + 1:04}", *name, "Food"])
    book.save(tmp_path / "log.xlsx")
    tables, _ = tables_of(tmp_path)
    assert len(tables) == 2
    assert not any(table.keys.foreign for table in tables.values())


def test_references_never_go_in_a_circle(tmp_path):
    write(
        tmp_path / "cases.csv",
        ["Case ID", "Visit ID", "Opened"],
        [[f"CS-{at:05}", f"VS-{at:05}", "3/5/2024"] for at in range(10)],
    )
    write(
        tmp_path / "visits.csv",
        ["Visit ID", "Case ID", "Hours", "Worker"],
        [[f"VS-{at:05}", f"CS-{at if at else 77:05}", 2, "Pat"] for at in range(10)],
    )
    tables, _ = tables_of(tmp_path)
    cases, visits = tables["cases"], tables["visits"]
    assert [each.to for each in cases.keys.foreign] == [visits.raw]
    assert (visits.keys.foreign, [each.column for each in visits.keys.dropped]) == ([], ["Case ID"])
    assert "may not go in a circle" in table_yaml(visits, {id(table.raw): table.name for table in tables.values()})


@pytest.mark.parametrize(
    ("header", "values", "target"),
    [
        ("Career Coach", ["Kim Lee", "Pat Roe"], "note.author"),
        ("CHW", ["KL", "PR"], "note.author"),
        ("Coach ID", ["C-1", "C-2"], None),
        ("Mobile / WhatsApp", ["+963 944 555 010", "+1 207 555 0134"], "person.phone"),
    ],
)
def test_columns_that_their_values_tell(header, values, target):
    column = Column(header, Counter(values * 5), 10)
    found = guesses(column) or [looks_like(column)]
    assert (found[0].target if found[0] else None) in (target, "submission.case_manager" if target else None)


def test_a_question_that_ends_like_a_day_is_a_number():
    column = Column("I have an adult I can count on", Counter({"1": 3, "4": 2}), 5)
    assert DraftedField(column, Guess("assessment.an_adult_i_can_count_on", 0.8, "a scale")).type == "decimal"


def test_answers_on_a_scale_and_when_they_were_given(tmp_path):
    scale = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    write(
        tmp_path / "youth survey.csv",
        ["First Name", "Last Name", "Survey point", "I feel safe at school", "Household size"],
        [[*PEOPLE[at % 6], ["Pre", "Post"][at // 6], scale[at % 5], at % 5 + 1] for at in range(12)],
    )
    tables, _ = tables_of(tmp_path)
    survey = tables["youth_survey"]
    assert mapped(survey)["I feel safe at school"] == "assessment.i_feel_safe_at_school"
    assert mapped(survey)["Survey point"] == "submission.stage"
    assert "Household size" not in mapped(survey)
    codes = next(field.codes for field in survey.fields if field.codes)
    assert (codes["Strongly disagree"], codes["Strongly agree"]) == (1, 5)


@pytest.mark.parametrize("header", ["clientDOB", "Client D.O.B.", "client_dob", "Client Date of Birth", "CLIENT DOB"])
def test_headers_are_alike_however_they_are_written(header):
    assert set(words_of(header)) == {"client", "birth", "date"}


@given(st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable()))
def test_any_header_is_quoted_so_that_it_is_read_again(text):
    import yaml

    assert yaml.safe_load(f"a: {quoted(text)}") == {"a": text}


def test_a_first_report_is_about_the_year_of_the_newest_day(office, tmp_path):
    from caseline.onboarding.draft.days_of_exports import days_of
    from caseline.onboarding.draft.folder import write_first_report
    from caseline.onboarding.new import TEMPLATE
    from caseline.organization.questions import Report

    tables, _ = tables_of(office)
    folder = tmp_path / "made"
    (folder / "reports").mkdir(parents=True)
    (folder / "reports" / "annual.yml.example").write_bytes((TEMPLATE / "reports" / "annual.yml.example").read_bytes())
    days = list(days_of(list(tables.values()), {}))
    assert write_first_report(folder, days) == 2024
    misspelt = Column("Date", Counter({"3/4/2025": 1}), 1)
    assert write_first_report(folder, [*days, misspelt]) == 2024
    known = {"known": {"program": [], "affiliate": [], "stage": []}}
    report = load_yaml(folder / "reports" / "annual.yml", Report, context=known)
    assert report.period and (report.period.first.year, report.period.last.year) == (2024, 2024)


def test_a_system_that_is_read_as_it_is_has_a_first_report_too(tmp_path):
    from caseline.onboarding.draft.days_of_exports import days_of

    write(tmp_path / "services.csv", ["Record ID", "Service Date", "Birth Date"], [["1", "3/4/2024", "1/2/1990"]])
    files = path_files(tmp_path, "a").files
    assert [column.name for column in days_of([], {"apricot": files})] == ["Service Date"]


def test_a_registration_form_asks_about_a_child(tmp_path):
    """Where the only names are children's, 'child' is nobody else; parents stay so."""
    headers = [
        "Student's first name", "Student's last name", "When was your child born?", "Boy / Girl / Other",
        "Child's race (check all that apply)", "Where does the child live? (street)", "Student cell (if they have one)",
        "Parent name", "Parent/guardian cell", "Phone for that person", "Program you are signing up for",
        "I agree to let the school share grades with us", "OFFICE USE: entered by",
    ]  # fmt: skip
    write(
        tmp_path / "Registration.csv",
        headers,
        [
            [*name, f"{at + 1}/14/2012", ["Boy", "Girl"][at % 2], ["White", "Black, Asian"][at % 2], f"{at} Elm St",
             f"253-555-01{at:02}", "Jo Doe", "253-555-0199", "253-555-0188", ["Chess", "Art"][at % 2], "Yes", "KB"]
            for at, name in enumerate(PEOPLE * 2)
        ],
    )  # fmt: skip
    tables, _ = tables_of(tmp_path)
    assert mapped(tables["registration"]) == {
        "Student's first name": "person.first_name",
        "Student's last name": "person.last_name",
        "When was your child born?": "person.dob",
        "Boy / Girl / Other": "person.gender",
        "Child's race (check all that apply)": "person.race_ethnicity",
        "Where does the child live? (street)": "person.address",
        "Student cell (if they have one)": "person.phone",
        "Program you are signing up for": "submission.program",
        "I agree to let the school share grades with us": "consent.granted",
    }


def test_columns_that_are_weeks_and_months(tmp_path):
    write(
        tmp_path / "meetings FY24.csv",
        ["Name", "Week of 11/6", "Week of 11/13", "Week of 12/4", "Week of 1/8"],
        [[" ".join(name), "P", "E", "A", "L"] for name in PEOPLE],
    )
    write(
        tmp_path / "hours 2024.csv",
        ["Name", "Jan hrs", "Feb hrs", "Mar hrs", "Apr hrs"],
        [[" ".join(name), at, 2, 3.5, 4] for at, name in enumerate(PEOPLE)],
    )
    write(
        tmp_path / "class.csv",
        ["Name", *(f"Wk {n}" for n in range(1, 7))],
        [[" ".join(name), *"PPPAPP"] for name in PEOPLE],
    )
    tables, _ = tables_of(tmp_path)
    meetings, hours, numbered = (tables[name].days for name in ("meetings_fy", "hours", "class"))
    assert (meetings.year, meetings.value, meetings.where) == (2023, None, "L|P")
    assert (hours.year, hours.value, hours.where) == (2024, "service.quantity", None)
    assert numbered.are_numbered
    text = table_yaml(tables["class"], {})
    assert "#   weeks_from: 2000-01-01" in text
    assert parse_yaml(text, DictionaryTable, tmp_path / "x.yml").wide is None
    named = text.replace("# wide", "wide").replace("#   ", "  ")
    assert parse_yaml(named, DictionaryTable, tmp_path / "x.yml").wide.weeks_from.year == 2000


def test_the_key_is_what_other_tables_refer_to(tmp_path):
    """Though another number is unique too, and though a number stands under a header of no such word."""
    write(
        tmp_path / "consumers.csv",
        ["CSR #", "Consumer", "DOB", "Medicaid ID"],
        [[f"24-{at:03}", " ".join(name), f"{at + 1}/14/1990", f"90{at}11"] for at, name in enumerate(PEOPLE)],
    )
    write(
        tmp_path / "visits.csv",
        ["Chart", "Date of visit", "Service"],
        [[f"24-{at % 6:03}", "3/5/2024", ["Bath", "Meal"][at % 2]] for at in range(12)],
    )
    tables, _ = tables_of(tmp_path)
    assert tables["consumers"].key == ["CSR #"]
    assert mapped(tables["consumers"])["Consumer"] == "person.full_name"
    assert [(each.column, each.to.title) for each in tables["visits"].keys.foreign] == [("Chart", "consumers")]


def test_a_column_that_other_tables_hold_is_the_key_whatever_it_is_called(tmp_path):
    codes = [f"Y{1001 + 3 * at}" for at in range(6)]
    people = [[code, *name, f"{at + 1}/14/2006"] for at, (code, name) in enumerate(zip(codes, PEOPLE, strict=True))]
    write(tmp_path / "Intake.csv", ["Chart", "Legal First", "Legal Last", "D.O.B."], people)
    days = [f"1/{at + 10}/2025" for at in range(12)]
    for title, header in (("sign in", ["Date", "Chart no", "Staff on"]), ("notes", ["Note Dt", "Whose", "Convo"])):
        rows = [[day, code, "Pat"] for day, code in zip(days, codes * 2, strict=True)]
        write(tmp_path / f"{title}.csv", header, rows)
    read_by, like = readers_of(path_files(tmp_path, "draft").files)
    tables, _ = describe_tables(read_by["forms"], like)
    drafted = {table.raw.title: table for table in tables}
    assert drafted["Intake"].key == ["Chart"]
    leading = {title: [each.column for each in table.keys.foreign] for title, table in drafted.items()}
    assert leading == {"Intake": [], "sign in": ["Chart no"], "notes": ["Whose"]}


def test_members_who_share_the_number_of_a_household_do_not_become_its_head(tmp_path):
    homes = [f"HH-{3300 + at}" for at in range(6)]
    write(
        tmp_path / "applications.csv",
        ["AppNo", "HHID", "HOH_LName", "HOH_FName"],
        [[f"25-{at}", home, *PEOPLE[at][::-1]] for at, home in enumerate(homes)],
    )
    write(
        tmp_path / "members.csv",
        ["HHID", "Last Nm", "First Nm", "DOB"],
        [[home, "Lopez", f"{first}{at}", f"1/{at + 1}/2001"] for home in homes for at, (first, _) in enumerate(PEOPLE)],
    )
    read_by, like = readers_of(path_files(tmp_path, "draft").files)
    tables, _ = describe_tables(read_by["forms"], like)
    members = next(table for table in tables if table.raw.title == "members")
    assert (members.kind, members.keys.foreign) == ("person", [])
    assert {each.column.name: each.target for each in members.fields}["HHID"] == "household.id"


@pytest.mark.parametrize(
    ("header", "words"),
    [("PtID", ("patient", "id")), ("CID #", ("c", "id", "number")), ("PAID", ("paid",)), ("COVID", ("covid",))],
)
def test_initials_before_id_are_parted(header, words):
    assert words_of(header) == words


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Ex Dt", ("exit", "date")), ("Ex Spouse", ("ex", "spouse")), ("Ex Offender", ("ex", "offender")),
        ("Term Date", ("termination", "date")), ("Fall Term", ("fall", "term")),
        ("Job Dev", ("job", "developer")), ("Dev Delay", ("dev", "delay")),
    ],
)  # fmt: skip
def test_short_forms_that_are_words_too_are_read_by_what_stands_beside_them(header, words):
    assert words_of(header) == words


def test_heads_of_households_who_are_in_a_roster_are_not_clients_twice(tmp_path):
    write(
        tmp_path / "families.csv",
        ["Fam #", "Head of Household", "Case mgr"],
        [[f"F{at}", " ".join(name), "Pat"] for at, name in enumerate(PEOPLE[:3])],
    )
    write(
        tmp_path / "guest roster.csv",
        ["Guest ID", "Fam #", "First", "Last", "DOB"],
        [[f"G{at}", f"F{at % 3}", *name, f"{at + 1}/14/1990"] for at, name in enumerate(PEOPLE)],
    )
    tables, _ = tables_of(tmp_path)
    assert (tables["families"].kind, tables["guest_roster"].kind) == ("household", "person")
    assert "person.full_name" not in mapped(tables["families"]).values()


def test_a_column_holds_what_another_table_calls_programs(tmp_path):
    write(tmp_path / "programs.csv", ["Program ID", "Program Name"], [["1", "After School"], ["2", "Summer Camp"]])
    write(
        tmp_path / "sessions.csv",
        ["Name", "Date of visit", "Club", "Entered by"],
        [
            [" ".join(name), "3/5/2024", ["After School", "Summer Camp"][at % 2], "Pat"]
            for at, name in enumerate(PEOPLE)
        ],
    )
    tables, _ = tables_of(tmp_path)
    assert mapped(tables["sessions"])["Club"] == "submission.program"


def test_an_export_in_parts_with_headers_spelt_in_two_ways_is_one_table(tmp_path):
    rows = [[*name, f"{at + 1}/14/1990"] for at, name in enumerate(PEOPLE)]
    write(tmp_path / "clients part 1.csv", ["First Name", "Last Name", "Date of Birth"], rows[:3])
    write(tmp_path / "clients part 2.csv", ["first_name", "LAST NAME", "DateOfBirth"], rows[3:])
    tables, _ = tables_of(tmp_path)
    (table,) = tables.values()
    assert len(table.raw.rows) == len(PEOPLE)
    read = parse_yaml(table_yaml(table, {}), DictionaryTable, tmp_path / "x.yml")
    assert read.called == {"first_name": "First Name", "dateofbirth": "Date of Birth"}


def test_numbers_that_a_spreadsheet_cut_are_told_and_number_nobody(tmp_path):
    write(tmp_path / "people.csv", ["Client ID", "First", "Last"], [["1.23457E+11", *name] for name in PEOPLE])
    tables, _ = tables_of(tmp_path)
    assert (tables["people"].key, tables["people"].person_key) == ([], [])
    assert "a spreadsheet cut its digits" in table_yaml(tables["people"], {})


@pytest.mark.parametrize("header", ["HH #", "Family ID", "Case #", "Unit ID", "Client #"])
def test_a_number_that_several_people_share_numbers_none_of_them(tmp_path, header):
    """Three of the numbers are of two people each; visits hold nothing but that number."""
    numbers = [str(1200 + 7 * at) for at in range(21)]
    shared = numbers + numbers[:3]
    people = [
        [number, PEOPLE[at % len(PEOPLE)][0], "Lopez", f"{at % 12 + 1}/14/19{60 + at}"]
        for at, number in enumerate(shared)
    ]
    write(tmp_path / "clients.csv", [header, "First", "Last", "DOB"], people)
    visits = [[number, f"3/{at % 28 + 1}/2024", "Food"] for at, number in enumerate(shared * 2)]
    write(tmp_path / "visits.csv", [header, "Date", "Service"], visits)
    tables, _ = tables_of(tmp_path)
    assert {name: (table.kind, table.key, table.person_key) for name, table in tables.items()} == {
        "clients": ("person", [], []),
        "visits": ("service", [], []),
    }
    assert not tables["visits"].keys.foreign


def test_a_slip_of_the_hand_in_a_birth_date_shares_no_number(tmp_path):
    numbers = [str(1200 + 7 * at) for at in range(20)]
    stays = [[number, PEOPLE[at % len(PEOPLE)][0], f"{at % 12 + 1}/14/1960"] for at, number in enumerate(numbers)]
    again = [[numbers[0], "Anna", "1/14/1960"], [numbers[1], PEOPLE[1][0], "2/14/1961"]]
    write(tmp_path / "clients.csv", ["Client #", "First", "DOB"], stays + again)
    visits = [[each, f"3/{day}/2024", "Food"] for each in numbers for day in (1, 2)]
    write(tmp_path / "visits.csv", ["Client #", "Date", "Service"], visits)
    tables, _ = tables_of(tmp_path)
    assert tables["clients"].person_key == ["Client #"]
    assert [each.column for each in tables["visits"].keys.foreign] == ["Client #"]


def test_columns_of_what_was_given_are_services(tmp_path):
    """A sign-in sheet, and an outreach log without numbers; a registration that asks for needs is none."""
    numbers = [f"Y{1001 + 7 * at}" for at in range(6)]
    people = [[number, *PEOPLE[at], f"{at + 1}/14/2001"] for at, number in enumerate(numbers)]
    write(tmp_path / "Youth.csv", ["YID", "First", "Last", "DOB"], people)
    visits = [
        [f"3/{at + 1}/2024", numbers[at % 6], "x", "" if at % 2 else "X", at % 3 or "", "Pat"] for at in range(24)
    ]
    write(tmp_path / "Drop-in sign-in.csv", ["Date", "YID #", "Meal", "Shwr", "Bus tix (#)", "Staff on"], visits)
    seen = [[f"3/{at + 1}/2024", " ".join(PEOPLE[at % 6]), "y", at % 2, ""] for at in range(20)]
    write(tmp_path / "Van log.csv", ["Date", "Name", "Food", "Narcan", "Notes"], seen)
    needs = [[*name, f"{at + 1}/14/1990", "yes", "no"] for at, name in enumerate(PEOPLE)]
    write(tmp_path / "Intake needs.csv", ["First", "Last", "Birthday", "Food", "Clothing"], needs)
    tables, _ = tables_of(tmp_path)
    given = {name: sorted(table.given.headers) if table.given else [] for name, table in tables.items()}
    assert given == {
        "youth": [],
        "drop_in_sign_in": ["Bus tix (#)", "Meal", "Shwr"],
        "van_log": ["Food", "Narcan"],
        "intake_needs": [],
    }
    assert [foreign.column for foreign in tables["drop_in_sign_in"].keys.foreign] == ["YID #"]
    assert (tables["van_log"].kind, tables["van_log"].person_key) == ("service", ["Name"])
    text = table_yaml(tables["drop_in_sign_in"], {id(each.raw): name for name, each in tables.items()})
    described = parse_yaml(text, DictionaryTable, tmp_path / "sign_in.yml")
    assert described.wide and described.wide.becomes == "service.type"


def test_a_list_of_codes_and_goals_of_a_parent(tmp_path):
    write(tmp_path / "svc codes.csv", ["Cd", "Service"], [["TR", "Transportation help"], ["CL", "Clothing for work"]])
    log = [[f"3/{at + 1}/2024", " ".join(PEOPLE[at % 6]), ["TR", "CL"][at % 2], "12.50"] for at in range(12)]
    write(tmp_path / "support services.csv", ["Date", "Client", "Svc Cd", "Amt"], log)
    goals = [[f"F{at}", " ".join(name), "Find a better job", f"3/{at + 1}/2024"] for at, name in enumerate(PEOPLE)]
    write(tmp_path / "FPA.csv", ["Fam ID", "Parent/Guardian", "Goal", "Start"], goals)
    tables, _ = tables_of(tmp_path)
    assert {name: table.kind for name, table in tables.items()} == {
        "svc_codes": "code list",
        "support_services": "service",
        "fpa": "goal",
    }
    assert mapped(tables["svc_codes"]) == {"Service": "code.label"}
    assert mapped(tables["support_services"])["Svc Cd"] == "service.type"
    assert mapped(tables["fpa"])["Parent/Guardian"] == "person.full_name"
    assert mapped(tables["fpa"])["Start"] == "goal.opened_on"
