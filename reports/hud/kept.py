"""A HUD report as it was sent: kept under the organisation's `frozen/`, with figures, who stood behind each, upload.

`report.yml` says what it is; evidence is encrypted where the output is.
"""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import yaml

from caseline.custody.frozen import EVIDENCE, write_evidence
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of
from caseline.ground.warehouse import connect, quoted_path
from caseline.organization.hud_reports import HudReport, hud_reports
from caseline.organization.profile import Organization
from reports.hud.spm_upload import UPLOAD
from reports.hud.write import write_tables

FIGURES = "figures.csv"
OF_HUD = "hud"
"""The key of `report.yml` that tells a kept report of HUD's from a funder's."""
BEHIND = """
select distinct question, cell, client_id, record_id, source_file from hud.hud_evidence
where report_id = ? and role = 'counted'
"""
_EXPORTED = "select affiliate_id, max(export_date) from intake.hmis_export where export_date is not null group by all"
_NUMBERS = """
select question, cell, row_label, column_label, value, text_value from hud.hud_figure
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


def keep_hud(published: Path, organization: Organization, report_id: str, name: str | None = None) -> KeptHud:
    """Keep a HUD report of the organisation as the published warehouse has it.

    Raises CaselineError where one is kept under this name, or the warehouse holds no such report.
    """
    report = _report(organization, report_id)
    folder = organization.folder / "frozen" / (name or f"{report_id}_{report.period.last}")
    if folder.parent != organization.folder / "frozen" or folder.name.startswith("."):
        raise CaselineError(f"'{name}' will not do as the name of a folder. Use letters, digits, - and _.")
    if folder.exists():
        raise CaselineError(
            f"A report is kept as '{folder.name}' already, and stays what it was. Give this one a --name of its own."
        )
    fresh = folder.with_name(f".{folder.name}.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with connect(published, read_only=True) as connection:
        exported = dict(connection.execute(_EXPORTED).fetchall())
        numbers = connection.execute(_NUMBERS, [report_id]).to_arrow_table()
        if not numbers.num_rows or not exported:
            raise CaselineError(f"The last run made no HUD report '{report_id}'. Run it first: caseline run")
        connection.register("numbers", numbers)
        connection.execute(f"copy numbers to {quoted_path(fresh / FIGURES)} (format csv, header)")
        rows = connection.execute(f"{BEHIND} order by all", [report_id]).to_arrow_table()
        digest = write_evidence(fresh / EVIDENCE, rows, keys_of(published))
        _keep_upload(connection, report, fresh / "sent")
    about = {
        "report": report_id, "title": report.title or report.kind.upper(),
        OF_HUD: {"kind": report.kind, "version": report.version},
        "period": {"from": report.period.first, "to": report.period.last},
        "exported": exported, "figures": numbers.num_rows,
        "sha256": {FIGURES: _digest(fresh / FIGURES), EVIDENCE: digest},
    }  # fmt: skip
    (fresh / "report.yml").write_text(yaml.safe_dump(about, sort_keys=False, allow_unicode=True), encoding="utf-8")
    fresh.rename(folder)
    return _load(folder)


def load_kept_hud(organization: Organization, name: str | None = None) -> list[KeptHud]:
    """Every HUD report that is kept, or the one of this name. Raises CaselineError where one was altered."""
    folders = sorted(path.parent for path in (organization.folder / "frozen").glob("*/report.yml"))
    return [
        _load(folder)
        for folder in folders
        if not folder.name.startswith(".") and name in (None, folder.name) and is_of_hud(folder)
    ]


def is_of_hud(folder: Path) -> bool:
    """Whether what is kept in a folder is a report of HUD's."""
    return OF_HUD in yaml.safe_load((folder / "report.yml").read_text(encoding="utf-8"))


def _report(organization: Organization, report_id: str) -> HudReport:
    found = {report.id: report for report in hud_reports(organization)}
    if report_id not in found:
        raise CaselineError(f"There is no HUD report '{report_id}'. There are: {', '.join(found) or 'none'}.")
    return found[report_id]


def _keep_upload(connection: duckdb.DuckDBPyConnection, report: HudReport, folder: Path) -> None:
    """What HUD takes in, and nothing that names a client."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as place:
        write_tables(connection, report, Path(place))
        for file in (f"{report.kind}.zip", UPLOAD):
            if (Path(place) / file).exists():
                shutil.copy(Path(place) / file, folder / file)


def _load(folder: Path) -> KeptHud:
    about = yaml.safe_load((folder / "report.yml").read_text(encoding="utf-8"))
    if _digest(folder / FIGURES) != about["sha256"][FIGURES]:
        raise CaselineError(f"{folder / FIGURES} is not what was kept. Restore it; a kept report is never edited.")
    return KeptHud(
        folder, about["report"], about["title"], about[OF_HUD]["kind"], about["period"]["from"], about["period"]["to"],
        about["exported"], about["figures"], about["sha256"][EVIDENCE],
    )  # fmt: skip


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
