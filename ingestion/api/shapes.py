"""What a record looks like as a row of the system's own export: its columns by the names that people see there.

A shape is made from the declaration of a table and from what the system says of its fields; it knows the columns that
the system has, and turns a record into column -> value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from dlt.common import jsonpath

from ingestion.api.declaration import ApiTable
from ingestion.headers import free_name

Record = Mapping[str, Any]
_FORMATTED = "@OData.Community.Display.V1.FormattedValue"
_HAS_A_NAME = {"Picklist", "State", "Status", "Boolean", "Virtual", "Lookup", "Customer", "Owner"}
_EXCEL_EPOCH = datetime(1899, 12, 30)
_compiled = cache(jsonpath.compile_path)


class Shape(NamedTuple):
    """`columns` that are there even where no record fills them, and the `row` of a record."""

    columns: list[str]
    row: Callable[[Record], dict[str, Any]]


def shape_of(table: ApiTable, described: list[Any]) -> Shape:
    """`described`: what the system says of the table's fields, one by one, or of the whole form."""
    return _SHAPES[table.shape](table, described)


def at(path: str, content: Any) -> Any:
    """What stands at a JSON path: one value, several as a list, or None."""
    found = jsonpath.find_values(_compiled(path), content)
    return found if len(found) > 1 else found[0] if found else None


def labels_of(table: ApiTable, described: Iterable[Any]) -> dict[str, str]:
    """The column of each field, no two alike."""
    labels: dict[str, str] = {}
    taken = set(table.also)
    for field in described:
        assert table.describe
        name = at(table.describe.name, field)
        labels[name] = free_name(at(table.describe.label, field) or name if table.describe.label else name, taken)
    return labels


def _plain(table: ApiTable, described: list[Any]) -> Shape:
    labels = labels_of(table, described)

    def row(record: Record) -> dict[str, Any]:
        fields = record.get(table.lift) or {} if table.lift else record
        cells = {column: at(path, record) for column, path in table.also.items()}
        return cells | {labels.get(name, name): value for name, value in fields.items() if name != "attributes"}

    return Shape([*table.also, *labels.values()], row)


def _dataverse(table: ApiTable, described: list[Any]) -> Shape:
    chosen = {field["LogicalName"] for field in described if field.get("AttributeType") in _HAS_A_NAME}

    def row(record: Record) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        for name, value in record.items():
            if "@" in name:
                continue
            field = name[1:].removesuffix("_value") if name.startswith("_") else name
            cells[field] = value
            if field in chosen and name + _FORMATTED in record:
                cells[f"{field}name"] = record[name + _FORMATTED]
        return cells

    return Shape([field["LogicalName"] for field in described], row)


def _workbook(table: ApiTable, described: list[Any]) -> Shape:
    taken = set[str]()
    columns = [free_name(column["name"], taken) for column in described]

    def row(record: Record) -> dict[str, Any]:
        cells = dict(zip(columns, record["values"][0], strict=False))
        for column in table.moments:
            if isinstance(cells.get(column), int | float):
                moment = _EXCEL_EPOCH + timedelta(days=cells[column])
                cells[column] = moment.isoformat(sep=" ", timespec="seconds")
        return cells

    return Shape(columns, row)


def _answers(
    questions: Iterable[tuple[str, str]],
    frame: Mapping[str, str],
    answers: Callable[[Record], Iterator[tuple[str, Any]]],
) -> Shape:
    """A form's responses. `questions`: ID and words of each; `frame`: columns around them, by JSON path.

    Several answers to one question stand in one cell.
    """
    taken = set(frame)
    columns = {question: free_name(words.strip() or question, taken) for question, words in questions}

    def row(record: Record) -> dict[str, Any]:
        cells: dict[str, Any] = {column: at(path, record) for column, path in frame.items()}
        given: dict[str, list[Any]] = {}
        for question, value in answers(record):
            given.setdefault(columns.get(question, question), []).extend(value if isinstance(value, list) else [value])
        return cells | {column: values if len(values) > 1 else values[0] for column, values in given.items() if values}

    return Shape([*frame, *columns.values()], row)


def _surveymonkey(table: ApiTable, described: list[Any]) -> Shape:
    questions: list[tuple[str, str]] = []
    words: dict[str, str] = {}
    for question in (question for page in described[0]["pages"] for question in page["questions"]):
        parts = question.get("answers") or {}
        rows = parts.get("rows") or []
        heading = at("headings[0].heading", question) or ""
        questions.append((question["id"], heading))
        questions += [(f"{question['id']}/{one['id']}", f"{heading} - {one['text']}") for one in rows]
        for one in [*(parts.get("choices") or []), *filter(None, [parts.get("other")])]:
            words[one["id"]] = one.get("text") or ""

    def answers(record: Record) -> Iterator[tuple[str, Any]]:
        for question in (question for page in record.get("pages") or [] for question in page["questions"]):
            for answer in question.get("answers") or []:
                place = f"{question['id']}/{answer['row_id']}" if answer.get("row_id") else question["id"]
                yield (
                    place,
                    answer.get("text") or words.get(answer.get("choice_id") or answer.get("other_id") or "", ""),
                )

    frame = {
        "Respondent ID": "id", "Collector ID": "collector_id",
        "Start Date": "date_created", "End Date": "date_modified", "IP Address": "ip_address",
        "Email Address": "metadata.contact.email.value",
        "First Name": "metadata.contact.first_name.value", "Last Name": "metadata.contact.last_name.value",
        "Custom Data 1": "custom_value", "Response Status": "response_status",
    }  # fmt: skip
    has_rows = {question.split("/")[0] for question, _ in questions if "/" in question}
    return _answers([one for one in questions if one[0] not in has_rows], frame, answers)


def _typeform(table: ApiTable, described: list[Any]) -> Shape:
    def questions(fields: Iterable[Any]) -> Iterator[tuple[str, str]]:
        for field in fields:
            inner = (field.get("properties") or {}).get("fields")
            if inner:
                yield from questions(inner)
            else:
                yield field["id"], field.get("title") or ""

    def answers(record: Record) -> Iterator[tuple[str, Any]]:
        for answer in record.get("answers") or []:
            value = answer.get(answer["type"])
            if isinstance(value, dict):  # a choice, several, or a payment
                labels = [*value.get("labels", []), *filter(None, [value.get("label"), value.get("other")])]
                value = labels or [f"{name}: {part}" for name, part in value.items()]
            yield answer["field"]["id"], value
        yield from (record.get("hidden") or {}).items()

    frame = {
        "#": "token", "Start Date (UTC)": "landed_at", "Submit Date (UTC)": "submitted_at",
        "Network ID": "metadata.network_id",
    }  # fmt: skip
    return _answers(questions(described[0].get("fields") or []), frame, answers)


def _google_forms(table: ApiTable, described: list[Any]) -> Shape:
    def questions() -> Iterator[tuple[str, str]]:
        for item in described[0].get("items") or []:
            title = item.get("title") or ""
            if "questionItem" in item:
                yield item["questionItem"]["question"]["questionId"], title
            for question in (item.get("questionGroupItem") or {}).get("questions") or []:
                yield question["questionId"], f"{title} [{(question.get('rowQuestion') or {}).get('title') or ''}]"

    def answers(record: Record) -> Iterator[tuple[str, Any]]:
        for question, answer in (record.get("answers") or {}).items():
            yield question, [one.get("value") for one in (answer.get("textAnswers") or {}).get("answers") or []]
            yield (
                question,
                [one.get("fileName") for one in (answer.get("fileUploadAnswers") or {}).get("answers") or []],
            )

    frame = {"Response ID": "responseId", "Timestamp": "lastSubmittedTime", "Email Address": "respondentEmail"}
    return _answers(questions(), frame, answers)


def _nested(table: ApiTable, described: list[Any]) -> Shape:
    def row(record: Record) -> dict[str, Any]:
        return {name: value for name, value in record.items() if "@odata." not in name}

    return Shape([], row)


_SHAPES: dict[str, Callable[[ApiTable, list[Any]], Shape]] = {
    "plain": _plain,
    "dataverse": _dataverse,
    "workbook": _workbook,
    "surveymonkey": _surveymonkey,
    "typeform": _typeform,
    "google_forms": _google_forms,
    "nested": _nested,
}
