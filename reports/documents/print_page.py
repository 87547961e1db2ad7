"""A funder report as one page that prints, and that a word processor opens with its headings and tables."""

from datetime import date

from caseline.organization.profile import Organization
from reports.disclosure import Rule
from reports.documents.tables import agreement_grids, as_html, breakdown
from reports.documents.workbook import Measures
from reports.figures import Report
from reports.look.colours import readable_accent
from reports.look.environment import environment
from reports.trust import Trust


def print_page(
    organization: Organization,
    report: Report,
    measures: Measures,
    as_of: date,
    rule: Rule,
    trust: Trust | None = None,
) -> str:
    """`report` is the report as it may be shared, by `rule`."""
    accent = readable_accent(organization.branding.accent)
    return (
        environment()
        .get_template("document.html")
        .render(
            organization=organization,
            report=report,
            measures=measures,
            as_of=as_of,
            rule=rule,
            accent=accent,
            tables={question.question_id: breakdown(question, accent) for question in report.questions},
            trust=trust,
            agreement=[
                (title, as_html(parts, accent, f"agreement-{number}"))
                for number, (title, parts) in enumerate(agreement_grids(trust) if trust else [])
            ],
        )
    )
