"""Breakdowns as tables that keep their look on paper and in a word processor."""

import pandas as pd
from great_tables import GT
from markupsafe import Markup

from reports.figures import ALL, Question

NONE = "–"


def breakdown(question: Question, accent: str) -> Markup | None:
    """The question's parts as a table; None when it has none."""
    lines, columns = question.rows or question.columns, question.columns if question.rows else []
    if not lines:
        return None
    by_row = bool(question.rows)
    content: dict[str, list[str]] = {"Part": [label for _, label in lines]}
    for key, label in [(ALL, "All"), *columns]:
        cells = [question.cells.get((line, key) if by_row else (key, line)) for line, _ in lines]
        content[label] = [cell.shown if cell else NONE for cell in cells]
    table = (
        GT(pd.DataFrame(content), rowname_col="Part", id=f"q-{question.question_id}")
        .cols_align("right", columns=[name for name in content if name != "Part"])
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
