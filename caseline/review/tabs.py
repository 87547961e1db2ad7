"""The tables of a filled-in sheet: a CSV is one, each tab of an XLSX is one."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

from caseline.ground.errors import CaselineError
from ingestion.csv_reading import open_text, sniff_delimiter
from ingestion.encodings import detect_encoding
from ingestion.files import FoundFile

_SEPARATOR_NAMED = re.compile(r"sep=.\r?\n", re.IGNORECASE)
_BROKEN = re.compile("[\ud800-\udfff]")
Row = dict[str, str]


@dataclass(frozen=True)
class Tab:
    """One table: where it stands, its column names in small letters, its rows by line, text stripped."""

    where: str
    columns: tuple[str, ...]
    rows: list[tuple[int, Row]]


def read_tabs(path: Path) -> list[Tab]:
    """Every table of a CSV or XLSX file that has a header. Raises CaselineError where the file cannot be read."""
    try:
        tables = _workbook(path) if path.suffix == ".xlsx" else [(str(path), list(_numbered(_text_of(path))))]
    except CaselineError:
        raise
    except Exception as error:
        raise CaselineError(
            f"{path} cannot be read as a CSV or XLSX file ({type(error).__name__}). Save it as one of them."
        ) from None
    return [_tab(where, cells) for where, cells in tables if cells and any(cells[0])]


def _workbook(path: Path) -> list[tuple[str, list[list[str]]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    tables = [
        (f"{path} ({tab.title})", [[_text(cell) for cell in row] for row in tab.iter_rows(values_only=True)])
        for tab in book.worksheets
    ]
    book.close()
    return tables


def _tab(where: str, cells: Sequence[Sequence[str]]) -> Tab:
    columns = tuple(name.lower() for name in cells[0])
    rows = [
        (line, {name: row[place] if place < len(row) else "" for place, name in enumerate(columns)})
        for line, row in enumerate(cells[1:], 2)
        if any(row)
    ]
    return Tab(where, columns, rows)


def _text_of(path: Path) -> str:
    """A file as any spreadsheet program saves it, without the line by which Excel names its separator."""
    file = FoundFile("", str(path), path)
    with file.open() as stream:
        encoding = detect_encoding(stream)
    with open_text(file, encoding) as lines:  # line breaks inside a quote are the note's own
        text = lines.read()
    if encoding.may_break and (broken := _BROKEN.search(text)):
        line = text.count("\n", 0, broken.start()) + 1
        raise CaselineError(
            f"{path}, line {line:,}: characters are not {encoding.title} like the rest of the file. "
            "Save it as CSV UTF-8."
        )
    named = _SEPARATOR_NAMED.match(text)
    return text[named.end() :] if named else text


def _numbered(text: str) -> Iterable[list[str]]:
    """Rows such that the n-th stands on line n: a cell with line breaks is followed by empty rows."""
    separator = sniff_delimiter(text.splitlines()[:1])
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 0
    for row in reader:
        yield [cell.strip() for cell in row]
        for _ in range(reader.line_num - line - 1):
            yield []
        line = reader.line_num


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return "" if cell is None else str(cell).strip()
