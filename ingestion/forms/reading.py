"""Form exports as submissions: CSV (with ODK's repeat files beside it) and JSON; rows of repeats under their own."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingestion.boundary import Unreadable
from ingestion.csv_reading import BadRow, Head, Row, open_text, rows_below
from ingestion.files import FoundFile
from ingestion.forms.fitting import Column
from ingestion.forms.pages import records_in, records_of_a_page
from ingestion.forms.submission import Answer, Submission
from ingestion.header_rows import Known
from ingestion.headers import unique_headers
from ingestion.null_words import ERROR_WORDS, read_as_empty
from ingestion.row_batches import broken_text
from ingestion.table_area import LeftOut, TableArea, columns_apart, columns_of_values

Record = Mapping[str, str]
_OF_ERRORS = (
    "The program that exported this row had deleted it or could not compute it: its cells say #Deleted or such."
)
PARENT_FIELDS = ("parent_key", "_parent_index", "_submission__uuid")


class NotAForm(Unreadable):
    """The file cannot be a form export. The message is a sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "Export the form again as CSV, XLSX or JSON.")


@dataclass(frozen=True)
class BadRepeatRow(BadRow):
    """A row that cannot be read, of the repeat's own file."""

    repeat: str = ""


@dataclass
class Table:
    """Rows of one sheet or CSV, with the line each came from. `path` is '' for submissions, else the repeat's."""

    path: str
    rows: list[tuple[int, Record]] = field(default_factory=list)


def table_area(headers: Sequence[str], first_rows: Sequence[Sequence[str]], known: Known | None) -> TableArea:
    """Where the table under these headers ends, as its first rows show."""
    apart = columns_apart(headers, first_rows, known)
    return TableArea(headers, columns_of_values(first_rows, len(headers)), apart)


def read_csv(file: FoundFile, head: Head, area: TableArea) -> Iterator[tuple[int, Record] | BadRow]:
    """Rows as field -> value, empty cells left out, with their line."""
    headers, nothing = unique_headers(head.headers), read_as_empty(head.first_rows)
    with open_text(file, head.encoding) as text:
        for row in area.rows(rows_below(iter(text), head)):
            bad = row if isinstance(row, BadRow) else broken_text(row, head.encoding)
            if bad:
                yield bad
                continue
            assert isinstance(row, Row)
            cells = zip(headers, row.cells, strict=True)
            record = {name: cell for name, cell in cells if cell and cell not in nothing}
            if not record and not ERROR_WORDS.isdisjoint(row.cells):
                yield BadRow(row.line, _OF_ERRORS, "Look for the record in the program, and export again.")
            else:
                yield row.line, record


@dataclass
class CsvForm:
    """Submissions of a CSV, with the rows of its repeat files (path, file, head) put under them.

    `known` counts headers that are described; without it all columns are of the form.
    """

    file: FoundFile
    head: Head
    repeats: Sequence[tuple[str, FoundFile, Head]] = ()
    known: Known | None = None
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    apart: list[tuple[str, int]] = field(default_factory=list)

    @property
    def columns(self) -> list[Column]:
        apart = columns_apart(self.head.headers, self.head.first_rows, self.known)
        own = [name for at, name in enumerate(unique_headers(self.head.headers)) if at not in apart]
        return [("", name) for name in own if not name.startswith("column ")]

    def submissions(self) -> Iterator[Submission | BadRow]:
        children = []
        for path, child, head in self.repeats:
            table = Table(path)
            for item in read_csv(child, head, table_area(head.headers, head.first_rows, None)):
                if isinstance(item, BadRow):
                    yield BadRepeatRow(item.line, item.reason, item.fix, path)
                else:
                    table.rows.append(item)
            children.append(table)
        nest = Nest(children)
        area = table_area(self.head.headers, self.head.first_rows, self.known)
        for item in read_csv(self.file, self.head, area):
            yield item if isinstance(item, BadRow) else nest.submission(*item)
        self.left_out = area.left_out
        yield from nest.orphans()


class Nest:
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


@dataclass
class Listed:
    """Submissions of a file whose fields are known only once it was gone through."""

    submissions: Callable[[], Iterator[Submission | BadRow]]
    columns: list[Column] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    apart: list[tuple[str, int]] = field(default_factory=list)


def submissions_of_json(file: FoundFile) -> Iterator[Submission | BadRow]:
    """Submissions of a list, or of an object that holds it as `value` (OData), `results` (KoboToolbox) or the like.

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
        records = records_in(content)
        content = [content] if records is None else records
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
