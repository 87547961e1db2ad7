"""Grids of a question's parts and of agreement, and either as a table of the page for word processors."""

from dataclasses import dataclass

import pandas as pd
from great_tables import GT
from markupsafe import Markup

from reports.figures import ALL, Question
from reports.trust import Trust

NONE = "–"
PART = "Part"


@dataclass(frozen=True)
class Grid:
    """`heads`: one a column, the first for the names of rows; `rows`: as wide as the heads."""

    heads: list[str]
    rows: list[list[str]]


def grid(question: Question) -> Grid | None:
    """The question's parts as people read them; None when it has none."""
    lines, columns = question.rows or question.columns, question.columns if question.rows else []
    if not lines:
        return None
    by_row = bool(question.rows)
    shown = [ALL, *(key for key, _ in columns)]
    rows = []
    # a table with columns has their totals too
    for line, label in ([(ALL, "All")] if columns else []) + lines:
        cells = [question.cells.get((line, key) if by_row else (key, line)) for key in shown]
        rows.append([label, *(cell.shown if cell else NONE for cell in cells)])
    return Grid([PART, "All", *(label for _, label in columns)], rows)


def breakdown(question: Question, accent: str) -> Markup | None:
    """The question's parts as a table; None when there are none."""
    parts = grid(question)
    return as_html(parts, accent, f"q-{question.question_id}") if parts else None


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


def as_html(parts: Grid, accent: str, name: str) -> Markup:
    """The grid in HTML that keeps its look on paper and in a word processor."""
    first, *others = parts.heads
    content = {head: [row[place] for row in parts.rows] for place, head in enumerate(parts.heads)}
    table = (
        GT(pd.DataFrame(content), rowname_col=first, id=name)
        .cols_align("right", columns=others)
        .tab_options(
            table_width="100%",
            table_font_size="10pt",
            table_background_color="#ffffff",
            column_labels_border_top_style="hidden",
            column_labels_border_bottom_color=accent,
            table_border_top_style="hidden",
            table_border_bottom_style="hidden",
            table_body_border_bottom_color=accent,
            stub_border_style="hidden",
        )
    )
    return Markup(table.as_raw_html())
