"""Rows of one table file as Arrow batches, keyed by their content."""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import pyarrow as pa

from ingestion.csv_reading import BadRow, Encoding, Row, open_text, read_rows
from ingestion.files import FoundFile
from ingestion.landing import ROWS_PER_BATCH
from ingestion.summary import HeldBack, LoadedFile

UNREADABLE = (OSError, EOFError, UnicodeError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError)


@dataclass
class TableFile:
    """A CSV file matched to a landing table.

    `columns` names the landing column of each header cell, None where the standard does not know it; `key` is the
    column a row cannot do without; `apart` are columns that differ between exports of the same row.
    """

    file: FoundFile
    table: str
    schema: pa.Schema
    encoding: Encoding
    delimiter: str
    headers: list[str]
    columns: list[str | None]
    key: str
    lineage: dict[str, str]
    apart: frozenset[str] = frozenset()


@dataclass
class Seen:
    """Rows already read in this run, so that one standing in several files lands once, from the newest."""

    digests: set[bytes] = field(default_factory=set)

    def add(self, digest: bytes) -> bool:
        """Whether it is new."""
        before = len(self.digests)
        self.digests.add(digest)
        return len(self.digests) > before


def read_table(item: TableFile, seen: Seen, outcome: LoadedFile, held_back: list[HeldBack]) -> Iterator[pa.Table]:
    """Batches of the file's rows. Counts them in `outcome` and adds what is held back; a broken end is held back too."""
    builder = _Builder(item, seen)
    last_line = 1
    try:
        with open_text(item.file, item.encoding) as text:
            rows = read_rows(iter(text), item.delimiter)
            next(rows)  # the header, read when the file was matched
            for row in rows:
                last_line = row.line
                bad = row if isinstance(row, BadRow) else builder.problem(row)
                if bad:
                    hold_back(outcome, held_back, bad.line, bad.reason, bad.fix)
                    continue
                assert isinstance(row, Row)
                outcome.rows += 1
                builder.add(row)
                if builder.is_full():
                    yield builder.batch()
    except UNREADABLE:
        reason = f"The file cannot be read beyond line {last_line:,}: it is damaged or cut off."
        hold_back(outcome, held_back, last_line, reason, "Export the file again.")
    if builder.rows:
        yield builder.batch()


def hold_back(
    outcome: LoadedFile, held_back: list[HeldBack], line: int | None, reason: str, fix: str, rows: int = 1
) -> None:
    """Put one row (or, with line None, the whole file) in quarantine and count it."""
    outcome.held_back += rows
    held_back.append(HeldBack(outcome.source, outcome.affiliate_id, outcome.file, line, reason, fix, rows))


class _Builder:
    def __init__(self, item: TableFile, seen: Seen) -> None:
        self._item, self._seen = item, seen
        self._positions = {column: at for at, column in enumerate(item.columns) if column}
        self._key_at = self._positions[item.key]
        self._extra_at = [at for at, column in enumerate(item.columns) if column is None]
        identifying = sorted(set(self._positions) - item.apart, key=str)
        self._identify = _picker([*(self._positions[column] for column in identifying), *self._extra_at])
        names = [*identifying, *(item.headers[at] for at in self._extra_at)]
        self._prefix = "\x1f".join([item.lineage["_affiliate"], item.table, *names, ""])
        self._in_file: Counter[bytes] = Counter()
        self._clear()

    def _clear(self) -> None:
        self.rows: list[list[str]] = []
        self._ids: list[str] = []
        self._lines: list[int] = []

    def problem(self, row: Row) -> BadRow | None:
        if not row.cells[self._key_at].strip():
            header = self._item.headers[self._key_at]
            return BadRow(
                row.line,
                f"This row has no {header}, so it cannot be told from other rows.",
                f"Fill in {header} in the source system and export again.",
            )
        if self._item.encoding.may_break and any(_is_broken(cell) for cell in row.cells):
            return BadRow(
                row.line,
                "This row holds characters that are not UTF-8 like the rest of the file.",
                "Export again as UTF-8.",
            )
        return None

    def add(self, row: Row) -> None:
        content = self._prefix + "\x1f".join(self._identify(row.cells))
        digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()
        self._in_file[digest] += 1
        if self._in_file[digest] > 1:  # the very same row again in one file stays a row of its own
            digest = hashlib.sha256(digest + str(self._in_file[digest]).encode()).digest()
        if self._seen.add(digest):
            self._ids.append(digest.hex())
            self._lines.append(row.line)
            self.rows.append(row.cells)

    def is_full(self) -> bool:
        return len(self.rows) >= ROWS_PER_BATCH

    def batch(self) -> pa.Table:
        count = len(self.rows)
        cells = list(zip(*self.rows, strict=True))
        known: dict[str, pa.Array] = {
            "_row_id": pa.array(self._ids, pa.string()),
            "_source_line": pa.array(self._lines, pa.int64()),
            **{name: pa.repeat(pa.scalar(value, pa.string()), count) for name, value in self._item.lineage.items()},
            **{column: _text(cells[at]) for column, at in self._positions.items()},
            "_extra": pa.array([self._extra(row) for row in self.rows], pa.string()),
        }
        schema = self._item.schema
        batch = pa.Table.from_arrays(
            [known.get(name, pa.nulls(count, schema.field(name).type)) for name in schema.names], schema=schema
        )
        self._clear()
        return batch

    def _extra(self, row: list[str]) -> str | None:
        extra = {self._item.headers[at]: row[at] for at in self._extra_at if row[at]}
        return json.dumps(extra, ensure_ascii=False) if extra else None


def _picker(positions: Sequence[int]) -> "itemgetter[int]":
    """Gives the cells at these positions as a tuple, also when it is one."""
    return itemgetter(*positions, *(positions[:1] if len(positions) == 1 else ()))


def _text(cells: Sequence[str]) -> pa.Array:
    return pa.array([cell or None for cell in cells], pa.string())


def _is_broken(text: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in text)
