"""Where a table ends: rows that stand below or between its rows and are none of its own.

Reports and spreadsheets put footers, totals, their header again and further tables under a table. Such rows are left
out, counted and told; a row is judged by what stood above it, and anything that may be a row stays one.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ingestion.csv_reading import BadRow, Row
from ingestion.header_rows import Known, is_value
from ingestion.headers import folded

FOOTER = "below the table, and no rows of it: a footer, or another table"
TOTAL = "totals of the rows above, and no rows of their own"
HEADER_AGAIN = "the header again"
OTHER_ORDER = "the header again, in another order, and what stands below it: it was another file once"
BESIDE = "beside the table, behind an empty column, and are rows of another one"

_TOTAL = re.compile(
    r"(?:(?:grand|sub|report|overall)[\s-]?)?totals?\b|sub-?totals?\b|sum(?:me|a)?$|gesamt(?:summe)?\b|insgesamt\b"
    r"|total (?:general|g[eé]n[eé]ral|geral)\b|(?:record |row )?count\b|average\b|totaux\b",
    re.IGNORECASE,
)
_FOOTER_WORDS = re.compile(
    r"copyright|©|confidential|generated (?:by|on|at)|report (?:generated|run)|run (?:on|by|date)|page \d+|printed\b|"
    r"exported (?:on|by|at)|filtered by|end of (?:report|file)|as of\b|records?: ?\d|\d+ (?:rows?|records?)\b",
    re.IGNORECASE,
)
_ROWS_LEARNT_FROM = 2_000
_USUAL = 0.75
"""Of the rows so far, the share that fills a column which rows usually fill."""
T = TypeVar("T")

Reads = Mapping[int, Callable[[str], bool]]
"""By place of a column that holds dates or numbers: whether a cell is one."""


@dataclass
class LeftOut:
    """Rows of one kind that are no rows of the table: the lines they stand on."""

    why: str
    lines: list[int] = field(default_factory=list)

    @property
    def is_held_back(self) -> bool:
        """Whether these are rows all the same, which somebody has to mend."""
        return self.why == OTHER_ORDER

    @property
    def sentence(self) -> str:
        first, last, count = self.lines[0], self.lines[-1], len(self.lines)
        where = f"Line {first:,}" if count == 1 else f"{count:,} lines from line {first:,} to {last:,}"
        verb = "stands" if count == 1 else "stand"
        if self.why in (FOOTER, BESIDE):
            return f"{where} {verb} {self.why}."
        return f"{where} {'gives' if count == 1 else 'give'} {self.why}."


class TableArea:
    """Tells the rows of one table from what else stands under its header. `left_out` fills as rows are taken.

    `apart` are the places of columns that belong to another table beside it: their cells are empty in what is given.
    """

    def __init__(self, headers: Sequence[str], reads: Reads, apart: Collection[int] = ()) -> None:
        self._header = [folded(header) for header in headers]
        self._reads, self._apart = reads, apart
        self._filled: Counter[int] = Counter()
        self._rows = 0
        self._outside = ""
        self._left_out: dict[str, LeftOut] = {}

    @property
    def left_out(self) -> list[LeftOut]:
        return list(self._left_out.values())

    def rows(self, items: Iterable[Row | BadRow | T]) -> Iterator[Row | BadRow | T]:
        """The table's own rows, and lines within it that cannot be read. Plain rows that come together pass."""
        for item in items:
            if not isinstance(item, Row | BadRow):
                yield item
                continue
            if self._apart and isinstance(item, Row):
                cells = ["" if at in self._apart else cell for at, cell in enumerate(item.cells)]
                item = replace(item, cells=cells)
            why = self._why_not(item)
            if why:
                self._left_out.setdefault(why, LeftOut(why)).lines.append(item.line)
            else:
                yield item

    def _why_not(self, item: Row | BadRow) -> str:
        cells = item.cells
        if isinstance(item, Row) and self._is_header(cells):
            self._outside = ""
            return HEADER_AGAIN
        if isinstance(item, Row) and self._is_header_in_another_order(cells):
            self._outside = OTHER_ORDER
        if self._outside:
            return self._outside
        filled = [at for at, cell in enumerate(cells) if cell.strip()]
        if not filled:
            return BESIDE if self._apart else ""
        if self._is_total(cells, filled):
            return TOTAL
        if self._is_footer(item, filled):
            self._outside = FOOTER
            return FOOTER
        if isinstance(item, Row) and self._rows < _ROWS_LEARNT_FROM:
            self._filled.update(filled)
            self._rows += 1
        return ""

    def _is_header(self, cells: Sequence[str]) -> bool:
        return len(cells) > 1 and [folded(cell) for cell in cells] == self._header

    def _is_header_in_another_order(self, cells: Sequence[str]) -> bool:
        return len(cells) > 1 and sorted(folded(cell) for cell in cells) == sorted(self._header)

    def _is_total(self, cells: Sequence[str], filled: Sequence[int]) -> bool:
        first = cells[filled[0]].strip()
        return (
            len(self._header) > 1
            and bool(_TOTAL.match(first))
            and len(first) < 60
            and all(is_value(cells[at].strip().rstrip("%")) for at in filled[1:])
        )

    def _is_footer(self, item: Row | BadRow, filled: Sequence[int]) -> bool:
        width = len(self._header)
        if width < 2:
            return False
        if len(filled) == 1 and width > 2 and _FOOTER_WORDS.match(item.cells[filled[0]].strip()):
            return True
        if not item.is_after_blank:
            return False
        if isinstance(item, BadRow):
            return len(item.cells) <= width / 2
        if any(at in self._reads and not self._reads[at](item.cells[at]) for at in filled):
            return True
        usual = [at for at, times in self._filled.items() if self._rows > 1 and times >= _USUAL * self._rows]
        if usual:
            of_values = self._reads.keys() & set(usual)
            return (bool(of_values) and not of_values & set(filled)) or len(set(filled) & set(usual)) <= len(usual) / 2
        return len(filled) == 1 and width > 2


def columns_of_values(rows: Sequence[Sequence[str]], width: int) -> Reads:
    """The columns that hold dates or numbers and nothing else, as far as these rows show."""
    reads: dict[int, Callable[[str], bool]] = {}
    for at in range(width):
        cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
        if len(cells) > 1 and sum(map(is_value, cells)) >= 0.8 * len(cells):
            reads[at] = is_value
    return reads


def columns_apart(headers: Sequence[str], rows: Sequence[Sequence[str]], known: Known | None) -> frozenset[int]:
    """The places of columns that stand behind an empty one, none of which is described while others are."""
    if known is None:
        return frozenset()
    parts: list[list[int]] = [[]]
    for at, header in enumerate(headers):
        if header or any(at < len(row) and row[at].strip() for row in rows):
            parts[-1].append(at)
        elif parts[-1]:
            parts.append([])
    foreign = [part for part in parts if not known([headers[at] for at in part])]
    return frozenset() if len(foreign) == len(parts) else frozenset(at for part in foreign for at in part)
