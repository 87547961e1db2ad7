"""What of a question can be drawn: its parts, each with its number."""

from datetime import date
from typing import Any

from reports.figures import ALL, Figure, Question
from reports.wording import MONTHS

Points = list[dict[str, Any]]
FEW = 30
"""A share of fewer clients has their number beside it."""
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
            "row": rows.get(row, ""), "column": _whole_or_not(column, columns.get(column, ""), figure),
            "shown": _with_base(figure), "value": figure.value, "order": number,
            "strength": 0.55 if _cut(column, figure) else 1.0,
        }
        for number, (row, column) in enumerate(wants)
        if (figure := question.cells.get((row, column))) and figure.value is not None
    ]  # fmt: skip


def described(question: Question) -> str:
    """What a picture of its answers is, for whoever hears the page it stands on."""
    return f"Chart of the answers to: {question.question} The numbers are in the table that follows."


def _with_base(figure: Figure) -> str:
    """'33% of 15': a share of few people says of how many."""
    few = figure.count == "percent" and figure.denominator is not None and figure.denominator < FEW
    return f"{figure.shown} of {figure.denominator:.0f}" if few else figure.shown


def _cut(year: str, figure: Figure) -> str:
    """What part of a calendar year a number is about, by the month; '' where it is the whole of it."""
    if not year.isdigit() or figure.start is None or figure.end is None:
        return ""
    late, early = figure.start > date(int(year), 1, 31), figure.end < date(int(year), 12, 1)
    since, until = (f"{MONTHS[day.month - 1][:3]}" for day in (figure.start, figure.end))
    if late and early:
        return f"{since} to {until}"
    return f"from {since}" if late else f"to {until}" if early else ""


def _whole_or_not(year: str, label: str, figure: Figure) -> str:
    """A part of a year says so under its bar, which is drawn paler: it is no drop beside whole years."""
    part = _cut(year, figure)
    return f"{label}\n{part}" if part else label


def adds_up(question: Question) -> bool:
    """Whether parts make up their total: a client may be in two parts, an event is in one."""
    return question.count in ("events", "sum")


def is_over_time(question: Question) -> bool:
    return any("days" in row for row, _ in question.rows) or any(column.isdigit() for column, _ in question.columns)
