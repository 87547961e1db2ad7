"""What every file of one funder report is written from: the report as it may be shared, and what is said around it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from caseline.organization.questions import funder_reports
from reports.as_of import AsOf, as_of
from reports.disclosure import Rule, client_names, rule_of, shared_reports
from reports.disclosure.cost import Cost, cost
from reports.disclosure.rules import rule_by
from reports.documents.cleaning import cleaned_within
from reports.drawing.charts import page_chart
from reports.figures import ALL, STANDARD, Figure, Question, Report, load_reports, without_quotes
from reports.inputs import data_version, named_outside
from reports.look.colours import readable_accent
from reports.published import Published, Row
from reports.trust import Trust, load_trust
from reports.wording import short_day

Measures = Mapping[str, Row]
AGGREGATE, NETWORK = "aggregate", "network"
ROLL_UP = "network-roll-up"
"""What files of the network are called: no report of an organisation can have an id with a dash."""
TITLE_OF_THE_NETWORK = "All programs and affiliates"
ABOUT_THE_NETWORK = "Year over year, who stays, who is in two programs, and affiliates side by side."
QUOTES = "Quotes come from notes of clients who consented to sharing, and none names a client."


@dataclass(frozen=True)
class Content:
    """One report by `rule`: what it hides is nowhere in here. `measures`: what is counted, by the measure's id.

    `sources`: of each question's number that is shown, the kinds of records and the files behind it.
    """

    organization: Organization
    report: Report
    measures: Measures
    as_of: AsOf
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
    def dated(self) -> str:
        """'30 Jun 2026 (the newest day in its exports)'"""
        return f"{short_day(self.as_of.day)} ({self.as_of.source_outside})"

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
    """Every funder report, in order of its id, and the network's roll-up where there are several affiliates. Raises
    CaselineError without a rounding key."""
    composer = _Composer(published, organization)
    contents = [composer.content(report_id) for report_id in composer.report_ids]
    return contents + ([composer.network()] if len(organization.affiliates) > 1 and composer.has_network else [])


def load_content(published: Published, organization: Organization, report_id: str) -> Content:
    """One funder report. Raises CaselineError where it is none."""
    composer = _Composer(published, organization)
    if report_id not in composer.report_ids:
        known = ", ".join(composer.report_ids) or "none yet"
        raise CaselineError(f"'{report_id}' is no funder's report. There are: {known}.")
    return composer.content(report_id)


class _Composer:
    """Composes funder reports one by one: what all of one rule share is worked out when the first asks for it."""

    def __init__(self, published: Published, organization: Organization) -> None:
        self._published, self._organization = published, organization
        self._usual, self._agreed = rule_of(organization), rules_agreed(organization)
        self._inside = load_reports(published)
        self._shared: dict[Rule, dict[str, Report]] = {}

    @property
    def report_ids(self) -> list[str]:
        return [name for name in self._inside if name not in STANDARD]

    @property
    def has_network(self) -> bool:
        return AGGREGATE in self._inside

    def content(self, report_id: str) -> Content:
        rule = self._agreed.get(report_id, self._usual)
        return self._composed(self._shared_by(rule)[report_id], rule)

    def network(self) -> Content:
        """The Aggregate report as the network may see it, without quotes, as its pages."""
        rule = rule_of(self._organization, NETWORK)
        made = self._composed(without_quotes(self._shared_by(rule)[AGGREGATE]), rule)
        report = replace(made.report, report_id=ROLL_UP, title=TITLE_OF_THE_NETWORK, about=ABOUT_THE_NETWORK)
        return replace(made, report=report)

    def _composed(self, report: Report, rule: Rule) -> Content:
        published, report_id = self._published, report.report_id
        made = Content(
            self._organization, report, self._measures, as_of(published), self._version, rule,
            load_trust(published, [report], rule.threshold).get(report_id),
            tuple(_sources(published, report, self._names)), cost(self._inside[report_id], report),
        )  # fmt: skip
        return cleaned_within(made)

    def _shared_by(self, rule: Rule) -> dict[str, Report]:
        if rule not in self._shared:
            self._shared[rule] = shared_reports(self._published, self._organization, rule)
        return self._shared[rule]

    @cached_property
    def _measures(self) -> Measures:
        return {row["measure"]: row for row in self._published.rows("select * from framework.measure order by measure")}

    @cached_property
    def _names(self) -> frozenset[str]:
        return client_names(self._published)

    @cached_property
    def _version(self) -> str:
        return data_version(self._published.cursor())


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


def _sources(published: Published, report: Report, names: frozenset[str]) -> list[Row]:
    """The files behind each question's number. Not line by line: lines of a file can be counted, and with them
    the clients of an affiliate or a program whose own number is hidden."""
    shown = {figure.figure_id for question in report.questions if (figure := question.total) and not figure.is_hidden}
    found: dict[tuple[str, str, str], Row] = {}
    for row in published.rows(_SOURCES, report.report_id):
        if row["figure_id"] in shown:
            row["source_file"] = named_outside(row["source_file"] or "", names)
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
