"""Writing every funder report, as its funder may see it, into one folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from caseline.organization.profile import Organization
from caseline.organization.questions import funder_reports
from reports.disclosure import Rule, rule_of, shared_reports
from reports.disclosure.cost import cost
from reports.disclosure.rules import rule_by
from reports.documents.figures_file import write_figures
from reports.documents.pdf import write_pdf
from reports.documents.print_page import print_page
from reports.documents.reading import write_reading
from reports.documents.workbook import write_report_workbook
from reports.figures import STANDARD, load_reports
from reports.published import open_published
from reports.trust import load_trust


@dataclass(frozen=True)
class Documents:
    """`told`: what protecting counts costs each report, and on whose word one shows more than others see."""

    folder: Path
    files: list[Path]
    told: list[str]

    def __str__(self) -> str:
        written = f"{len(self.files)} documents: {', '.join(path.name for path in self.files)}"
        return "\n".join([written, *self.told])


def write_documents(warehouse: Path, organization: Organization, output: Path) -> Documents:
    """Write `<report>.xlsx`, `.csv`, `.pdf` and `.html` for every funder report, replacing what was in `output`; and
    `<report>.agreement.csv` for those that rest on codes of notes.

    No client is named in them, counts are rounded unless the funder's agreement says otherwise, quotes are those of
    clients who consented. The same warehouse gives the same bytes. Raises CaselineError when there is no warehouse.
    """
    fresh = output.with_name(output.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    agreed = rules_agreed(organization)
    with open_published(warehouse) as published:
        as_of = published.value("select as_of from record.as_of")
        measures = {row["measure"]: row for row in published.rows("select * from framework.measure order by measure")}
        usual = rule_of(organization)
        inside, told = load_reports(published), []
        shared = shared_reports(published, organization, usual)
        for report_id in [name for name in shared if name not in STANDARD]:
            rule = agreed.get(report_id, usual)
            reports = shared if rule == usual else shared_reports(published, organization, rule)
            report = reports[report_id]
            told.append(f"{cost(inside[report_id], report)}. {rule.because}".strip())
            trusted = load_trust(published, [report], rule.threshold).get(report_id)
            write_report_workbook(
                fresh / f"{report_id}.xlsx", published, organization, report, measures, as_of, rule, trusted
            )
            write_figures(fresh / f"{report_id}.csv", report, measures)
            if trusted:
                write_reading(fresh / f"{report_id}.agreement.csv", trusted)
            write_pdf(fresh / f"{report_id}.pdf", organization, report, measures, as_of, rule, trusted)
            page = print_page(organization, report, measures, as_of, rule, trusted)
            (fresh / f"{report_id}.html").write_text(page, encoding="utf-8")
    shutil.rmtree(output, ignore_errors=True)
    fresh.rename(output)
    return Documents(output, sorted(output.iterdir()), told)


def rules_agreed(organization: Organization) -> dict[str, Rule]:
    """The rule of each report whose funder has an agreement."""
    usual = organization.settings.small_cell_threshold
    return {report.id: rule_by(report.agreement, usual) for report in funder_reports(organization) if report.agreement}
