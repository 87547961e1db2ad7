"""Which of a table's first rows is its header: title rows above it, a second header row below it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingestion.headers import folded
from ingestion.moments import USUAL, read_moment
from ingestion.numbers import read_number

LOOKED_AT = 60
"""Rows that are looked at."""

Known = Callable[[Sequence[str]], int]
"""How many cells of a row are headers that somebody described."""

_MOST_ROWS_BELOW = 2
_ANSWER_WORDS = {"response", "open-ended response", "other (please specify)"}
"""What survey tools write under a question, in a second header row."""
_IMPORT_ID = re.compile(r'\s*\{"ImportId"')


@dataclass(frozen=True)
class HeaderPlace:
    """The header is row `at`, its rows begin at `rows_at` (both from 0, of the rows given); `headers` are stripped."""

    at: int
    rows_at: int
    headers: list[str]


def find_header(rows: Sequence[Sequence[str]], known: Known | None = None, at: int | None = None) -> HeaderPlace:
    """The header among the first rows of a table, none of them blank.

    With `known` it is the row that holds most headers that are described; where none holds any, and without it, the
    first that is about as wide as the table. With `at` it is that row.
    """
    if at is None:
        at = _with_most_known(rows, known) if known else None
    if at is None:
        at = _by_shape(rows)
    headers = [cell.strip() for cell in rows[at]]
    rows_at = at + 1
    while rows_at - at <= _MOST_ROWS_BELOW and _goes_on(headers, rows[rows_at:]):
        headers = _with_parts(headers, rows[rows_at])
        rows_at += 1
    return HeaderPlace(at, rows_at, _with_groups(headers, rows[at - 1] if at else ()))


def is_value(cell: str) -> bool:
    """Whether a cell is a date or a number, which no header is."""
    return bool(read_number(cell, ".") or read_moment(cell, USUAL) or read_moment(cell))


def _with_most_known(rows: Sequence[Sequence[str]], known: Known) -> int | None:
    if known(rows[0]) * 2 >= max(sum(bool(cell.strip()) for cell in rows[0]), 1):
        return 0
    counts = [known(row) for row in rows]
    most = max(counts)
    return counts.index(most) if most else None


def _by_shape(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    widest = max(filled)
    for at, row in enumerate(rows):
        if filled[at] >= 0.6 * widest:
            return at if not any(map(is_value, row)) else 0
        if not 1 <= filled[at] <= max(2, widest // 3):  # wider than a title, or than groups of columns
            return 0
    return 0


def _goes_on(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of these rows belongs to the header above it."""
    if len(rows) < 2:
        return False
    row, below = rows[0], [each for each in rows[1:] if not any(map(_IMPORT_ID.match, each))]
    filled = [at for at, cell in enumerate(row) if cell.strip()]
    if any(_IMPORT_ID.match(row[at]) for at in filled):
        return True
    if not filled or any(is_value(row[at]) for at in filled):
        return False
    if {folded(row[at]) for at in filled} <= _ANSWER_WORDS:
        return True
    of_values = {at for at in filled if _holds_values(at, below)}
    under_nothing = [at for at in filled if at >= len(headers) or not headers[at]]
    is_under_id = len(filled) > 1 and not row[0].strip() and bool(below) and bool(below[0][0].strip())
    return len(of_values) > 1 or bool(under_nothing and (of_values or is_under_id))


def _holds_values(at: int, rows: Sequence[Sequence[str]]) -> bool:
    cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
    return bool(cells) and all(map(is_value, cells))


def _with_parts(headers: Sequence[str], row: Sequence[str]) -> list[str]:
    """Headers with what a second row says under them: `Question/Choice` where a question has several columns."""
    width = max(len(headers), len(row))
    upper = [*headers, *[""] * (width - len(headers))]
    lower = [*(cell.strip() for cell in row), *[""] * (width - len(row))]
    named, group = [], ""
    for at, (name, part) in enumerate(zip(upper, lower, strict=True)):
        group = name or group
        is_one_of_several = not name or (at + 1 < width and not upper[at + 1] and bool(lower[at + 1]))
        is_part = bool(part) and is_one_of_several and not _IMPORT_ID.match(part)
        named.append(f"{group}/{part}" if is_part and group else part if is_part else name)
    return named


def _with_groups(headers: list[str], above: Sequence[str]) -> list[str]:
    """Headers that come several times, with what stands over them in the row above: `Entry/Date`, `Exit/Date`."""
    times = Counter(map(folded, headers))
    if sum(bool(cell.strip()) for cell in above) < 2:
        return headers
    named, group = [], ""
    for at, header in enumerate(headers):
        group = (above[at].strip() if at < len(above) else "") or group
        named.append(f"{group}/{header}" if header and group and times[folded(header)] > 1 else header)
    return named
