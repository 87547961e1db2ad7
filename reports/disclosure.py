"""What leaves the organisation: no small counts, and no quote in which a client could be named.

A count of few clients is hidden, and with it the next smallest number of its row and column, so that nobody can
find it by subtracting from a total.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from reports.figures import ALL, Figure, Question, Report
from reports.published import Published

WITHHELD = "withheld"
_WORD = re.compile(r"[^\W\d_]{2,}")


def share(report: Report, threshold: int, names: frozenset[str]) -> Report:
    """The report as an outside reader may see it. `threshold`: the smallest number of clients that is shown."""
    return replace(report, questions=[_shared(question, threshold, names) for question in report.questions])


def client_names(published: Published) -> frozenset[str]:
    """Every word of every name any source gives a client, in lower case."""
    rows = published.rows(
        "select distinct first_name, last_name from record.client union select distinct first_name, last_name "
        "from record.source_person order by 1, 2"
    )
    return frozenset(word for row in rows for name in row.values() for word in _words(name))


def names_nobody(text: str, names: frozenset[str]) -> bool:
    """Whether no word of the text is a word of any client's name."""
    return names.isdisjoint(_words(text))


def _words(text: str | None) -> Iterable[str]:
    return [word.lower() for word in _WORD.findall(text or "")]


def _shared(question: Question, threshold: int, names: frozenset[str]) -> Question:
    small = {key for key, figure in question.cells.items() if is_small(figure, threshold)}
    hidden = small | _complements(question, small)
    cells = {}
    for key, figure in question.cells.items():
        if key in hidden:
            shown = f"<{threshold}" if key in small and figure.count in ("clients", "events") else WITHHELD
            figure = figure.hidden(
                shown, f"Not shown: fewer than {threshold} clients, or a number that would give so few away."
            )
        elif figure.example_quote and not names_nobody(figure.example_quote, names):
            figure = replace(figure, example_quote=None)
        cells[key] = figure
    return replace(question, cells=cells)


def is_small(figure: Figure, threshold: int) -> bool:
    """Whether it, what it is a share of, or the rest of that share is a handful of clients."""
    groups = [figure.clients]
    if figure.count == "percent" and figure.denominator is not None:
        groups += [int(figure.denominator), int(figure.denominator) - figure.clients]
    return any(0 < clients < threshold for clients in groups)


def _complements(question: Question, small: set[tuple[str, str]]) -> set[tuple[str, str]]:
    lines = _lines(question)
    hidden = set(small)
    changed = True
    while changed:
        changed = False
        for line in lines:
            out = [key for key in line if key in hidden]
            left = [key for key in line if key not in hidden and question.cells[key].clients]
            if len(out) == 1 and left:
                hidden.add(min(left, key=lambda key: (question.cells[key].clients, key)))
                changed = True
    return hidden - small


def _lines(question: Question) -> list[list[tuple[str, str]]]:
    """The sets of cells that a total is made of: every row, every column, and both margins."""
    keys = question.cells
    rows, columns = {row for row, _ in keys}, {column for _, column in keys}
    across = [[key for key in keys if key[0] == row and key[1] != ALL] for row in sorted(rows)]
    down = [[key for key in keys if key[1] == column and key[0] != ALL] for column in sorted(columns)]
    return [line for line in across + down if len(line) > 1]
