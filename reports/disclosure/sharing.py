"""Reports as readers outside may see them, all of them together: counts rounded, and everything else made from those.

A mean keeps one decimal; what it is over is rounded, so that no sum comes back from it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from math import sqrt

from caseline.organization.profile import Organization
from caseline.organization.rounding_key import rounding_key
from reports.disclosure import sentences
from reports.disclosure.audit import Shown, shown_numbers
from reports.disclosure.groups import Groups, load_groups
from reports.disclosure.meanings import Meanings, load_meanings
from reports.disclosure.names import client_names, is_deidentified
from reports.disclosure.numbers import Number, Told, numbers_of
from reports.disclosure.of_few import is_few, without_few
from reports.disclosure.of_values import kept_back
from reports.disclosure.rules import Rule
from reports.disclosure.sentences import Words, load_words
from reports.figures import ALL, Figure, Question, Report, load_reports
from reports.outside import counted_outside
from reports.published import Published
from reports.wording import measured

WITHHELD = "withheld"
IMPROVED, WORSENED = "improved", "worsened"
"""Measures of the catalogue."""
NORMAL_POINT = 1.959964
"""The 97.5% point of the normal distribution."""
_MARKS = '"“” '
_CLOSED = re.compile(r'[^"“”]*(?:(?<!\w)["“](?=\S)[^"“”]+(?<=\S)["”](?!\w)[^"“”]*)*')
"""Text in which every quotation mark that opens is closed."""
NO_WORDS = Words("came", "records", "clients", "value", "", False)


def shared_reports(published: Published, organization: Organization, rule: Rule) -> dict[str, Report]:
    """Every report that has figures, as readers outside may see it. Raises CaselineError without a rounding key."""
    groups = load_groups(published, rounding_key(organization.folder))
    reports = load_reports(published)
    meanings = load_meanings(published, reports)
    return share(reports, groups, rule, client_names(published), load_words(published), meanings)


def share(
    reports: Mapping[str, Report],
    groups: Groups,
    rule: Rule,
    names: frozenset[str] = frozenset(),
    words: Mapping[tuple[str, str], Words] | None = None,
    meanings: Meanings | None = None,
) -> dict[str, Report]:
    """`groups`: who stands behind each figure. `names`: words that no quote may hold."""
    outside = {report_id: counted_outside(report, rule.threshold) for report_id, report in reports.items()}
    numbers = numbers_of((counted.known for counted in outside.values()), groups, rule.threshold, rule.reach, meanings)
    shown = shown_numbers(numbers, rule.step)
    if rule.is_rounded:
        known = [figure for counted in outside.values() for figure in counted.known.figures if figure.is_counted]
        shown = without_few(known, numbers, shown, rule)
    values = kept_back((counted.known for counted in outside.values()), numbers, shown, rule)

    def as_shared(figure: Figure) -> Figure:
        if figure.is_counted and rule.is_rounded:
            said = (words or {}).get((figure.report_id, figure.question_id), NO_WORDS)
            figure = _rounded(figure, numbers.told[figure.figure_id], shown, rule, said, values)
            # beside a count of clients another count, rounded apart from it, would narrow it down
            figure = replace(figure, cited_records=0, cited_notes=0)
        return replace(figure, caution="", outside=None)

    shared = with_setbacks(
        {
            report_id: replace(
                counted.report,
                questions=[
                    replace(question, cells={key: as_shared(figure) for key, figure in question.cells.items()})
                    for question in counted.report.questions
                ],
            )
            for report_id, counted in outside.items()
        },
        meanings or {},
    )
    return {report_id: with_quotes(report, names) for report_id, report in shared.items()}


def with_setbacks(reports: Mapping[str, Report], meanings: Meanings) -> dict[str, Report]:
    """Who improved is told nowhere that who fell back, of the same people in the same time, is asked and hidden."""

    def about(figure: Figure) -> tuple[object, ...]:
        meaning = meanings.get((figure.figure_id, "counted"))
        if meaning is None:  # then all of the same report and part of a table are taken to be the same people
            return figure.count, figure.report_id, figure.row_key, figure.column_key
        return figure.count, frozenset(meaning.conditions.items()), meaning.start, meaning.end

    questions = [question for report in reports.values() for question in report.questions]
    setbacks = [one for question in questions if question.measure == WORSENED for one in question.cells.values()]
    hidden = {about(figure) for figure in setbacks if figure.is_hidden}

    def beside(question: Question, figure: Figure) -> Figure:
        if question.measure != IMPROVED or figure.is_hidden or about(figure) not in hidden:
            return figure
        return figure.hidden(WITHHELD, "Not shown: how many fell back cannot be told beside it.")

    return {
        report_id: replace(
            report,
            questions=[
                replace(one, cells={key: beside(one, figure) for key, figure in one.cells.items()})
                for one in report.questions
            ],
        )
        for report_id, report in reports.items()
    }


def _rounded(figure: Figure, told: Told, shown: Shown, rule: Rule, words: Words, values: frozenset[str]) -> Figure:
    """A figure made of rounded counts; hidden where one of them is withheld, or is too few for a share or mean.

    `values`: the figures whose mean or sum is kept back.
    """
    counts = {name: _shown(number, shown) for name, number in vars(told).items()}
    clients, events, base = counts["clients"], counts["events"], counts["base"]
    if figure.figure_id in values or None in (shown[number] for number in told.numbers):
        if clients and is_few(clients, rule) and figure.count in ("events", "mean", "sum"):
            return _too_few(figure, rule)
        return figure.hidden(WITHHELD, "Not shown: it would give away a number of few clients.")
    if figure.count == "percent":
        return _share(figure, min(clients, base), base, rule, words)
    if figure.count in ("mean", "sum"):
        return _mean(figure, clients, max(events, clients), rule, words)
    if figure.count == "events":
        events = max(events, clients)
        return _of(figure, clients, float(events), None, sentences.of_events(events, clients, words))
    return _of(figure, clients, float(clients), None, sentences.of_clients(clients, words))


def _shown(number: Number | None, shown: Shown) -> int:
    return (shown[number] or 0) if number is not None else 0


def _share(figure: Figure, clients: int, base: int, rule: Rule, words: Words) -> Figure:
    if base == 0:
        return _of(figure, 0, None, 0, sentences.of_nobody(words))
    if is_few(base, rule):
        return _too_few(figure, rule)
    share = float(round(100 * clients / base))
    between = wilson(clients, base) if figure.low is not None else (None, None)
    likely = (f"{between[0]:.0f}%", f"{between[1]:.0f}%") if between[0] is not None and between[1] is not None else None
    sentence = sentences.of_share(clients, base, measured(share, "percent"), likely, words)
    return replace(_of(figure, clients, share, base, sentence), low=between[0], high=between[1])


def _mean(figure: Figure, clients: int, events: int, rule: Rule, words: Words) -> Figure:
    if figure.value is None or not figure.denominator:
        return _of(figure, clients, None, 0, f"There were no {words.things} with a value.")
    if figure.count == "sum":
        total = round((figure.numerator or 0) / figure.denominator, 1) * events
        return _of(figure, clients, float(round(total)), events, sentences.of_sum(round(total), events, clients, words))
    low, high, effect = (None if it is None else round(it, 1) for it in (figure.low, figure.high, figure.effect_size))
    mean = round(figure.value, 1)
    between = None if low is None or high is None else (low, high)
    sentence = sentences.of_mean(mean, between, effect, events, clients, words)
    return replace(_of(figure, clients, mean, events, sentence), low=low, high=high, effect_size=effect)


def _of(figure: Figure, clients: int, value: float | None, base: int | None, sentence: str) -> Figure:
    sentence = f"{figure.about}: {sentence}" if figure.about else sentence
    if figure.outside:
        sentence += f" Not counted, unless a person confirmed it: {figure.outside.reason}."
    numerator = float(clients) if figure.count == "percent" else None if figure.count == "mean" else value
    return replace(
        figure, clients=clients, value=value, numerator=numerator,
        denominator=None if base is None else float(base), shown=measured(value, figure.count), sentence=sentence,
        low=None, high=None, effect_size=None,
    )  # fmt: skip


def _too_few(figure: Figure, rule: Rule) -> Figure:
    what = {"percent": "a share", "mean": "a mean", "sum": "a sum"}.get(figure.count, "so many")
    told = f"Not shown: there may be fewer than {rule.threshold} clients, too few to tell {what} of."
    return figure.hidden(WITHHELD, told)


def with_quotes(report: Report, names: frozenset[str]) -> Report:
    """Of each number the best quote that says of nobody who they are and stands beside no number before it."""
    said: dict[str, str] = {}

    def quoted(figure: Figure) -> Figure:
        return replace(figure, example_quote=said.get(figure.figure_id), proposed_quotes=())

    for question in report.questions:
        for _, figure in sorted(question.cells.items(), key=lambda cell: _wholes_first(cell[0])):
            quotes = filter(None, map(_closed, figure.proposed_quotes))
            fresh = (quote for quote in quotes if quote not in said.values() and is_deidentified(quote, names))
            if chosen := next(fresh, None):
                said[figure.figure_id] = chosen
    return replace(
        report,
        questions=[
            replace(question, cells={key: quoted(figure) for key, figure in question.cells.items()})
            for question in report.questions
        ],
    )


def _closed(quote: str) -> str | None:
    """Without a quotation mark at its ends that opens or closes beyond it; None where one in its midst does."""
    cuts = (quote, quote.lstrip(_MARKS), quote.rstrip(_MARKS), quote.strip(_MARKS))
    return next((cut for cut in cuts if _CLOSED.fullmatch(cut)), None)


def _wholes_first(key: tuple[str, str]) -> tuple[int, tuple[str, str]]:
    return sum(part != ALL for part in key), key


def wilson(counted: int, base: int) -> tuple[float, float]:
    """Wilson's interval of a share, in percent, to one decimal."""
    square = NORMAL_POINT * NORMAL_POINT
    spread = NORMAL_POINT * sqrt(counted * (base - counted) / base + square / 4)
    low, high = (100 * (counted + square / 2 + side * spread) / (base + square) for side in (-1, 1))
    return round(low, 1), round(high, 1)
