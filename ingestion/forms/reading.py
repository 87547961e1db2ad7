"""Form exports as submissions: CSV (with ODK's repeat files beside it), XLSX (with repeat sheets) and JSON."""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import openpyxl

from ingestion.boundary import Unreadable
from ingestion.csv_reading import BadRow, Head, Row, open_text, read_rows
from ingestion.files import FoundFile
from ingestion.forms.pages import records_of_a_page
from ingestion.forms.submission import Answer, Submission
from ingestion.headers import unique_headers
from ingestion.row_batches import broken_text

Record = Mapping[str, str]
PARENT_FIELDS = ("parent_key", "_parent_index", "_submission__uuid")


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class NotAForm(Unreadable):
    """The file cannot be a form export. The message is a sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "Export the form again as CSV, XLSX or JSON.")


@dataclass(frozen=True)
class BadRepeatRow(BadRow):
    """A row that cannot be read, of the repeat's own file."""

    repeat: str


@dataclass
class Table:
    """Rows of one sheet or CSV, with the line each came from. `path` is '' for submissions, else the repeat's."""

    path: str
    rows: list[tuple[int, Record]] = field(default_factory=list)


def read_csv(file: FoundFile, head: Head) -> Iterator[tuple[int, Record] | BadRow]:
    """Rows as field -> value, empty cells left out, with their line."""
    with open_text(file, head.encoding) as text:
        rows = read_rows(iter(text), head.delimiter)
        first = next(rows)
        headers = unique_headers(first.cells) if isinstance(first, Row) else []
        for row in rows:
            bad = row if isinstance(row, BadRow) else broken_text(row, head.encoding)
            if bad:
                yield bad
            else:
                assert isinstance(row, Row)
                yield row.line, {name: cell for name, cell in zip(headers, row.cells, strict=True) if cell}


def submissions_of_csv(
    file: FoundFile, head: Head, repeats: Sequence[tuple[str, FoundFile, Head]]
) -> Iterator[Submission | BadRow]:
    """Submissions of a CSV, with the rows of its repeat files (path, file, head) put under them."""
    children = []
    for path, child, child_head in repeats:
        table = Table(path)
        for item in read_csv(child, child_head):
            if isinstance(item, BadRow):
                yield BadRepeatRow(item.line, item.reason, item.fix, path)
            else:
                table.rows.append(item)
        children.append(table)
    nest = _Nest(children)
    for item in read_csv(file, head):
        yield item if isinstance(item, BadRow) else nest.submission(*item)
    yield from nest.orphans()


def submissions_of_xlsx(file: FoundFile) -> Iterator[Submission | BadRow]:
    """Submissions of a workbook. Sheets with a parent column are repeats; every other sheet holds submissions."""
    with file.open() as stream:
        if stream.read(len(_OLE)) == _OLE:
            raise NotAForm("This workbook is protected with a password, or is an old Excel file under a new name.")
        stream.seek(0)
        try:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
            raise NotAForm("This is not a readable Excel workbook.") from error
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # what a file says of its size may be less than it holds
        tables = [_sheet(sheet.title, sheet.iter_rows(values_only=True)) for sheet in workbook.worksheets]
        workbook.close()
    nest = _Nest([table for table in tables if table.path])
    for table in tables:
        if not table.path:
            for line, record in table.rows:
                yield nest.submission(line, record)
    yield from nest.orphans()


def _sheet(title: str, rows: Iterator[tuple[Any, ...]]) -> Table:
    headers: list[str] = []
    table = Table("")
    for line, cells in enumerate(rows, 1):
        texts = [_cell(cell) for cell in cells]
        if not any(texts):
            continue
        if not headers:
            while texts and not texts[-1]:
                texts.pop()
            headers = unique_headers(texts)
            is_repeat = any(header.lower() in PARENT_FIELDS for header in headers)
            table.path = title if is_repeat else ""
            continue
        names = headers + [f"column {at}" for at in range(len(headers) + 1, len(texts) + 1)]
        table.rows.append((line, {name: text for name, text in zip(names, texts, strict=False) if text}))
    return table


def _cell(value: Any) -> str:
    """A cell as text: dates in ISO form, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class _Nest:
    """Puts the rows of repeats under the submissions they belong to, to any depth."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._children: dict[str, list[tuple[str, int, Record]]] = {}
        self._used: set[tuple[str, int]] = set()
        self._tables = tables
        titles = {table.path for table in tables}
        for table in tables:
            for line, row in table.rows:
                key = _parent_key(row, titles)
                self._children.setdefault(key, []).append((table.path, line, row))

    def submission(self, line: int, record: Record) -> Submission:
        submission = Submission(line, [Answer("", 0, name, value) for name, value in record.items()])
        counts: dict[str, int] = {}
        for key in _own_keys(record, ""):
            self._add(submission, key, "", None, counts)
        return submission

    def _add(self, submission: Submission, key: str, around: str, parent: int | None, counts: dict[str, int]) -> None:
        for title, line, row in self._children.get(key, []):
            if (title, line) in self._used:
                continue
            self._used.add((title, line))
            path = f"{around}/{title}" if around else title
            counts[path] = counts.get(path, 0) + 1
            index = counts[path]
            prefix = f"{title}/"
            for name, value in row.items():
                inner = name[len(prefix) :] if name.lower().startswith(prefix.lower()) else name
                submission.answers.append(Answer(path, index, inner, value, parent))
            for own in _own_keys(row, title):
                self._add(submission, own, path, index, counts)

    def orphans(self) -> Iterator[BadRow]:
        """Rows of repeats whose submission is not there."""
        for table in self._tables:
            for line, _ in table.rows:
                if (table.path, line) not in self._used:
                    yield BadRepeatRow(
                        line,
                        f"This row of the repeat '{table.path}' belongs to a submission that is not in the export.",
                        "Export the form again, all sheets or files at the same time.",
                        table.path,
                    )


def _folded(row: Record) -> dict[str, str]:
    return {name.lower(): value for name, value in row.items()}


def _parent_key(row: Record, repeats: set[str]) -> str:
    """What a repeat's row calls the row it belongs to; matches one of the parent's own keys."""
    known = _folded(row)
    if "parent_key" in known:
        return f"key:{known['parent_key']}"
    parent_table = known.get("_parent_table_name", "")
    if "_parent_index" in known:
        return f"index:{parent_table if parent_table in repeats else ''}:{known['_parent_index']}"
    return f"uuid:{known.get('_submission__uuid', '')}"


def _own_keys(row: Record, title: str) -> Iterator[str]:
    """What rows of repeats may call this row."""
    known = _folded(row)
    for name in ("key", "instanceid", "meta-instanceid", "meta/instanceid"):
        if name in known:
            yield f"key:{known[name]}"
    if "_index" in known:
        yield f"index:{title}:{known['_index']}"
    if "_uuid" in known and not title:
        yield f"uuid:{known['_uuid']}"


def submissions_of_json(file: FoundFile) -> Iterator[Submission | BadRow]:
    """Submissions of a list, or of an object that holds it as `value` (OData) or `results` (KoboToolbox).

    Those of one page of many are given as bad: the page is never taken for all.
    """
    with file.open() as stream:
        try:
            content = json.loads(stream.read().decode("utf-8-sig"), parse_float=str, parse_int=str)
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotAForm("This is not valid JSON.") from error
    if page := records_of_a_page(content):
        reason = "The file is one page of a longer answer, which says that there are other pages."
        fix = "Export all at once, or have Caseline ask the system itself, page by page: docs/over-an-api.md."
        yield from (BadRow(place, reason, fix) for place in range(1, len(page) + 1))
        return
    if isinstance(content, dict):
        content = next((content[key] for key in ("value", "results") if isinstance(content.get(key), list)), [content])
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise NotAForm("This JSON holds no list of submissions.")
    for place, item in enumerate(content, 1):
        submission = Submission(place)
        _flatten(item, "", "", 0, None, submission.answers, {})
        yield submission


def _flatten(
    item: Mapping[str, Any],
    group: str,
    repeat_path: str,
    index: int,
    parent: int | None,
    answers: list[Answer],
    counts: dict[str, int],
) -> None:
    for key, value in item.items():
        name = key.removeprefix(f"{repeat_path}/") if repeat_path else key
        path = f"{group}/{name}" if group else name
        if isinstance(value, dict):
            _flatten(value, path, repeat_path, index, parent, answers, counts)
        elif isinstance(value, list) and any(isinstance(element, dict) for element in value):
            inner = f"{repeat_path}/{path}" if repeat_path else path
            for element in value:
                counts[inner] = counts.get(inner, 0) + 1
                row = element if isinstance(element, dict) else {"value": element}
                _flatten(row, "", inner, counts[inner], index or None, answers, counts)
        elif text := _json_text(value):
            answers.append(Answer(repeat_path, index, path, text, parent))


def _json_text(value: Any) -> str:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if any(element not in (None, "") for element in value) else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
