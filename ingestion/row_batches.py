"""Rows as Arrow batches for one landing table, each row keyed by its content."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter

import pyarrow as pa

from ingestion.boundary import Problem, as_far_as_possible, has_lone_surrogate
from ingestion.csv_reading import BadRow, Encoding, Head, Row, open_text, read_rows
from ingestion.files import FoundFile
from ingestion.landing import ROWS_PER_BATCH
from ingestion.ledger import STOPPED
from ingestion.summary import HeldBack, LoadedFile


@dataclass(frozen=True)
class Shape:
    """How the cells of a row become a landing row.

    `columns` names the landing column of each header, None where the standard does not know it; `key` is the column
    a row cannot do without; `lineage` stands in every row; `apart` are columns that differ between exports of what
    is the same row.
    """

    table: str
    schema: pa.Schema
    headers: list[str]
    columns: list[str | None]
    key: str
    lineage: dict[str, str]
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TableFile:
    """A CSV file matched to a landing table."""

    file: FoundFile
    head: Head
    shape: Shape


@dataclass
class Seen:
    """Rows already read in this run, so that one standing in several files lands once, from the newest."""

    digests: set[bytes] = field(default_factory=set)

    def add(self, digest: bytes) -> bool:
        """Whether it is new."""
        before = len(self.digests)
        self.digests.add(digest)
        return len(self.digests) > before


def read_table(
    item: TableFile, seen: Seen, outcome: LoadedFile, held_back: list[HeldBack]
) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the file's rows. Counts them in `outcome`, adds what is held back, also where the file breaks off."""
    builder = RowBatches(item.shape, seen)
    for row in as_far_as_possible(_rows(item), partial(break_off, outcome, held_back)):
        outcome.line = row.line
        bad = row if isinstance(row, BadRow) else builder.problem(row) or broken_text(row, item.head.encoding)
        if bad:
            hold_back(outcome, held_back, bad.line, bad.reason, bad.fix)
            continue
        assert isinstance(row, Row)
        outcome.rows += 1
        outcome.twins += not builder.add(row)
        if builder.is_full():
            yield item.shape.table, builder.batch()
    if builder.rows:
        yield item.shape.table, builder.batch()


def _rows(item: TableFile) -> Iterator[Row | BadRow]:
    with open_text(item.file, item.head.encoding) as text:
        rows = read_rows(iter(text), item.head.delimiter)
        next(rows)  # the header, read when the file was matched
        yield from rows


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
    outcome: LoadedFile, held_back: list[HeldBack], line: int | None, reason: str, fix: str, rows: int = 1
) -> None:
    """Put one row (or, with line None, the whole file) in quarantine and count it."""
    outcome.held_back += rows
    held_back.append(HeldBack(outcome.source, outcome.affiliate_id, outcome.file, line, reason, fix, rows))


class RowBatches:
    """Collects rows of one shape and gives them as Arrow batches."""

    def __init__(self, shape: Shape, seen: Seen) -> None:
        self._shape, self._seen = shape, seen
        self._positions = {column: at for at, column in enumerate(shape.columns) if column}
        self._key_at = self._positions[shape.key]
        self._extra_at = [at for at, column in enumerate(shape.columns) if column is None]
        identifying = sorted(set(self._positions) - shape.apart)
        self._identify = _picker([*(self._positions[column] for column in identifying), *self._extra_at])
        names = [*identifying, *(shape.headers[at] for at in self._extra_at)]
        self._prefix = "\x1f".join([shape.lineage["_affiliate"], shape.table, *names, ""])
        self._in_file: Counter[bytes] = Counter()
        self._clear()

    def _clear(self) -> None:
        self.rows: list[list[str]] = []
        self._ids: list[str] = []
        self._lines: list[int | None] = []

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

    def add(self, row: Row) -> bool:
        """Take one row, unless it stood in another file of this run already: whether it was taken."""
        content = self._prefix + "\x1f".join(self._identify(row.cells))
        digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()
        self._in_file[digest] += 1
        if self._in_file[digest] > 1:  # the very same row again in one file stays a row of its own
            digest = hashlib.sha256(digest + str(self._in_file[digest]).encode()).digest()
        is_new = self._seen.add(digest)
        if is_new:
            self._ids.append(digest.hex())
            self._lines.append(row.line or None)
            self.rows.append(row.cells)
        return is_new

    def is_full(self) -> bool:
        """Whether it is time to take a batch."""
        return len(self.rows) >= ROWS_PER_BATCH

    def batch(self) -> pa.Table:
        """The rows taken since the last batch."""
        count = len(self.rows)
        cells = list(zip(*self.rows, strict=True))
        known: dict[str, pa.Array] = {
            "_row_id": pa.array(self._ids, pa.string()),
            "_source_line": pa.array(self._lines, pa.int64()),
            **{name: pa.repeat(pa.scalar(value, pa.string()), count) for name, value in self._shape.lineage.items()},
            **{column: _text(cells[at]) for column, at in self._positions.items()},
            "_extra": pa.array([self._extra(row) for row in self.rows], pa.string()),
        }
        schema = self._shape.schema
        batch = pa.Table.from_arrays(
            [known.get(name, pa.nulls(count, schema.field(name).type)) for name in schema.names], schema=schema
        )
        self._clear()
        return batch

    def _extra(self, row: list[str]) -> str | None:
        extra = {self._shape.headers[at]: row[at] for at in self._extra_at if row[at]}
        return json.dumps(extra, ensure_ascii=False) if extra else None


def broken_text(row: Row, encoding: Encoding) -> BadRow | None:
    """Why a row's text cannot be trusted, if it cannot: bytes of another encoding within the file's."""
    if encoding.may_break and has_lone_surrogate(row.cells):
        reason = f"This row holds characters that are not {encoding.title} like the rest of the file."
        return BadRow(row.line, reason, "Export the file again as UTF-8.")
    return None


def _picker(positions: Sequence[int]) -> "itemgetter[int]":
    """Gives the cells at these positions as a tuple, also when it is one."""
    return itemgetter(*positions, *(positions[:1] if len(positions) == 1 else ()))


def _text(cells: Sequence[str]) -> pa.Array:
    return pa.array([cell or None for cell in cells], pa.string())
