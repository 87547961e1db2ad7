"""What leaves the organisation: no small counts, and no quote in which a client could be named.

A number that tells of few clients is hidden, and with it what would give it away by subtraction, in its own table or in
any other (reports.suppression). What is read too unreliably is not counted in the first place (reports.outside).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from reports.figures import Figure, Report, load_reports
from reports.outside import counted_outside
from reports.populations import Definitions, load_definitions
from reports.published import Published
from reports.quantities import ledger
from reports.suppression import Suppression, suppress

WITHHELD = "withheld"
_WORD = re.compile(r"[^\W\d_]{2,}")


def share(
    reports: Mapping[str, Report], definitions: Definitions, threshold: int, names: frozenset[str]
) -> dict[str, Report]:
    """The reports as an outside reader may see them, all of them together: what one hides, no other gives away.

    `threshold`: the smallest number of clients that is shown. `names`: words that no quote may hold.
    """
    outside = {report_id: counted_outside(report, threshold) for report_id, report in reports.items()}
    known = [counted.known for counted in outside.values()]
    hidden = suppress(
        ledger(known, definitions, threshold), [figure for report in known for figure in report.figures], threshold
    )
    figures = hidden.figures
    return {
        report_id: replace(
            counted.report,
            questions=[
                replace(
                    question,
                    cells={
                        key: _kept_back(figure, hidden)
                        if figure.figure_id in figures
                        else _told(figure, threshold, names)
                        for key, figure in question.cells.items()
                    },
                )
                for question in counted.report.questions
            ],
        )
        for report_id, counted in outside.items()
    }


def shared_reports(published: Published, threshold: int) -> dict[str, Report]:
    """Every report that has figures, as an outside reader may see it."""
    return share(load_reports(published), load_definitions(published), threshold, client_names(published))


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


def _kept_back(figure: Figure, hidden: Suppression) -> Figure:
    is_small = 0 < figure.clients < hidden.threshold and figure.count in ("clients", "events")
    shown = f"<{hidden.threshold}" if is_small and figure.figure_id not in hidden.unworded else WITHHELD
    sentence = f"Not shown: fewer than {hidden.threshold} clients, or a number that would give so few away."
    if figure.outside:
        sentence += f" Not counted, unless a person confirmed it: {figure.outside.reason}."
    return figure.hidden(shown, sentence)


def _told(figure: Figure, threshold: int, names: frozenset[str]) -> Figure:
    """A figure that is shown, without a quote that names somebody and without a small number of notes."""
    if figure.example_quote and not names_nobody(figure.example_quote, names):
        figure = replace(figure, example_quote=None)
    figure = replace(figure, caution="", outside=None)
    return replace(figure, cited_notes=0) if 0 < figure.cited_notes < threshold else figure
