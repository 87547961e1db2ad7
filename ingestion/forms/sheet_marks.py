"""What a sheet of a workbook says beside its cells: which are merged downwards, which formulas nobody worked out."""

import re
from dataclasses import dataclass, field

from openpyxl.utils import range_boundaries

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(rb"<c ([^>]*)><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>")
_TEXT = b't="str"'


@dataclass(frozen=True)
class SheetMarks:
    """`merged`: column (from 0), first and last row (from 1) of cells that are one over several rows; `unworked`: how
    many formulas have no result in the file, as when a program wrote it that does not compute.
    """

    merged: list[tuple[int, int, int]] = field(default_factory=list)
    unworked: int = 0


def marks_of(xml: bytes) -> SheetMarks:
    """The marks in the XML of one sheet."""
    bounds = [range_boundaries(found.decode()) for found in _MERGED.findall(xml)]
    merged = [(left - 1, top, bottom) for left, top, _, bottom in bounds if left and top and bottom and bottom > top]
    return SheetMarks(merged, sum(_TEXT not in attributes for attributes in _FORMULA.findall(xml)))


def filled_down(rows: list[tuple[int, list[str]]], marks: SheetMarks) -> list[tuple[int, list[str]]]:
    """The rows, each with the value of the cell that is merged over it; what is merged from above them is left."""
    first = min((line for line, _ in rows), default=0)
    by_line = {line: list(cells) for line, cells in rows}
    for column, top, bottom in marks.merged:
        value = by_line[top][column] if top in by_line and column < len(by_line[top]) else ""
        if top < first or not value:
            continue
        for line in range(top + 1, bottom + 1):
            if (cells := by_line.get(line)) and column < len(cells) and not cells[column]:
                cells[column] = value
    return list(by_line.items())
