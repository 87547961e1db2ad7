"""Writing every funder report, as its funder may see it, into one folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from caseline.organization.profile import Organization
from reports.disclosure import shared_reports
from reports.documents.figures_file import write_figures
from reports.documents.pdf import write_pdf
from reports.documents.print_page import print_page
from reports.documents.reading import write_reading
from reports.documents.workbook import write_report_workbook
from reports.figures import STANDARD
from reports.published import open_published
from reports.trust import load_trust


@dataclass(frozen=True)
class Documents:
    folder: Path
    files: list[Path]

    def __str__(self) -> str:
        return f"{len(self.files)} documents: {', '.join(path.name for path in self.files)}"


def write_documents(warehouse: Path, organization: Organization, output: Path) -> Documents:
    """Write `<report>.xlsx`, `.csv`, `.pdf` and `.html` for every funder report, replacing what was in `output`; and
    `<report>.agreement.csv` for those that rest on codes of notes.

    No client is named in them, small counts are hidden, quotes are those of clients who consented. The same
    warehouse gives the same bytes. Raises CaselineError when there is no warehouse.
    """
    fresh = output.with_name(output.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with open_published(warehouse) as published:
        threshold = organization.settings.small_cell_threshold
        as_of = published.value("select as_of from record.as_of")
        measures = {row["measure"]: row for row in published.rows("select * from framework.measure order by measure")}
        reports = shared_reports(published, threshold)
        trust = load_trust(published, reports.values(), threshold)
        for report_id, shared in reports.items():
            if report_id in STANDARD:
                continue
            trusted = trust.get(report_id)
            write_report_workbook(
                fresh / f"{report_id}.xlsx", published, organization, shared, measures, as_of, trusted
            )
            write_figures(fresh / f"{report_id}.csv", shared, measures)
            if trusted:
                write_reading(fresh / f"{report_id}.agreement.csv", trusted)
            write_pdf(fresh / f"{report_id}.pdf", organization, shared, measures, as_of, trusted)
            page = print_page(organization, shared, measures, as_of, trusted)
            (fresh / f"{report_id}.html").write_text(page, encoding="utf-8")
    shutil.rmtree(output, ignore_errors=True)
    fresh.rename(output)
    return Documents(output, sorted(output.iterdir()))
