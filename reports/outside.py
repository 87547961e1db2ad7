"""Numbers as they are counted for readers outside: without what is read too unreliably (`reporting.figure_outside`).

What is left of a count stands in its place, so that no total holds what its parts leave out; where nothing is left, the
reason does. Which codes those are is decided in `intelligence.reliability` alone.
"""

from dataclasses import dataclass, replace

from reports.figures import Figure, Outside, Report
from reports.published import Published
from reports.wording import measured

NOT_COUNTED = "not counted"


@dataclass(frozen=True)
class Counted:
    """A report as it is counted outside. `known`: with those numbers only that stand there."""

    report: Report
    known: Report


def counted_outside(report: Report, threshold: int) -> Counted:
    """`threshold`: the fewest clients that a quote beside a number that is not counted may be of."""
    questions, known = [], []
    for question in report.questions:
        cells = {key: _outside(figure, threshold) for key, figure in question.cells.items()}
        questions.append(replace(question, cells=cells))
        known.append(replace(question, cells={key: cell for key, cell in cells.items() if cell.is_counted}))
    return Counted(replace(report, questions=questions), replace(report, questions=known))


def codes_read(published: Published) -> int:
    """How many codes outside readers may be told of: with all of them, those left out could be worked out."""
    return int(published.value("select count(*) from intelligence.code_reliability where counts_outside") or 0)


def _outside(figure: Figure, threshold: int) -> Figure:
    outside: Outside | None = figure.outside
    if outside is None:
        return figure
    if outside.value is None:
        quotes = figure.proposed_quotes if figure.clients >= threshold else ()
        return replace(figure.hidden(NOT_COUNTED, outside.sentence), is_counted=False, proposed_quotes=quotes)
    return replace(
        figure, value=outside.value, numerator=outside.value, clients=outside.clients, sentence=outside.sentence,
        shown=measured(outside.value, figure.count), cited_records=outside.records, cited_notes=outside.notes,
        low=None, high=None, effect_size=None,
    )  # fmt: skip
