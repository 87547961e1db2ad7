"""Form exports become submissions and answers, repeats to any depth."""

import json

import openpyxl
import pytest

from ingestion.csv_reading import BadRow, read_head
from ingestion.files import FoundFile, path_files
from ingestion.forms.fields import FormFields
from ingestion.forms.reading import CsvForm, NotAForm, submissions_of_json
from ingestion.forms.submission import Submission
from ingestion.forms.workbook import WorkbookForm
from tests.described import described


def found(path) -> FoundFile:
    return FoundFile("a", path.name, path)


def answers(submission: Submission) -> list[tuple]:
    return [(a.repeat_path, a.index, a.field, a.value, a.parent_index) for a in submission.answers]


NESTED = [
    ("", 0, "_uuid", "u1", None),
    ("goals", 1, "text", "Find work", None),
    ("goals/steps", 1, "what", "CV", 1),
    ("goals/steps", 2, "what", "Apply", 1),
    ("goals", 2, "text", "Save", None),
    ("goals/steps", 3, "what", "Open account", 2),
]


@pytest.mark.parametrize(
    "wrap", [lambda items: items, lambda items: {"results": items}, lambda items: {"value": items}]
)
def test_json_with_nested_repeats_and_kobo_paths(tmp_path, wrap):
    submission = {
        "_uuid": "u1",
        "goals": [
            {"goals/text": "Find work", "goals/steps": [{"goals/steps/what": "CV"}, {"goals/steps/what": "Apply"}]},
            {"goals/text": "Save", "goals/steps": [{"goals/steps/what": "Open account"}]},
        ],
        "nothing": None,
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(wrap([submission])))
    [read] = submissions_of_json(found(path))
    assert answers(read) == NESTED


@pytest.mark.parametrize(
    "page",
    [
        {"count": 1, "next": "https://kf.kobotoolbox.org/x?start=1", "results": [{"a": 1}]},
        {"count": 9, "next": None, "previous": "https://kf.kobotoolbox.org/x", "results": [{"a": 1}]},
        {"value": [{"a": 1}], "@odata.nextLink": "https://odk/x"},
        {"results": [{"a": 1}], "paging": {"next": {"after": "1"}}},
        {"data": [{"a": 1}], "total": 30, "links": {"self": "x"}},
        {"records": [{"a": 1}], "offset": "itr/rec"},
        {"totalSize": 9, "done": False, "nextRecordsUrl": "/x", "records": [{"a": 1}]},
        {"total_items": 2, "page_count": 2, "items": [{"a": 1}]},
        {"responses": [{"a": 1}], "nextPageToken": "x"},
        {"generated_at": "2024-01-01", "participants": [{"a": 1}], "next": "https://x/?page=2", "total": 900},
        {"data": [{"a": 1}], "meta": {"next_page": 2, "total": 900}},
        {"clients": [{"a": 1}], "meta": {"pagination": {"next": "https://x/?page=2"}}},
        {"exportedAt": "2024-01-01", "clients": [{"a": 1}], "pagination": {"page": 1, "total_pages": 3}},
    ],
)
def test_a_page_of_json_is_never_taken_for_all(tmp_path, page):
    path = tmp_path / "page.json"
    path.write_text(json.dumps(page))
    [bad] = submissions_of_json(found(path))
    assert isinstance(bad, BadRow) and "one page" in bad.reason


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ({"exportedAt": "2025-07-01", "contacts": [{"a": 1}, {"a": 2}]}, 2),
        ({"data": [{"a": 1}, {"a": 2}], "meta": {"count": 2}}, 2),
        ({"first_name": "Ana", "children": [{"a": 1}, {"a": 2}]}, 1),
        ({"first_name": "Ana", "items": [{"a": 1}, {"a": 2}]}, 1),
        ({"children": [{"a": 1}]}, 1),
        ({"exported_at": "x", "agency_name": "x", "clients": [{"a": 1}, {"a": 2}], "meta": {"next": None}}, 2),
        ({"source": "web", "household": [{"a": 1}, {"a": 2}]}, 1),
        ({"agency": "x", "report_date": "2024-01-01", "members": [{"a": 1}, {"a": 2}]}, 1),
        ({"generated_at": "x", "reported_income": 4, "members": [{"a": 1}, {"a": 2}]}, 1),
    ],
)
def test_a_list_beside_what_is_said_of_the_export_holds_the_records(tmp_path, content, lines):
    (tmp_path / "x.json").write_text(json.dumps(content))
    file = FoundFile("a", "x.json", tmp_path / "x.json")
    assert len(list(submissions_of_json(file))) == lines


def test_json_groups_lists_and_numbers_keep_their_text(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        '[{"meta": {"instanceID": "uuid:1"}, "score": 3.10, "point": [1, 2.50], "ok": true, "empty": [null]}]'
    )
    [read] = submissions_of_json(found(path))
    assert read.top() == {"meta/instanceID": "uuid:1", "score": "3.10", "point": '["1", "2.50"]', "ok": "true"}


def test_workbook_sheets_with_a_parent_are_repeats(tmp_path):
    book = openpyxl.Workbook()
    plan, goals, steps = book.active, book.create_sheet("goals"), book.create_sheet("steps")
    plan.append(["_uuid", "_index"])
    plan.append(["u1", 1])
    goals.append(["goals/text", "_index", "_parent_table_name", "_parent_index"])
    goals.append(["Find work", 1, "plan", 1])
    goals.append(["Save", 2, "plan", 1])
    steps.append(["what", "_index", "_parent_table_name", "_parent_index"])
    for row in (["CV", 1, "goals", 1], ["Apply", 2, "goals", 1], ["Open account", 3, "goals", 2]):
        steps.append(row)
    steps.append(["lost", 4, "goals", 99])
    path = tmp_path / "plan.xlsx"
    book.save(path)
    [read, orphan] = WorkbookForm(found(path)).submissions()
    assert [answer for answer in answers(read) if not answer[2].startswith("_") or answer[2] == "_uuid"] == NESTED
    assert isinstance(orphan, BadRow) and "'steps'" in orphan.reason


def test_odk_repeat_files_go_under_their_submission(tmp_path):
    (tmp_path / "plan.csv").write_text("KEY,name\nuuid:1,Ana\n")
    (tmp_path / "plan-goals.csv").write_text("text,PARENT_KEY,KEY\nFind work,uuid:1,uuid:1/goals[1]\n")
    main, goals = found(tmp_path / "plan.csv"), found(tmp_path / "plan-goals.csv")
    [read] = CsvForm(main, read_head(main), [("goals", goals, read_head(goals))]).submissions()
    assert ("goals", 1, "text", "Find work", None) in answers(read)


def test_what_a_program_had_deleted_is_no_value(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("First,Last,Program\nAna,Lopez,#Deleted\n#Deleted,#Deleted,#Deleted\nSam,Ali,Food\n")
    [file] = path_files(path, "forms").files
    ana, deleted, sam = CsvForm(file, read_head(file)).submissions()
    assert [answer.value for answer in ana.answers] == ["Ana", "Lopez"]
    assert [answer.value for answer in sam.answers] == ["Sam", "Ali", "Food"]
    assert isinstance(deleted, BadRow)
    assert (deleted.line, "deleted it or could not compute it" in deleted.reason) == (3, True)


def test_workbook_values_are_text_that_reads_the_same_everywhere(tmp_path):
    from datetime import datetime

    book = openpyxl.Workbook()
    book.active.append(["day", "moment", "whole", "part", "yes", "same", "same"])
    book.active.append([datetime(2024, 5, 1), datetime(2024, 5, 1, 9, 30), 3.0, 2.5, True, "x", "y"])
    book.save(tmp_path / "a.xlsx")
    [read] = WorkbookForm(found(tmp_path / "a.xlsx")).submissions()
    assert read.top() == {
        "day": "2024-05-01", "moment": "2024-05-01 09:30:00", "whole": "3", "part": "2.5", "yes": "true",
        "same": "x", "same (2)": "y",
    }  # fmt: skip


@pytest.mark.parametrize("content", ["{not json", '"text"', "[1, 2]"])
def test_what_is_no_form_says_so(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(NotAForm):
        list(submissions_of_json(found(path)))


def entry(*names, submission_id=None):
    return described("intake_form", dict.fromkeys(names, None), submission_id=submission_id)


def test_fields_take_the_dictionarys_spelling_with_or_without_groups():
    fields = FormFields(entry("person/first_name", "Wellbeing", "goals/goal_text"), "intake_2024.csv")
    assert fields.form == "intake_form"
    assert fields.name_of("", "first_name") == "person/first_name"
    assert fields.name_of("", "person-first_name") == "person/first_name"
    assert fields.name_of("", "scores/wellbeing") == "Wellbeing"
    assert fields.name_of("goals", "Goal_Text") == "goal_text"
    assert fields.name_of("", "goal_text") == "goals/goal_text"
    assert fields.name_of("", "shoe size") == "shoe size"


def test_a_submission_is_known_by_the_tools_own_id():
    fields = FormFields(None, "Exit Survey (2).csv")
    assert fields.form == "exit_survey_2"
    assert fields.submission_id({"meta-instanceID": "uuid:7", "_id": "9"}) == "7"
    assert fields.submission_id({"name": "x"}) is None
    assert FormFields(entry("x", submission_id="Case No"), "x").submission_id({"Case No": "12", "_uuid": "u"}) == "12"
