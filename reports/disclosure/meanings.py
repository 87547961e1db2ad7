"""What each figure counts, in the words that its readers have: the measure, under which conditions, in which period."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reports.disclosure.groups import Place
from reports.figures import ALL, Figure, Report
from reports.published import Published, Row

TIMES = ("year", "quarter")
OF_LABELS = ("label", "skill", "stage")

Conditions = Mapping[str, frozenset[str]]
"""Dimensions, each with the values that it is limited to."""
Meanings = Mapping[Place, "Meaning"]


@dataclass(frozen=True)
class Meaning:
    """Those whom a measure counts under some conditions in a period."""

    measure: str
    conditions: Conditions
    start: date | None
    end: date | None

    def asks_less_than(self, other: "Meaning") -> bool:
        """Whether its conditions and its period hold those of the other, whatever the two measures are."""
        if self.start and other.start and other.start < self.start:
            return False
        if self.end and other.end and other.end > self.end:
            return False
        had = other.conditions
        return all(name in had and had[name] <= values for name, values in self.conditions.items())


def load_meanings(published: Published, reports: Mapping[str, Report]) -> Meanings:
    """Of each figure of `reports` and, where it is a share, of those whom it is a share of."""
    asked = {(row["report_id"], row["question_id"]): row for row in published.rows(_ASKED)}
    found: dict[Place, Meaning] = {}
    for figure in (figure for report in reports.values() for figure in report.figures):
        row = asked.get((figure.report_id, figure.question_id))
        if row is None:
            continue
        found[figure.figure_id, "counted"] = _meaning(row["measure"], figure, row, with_labels=True)
        if row["of_measure"]:
            with_labels = row["labels"] is not None and row["labels"] == row["of_labels"]
            found[figure.figure_id, "base"] = _meaning(row["of_measure"], figure, row, with_labels)
    return found


def _meaning(measure: str, figure: Figure, row: Row, with_labels: bool) -> Meaning:
    programs, filters = json.loads(row["program_ids_json"] or "[]"), json.loads(row["filters_json"] or "{}")
    dimensions = [name for name in (row["by_dimension"] or "").split(",") if name]
    given = [("program", programs)] if programs else []
    given += [(name, [values] if isinstance(values, str) else values) for name, values in filters.items()]
    keys = (figure.row_key, figure.column_key)
    given += [(name, [key]) for name, key in zip(dimensions, keys, strict=False) if key != ALL]
    conditions: dict[str, frozenset[str]] = {}
    for name, values in given:
        if name not in TIMES and (with_labels or name not in OF_LABELS):
            conditions[name] = conditions.get(name, frozenset(values)) & frozenset(values)
    return Meaning(measure, conditions, figure.start, figure.end)


_ASKED = """
select asked.report_id, asked.question_id, asked.measure, asked.of_measure, asked.filters_json, asked.by_dimension,
    report.program_ids_json, counted.labels, base.labels as of_labels
from framework.report_question as asked
inner join framework.report as report using (report_id)
inner join framework.measure as counted on asked.measure = counted.measure
left join framework.measure as base on asked.of_measure = base.measure
order by 1, 2
"""
