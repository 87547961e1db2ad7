"""Dates of a file of a standard: what is not in its form already is read in the order of its column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.boundary import as_far_as_possible
from ingestion.csv_reading import Head, Row, open_text
from ingestion.csv_stretch import Stretch, read_stretches
from ingestion.date_columns import DateColumns, DateRules
from ingestion.files import FoundFile
from ingestion.moments import ISO

Columns = Mapping[str, int]
"""Names of columns and their places in the file."""
Scan = Callable[[], Iterator[pa.Table]]
"""Gives all rows of the file that can be read, a table at a time, its columns by place."""

_ROWS_AT_ONCE = 10_000
_DASH, _COLON, _ZERO = b"-:0"
_DAY, _MOMENT = 10, 19
_DIGITS = {_DAY: [0, 1, 2, 3, 5, 6, 8, 9], _MOMENT: [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]}


class TableDates:
    """Reads the date columns of one file. The file is gone through a second time, to decide their orders, only where a
    value is in another form than the standard's."""

    def __init__(self, columns: Columns, rules: DateRules, scan: Scan, past: frozenset[str] = frozenset()) -> None:
        self.columns = columns
        self._rules, self._scan, self._past = rules, scan, past
        self.has_odd = False

    def read(self, name: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """The cells of one column in one form; as they are where they cannot be read."""
        if all(_is_plain(chunk) for chunk in cells.chunks):
            return cells
        encoded = cells.combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        written = encoded.dictionary.to_pylist()
        if all(ISO.fullmatch(text) for text in written):
            return cells
        self.has_odd = True
        read = [text if ISO.fullmatch(text) else self.decided.read(name, text.strip()) or text for text in written]
        return pa.chunked_array([pa.array(read, pa.string()).take(encoded.indices)])

    @cached_property
    def decided(self) -> DateColumns:
        """The orders of all date columns, from all their values."""
        dates = DateColumns(self._rules, self._past)
        for table in as_far_as_possible(self._scan(), lambda problem: None):
            for name, at in self.columns.items():
                dates.learn(name, (text.strip() for text in pc.unique(table.column(at)).to_pylist() if text))
        dates.decide()
        return dates


def scan_of(file: FoundFile, head: Head) -> Scan:
    """What goes through a CSV file again."""

    def scan() -> Iterator[pa.Table]:
        rows: list[Sequence[str]] = []
        with open_text(file, head.encoding) as text:
            for part in read_stretches(text, head):
                if isinstance(part, Stretch):
                    yield part.cells
                elif isinstance(part, Row):
                    rows.append(part.cells)
                if len(rows) == _ROWS_AT_ONCE:
                    yield _table(rows)
                    rows.clear()
        if rows:
            yield _table(rows)

    return scan


def _table(rows: Sequence[Sequence[str]]) -> pa.Table:
    columns = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    return pa.table(columns, names=[str(at) for at in range(len(columns))])


def _is_plain(cells: pa.StringArray) -> bool:
    """Whether every cell surely is `2024-07-01`, or every one `2024-07-01 09:30:00`, or there is none."""
    _, offsets, content = cells.buffers()
    if len(cells) == cells.null_count:
        return True
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    lengths = np.diff(ends)
    length = int(lengths.max())
    if length not in _DIGITS or not np.isin(lengths, (0, length)).all():
        return False
    text = np.frombuffer(content, np.uint8)[ends[0] : ends[-1]].reshape(-1, length)
    is_form = (text[:, [4, 7]] == _DASH).all() and (text[:, _DIGITS[length]] - _ZERO < 10).all()
    return bool(is_form and (length == _DAY or (text[:, [13, 16]] == _COLON).all()))
