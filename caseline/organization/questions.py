"""What reports ask: `reports/*.yml` of an organisation and the standard reports, checked and as table rows.

A question is a measure (measures.yml), a way of counting, and optionally what it is a share of, who it is
limited to, and how it is spread out. The models answer it; no report needs SQL or Python.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from caseline.ground.errors import ConfigurationError, ConfigurationErrors, gathered
from caseline.ground.yaml_files import Strict, did_you_mean, load_yaml
from caseline.organization.indicators import Indicator, code_labels, indicators_of
from caseline.organization.outcomes import load_outcomes
from caseline.organization.profile import Organization, Sharing
from caseline.organization.skills import skills_of

MEASURES_FILE = Path(__file__).with_name("measures.yml")
STANDARD_REPORTS = Path(__file__).with_name("standard_reports")

Count = Literal["clients", "events", "percent", "mean", "sum"]
LIMITS = ["label", "skill", "stage", "program", "affiliate", "age_group", "gender", "race_ethnicity", "veteran"]
SPREADS = ["year", "quarter", *[name for name in LIMITS if name != "skill"]]
INDICATOR = "indicator"
"""The measure of mixed indicators."""
BY_SCORE, BY_NOTES = f"{INDICATOR}_by_score", f"{INDICATOR}_by_notes"
ALONE = {BY_SCORE: "score", BY_NOTES: "notes"}
"""What stands beside each question about mixed indicators: what one part alone would have said."""
DESTINATIONS = ["permanent", "temporary", "institutional", "homeless", "other", "unknown"]


class Measure(Strict):
    """One thing that can be counted, and the words its numbers are said in."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    meaning: str
    counts: list[Count] = Field(min_length=1)
    labels: str | None = None
    apart: bool = False
    movement: bool = False
    lasts: bool = False
    who: str
    did: str
    things: list[str] = Field(default_factory=lambda: ["record", "records"], min_length=2, max_length=2)
    told_by: list[str] = Field(default_factory=list)
    average: str | None = None
    unit: str | None = None


class Catalogue(Strict):
    """All measures."""

    measures: list[Measure]


@cache
def measures() -> Mapping[str, Measure]:
    """The catalogue of measures by id, in the order of the file."""
    return {measure.id: measure for measure in load_yaml(MEASURES_FILE, Catalogue).measures}


def _known_measure(name: str) -> str:
    if name not in measures():
        raise ValueError(f"'{name}' is not a measure. {did_you_mean(name, list(measures()))}")
    return name


class Question(Strict):
    """One question of a report, as its funder asks it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ask: str
    section: str | None = None
    measure: str
    count: Count
    of: str | None = None
    where: dict[str, list[str]] = Field(default_factory=dict)
    by: list[str] = Field(default_factory=list, max_length=2)

    @field_validator("measure", "of")
    @classmethod
    def _measures_exist(cls, name: str | None) -> str | None:
        return None if name is None else _known_measure(name)

    @field_validator("by", mode="before")
    @classmethod
    def _one_word_is_a_list(cls, by: Any) -> Any:
        return [by] if isinstance(by, str) else by

    @field_validator("by")
    @classmethod
    def _spreads_exist(cls, by: list[str]) -> list[str]:
        for name in by:
            if name not in SPREADS:
                raise ValueError(f"a question cannot be spread by '{name}'. {did_you_mean(name, SPREADS)}")
        if len(set(by)) < len(by):
            raise ValueError("rows and columns are the same")
        return by

    @field_validator("where", mode="before")
    @classmethod
    def _one_value_is_a_list(cls, where: Any) -> Any:
        if not isinstance(where, dict):
            return where
        return {
            str(name): [str(v) for v in (value if isinstance(value, list) else [value])]
            for name, value in where.items()
        }

    @field_validator("where")
    @classmethod
    def _limits_exist(cls, where: dict[str, list[str]]) -> dict[str, list[str]]:
        for name in where:
            if name not in LIMITS:
                raise ValueError(f"a question cannot be limited by '{name}'. {did_you_mean(name, LIMITS)}")
        return where

    @model_validator(mode="after")
    def _counts_make_sense(self, info: ValidationInfo) -> "Question":
        measure = measures()[self.measure]
        if self.count not in measure.counts:
            raise ValueError(
                f"'{self.measure}' cannot be counted as '{self.count}'. Use one of: {', '.join(measure.counts)}."
            )
        if (self.count == "percent") != (self.of is not None):
            raise ValueError(
                "a percent needs 'of', the measure it is a share of, such as 'of: clients_served'."
                if self.of is None
                else "'of' is only for 'count: percent'."
            )
        if measure.apart and "label" not in self.by and len(self.where.get("label", [])) != 1:
            raise ValueError(
                f"labels of '{self.measure}' mean nothing together. Add 'by: label', or one under 'where'."
            )
        if ("label" in self.by or "label" in self.where) and measure.labels is None:
            labelled = [name for name, other in measures().items() if other.labels]
            raise ValueError(f"'{self.measure}' has no labels. Measures with labels: {', '.join(labelled)}.")
        known = (info.context or {}).get("known", {})
        for name, values in self.where.items():
            allowed = known.get(self.measure, known.get(measure.labels)) if name == "label" else known.get(name)
            for value in values if allowed else ():
                if value not in allowed:
                    raise ValueError(f"'{value}' is no {name} of '{self.measure}'. {did_you_mean(value, allowed)}")
        return self


class Period(Strict):
    """First and last day."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")

    @model_validator(mode="after")
    def _runs_forward(self) -> "Period":
        if self.last < self.first:
            raise ValueError(f"the period ends on {self.last}, before it begins on {self.first}. Swap from and to.")
        return self


class Report(Strict):
    """One report: for whom, which period and programs (none: all), and what is asked.

    `agreement`: what its funder's data agreement allows its documents to show beyond what others see.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    funder: str | None = None
    about: str = ""
    period: Period | None = None
    programs: list[str] = Field(default_factory=list)
    agreement: Sharing | None = None
    questions: list[Question] = Field(min_length=1)

    @field_validator("agreement")
    @classmethod
    def _agreements_have_a_reason(cls, agreement: Sharing | None) -> Sharing | None:
        if agreement is not None and not agreement.is_decided:
            raise ValueError("it needs 'because', 'decided_by' and 'decided_on': which agreement, and who decided so.")
        return agreement

    @field_validator("programs")
    @classmethod
    def _programs_exist(cls, programs: list[str], info: ValidationInfo) -> list[str]:
        allowed = (info.context or {}).get("known", {}).get("program")
        for program in programs if allowed else ():
            if program not in allowed:
                raise ValueError(f"'{program}' is not a program of this organisation. {did_you_mean(program, allowed)}")
        return programs

    @field_validator("questions")
    @classmethod
    def _questions_differ(cls, questions: list[Question]) -> list[Question]:
        seen: set[str] = set()
        for question in questions:
            if question.id in seen:
                raise ValueError(f"two questions have the id '{question.id}'. Give each its own.")
            seen.add(question.id)
        for question in questions:
            for added in _added_ids(question).values():
                if added in seen:
                    raise ValueError(
                        f"the question '{question.id}' about mixed indicators adds one with the id '{added}', which "
                        "another has. Give that one another id."
                    )
        return questions


def standard_reports(*, with_indicators: bool = False) -> list[Report]:
    """The four reports every organisation has: missing, unusual, comprehensive, aggregate.

    What they ask of mixed indicators only where there are any.
    """
    reports = [load_yaml(path, Report) for path in sorted(STANDARD_REPORTS.glob("*.yml"))]
    if with_indicators:
        return reports
    return [
        report.model_copy(update={"questions": [one for one in report.questions if one.measure != INDICATOR]})
        for report in reports
    ]


def funder_reports(organization: Organization) -> list[Report]:
    """An organisation's `reports/*.yml`, by file name. Raises ConfigurationError(s) that name file, line and fix."""
    context = {"known": _known_words(organization)}
    taken = {report.id: "a standard report" for report in standard_reports()}
    reports: list[Report] = []
    problems: list[ConfigurationError] = []
    for path in sorted((organization.folder / "reports").glob("*.yml")):
        with gathered(problems):
            report = load_yaml(path, Report, context=context)
            if report.id in taken:
                raise ConfigurationError(
                    f"The id '{report.id}' is already that of {taken[report.id]}",
                    file=path,
                    line=1,
                    fix="Choose another.",
                )
            taken[report.id] = path.name
            reports.append(report)
    if problems:
        raise ConfigurationErrors(problems)
    return reports


def report_rows(organization: Organization) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of framework.report and framework.report_question: the standard reports, then the funders'."""
    indicators = indicators_of(organization)
    every = standard_reports(with_indicators=bool(indicators)) + funder_reports(organization)
    return (
        [report_row(report) for report in every],
        [row for report in every for row in question_rows(report, indicators)],
    )


def report_row(report: Report) -> dict[str, Any]:
    """One row of framework.report; a report without a period is about all the data there are."""
    return {
        "report_id": report.id,
        "title": report.title,
        "funder": report.funder,
        "about": report.about,
        "period_start": report.period.first if report.period else None,
        "period_end": report.period.last if report.period else None,
        "program_ids_json": json.dumps(report.programs),
    }


def _added_ids(question: Question) -> dict[str, str]:
    """Ids of the questions that stand beside one about mixed indicators, by measure."""
    if question.measure != INDICATOR:
        return {}
    return {measure: f"{question.id}_by_{part}" for measure, part in ALONE.items()}


def _with_parts(questions: list[Question], indicators: Sequence[Indicator]) -> Iterator[Question]:
    """Beside each question about mixed indicators, what the score alone and the notes alone would have said; the notes
    of those that ask anything of them.
    """
    for question in questions:
        yield question
        asked = [one for one in indicators if one.id in question.where.get("label", [one.id])]
        read = [one.id for one in asked if one.is_about_notes]
        for measure, added in _added_ids(question).items():
            where = question.where
            if measure == BY_NOTES:
                if not read:
                    continue
                if len(read) < len(asked):
                    where = where | {"label": read}
            ask = f"What would the {ALONE[measure]} alone have said of this?"
            yield question.model_copy(update={"id": added, "measure": measure, "ask": ask, "where": where})


def question_rows(report: Report, indicators: Sequence[Indicator]) -> list[dict[str, Any]]:
    """A report's rows of framework.report_question, in its order; `indicators`: the organisation's."""
    return [
        {
            "report_id": report.id,
            "position": position,
            "question_id": question.id,
            "section": question.section,
            "question": question.ask,
            "measure": question.measure,
            "of_measure": question.of,
            "count": question.count,
            "by_dimension": ",".join(question.by),
            "filters_json": json.dumps(question.where, sort_keys=True),
        }
        for position, question in enumerate(_with_parts(report.questions, indicators), 1)
    ]


def measure_rows() -> list[dict[str, Any]]:
    """Rows of framework.measure: the catalogue as the models and the site read it."""
    return [
        {
            "measure": measure.id,
            "title": measure.title,
            "meaning": measure.meaning,
            "counts": ", ".join(measure.counts),
            "labels": measure.labels,
            "is_apart": measure.apart,
            "is_movement": measure.movement,
            "who": measure.who,
            "did": measure.did,
            "thing": measure.things[0],
            "things": measure.things[1],
            "told_by_json": json.dumps(measure.told_by),
            "average": measure.average,
            "unit": measure.unit,
        }
        for measure in measures().values()
    ]


def _known_words(organization: Organization) -> dict[str, list[str]]:
    """The words a question of this organisation may use, by dimension and by kind of label."""
    programs = [program.id for program in organization.programs]
    skills = skills_of(organization)
    indicators = indicators_of(organization)
    return {
        "program": programs,
        "affiliate": organization.affiliate_ids,
        "stage": ["baseline", "mid", "exit", "follow_up"],
        "skill": [skill.name for skill in skills],
        "outcome": [outcome.id for outcome in load_outcomes(organization.folder / "framework", programs)],
        "destination": DESTINATIONS,
        "code": code_labels(skills),
        "indicator": [indicator.id for indicator in indicators],
        BY_NOTES: [indicator.id for indicator in indicators if indicator.is_about_notes],
        "rubric": [skill.name for skill in skills if skill.kind == "rubric"],
    }
