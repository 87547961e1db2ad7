"""The System Performance Measures as the one row that HUD's portal (HDX) takes in."""

import csv
from pathlib import Path

import duckdb

from caseline.ground.written import written_whole
from caseline.organization.hud_reports import HudReport

UPLOAD = "hdx_upload.csv"
_GROUPS = ("ESSH", "TH", "PSHOPH", "RRH", "StOutreach")
_QUALITY = {"UndupHMIS": "true", "LeaversHMIS": "is_leaver", "DkRMHMIS": "is_destination_unknown"}
"""Of people served in a group of projects: all, who left, who left to a destination that nobody knows."""


def write_upload(connection: duckdb.DuckDBPyConnection, report: HudReport, path: Path) -> None:
    """One row below its header. Who answers for it (SourceContact) is left for the community to fill in."""
    figures = {
        (table, cell): text
        for table, cell, text in connection.execute(
            "select question, cell, text_value from hud.hud_figure where report_id = ?", [report.id]
        ).fetchall()
    }
    row = _about(connection, report)
    with (Path(__file__).parent / "spm_upload.csv").open(encoding="utf-8", newline="") as file:
        row |= {
            line["header"]: figures[line["table"], line["cell"]] if line["cell"] else ""
            for line in csv.DictReader(file)
        }
    for header, holds in _QUALITY.items():
        counted = dict(
            connection.execute(
                f"select project_group, count(*) from hud.spm_quality where report_id = ? and {holds} group by all",
                [report.id],
            ).fetchall()
        )
        row |= {f"{group}_{header}_DQ": str(counted.get(group, 0)) for group in _GROUPS}
    with written_whole(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([row.keys(), row.values()])


def _about(connection: duckdb.DuckDBPyConnection, report: HudReport) -> dict[str, str]:
    """The report; its time is that of the newest export, so that the same exports give the same bytes."""
    coc, exported = connection.execute(
        "select (select max(coc) from hud.spm_project where report_id = ?), max(export_date) from intake.hmis_export",
        [report.id],
    ).fetchone() or (None, None)
    return {
        "CocCode": coc or "", "ReportDateTime": f"{exported:%Y-%m-%d %H:%M:%S}" if exported else "",
        "ReportStartDate": str(report.period.first), "ReportEndDate": str(report.period.last),
        "SoftwareName": "Caseline", "SourceContactFirst": "", "SourceContactLast": "", "SourceContactEmail": "",
    }  # fmt: skip
