"""Form exports in XLSX: which sheets hold submissions, which are repeats, and what else a workbook has in it."""

import fnmatch
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

import openpyxl

from ingestion.csv_reading import BadRow, Row
from ingestion.date_columns import listed
from ingestion.files import FoundFile
from ingestion.forms.fitting import Column
from ingestion.forms.reading import PARENT_FIELDS, Nest, NotAForm, Table, table_area
from ingestion.forms.sheet_marks import SheetMarks, filled_down, marks_of
from ingestion.forms.submission import Submission
from ingestion.header_rows import LOOKED_AT, Known, find_header
from ingestion.headers import unique_headers
from ingestion.null_words import ERROR_WORDS
from ingestion.table_area import LeftOut, columns_apart

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

Grid = list[tuple[int, list[str]]]
"""Rows of a sheet that are not blank, with their numbers."""


@dataclass(frozen=True)
class SheetRules:
    """What the dictionary says of workbooks where it cannot be seen: patterns of `sheets`, the row of the header."""

    sheets: Sequence[str] = ()
    header_row: int | None = None
    elsewhere: Sequence[str] = ()
    """Patterns of sheets that are told of elsewhere."""


@dataclass
class _Sheet:
    """One sheet with its header found. `path` is set where it is a repeat."""

    title: str
    path: str
    header_line: int
    headers: list[str]
    rows: Grid
    described: int
    known: Known | None
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def columns(self) -> list[Column]:
        apart = columns_apart(self.headers, [cells for _, cells in self.rows[:LOOKED_AT]], self.known)
        names = unique_headers(self.headers)
        return [(self.path, name) for at, name in enumerate(names) if self.headers[at] and at not in apart]

    def table(self) -> Table:
        """Its rows, without what stands below or beside them."""
        first_rows = [cells for _, cells in self.rows[:LOOKED_AT]]
        names, table = unique_headers(self.headers), Table(self.path)
        area = table_area(self.headers, first_rows, self.known)
        before = [self.header_line, *(line for line, _ in self.rows)]
        rows = (Row(line, cells, line - last > 1) for last, (line, cells) in zip(before, self.rows, strict=False))
        for row in area.rows(rows):
            table.rows.append(
                (row.line, {name: cell for name, cell in zip(names, row.cells, strict=True) if cell.strip()})
            )
        self.left_out = area.left_out
        return table


@dataclass
class WorkbookForm:
    """Submissions of a workbook: of the sheets that hold the described fields, with the rows of repeats under them.

    Without `known` (nothing is described) every sheet that is not hidden holds submissions.
    """

    file: FoundFile
    known: Known | None = None
    rules: SheetRules = SheetRules()
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    apart: list[tuple[str, int]] = field(default_factory=list)
    """Sentences on sheets that are not of the form, and how many rows these have."""

    @property
    def columns(self) -> list[Column]:
        return list(dict.fromkeys(column for sheet in self._sheets for column in sheet.columns))

    @property
    def titles(self) -> list[str]:
        """The sheets that hold submissions."""
        return [sheet.title for sheet in self._sheets if not sheet.path]

    def submissions(self) -> Iterator[Submission | BadRow]:
        """Raises NotAForm."""
        tables = [(sheet, sheet.table()) for sheet in self._sheets]
        self.left_out = [each for sheet in self._sheets for each in sheet.left_out]
        nest = Nest([table for sheet, table in tables if sheet.path])
        for sheet, table in tables:
            if not sheet.path:
                for line, record in table.rows:
                    yield nest.submission(line, record)
        yield from nest.orphans()

    @cached_property
    def _sheets(self) -> list[_Sheet]:
        sheets = []
        errors = 0
        unworked = 0
        for title, is_hidden, grid, marks in _grids(self.file):
            errors += sum(cell in ERROR_WORDS for _, cells in grid for cell in cells)
            grid = [(line, ["" if cell in ERROR_WORDS else cell for cell in cells]) for line, cells in grid]
            if self._is_left(title, is_hidden):
                if not _is_named(title, self.rules.elsewhere):
                    self.apart.append(
                        (f"The sheet '{title}' is {'hidden' if is_hidden else 'not named in `sheets`'}.", len(grid))
                    )
            elif grid:
                sheets.append(_sheet(title, grid, marks, self.known, self.rules.header_row))
                unworked += marks.unworked
        if errors:
            self.notes.append(f"{errors:,} cells hold an error of the spreadsheet (#REF! and such) and are empty here.")
        if unworked:
            self.notes.append(
                f"{unworked:,} formulas have no result in this file and are empty here: open it in Excel, save it."
            )
        return self._of_the_form(sheets)

    def _is_left(self, title: str, is_hidden: bool) -> bool:
        if self.rules.sheets:
            return not _is_named(title, self.rules.sheets)
        return is_hidden

    def _of_the_form(self, sheets: list[_Sheet]) -> list[_Sheet]:
        """The sheets that hold at least half as many described fields as the one that holds most, and repeats."""
        if self.known is None or self.rules.sheets:
            return sheets
        most = max((sheet.described for sheet in sheets if not sheet.path), default=0)
        if sheets and not most and not any(sheet.path for sheet in sheets):
            raise NotAForm(
                f"None of the described fields is in a header of {listed([sheet.title for sheet in sheets])}."
            )
        kept = []
        for sheet in sheets:
            if sheet.path or (sheet.described and sheet.described * 2 >= most):
                kept.append(sheet)
            else:
                sentence = f"The sheet '{sheet.title}' holds {sheet.described or 'none'} of the described fields."
                self.apart.append((sentence, len(sheet.rows)))
        return kept


def is_workbook(name: str) -> bool:
    """Whether a file of this name is a workbook that is read."""
    return name.lower().endswith((".xlsx", ".xlsm"))


def _is_named(title: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(title.lower(), pattern.lower()) for pattern in patterns)


def _grids(file: FoundFile) -> Iterator[tuple[str, bool, Grid, SheetMarks]]:
    """Title, whether it is hidden, rows and marks of each sheet. Raises NotAForm."""
    with file.open() as stream:
        if stream.read(len(_OLE)) == _OLE:
            raise NotAForm("This workbook is protected with a password, or is an old Excel file under a new name.")
        stream.seek(0)
        try:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
            raise NotAForm("This is not a readable Excel workbook.") from error
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # what a file says of its size may be less than it holds
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            texts = ((line, [_cell(cell) for cell in cells]) for line, cells in rows)
            grid = [(line, row) for line, row in texts if any(row)]
            marks = marks_of(archive.read(sheet._worksheet_path))
            yield sheet.title, sheet.sheet_state != "visible", grid, marks
        workbook.close()


def _sheet(title: str, grid: Grid, marks: SheetMarks, known: Known | None, header_row: int | None) -> _Sheet:
    declared = next((at for at, (line, _) in enumerate(grid) if header_row and line >= header_row), None)
    place = find_header([cells for _, cells in grid[:LOOKED_AT]], known, declared)
    rows = grid[place.rows_at :]
    width = max(_filled(place.headers), *(_filled(cells) for _, cells in rows), 0)
    headers = [*place.headers, *[""] * width][:width]
    padded = filled_down([(line, [*cells, *[""] * width][:width]) for line, cells in rows], marks)
    is_repeat = any(header.lower() in PARENT_FIELDS for header in headers)
    line = grid[place.rows_at - 1][0]
    return _Sheet(title, title if is_repeat else "", line, headers, padded, known(headers) if known else 0, known)


def _filled(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((at for at, cell in enumerate(cells, 1) if cell), default=0)


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
