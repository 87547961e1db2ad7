"""What of a question can be drawn: its parts, each with its number."""

from typing import Any

from reports.figures import ALL, Question

Points = list[dict[str, Any]]
FEWEST = 2
"""With fewer there is nothing to compare."""


def can_be_drawn(question: Question) -> bool:
    return len(points_of(question)) >= FEWEST


def points_of(question: Question) -> Points:
    rows, columns = dict(question.rows), dict(question.columns)
    if rows and columns and (adds_up(question) or is_over_time(question)):
        wants = [(row, column) for row in rows for column in columns]
    else:
        wants = [(row, ALL) for row in rows] or [(ALL, column) for column in columns]
    return [
        {
            "row": rows.get(row, ""), "column": columns.get(column, ""), "shown": figure.shown,
            "value": figure.value, "order": number,
        }
        for number, (row, column) in enumerate(wants)
        if (figure := question.cells.get((row, column))) and figure.value is not None
    ]  # fmt: skip


def adds_up(question: Question) -> bool:
    """Whether parts make up their total: a client may be in two parts, an event is in one."""
    return question.count in ("events", "sum")


def is_over_time(question: Question) -> bool:
    return any("days" in row for row, _ in question.rows) or any(column.isdigit() for column, _ in question.columns)
