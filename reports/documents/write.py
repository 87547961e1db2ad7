"""Writing every funder report, as its funder may see it, into one folder."""

import shutil
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.documents.content import NETWORK, ROLL_UP, Content, load_contents
from reports.documents.figures_file import write_figures
from reports.documents.pdf import write_pdf
from reports.documents.reading import write_reading
from reports.documents.word import write_word
from reports.documents.workbook import write_report_workbook
from reports.published import open_published


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
    """Write the files of every funder report, replacing what was in `output`.

    No client is named in them, counts are rounded unless the funder's agreement says otherwise, quotes are those of
    clients who consented. The same warehouse gives the same bytes. Raises CaselineError when there is no warehouse,
    and, with all others written, where a report cannot be.
    """
    fresh = output.with_name(output.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with open_published(warehouse) as published:
        contents = load_contents(published, organization)
    faults = [fault for content in contents if (fault := _written(content, fresh))]
    shutil.rmtree(output, ignore_errors=True)
    fresh.rename(output)
    if faults:
        raise CaselineError("\n".join([*faults, f"All other documents are in {output}."]))
    files = sorted(path for path in output.rglob("*") if path.is_file())
    return Documents(output, files, [content.told for content in contents])


def _written(content: Content, folder: Path) -> str:
    """What kept the report from being written, with none of its files left; '' where nothing did."""
    place = folder / NETWORK if content.report.report_id == ROLL_UP else folder
    try:
        write_report(content, place)
    except Exception as error:  # one report's fault is not the others'
        for path in place.glob(f"{content.report.report_id}.*"):
            path.unlink()
        if isinstance(error, CaselineError):
            return f"'{content.report.title}' is not written: {error}"
        traceback.print_exc(file=sys.stdout)  # which a night keeps in its own log: what it says may hold words of data
        return f"'{content.report.title}' is not written: a fault in Caseline itself, {type(error).__name__}."
    return ""


def write_report(content: Content, folder: Path) -> None:
    """Write `<report>.pdf`, `.docx`, `.xlsx` and `.csv`; and `<report>.agreement.csv` where it rests on codes of
    notes."""
    folder.mkdir(exist_ok=True)
    name = folder / content.report.report_id
    write_pdf(name.with_suffix(".pdf"), content)
    write_word(name.with_suffix(".docx"), content)
    write_report_workbook(name.with_suffix(".xlsx"), content)
    write_figures(name.with_suffix(".csv"), content)
    if content.trust:
        write_reading(name.with_suffix(".agreement.csv"), content.trust)
