"""What moves in reports: the total of each question that is asked otherwise, counted as the models count it."""

from collections.abc import Mapping
from typing import Any

import duckdb

from caseline.configuring.known import Known
from caseline.configuring.moving.counted import counted, many
from caseline.organization.questions import Question, Report, measures

_LIMITS = {
    "label": "fact.label", "stage": "fact.stage", "skill": "split_part(fact.label, '.', 1)",
    "program": "fact.program_id", "affiliate": "fact.affiliate_id",
}  # fmt: skip
_OF_LABELS = ("label", "stage", "skill")
"""What limits a share's whole only where its labels are of one kind."""


def reports_moved(before: Known, after: Known, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Questions that are new, gone or counted otherwise."""
    former = _questions(before)
    now = _questions(after)
    told = []
    for key, (report, question) in now.items():
        was = former.get(key)
        if was is None:
            told.append(f"“{question.ask}”: {_said(report, question, connection)} today.")
        elif _counted(*was) != _counted(report, question):
            told.append(
                f"“{question.ask}”: {_said(report, question, connection)} instead of {_said(*was, connection)}."
            )
    for key in former.keys() - now.keys():
        report, question = former[key]
        (figures,) = counted(
            connection, "select count(*) from reporting.figure where report = ? and question_id = ?", *key
        )
        told.append(f"“{question.ask}”: {many(figures, 'figure')} of {report.title} go.")
    return told


def total(report: Report, question: Question, connection: duckdb.DuckDBPyConnection) -> float | None:
    """The question's total as a run would have it; None where it has none, or is limited by what only a run knows."""
    measure, of = measures()[question.measure], measures().get(question.of or "")
    if not set(question.where) <= set(_LIMITS) or (measure.apart and "label" in question.by):
        return None
    labels_apply = of is not None and measure.labels is not None and measure.labels == of.labels
    selected, values = _selected(report, question, question.measure, True)
    if question.count == "percent":
        whole, of_whole = _selected(report, question, str(question.of), labels_apply)
        query = f"""with whole as (select distinct client_id {whole}), part as (select distinct client_id {selected})
            select 100.0 * count(part.client_id) / nullif(count(*), 0) from whole left join part using (client_id)"""
        return _number(counted(connection, query, *of_whole, *values))
    how = {
        "clients": "count(distinct client_id)", "events": "count(*)", "mean": "avg(value)",
        "sum": "coalesce(sum(value), 0)",
    }[question.count]  # fmt: skip
    return _number(counted(connection, f"select {how} {selected}", *values))


def _selected(report: Report, question: Question, measure: str, labels_apply: bool) -> tuple[str, list[Any]]:
    """The facts of a measure that answer a question, as the end of a query, and its values."""
    conditions = ["fact.measure = ?"]
    values: list[Any] = [measure]
    if report.period:
        conditions += ["fact.event_date <= ?", "fact.until_date >= ?"]
        values += [report.period.last, report.period.first]
    limits: Mapping[str, list[str]] = {
        name: ids for name, ids in question.where.items() if labels_apply or name not in _OF_LABELS
    }
    for expression, ids in [("fact.program_id", report.programs), *((_LIMITS[name], limits[name]) for name in limits)]:
        if ids:
            conditions.append(f"{expression} in (select unnest(?))")
            values.append(ids)
    return f"from reporting.measure_fact as fact where {' and '.join(conditions)}", values


def _number(row: tuple[Any, ...]) -> float | None:
    return None if row[0] is None else float(row[0])


def _said(report: Report, question: Question, connection: duckdb.DuckDBPyConnection) -> str:
    number = total(report, question, connection)
    if number is None:
        return "a number that only a run can tell"
    if question.count == "percent":
        return f"{number:.1f}%"
    unit = {"clients": "client", "events": "record"}.get(question.count)
    return many(round(number), unit) if unit else f"{number:,.1f}"


def _questions(known: Known) -> dict[tuple[str, str], tuple[Report, Question]]:
    return {(report.id, question.id): (report, question) for report in known.reports for question in report.questions}


def _counted(report: Report, question: Question) -> tuple[Any, ...]:
    """What a question's total hangs on."""
    return (
        report.period, report.programs, question.measure, question.count, question.of, question.where,
        "label" in question.by,
    )  # fmt: skip
