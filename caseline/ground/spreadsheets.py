"""Files that open in a spreadsheet: text that never acts as a formula, workbooks with the same bytes each time."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import whitespace
from typing import Any

import xlsxwriter

from caseline.ground.errors import CaselineError
from caseline.ground.written import written_whole

MADE_ON = datetime(2000, 1, 1)
"""A workbook says when it was made; a fixed day keeps equal content in equal bytes."""
MAX_ROWS = 1_048_575
WIDEST = 60
LINE, HIGHEST = 15, 409
"""Heights in points: of a line of text, and the highest that a row can be."""
A4 = 9
"""What XLSX calls this size of paper."""
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
"""The wide forms count too: a spreadsheet set to an East Asian language runs them."""
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_UNSEEN = whitespace + "\0\u00a0\u200b\ufeff"


@dataclass(frozen=True)
class Column:
    """One column: its name, and what hovering over its head explains."""

    name: str
    meaning: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a name (31 characters count), its columns, and rows of plain values."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def safe_cell(value: Any) -> Any:
    """The value for a CSV: text that a spreadsheet would run as a formula gets an apostrophe before it.

    A plain number such as -1 runs nothing: other programs have to find it as it was.
    """
    is_formula = isinstance(value, str) and value.lstrip(_UNSEEN).startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula and not _NUMBER.fullmatch(value) else value


def without_sign(quote: str) -> str:
    """A quote from its first character on that no spreadsheet takes for the beginning of a formula."""
    return quote.lstrip("".join(_FORMULA_STARTS) + _UNSEEN) if safe_cell(quote) != quote else quote


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV that a spreadsheet opens in the right encoding and never runs."""
    with written_whole(path) as fresh, fresh.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe_cell(name) for name in header])
        writer.writerows([safe_cell(value) for value in row] for row in rows)


def write_plain_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV for programs, UTF-8 without a mark and with plain line ends; a spreadsheet never runs it either."""
    with written_whole(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([safe_cell(name) for name in header])
        writer.writerows([safe_cell(value) for value in row] for row in rows)


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> Path:
    """Write one XLSX. Text stays text, whatever it begins with. Raises CaselineError where a table is too long."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with written_whole(path) as fresh, xlsxwriter.Workbook(str(fresh), options) as book:
        book.set_properties({"created": MADE_ON})
        look = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0.##", "valign": "top"}),
            "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        }
        for sheet in sheets:
            _write_sheet(book, sheet, look)
    return path


def _write_sheet(book: Any, sheet: Sheet, look: dict[str, Any]) -> None:
    if len(sheet.rows) > MAX_ROWS:
        raise CaselineError(
            f"'{sheet.name}' has {len(sheet.rows):,} rows, more than a spreadsheet holds. "
            "Use: caseline export --to parquet"
        )
    page = book.add_worksheet(sheet.name[:31])
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)  # printed, no column is cut off
    page.repeat_rows(0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    widths = []
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.name, look["head"])
        if column.meaning:
            page.write_comment(0, place, column.meaning, {"author": "Caseline", "x_scale": 2})
        longest = max((len(str(row[place])) for row in sheet.rows[:500] if row[place] is not None), default=0)
        widths.append(min(max(longest, len(column.name)) + 2, WIDEST))
        page.set_column(place, place, widths[-1])
    for line, row in enumerate(sheet.rows, 1):
        # not every program makes a row as high as what wraps in it
        if (lines := _lines(row, widths)) > 1:
            page.set_row(line, min(LINE * lines, HIGHEST))
        for place, value in enumerate(row):
            _write_cell(page, line, place, value, look)


def _lines(row: Sequence[Any], widths: Sequence[int]) -> int:
    """How many lines the longest text of a row takes, in columns so many characters wide."""
    return max(
        (
            sum(-(-len(line) // width) or 1 for line in value.split("\n"))
            for value, width in zip(row, widths, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )


def _write_cell(page: Any, line: int, place: int, value: Any, look: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(line, place, value)
    elif isinstance(value, int):
        page.write_number(line, place, value, look["whole"])
    elif isinstance(value, float):
        page.write_number(line, place, value, look["whole" if value.is_integer() else "number"])
    elif isinstance(value, date):
        page.write_datetime(line, place, datetime(value.year, value.month, value.day), look["date"])
    else:
        page.write_string(line, place, str(value), look["text"])
