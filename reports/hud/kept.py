"""A HUD report as it was sent: kept under the organisation's `frozen/`, with figures, who stood behind each, upload.

`report.yml` says what it is; evidence is encrypted where the output is.
"""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from caseline.custody.frozen import EVIDENCE, write_evidence
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of
from caseline.ground.warehouse import connect, quoted_path
from caseline.organization.hud_reports import HudReport, hud_reports
from caseline.organization.profile import Organization
from reports.hud.tables import tables_of
from reports.hud.write import write_sent
from reports.kept_folder import OF_HUD, folder_of, kept_folders, new_folder, read_about, write_about
from reports.published import Published

FIGURES = "figures.csv"
BEHIND = """
select distinct question, cell, client_id, record_id, source_file from {evidence}
where report_id = ? and role = 'counted'
"""
_EXPORTED = "select affiliate_id, max(export_date) from intake.hmis_export where export_date is not null group by all"
_NUMBERS = """
select question, cell, row_label, column_label, value, text_value from {figures}
where report_id = ? and value is not null order by all
"""


@dataclass(frozen=True)
class KeptHud:
    """A HUD report as it was sent. `exported`: by affiliate, the moment of the newest export that it was made from."""

    folder: Path
    report_id: str
    title: str
    kind: str
    first_day: date
    last_day: date
    exported: dict[str, datetime]
    figures: int
    evidence_digest: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def said_at(self) -> datetime:
        """The moment of the newest export of all."""
        return max(self.exported.values())


def keep_hud(
    published: Path, organization: Organization, report_id: str, files: Path, name: str | None = None
) -> KeptHud:
    """Keep a HUD report of the organisation as the published warehouse has it, and of an LSA the upload below `files`.

    Raises CaselineError where one is kept under this name, or the warehouse holds no such report.
    """
    report = _report(organization, report_id)
    name = name or f"{report_id}_{report.period.last}"
    tables = tables_of(report.kind)
    with new_folder(organization, name) as fresh, connect(published, read_only=True) as connection:
        exported = dict(connection.execute(_EXPORTED).fetchall())
        if not exported or not is_made(Published(connection), report_id, report.kind):
            raise CaselineError(f"The last run made no HUD report '{report_id}'. Run it first: caseline run")
        numbers = connection.execute(_NUMBERS.format(**tables._asdict()), [report_id]).to_arrow_table()
        connection.register("numbers", numbers)
        connection.execute(f"copy numbers to {quoted_path(fresh / FIGURES)} (format csv, header)")
        rows = connection.execute(f"{BEHIND.format(**tables._asdict())} order by all", [report_id]).to_arrow_table()
        digest = write_evidence(fresh / EVIDENCE, rows, keys_of(published))
        (fresh / "sent").mkdir()
        if report.is_lsa:
            shutil.copy(files / report_id / f"{report.kind}.zip", fresh / "sent")
        else:
            write_sent(connection, report, fresh / "sent")
        about = {
            "report": report_id, "title": report.title or report.kind.upper(),
            OF_HUD: {"kind": report.kind, "version": report.version},
            "period": {"from": report.period.first, "to": report.period.last},
            "exported": exported, "figures": numbers.num_rows,
        }  # fmt: skip
        write_about(fresh, about, digest, FIGURES)
    return _load(folder_of(organization, name))


def load_kept_hud(organization: Organization, name: str | None = None) -> list[KeptHud]:
    """Every HUD report that is kept, or the one of this name. Raises CaselineError where one was altered."""
    folders = kept_folders(organization, of_hud=True)
    return [_load(folder) for folder in folders if name in (None, folder.name)]


def is_made(published: Published, report_id: str, kind: str) -> bool:
    """Whether the warehouse holds a HUD report. It holds none at all where the organisation asks for none."""
    table = tables_of(kind).figures
    tables = "select count(*) from information_schema.tables where table_schema || '.' || table_name = ?"
    figures = f"select count(*) from {table} where report_id = ? and value is not null"
    return bool(published.value(tables, table) and published.value(figures, report_id))


def kept_hud_names(organization: Organization) -> list[str]:
    return [folder.name for folder in kept_folders(organization, of_hud=True)]


def _report(organization: Organization, report_id: str) -> HudReport:
    found = {report.id: report for report in hud_reports(organization)}
    if report_id not in found:
        raise CaselineError(f"There is no HUD report '{report_id}'. There are: {', '.join(found) or 'none'}.")
    return found[report_id]


def _load(folder: Path) -> KeptHud:
    about = read_about(folder)
    return KeptHud(
        folder, about["report"], about["title"], about[OF_HUD]["kind"], about["period"]["from"], about["period"]["to"],
        about["exported"], about["figures"], about["sha256"][EVIDENCE],
    )  # fmt: skip
