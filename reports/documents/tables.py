"""Grids of a question's parts and of agreement, as tables in documents show them."""

from dataclasses import dataclass

from reports.figures import ALL, Figure, Question
from reports.trust import Trust

NONE = "–"
PART = "Part"
WIDTH = 168
"""Of what is printed on a page, in mm."""
MOST_COLUMNS = 9
"""Of a table on a page; a wider one goes on below, each piece with the names of its rows."""


@dataclass(frozen=True)
class Grid:
    """`heads`: one a column, the first for the names of rows; `rows`: as wide as the heads."""

    heads: list[str]
    rows: list[list[str]]


def grid(question: Question) -> Grid | None:
    """The question's parts as people read them, with totals where the parts mean something put together; None when
    none is told.
    """
    lines, columns = question.rows or question.columns, question.columns if question.rows else []
    if not question.tells_parts:
        return None
    whole = (ALL, "All")
    by_row = bool(question.rows)

    def cell(line: str, column: str) -> Figure | None:
        return question.cells.get((line, column) if by_row else (column, line))

    down = [whole, *lines] if columns and any(cell(ALL, key) for key, _ in columns) else lines
    across = [whole, *columns] if any(cell(line, ALL) for line, _ in lines) else columns
    rows = [
        [label, *(found.shown if (found := cell(line, key)) else NONE for key, _ in across)] for line, label in down
    ]
    return Grid([PART, *(label for _, label in across)], rows)


def agreement_grids(trust: Trust) -> list[tuple[str, Grid]]:
    """Agreement with people by skill, a row a code."""
    heads = ["Code", "Given by people", "Precision", "Recall", "F1", "Kappa"]
    return [
        (
            title,
            Grid(heads, [[line.name, line.by_hand, *(_with_range(*ratio) for ratio in line.ratios)] for line in lines]),
        )
        for title, lines in trust.by_skill
    ]


def _with_range(ratio: str, where: str) -> str:
    return f"{ratio} ({where})" if where else ratio


def narrowed(parts: Grid) -> list[Grid]:
    """The grid in pieces of about the same width, MOST_COLUMNS at most, each with the names of its rows."""
    columns = len(parts.heads) - 1
    pieces = -(-columns // (MOST_COLUMNS - 1))
    wide = -(-columns // pieces)
    cuts = [slice(first, first + wide) for first in range(1, len(parts.heads), wide)]
    return [Grid([parts.heads[0], *parts.heads[cut]], [[row[0], *row[cut]] for row in parts.rows]) for cut in cuts]
