"""A CSV read in stretches: plain blocks of lines whole, as Arrow, and what is odd row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from ingestion.csv_blocks import BlockLines, is_plain
from ingestion.csv_reading import LONGEST_CELL, BadRow, Head, Lines, Row, read_rows, rows_below

_FIRST_VISIBLE, _LAST_VISIBLE = b"!~"


@dataclass(frozen=True)
class Stretch:
    """Records of one line each, without a gap. `cells` has a text column for each header, null where it is empty.

    `may_be_damaged` where a cell may be a number as spreadsheets cut them: 1.23E+11.
    """

    first_line: int
    cells: pa.Table
    may_be_damaged: bool = False

    @property
    def last_line(self) -> int:
        return self.first_line + int(self.cells.num_rows) - 1

    def has_all(self, column: int) -> bool:
        """Whether each row surely has something to see in this column: it begins so."""
        for chunk in self.cells.column(column).chunks:
            if chunk.null_count:
                return False
            _, offsets, content = chunk.buffers()
            starts = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk)]
            first = np.frombuffer(content, np.uint8)[starts]
            if first.min() < _FIRST_VISIBLE or first.max() > _LAST_VISIBLE:
                return False
        return True

    def rows(self) -> Iterator[Row]:
        """The same records one by one."""
        columns = [column.fill_null("").to_pylist() for column in self.cells.columns]
        for line, cells in enumerate(zip(*columns, strict=True), self.first_line):
            yield Row(line, list(cells))


def read_stretches(text: TextIO, head: Head) -> Iterator[Stretch | Row | BadRow]:
    """Everything below the header, as `read_rows` would give it; only that plain rows come together."""
    if head.encoding.may_end_anywhere:
        yield from rows_below(iter(text), head)
        return
    blocks = BlockLines(text)
    lines = Lines(blocks)
    for _ in range(head.rows_from - 1):
        next(lines, "")
    lines.begin()
    blocks.begin_block()
    width = len(head.headers)
    rows = read_rows(lines, head.delimiter, width)
    while True:
        if blocks.is_at_block and lines.is_in_order:
            block = blocks.next_block()
            cells = plain_cells(block, head.delimiter, width)
            if cells is not None:
                stretch = Stretch(lines.number, cells, "E+" in block)
                lines.number += cells.num_rows
                yield stretch
                continue
            blocks.take_by_line(block)
        row = next(rows, None)
        if row is None:
            return
        yield row


def plain_cells(block: str, delimiter: str, width: int) -> pa.Table | None:
    """The cells of a plain block; None where anything about it is odd, or there is nothing in it."""
    if not block or len(block) > LONGEST_CELL or width < 2:  # of one column, a blank line is not told from a blank cell
        return None
    try:
        content = block.encode()
    except UnicodeEncodeError:  # bytes of another encoding
        return None
    if not is_plain(content, delimiter):
        return None
    names = [str(at) for at in range(width)]
    try:
        cells = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=names),
            csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:  # too many or too few cells, or a blank line
        return None
    return None if _has_blank_row(cells) else cells


def _has_blank_row(cells: pa.Table) -> bool:
    blank = cells.column(0).is_null()
    for column in cells.columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, column.is_null())
    return bool(pc.any(blank).as_py())
