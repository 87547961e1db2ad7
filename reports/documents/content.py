"""What every file of one funder report is written from: the report as it may be shared, and what is said around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from caseline.organization.questions import funder_reports
from reports.disclosure import Rule, rule_of, shared_reports
from reports.disclosure.cost import Cost, cost
from reports.disclosure.rules import rule_by
from reports.documents.cleaning import cleaned_within
from reports.drawing.charts import page_chart
from reports.figures import ALL, STANDARD, Figure, Question, Report, load_reports
from reports.inputs import data_version, named_outside
from reports.look.colours import readable_accent
from reports.published import Published, Row
from reports.trust import Trust, load_trust

Measures = Mapping[str, Row]
QUOTES = "Quotes come from notes of clients who consented to sharing, and none names a client."


@dataclass(frozen=True)
class Content:
    """One report by `rule`: what it hides is nowhere in here. `measures`: what is counted, by the measure's id.

    `sources`: of each question's number that is shown, the kinds of records and the files behind it.
    """

    organization: Organization
    report: Report
    measures: Measures
    as_of: date
    data_version: str
    rule: Rule
    trust: Trust | None = None
    sources: tuple[Row, ...] = ()
    cost: Cost | None = None

    @property
    def told(self) -> str:
        """What protecting counts costs this report, and on whose word it shows more than others see."""
        return f"{self.cost}. {self.rule.because}".strip()

    @property
    def files(self) -> set[str]:
        """The exports that the report names."""
        return {source["source_file"] for source in self.sources}

    @cached_property
    def charts(self) -> dict[str, str]:
        """SVG for a printed page by question, of those that have enough to draw."""
        accent = readable_accent(self.organization.branding.accent)
        drawn = {question.question_id: page_chart(question, accent) for question in self.report.questions}
        return {question_id: svg for question_id, svg in drawn.items() if svg}

    def meaning(self, question: Question) -> str:
        return self.measures.get(question.measure, {}).get("meaning") or ""


def load_contents(published: Published, organization: Organization) -> list[Content]:
    """Every funder report, in order of its id. Raises CaselineError without a rounding key."""
    as_of, version = published.value("select as_of from record.as_of"), data_version(published.cursor())
    measures = {row["measure"]: row for row in published.rows("select * from framework.measure order by measure")}
    usual, agreed = rule_of(organization), rules_agreed(organization)
    inside, shared = load_reports(published), shared_reports(published, organization, usual)
    contents = []
    for report_id in [name for name in shared if name not in STANDARD]:
        rule = agreed.get(report_id, usual)
        reports = shared if rule == usual else shared_reports(published, organization, rule)
        report = reports[report_id]
        trust = load_trust(published, [report], rule.threshold).get(report_id)
        sources, lost = tuple(_sources(published, report)), cost(inside[report_id], report)
        made = Content(organization, report, measures, as_of, version, rule, trust, sources, lost)
        contents.append(cleaned_within(made))
    return contents


def load_content(published: Published, organization: Organization, report_id: str) -> Content:
    """One funder report. Raises CaselineError where it is none."""
    contents = {content.report.report_id: content for content in load_contents(published, organization)}
    if report_id not in contents:
        raise CaselineError(f"'{report_id}' is no funder's report. There are: {', '.join(contents) or 'none yet'}.")
    return contents[report_id]


def rules_agreed(organization: Organization) -> dict[str, Rule]:
    """The rule of each report whose funder has an agreement."""
    usual = organization.settings.small_cell_threshold
    return {report.id: rule_by(report.agreement, usual) for report in funder_reports(organization) if report.agreement}


def parts(question: Question) -> list[Figure]:
    """Every figure of a question but its total, row by row."""
    rows = [ALL, *(key for key, _ in question.rows)]
    columns = [ALL, *(key for key, _ in question.columns)]
    wanted = [(row, column) for row in rows for column in columns if (row, column) != (ALL, ALL)]
    return [question.cells[key] for key in wanted if key in question.cells]


def numbers(question: Question) -> list[Figure]:
    """Every figure of a question, its total first."""
    return ([question.total] if question.total else []) + parts(question)


def quoted(report: Report) -> list[tuple[Question, Figure]]:
    """Every number that has a quote, with its question."""
    return [(question, figure) for question in report.questions for figure in numbers(question) if figure.example_quote]


def _sources(published: Published, report: Report) -> list[Row]:
    """The files behind each question's number. Not line by line: lines of a file can be counted, and with them
    the clients of an affiliate or a program whose own number is hidden."""
    shown = {figure.figure_id for question in report.questions if (figure := question.total) and not figure.is_hidden}
    found: dict[tuple[str, str, str], Row] = {}
    for row in published.rows(_SOURCES, report.report_id):
        if row["figure_id"] in shown:
            row["source_file"] = named_outside(row["source_file"] or "")
            found.setdefault((row["figure_id"], row["source_file"], row["record_type"] or ""), row)
    return list(found.values())


_SOURCES = """
select distinct evidence.figure_id, figure.sort_order, evidence.record_type, evidence.source_file
from reporting.evidence as evidence
inner join reporting.figure as figure using (figure_id)
where evidence.role = 'counted' and evidence.counts_outside and figure.report = ?
    and figure.row_key = 'all' and figure.column_key = 'all'
order by figure.sort_order, evidence.source_file, evidence.record_type
"""
