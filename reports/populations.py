"""Whom a number is about, so that the same people under another heading are recognised as the same.

Two figures of different questions, reports or funders count the same population when measure, conditions and period
agree. What they publish is then one thing, and what one of them hides the other must not show.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from reports.figures import ALL, Figure, Question
from reports.published import Published, Row

TIMES = ("year", "quarter")
OF_LABELS = ("label", "skill", "stage")
Conditions = tuple[tuple[str, tuple[str, ...]], ...]
"""Dimensions in order of their names, each with the values that it is limited to."""
Definitions = dict[tuple[str, str], Row]
Spans = dict[tuple[str, Conditions], set[tuple[date, date]]]


@dataclass(frozen=True)
class Population:
    """Those whom a measure counts under some conditions in a period."""

    measure: str
    conditions: Conditions = ()
    start: date | None = None
    end: date | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.measure, self.conditions, self.start, self.end))

    def with_value(self, dimension: str, value: str) -> "Population":
        """Only those of one value of a condition that names several."""
        conditions = tuple((name, (value,) if name == dimension else values) for name, values in self.conditions)
        return Population(self.measure, conditions, self.start, self.end)

    def within(self, start: date, end: date) -> "Population":
        return Population(self.measure, self.conditions, start, end)


def load_definitions(published: Published) -> Definitions:
    """How each question counts, by report and question."""
    measures = {row["measure"]: row for row in published.rows("select * from framework.measure order by measure")}
    programs = {
        row["report_id"]: json.loads(row["program_ids_json"] or "[]")
        for row in published.rows("select * from framework.report order by report_id")
    }
    definitions = {}
    for row in published.rows("select * from framework.report_question order by report_id, question_id"):
        labels = [measures.get(row.get(name) or "", {}).get("labels") for name in ("measure", "of_measure")]
        definitions[row["report_id"], row["question_id"]] = row | {
            "programs": programs.get(row["report_id"], []),
            "filters": json.loads(row["filters_json"] or "{}"),
            "dimensions": [name for name in (row["by_dimension"] or "").split(",") if name],
            "labels_alike": labels[0] is not None and labels[0] == labels[1],
        }
    return definitions


def counted(figure: Figure, definitions: Definitions) -> Population:
    """Whom the figure counts."""
    definition = definitions.get((figure.report_id, figure.question_id))
    if definition is None:
        return Population(figure.figure_id)
    return Population(definition["measure"], _conditions(figure, definition, True), figure.start, figure.end)


def base(figure: Figure, definitions: Definitions) -> Population:
    """Whom a share is of."""
    definition = definitions.get((figure.report_id, figure.question_id))
    if definition is None or not definition.get("of_measure"):
        return Population(f"of {figure.figure_id}")
    conditions = _conditions(figure, definition, definition["labels_alike"])
    return Population(definition["of_measure"], conditions, figure.start, figure.end)


def _conditions(figure: Figure, definition: Row, labels_apply: bool) -> Conditions:
    found: dict[str, set[str]] = {}
    given = [("program", definition["programs"])] if definition["programs"] else []
    given += [(name, [values] if isinstance(values, str) else values) for name, values in definition["filters"].items()]
    keys = (figure.row_key, figure.column_key)
    given += [(name, [key]) for name, key in zip(definition["dimensions"], keys, strict=False) if key != ALL]
    for name, values in given:
        if name in TIMES or (name in OF_LABELS and not labels_apply):
            continue
        found[name] = found[name] & set(values) if name in found else set(values)
    return tuple((name, tuple(sorted(values))) for name, values in sorted(found.items()))


def lines(question: Question) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """Each total of a table with the cells it is made of: of every row, every column, and both margins."""
    keys = question.cells
    rows, columns = sorted({row for row, _ in keys}), sorted({column for _, column in keys})
    found = [((row, ALL), [(row, column) for column in columns if column != ALL]) for row in rows]
    found += [((ALL, column), [(row, column) for row in rows if row != ALL]) for column in columns]
    return [
        (total, [key for key in parts if key in keys])
        for total, parts in found
        if total in keys and any(key in keys for key in parts)
    ]


def parts_of(population: Population, known: Collection[Population], spans: Spans) -> list[list[Population]]:
    """Ways in which known populations make up this one: the values of a condition, or spans of its period."""
    ways = []
    for dimension, values in population.conditions:
        if len(values) > 1:
            ways.append([part for value in values if (part := population.with_value(dimension, value)) in known])
    ways += [[population.within(*span) for span in way] for way in _fillings(population, spans)]
    return [way for way in ways if way]


def spans_of(known: Collection[Population]) -> Spans:
    """The periods in which each measure is known under the same conditions."""
    spans: Spans = {}
    for population in known:
        if population.start and population.end:
            key = (population.measure, population.conditions)
            spans.setdefault(key, set()).add((population.start, population.end))
    return spans


def _fillings(population: Population, spans: Spans) -> list[list[tuple[date, date]]]:
    """Known periods, one after the other, that fill the period: once by the shortest, once by the longest steps."""
    start, end = population.start, population.end
    if start is None or end is None:
        return []
    others = spans.get((population.measure, population.conditions), set())
    inside = {span for span in others if start <= span[0] and span[1] <= end and span != (start, end)}
    ways = []
    for choose in (min, max):
        way, day = [], start
        while steps := [span for span in inside if span[0] == day]:
            way.append(choose(steps, key=lambda span: span[1]))
            day = way[-1][1] + timedelta(days=1)
        if day == end + timedelta(days=1) and way not in ways:
            ways.append(way)
    return ways
