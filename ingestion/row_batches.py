"""Rows as Arrow batches for one landing table, each row keyed by its content."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.boundary import Problem, as_far_as_possible, has_lone_surrogate
from ingestion.csv_reading import BadRow, Head, Row, open_text
from ingestion.csv_stretch import Stretch, read_stretches
from ingestion.encodings import Encoding
from ingestion.files import FoundFile
from ingestion.landing import ROWS_PER_BATCH
from ingestion.ledger import STOPPED
from ingestion.rich_text import plain_text
from ingestion.row_ids import RowIds, Seen
from ingestion.summary import HeldBack, Kind, LoadedFile, Remark
from ingestion.table_area import LeftOut, TableArea
from ingestion.table_dates import TableDates

BYTES_PER_BATCH = 64 << 20
NEVER_IN_A_SPREADSHEET = "Export again, and do not open the file in a spreadsheet before it is here."
EXPONENT = re.compile(r"\s*\d(?:[.,]\d+)?E\+\d{1,2}\s*")
_PART_IT = "Put what follows that line into a file of its own, or export all of it at once."
_NOTHING_TO_DO = "Nothing, if that is so. If these are rows, fill them in like the others, without a blank line before."


@dataclass(frozen=True)
class Shape:
    """How the cells of a row become a landing row.

    `columns` names the landing column of each header, None where the standard does not know it; `key` is the column
    a row cannot do without; `lineage` stands in every row; `apart` are columns that differ between exports of what
    is the same row. `dates` reads those that hold dates; `rich` are columns of text that may be HTML; `nothing` are
    words that stand for no value.
    """

    table: str
    schema: pa.Schema
    headers: list[str]
    columns: list[str | None]
    key: str
    lineage: dict[str, str]
    apart: frozenset[str] = frozenset()
    dates: TableDates | None = None
    rich: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    spelt: Mapping[str, Callable[[pa.ChunkedArray], pa.ChunkedArray]] = field(default_factory=dict)
    """How columns are spelt in one way that exports write in several."""


@dataclass(frozen=True)
class TableFile:
    """A CSV file matched to a landing table; `area` where other things may stand in it than the table."""

    file: FoundFile
    head: Head
    shape: Shape
    area: TableArea | None = None


def read_table(
    item: TableFile, seen: Seen, outcome: LoadedFile, held_back: list[HeldBack]
) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the file's rows. Counts them in `outcome`, adds what is held back, also where the file breaks off."""
    builder = RowBatches(item.shape, seen, outcome)
    damaged: list[int] = []
    for part in as_far_as_possible(_parts(item, builder), partial(break_off, outcome, held_back)):
        if isinstance(part, Stretch):
            outcome.line = part.first_line
            outcome.rows += part.cells.num_rows
            builder.add_stretch(part)
            outcome.line = part.last_line
        else:
            outcome.line = part.line
            if isinstance(part, Row) and builder.is_damaged(part):
                damaged.append(part.line)
                continue
            bad = part if isinstance(part, BadRow) else builder.problem(part) or broken_text(part, item.head.encoding)
            if bad:
                hold_back(outcome, held_back, bad.line, bad.reason, bad.fix)
                continue
            assert isinstance(part, Row)
            outcome.rows += 1
            builder.add(part)
        if builder.is_full():
            yield item.shape.table, builder.batch()
    if builder.has_rows:
        yield item.shape.table, builder.batch()
    if damaged:
        reason = (
            f"A spreadsheet saved this file: in {len(damaged):,} rows, from line {damaged[0]:,} on, numbers that tell "
            "people or rows apart are written like 1.23E+11, and their digits are lost."
        )
        hold_back(outcome, held_back, damaged[0], reason, NEVER_IN_A_SPREADSHEET, len(damaged))
        outcome.outcome = outcome.outcome if outcome.rows else "held back"
    if item.area:
        leave_out(outcome, held_back, item.area.left_out)


def _parts(item: TableFile, builder: "RowBatches") -> Iterator[Stretch | Row | BadRow]:
    """Stretches that can be taken whole, and every other row singly."""
    with open_text(item.file, item.head.encoding) as text:
        parts = read_stretches(text, item.head)
        for part in item.area.rows(parts) if item.area else parts:
            if isinstance(part, Stretch) and not builder.takes(part):
                yield from part.rows()
            else:
                yield part


def break_off(outcome: LoadedFile, held_back: list[HeldBack], problem: Problem) -> None:
    """Put what cannot be read in quarantine: the rest of a file, from the line where the reading is, or all of it."""
    reason = problem.reason
    if outcome.line:
        reason = f"{reason} What follows line {outcome.line:,} was not taken in."
    hold_back(outcome, held_back, outcome.line, reason, problem.fix, rows=1 if outcome.line else 0)
    if not outcome.rows:
        outcome.outcome = "held back"
    outcome.note = STOPPED if problem.is_ours else " ".join(filter(None, [outcome.note, reason]))


def hold_back(
    outcome: LoadedFile,
    held_back: list[HeldBack],
    line: int | None,
    reason: str,
    fix: str,
    rows: int = 1,
    kind: Kind = "held back",
) -> None:
    """Put rows that begin at a line (or, with line None, the whole file) in quarantine and count them."""
    outcome.held_back += rows
    held_back.append(HeldBack(outcome.source, outcome.affiliate_id, outcome.file, line, reason, fix, rows, kind))


def remark(outcome: LoadedFile, held_back: list[HeldBack], said: Iterable[Remark]) -> None:
    """Say something about a file that is read; no row is held back by it."""
    for each in said:
        hold_back(outcome, held_back, None, each.reason, each.fix, rows=0, kind=each.kind)


def leave_out(outcome: LoadedFile, held_back: list[HeldBack], apart: Iterable[LeftOut]) -> None:
    """Put on record what stands beside or below a table and is none of its rows, and count it."""
    for each in apart:
        kind: Kind = "held back" if each.is_held_back else "left out"
        fix = _PART_IT if each.is_held_back else _NOTHING_TO_DO
        hold_back(outcome, held_back, each.lines[0], each.sentence, fix, len(each.lines), kind)


class RowBatches:
    """Collects rows of one shape and gives them as Arrow batches, without those that stood in another file of this run
    already: these are counted in `outcome.twins` as their batch is made."""

    def __init__(self, shape: Shape, seen: Seen, outcome: LoadedFile) -> None:
        self._shape, self._outcome = shape, outcome
        self._positions = {column: at for at, column in enumerate(shape.columns) if column}
        self._key_at = self._positions[shape.key]
        self._numbers_at = [
            at for column, at in self._positions.items() if column == shape.key or column.endswith("_id")
        ]
        self._extra_at = [at for at, column in enumerate(shape.columns) if column is None]
        identifying = sorted(set(self._positions) - shape.apart)
        names = [*identifying, *(shape.headers[at] for at in self._extra_at)]
        prefix = "\x1f".join([shape.lineage["_affiliate"], shape.table, *names, ""])
        self._ids = RowIds(prefix, [*map(self._positions.__getitem__, identifying), *self._extra_at], seen)
        self._cell_schema = pa.schema([(str(at), pa.string()) for at in range(len(shape.columns))])
        self._rows: list[Row] = []
        self._clear()

    def _clear(self) -> None:
        self._cells: list[pa.Table] = []
        self._lines: list[pa.Array] = []
        self._count = self._bytes = 0

    def problem(self, row: Row) -> BadRow | None:
        """Why the row cannot be kept, if it cannot."""
        if row.cells[self._key_at].strip():
            return None
        header = self._shape.headers[self._key_at]
        return BadRow(
            row.line,
            f"This row has no {header}, so it cannot be told from other rows.",
            f"Fill in {header} in the source system and export again.",
        )

    def is_damaged(self, row: Row) -> bool:
        """Whether a spreadsheet has cut a number that tells rows or people apart."""
        return any(EXPONENT.fullmatch(row.cells[at]) for at in self._numbers_at if "E+" in row.cells[at])

    def takes(self, stretch: Stretch) -> bool:
        """Whether no row of the stretch has a problem, as far as can be told at once."""
        return not stretch.may_be_damaged and stretch.has_all(self._key_at)

    def add(self, row: Row) -> None:
        """Take one row."""
        self._rows.append(row)
        self._count += 1

    def add_stretch(self, stretch: Stretch) -> None:
        """Take all rows of a stretch, as `add` takes one."""
        self._close_rows()
        self._cells.append(stretch.cells)
        self._lines.append(pa.array(np.arange(stretch.first_line, stretch.last_line + 1)))
        self._count += stretch.cells.num_rows
        self._bytes += stretch.cells.nbytes

    def _close_rows(self) -> None:
        if self._rows:
            columns = zip(*(row.cells for row in self._rows), strict=True)
            self._cells.append(pa.table([_text(cells) for cells in columns], schema=self._cell_schema))
            self._lines.append(pa.array([row.line or None for row in self._rows], pa.int64()))
            self._rows.clear()

    @property
    def has_rows(self) -> bool:
        return self._count > 0

    def is_full(self) -> bool:
        """Whether it is time to take a batch."""
        return self._count >= ROWS_PER_BATCH or self._bytes >= BYTES_PER_BATCH

    def batch(self) -> pa.Table:
        """The rows taken since the last batch."""
        self._close_rows()
        cells, lines = pa.concat_tables(self._cells), pa.chunked_array(self._lines)
        ids, is_new = self._ids.of(cells)
        count, schema = cells.num_rows, self._shape.schema
        known = {
            "_row_id": ids,
            "_source_line": lines,
            **{name: pa.repeat(pa.scalar(value, pa.string()), count) for name, value in self._shape.lineage.items()},
            **{column: self._read(column, cells.column(at)) for column, at in self._positions.items()},
            "_extra": self._extra(cells),
        }
        batch = pa.Table.from_arrays(
            [known.get(name, pa.nulls(count, schema.field(name).type)) for name in schema.names], schema=schema
        )
        self._outcome.twins += int((~is_new).sum())
        self._clear()
        return batch if is_new.all() else batch.filter(pa.array(is_new))

    def _read(self, column: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """The cells of one column: empty where a word stands for nothing, in one form what is written in several."""
        shape = self._shape
        if shape.nothing:
            is_nothing = pc.is_in(cells, value_set=pa.array(sorted(shape.nothing), pa.string()))
            cells = pc.if_else(is_nothing, pa.scalar(None, pa.string()), cells)
        if shape.dates and column in shape.dates.columns:
            return shape.dates.read(column, cells)
        if column in shape.rich:
            return pa.chunked_array([pa.array([plain_text(text) if text else text for text in cells.to_pylist()])])
        spell = shape.spelt.get(column)
        return spell(cells) if spell else cells

    def _extra(self, cells: pa.Table) -> pa.Array:
        """What the standard does not know of each row, as JSON by header."""
        filled = [at for at in self._extra_at if cells.column(at).null_count < cells.num_rows]
        if not filled:
            return pa.nulls(cells.num_rows, pa.string())
        headers = [self._shape.headers[at] for at in filled]
        rows = zip(*(cells.column(at).to_pylist() for at in filled), strict=True)
        return pa.array([_extra_of(headers, row) for row in rows], pa.string())


def _extra_of(headers: list[str], cells: Sequence[str | None]) -> str | None:
    extra = {header: cell for header, cell in zip(headers, cells, strict=True) if cell}
    return json.dumps(extra, ensure_ascii=False) if extra else None


def broken_text(row: Row, encoding: Encoding) -> BadRow | None:
    """Why a row's text cannot be trusted, if it cannot: bytes of another encoding within the file's."""
    if encoding.may_break and has_lone_surrogate(row.cells):
        reason = f"This row holds characters that are not {encoding.title} like the rest of the file."
        return BadRow(row.line, reason, "Export the file again as UTF-8.")
    return None


def _text(cells: Sequence[str]) -> pa.Array:
    return pa.array([cell or None for cell in cells], pa.string())
