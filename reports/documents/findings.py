"""Findings: what a report says in short, each sentence with the question and the figure that it is written from."""

from dataclasses import dataclass

from reports.figures import ALL, Figure, Question, Report

FEWEST_COMPARED = 2


@dataclass(frozen=True)
class Finding:
    """The number of a whole question; `apart`: how far its parts lie from each other, '' where that means nothing."""

    question: Question
    figure: Figure
    apart: str

    @property
    def sentence(self) -> str:
        return f"{self.figure.sentence} {self.apart}".strip()


def findings(report: Report) -> list[tuple[str, list[Finding]]]:
    """Every question that has a number which is shown, under its section; what two of them say is said once."""
    found, told = [], set[str]()
    for section, questions in report.sections:
        shown = []
        for question in questions:
            figure = question.total
            if figure and not figure.is_hidden and figure.value is not None and figure.sentence not in told:
                told.add(figure.sentence)
                shown.append(Finding(question, figure, _apart(question)))
        if shown:
            found.append((section, shown))
    return found


def _apart(question: Question) -> str:
    """'From 40% (Youth Pathways) to 71% (Housing).' of shares and means, which may be compared."""
    if question.count not in ("percent", "mean"):
        return ""
    keys = [(row, ALL) for row, _ in question.rows] or [(ALL, column) for column, _ in question.columns]
    cells = [question.cells[key] for key in keys if key in question.cells]
    told = [(figure.value, figure) for figure in cells if not figure.is_hidden and figure.value is not None]
    if len(told) < FEWEST_COMPARED:
        return ""
    (_, low), (_, high) = min(told, key=lambda pair: pair[0]), max(told, key=lambda pair: pair[0])
    return f"From {low.shown} ({low.labels}) to {high.shown} ({high.labels})." if low.shown != high.shown else ""
