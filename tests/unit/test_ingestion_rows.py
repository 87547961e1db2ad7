"""Rows of a described table: other headers of a column, rows of another kind, rows about several others."""

from caseline.organization.described_table import DictionaryTable
from ingestion.csv_reading import BadRow
from ingestion.forms.rows import OfAnother, rows_of
from ingestion.forms.submission import Answer, Submission


def table(**given) -> DictionaryTable:
    fields = [
        {"name": name, "meaning": name, "sensitivity": "open"} | more for name, more in given.pop("fields").items()
    ]
    return DictionaryTable.model_validate(
        {"table": "t", "title": "T", "grain": "a row", "files": ["t*"], "fields": fields} | given
    )


def row(line: int, **cells: str) -> Submission:
    return Submission(line, [Answer("", 0, name, value) for name, value in cells.items()])


def cells(rows) -> list[dict[str, str]]:
    return [each.top() for each in rows]


def test_another_header_of_a_column_takes_the_name_of_its_field_where_that_is_empty():
    rows = rows_of(table(fields={"start": {"also_called": ["Start Date", "Begin"]}}))
    given = [row(2, **{"START DATE": "a", "other": "x"}), row(3, start="b", Begin="c"), row(4, Begin="d")]
    assert cells(rows(given)) == [{"start": "a", "other": "x"}, {"start": "b", "Begin": "c"}, {"start": "d"}]


def test_a_column_within_a_repeat_keeps_its_name():
    rows = rows_of(table(fields={"start": {"also_called": ["Begin"]}}))
    given = Submission(2, [Answer("goals", 1, "Begin", "a")])
    assert [answer.field for each in rows([given]) for answer in each.answers] == ["Begin"]


def test_rows_of_another_kind_are_told_apart():
    rows = rows_of(table(fields={"role": {}}, only={"role": ["student", "pupil"]}))
    student, teacher, nobody, bad = rows(
        [row(2, role="Student"), row(3, role="teacher"), row(4, name="x"), BadRow(5, "cut", "mend")]
    )
    assert student.top() == {"role": "Student"}
    assert isinstance(teacher, OfAnother)
    assert teacher == nobody
    assert "their role is not pupil or student" in teacher.reason
    assert bad == BadRow(5, "cut", "mend")


def test_a_row_about_several_is_a_row_for_each_and_one_line_of_the_file():
    people = [{"fields": ["who"], "to": "people"}]
    rows = rows_of(table(fields={"who": {"split": ";"}, "needs": {"split": ";"}}, references=people))
    first, second = rows([row(2, who="11; 12;11", needs="a;b")])
    assert cells([first, second]) == [{"who": "11", "needs": "a;b"}, {"who": "12", "needs": "a;b"}]
    assert [(each.line, each.lines, each.within) for each in (first, second)] == [(2, 1, "11"), (2, 0, "12")]
