"""Whom a cell is about: what a recipient knows of the questions, and the group of people or records a cell counts.

What a measure means and what a report asks is public: the measures are printed in every report, the standard questions
come with the program, and a funder wrote the questions that it gets answers to.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import yaml

from tests.attacker.readers.charts import SLUG

ROLL_UP = "All programs and affiliates"
"""What the network's documents of the aggregate report are called."""
# A client of the first is a client of the second, at the same time and place.
WITHIN = {
    "new_clients": "new_enrollments",
    "new_enrollments": "clients_served",
    "exits": "clients_served",
    "services_delivered": "clients_served",
    "retained": "could_be_retained",
    "could_be_retained": "new_enrollments",
    "answered_again": "asked_again",
    "improved": "pre_post_pair",
    "worsened": "pre_post_pair",
    "stable_at_end": "pre_post_pair",
    "pre_post_pair": "assessed",
    "note_code": "notes_written",
    "indicator": "indicator_by_score",
    "indicator_by_score": "indicator_asked",
    "indicator_by_notes": "indicator_asked",
    "hud_active": "clients_served",
    "hud_leavers": "exits",
}
WITHIN_TOO = {"indicator": "indicator_by_notes"}
BESIDE_AN_INDICATOR = {
    "indicator_by_score": "What would the score alone have said of this?",
    "indicator_by_notes": "What would the notes alone have said of this?",
}
"""What is asked below each question about a mixed indicator."""
LABELS = {
    "indicator": "indicator",
    "indicator_by_score": "indicator",
    "indicator_by_notes": "indicator",
    "indicator_asked": "indicator",
    "exits": "destination",
    "services_delivered": "service",
    "retained": "milestone",
    "could_be_retained": "milestone",
    "asked_again": "milestone",
    "answered_again": "milestone",
    "improved": "outcome",
    "worsened": "outcome",
    "stable_at_end": "outcome",
    "pre_post_pair": "outcome",
    "assessed": "outcome",
    "goals_set": "goal",
    "goals_met": "goal",
    "goals_open": "goal",
    "note_code": "code",
    "missing_item": "missing",
    "unusual_item": "unusual",
}
LASTING = {"clients_served", "goals_open", "consented"}
"""What counts in every period that it touches; all else has one day."""

PRINTED_WHOLE = {"hud_active", "hud_leavers"}
"""What HUD's tables count: they print every count and every rest, however small, as HUD wants them."""

Conditions = frozenset[tuple[str, frozenset[str]]]


@dataclass(frozen=True)
class Group:
    """People (`clients`) or records (`events`) that a measure counts, under conditions, within a period."""

    unit: str
    measure: str
    conditions: Conditions
    start: date
    end: date
    version: str = "current"
    """The state of the data that it is counted in."""

    def condition(self, dimension: str) -> frozenset[str] | None:
        return dict(self.conditions).get(dimension)

    def without(self, dimension: str) -> "Group":
        return replace(self, conditions=frozenset(c for c in self.conditions if c[0] != dimension))

    def given(self, dimension: str, values: frozenset[str]) -> "Group":
        return replace(self, conditions=self.without(dimension).conditions | {(dimension, values)})

    def counting(self, unit: str) -> "Group":
        return replace(self, unit=unit)

    def __str__(self) -> str:
        said = ", ".join(f"{dimension} {' or '.join(sorted(values))}" for dimension, values in sorted(self.conditions))
        state = "" if self.version == "current" else f", as of {self.version}"
        return f"{self.unit} of {self.measure} ({said or 'all'}) {self.start} to {self.end}{state}"


@dataclass(frozen=True)
class Question:
    report: str
    id: str
    ask: str
    measure: str
    of: str | None
    count: str
    by: tuple[str, ...]
    where: Conditions
    start: date
    end: date

    @property
    def where_asked(self) -> str:
        return f"{self.report}:{self.id}"


def _values(value: object) -> frozenset[str]:
    return frozenset(str(one) for one in value) if isinstance(value, list) else frozenset({str(value)})


def questions(folders: list[Path], first: date, last: date) -> dict[tuple[str, str], Question]:
    """Every question of the reports in the folders, by report and wording; a period left out is `first` to `last`."""
    known = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.yml")):
        report = yaml.safe_load(path.read_text(encoding="utf-8"))
        period = report.get("period") or {"from": first, "to": last}
        for asked in report["questions"]:
            where = {(name, _values(value)) for name, value in (asked.get("where") or {}).items()}
            if report.get("programs"):
                where.add(("program", _values(report["programs"])))
            by = asked.get("by") or []
            question = Question(
                report=report["id"],
                id=asked["id"],
                ask=asked["ask"],
                measure=asked["measure"],
                of=asked.get("of"),
                count=asked["count"],
                by=tuple([by] if isinstance(by, str) else by),
                where=frozenset(where),
                start=period["from"],
                end=period["to"],
            )
            for one in (question, *_beside(question)):
                known[one.report, one.ask] = one
                known[report["title"], one.ask] = one
                if report["id"] == "aggregate":
                    known[ROLL_UP, one.ask] = one
                known[SLUG, f"{one.report}-{one.id}".replace("_", "-")] = one
    return known


def _beside(question: Question) -> list[Question]:
    """Those that are asked below it. Two questions about indicators of one report have them in the same words; the
    last is then taken for both."""
    if question.measure != "indicator":
        return []
    return [
        replace(question, id=f"{question.id}_{measure.removeprefix('indicator_')}", ask=ask, measure=measure)
        for measure, ask in BESIDE_AN_INDICATOR.items()
    ]


def group(question: Question, measure: str, unit: str, keys: dict[str, str]) -> Group:
    """The group of a cell; `keys` says which value of each dimension of `by` the cell stands in (totals: none)."""
    start, end = question.start, question.end
    conditions: dict[str, frozenset[str]] = dict(question.where)
    for dimension, key in keys.items():
        if dimension in {"year", "quarter"}:
            from_day, to_day = days_of(key)
            start, end = max(start, from_day), min(end, to_day)
        else:
            conditions[dimension] = frozenset({key})
    return canonical(Group(unit, measure, frozenset(conditions.items()), start, end), question)


def days_of(key: str) -> tuple[date, date]:
    """First and last day of `2025` or `2025-q3`."""
    year, _, quarter = key.partition("-q")
    if not quarter:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first = date(int(year), 3 * int(quarter) - 2, 1)
    return first, (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)


def canonical(told: Group, question: Question) -> Group:
    """One name for groups that two measures or two ways of asking have in common."""
    conditions = dict(told.conditions)
    measure = told.measure
    if measure == "exits_to_permanent_housing":
        measure, conditions["label"] = "exits", frozenset({"permanent"})
    elif measure == "length_of_stay":
        measure = "exits"
        if kinds := conditions.pop("label", None):
            conditions["project_kind"] = kinds
    elif measure == "risk_flags":
        measure = "note_code"
        conditions.setdefault("label", frozenset({"risk-flags.*"}))
    elif measure == "program_overlap":
        measure = "clients_served"
        pair = conditions.pop("label", None)
        conditions["in_two" if pair is None else "in_both"] = (
            frozenset({"any"}) if pair is None else frozenset(next(iter(pair)).split("+"))
        )
    if skill := conditions.pop("skill", None):
        conditions.setdefault("label", frozenset(f"{one}.*" for one in skill))
    if measure != told.measure and question.of and told.measure == question.of:
        conditions.pop("label", None)
    return Group(told.unit, measure, frozenset(conditions.items()), told.start, told.end)


def denominator(question: Question, keys: dict[str, str]) -> Group:
    """Those of whom a share is."""
    assert question.of
    same_labels = LABELS.get(question.of) == LABELS.get(question.measure) and question.of in LABELS
    if same_labels:
        return group(question, question.of, "clients", keys)
    bare = Question(
        **{**vars(question), "where": frozenset(c for c in question.where if c[0] not in {"label", "skill"})}
    )
    return group(bare, question.of, "clients", {name: key for name, key in keys.items() if name != "label"})


def _label_within(inner: str, outer: str) -> bool:
    if outer.endswith(".*"):
        return inner.startswith(outer[:-1])
    if re.fullmatch(r"\d+_days", outer) and re.fullmatch(r"\d+_days", inner):
        return int(inner[:3]) >= int(outer[:3])
    return inner == outer


def wider(measure: str) -> list[str]:
    """The measure, and those whose clients hold its clients."""
    return [measure, *(one for holds in (WITHIN, WITHIN_TOO) if measure in holds for one in wider(holds[measure]))]


def is_within(inner: Group, outer: Group) -> bool:
    """Whether everybody of the first is of the second, by what the words mean."""
    if (
        inner == outer
        or inner.unit != outer.unit
        or inner.version != outer.version
        or inner.start < outer.start
        or inner.end > outer.end
    ):
        return False
    if outer.measure not in wider(inner.measure):
        return False
    if inner.unit == "events" and inner.measure != outer.measure and outer.measure != "pre_post_pair":
        return False
    had = dict(inner.conditions)
    for dimension, wanted in outer.conditions:
        if dimension == "label":
            if LABELS.get(inner.measure) != LABELS.get(outer.measure) or "label" not in had:
                return False
            if not all(any(_label_within(one, other) for other in wanted) for one in had["label"]):
                return False
        elif dimension == "program" and "in_both" in had:
            if not had["in_both"] & wanted and not had.get("program", frozenset({""})) <= wanted:
                return False
        elif dimension == "in_two":
            if "in_two" not in had and "in_both" not in had:
                return False
        elif dimension == "in_both":
            if not wanted <= had.get("in_both", frozenset()):
                return False
        elif dimension not in had or not had[dimension] <= wanted:
            return False
    return True
