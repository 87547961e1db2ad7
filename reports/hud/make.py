"""A HUD report from HMIS CSV exports alone: a warehouse of its own, the models, the files."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from caseline.framework.tables import write_framework
from caseline.ground.errors import CaselineError
from caseline.ground.keys import set_up_keys
from caseline.ground.progress import ProgressCallback
from caseline.ground.settings import output_folder
from caseline.ground.warehouse import connect, replace_table, writer_lock
from caseline.identity import resolve
from caseline.models import MEMORY, DbtModels
from caseline.organization.hud_reports import COLUMNS, HudReport, framework_rows
from caseline.organization.profile import Organization, load_organization
from ingestion.hmis.laying_out import lay_out
from reports.hud.lsa.write import write_lsa
from reports.hud.trace import remember
from reports.hud.write import write_tables

_HUD = ("hud.hud_client", "hud.hud_project", "hud.hud_issue")
_SPM = ("hud.spm_stay", "hud.spm_project", "hud.hud_issue")
_LSA = ("lsa.lsa_reported_stay", "lsa.lsa_project", "lsa.lsa_to_fix")
"""The clients, projects and things to mend of a report."""


@dataclass(frozen=True)
class Made:
    """What was made: the files, and how many tables and clients."""

    folder: Path
    tables: int
    clients: int
    projects: int
    rows: int
    to_fix: list[tuple[str, str, int]]
    """What Q6 counts as errors and what else is wrong: the problem, what mends it, how many clients or projects."""
    told: list[tuple[str, str]]
    """What was held back on the way in, or read and should be looked at: which of the two, and a sentence."""


def make_hud_report(
    report: HudReport, exports: list[Path], folder: Path, progress: ProgressCallback | None = None
) -> Made:
    """Make one report from HMIS CSV folders or zips and write it into `folder`.

    Within one HMIS a PersonalID is one client; clients of several HMIS are resolved to one. Raises CaselineError
    where an export cannot be used or has no project of the report.
    """
    say = progress or (lambda what, done, total: None)
    place = output_folder() / "hud-report"
    warehouse = place / "caseline.duckdb"
    set_up_keys(place, encrypts=True)
    with writer_lock(warehouse):
        try:
            _clear(place)
            say("Reading the exports", 0, 4)
            affiliates = lay_out(exports, place / "data")
            rows, told = _land(place / "data", warehouse, affiliates)
            say("Who is who", 1, 4)
            _link(warehouse, place, affiliates)
            _write_request(warehouse, report, affiliates)
            say("Counting", 2, 4)
            DbtModels(warehouse).make("lsa_exports" if report.is_lsa else "hud_exports")
            say("Writing the tables", 3, 4)
            with connect(warehouse, read_only=True) as connection:
                connection.execute("set memory_limit = ?", [os.environ.get("CASELINE_MEMORY", MEMORY)])
                if report.is_lsa:
                    tables = write_lsa(connection, report.kind, folder, datetime.now())
                else:
                    tables = write_tables(connection, report, folder)
                client, project, issue = _LSA if report.is_lsa else _SPM if report.kind == "spm" else _HUD
                # a warehouse of an LSA holds nothing else
                its = "" if report.is_lsa else f"where report_id = '{report.id}'"
                clients, projects = connection.execute(
                    f"select (select count(distinct client_id) from {client} {its}), "
                    f"(select count(*) from {project} {its})"
                ).fetchone() or (0, 0)
                to_fix = connection.execute(
                    f"select problem, fix, count(distinct coalesce(client_id, project_id)) as found from {issue} {its} "
                    "group by problem, fix order by found desc, problem"
                ).fetchall()
            if not projects:
                raise CaselineError(
                    "No such project is in the exports. Name a ProjectID of their Project.csv, and their CoC."
                )
            remember(report.kind, folder)
            say("Writing the tables", 4, 4)
            return Made(folder, tables, clients, projects, rows, to_fix, told)
        finally:
            _clear(place)


def _clear(place: Path) -> None:
    """Nothing of a client stays behind."""
    for name in ("data", "dlt", "caseline.duckdb.tmp"):
        shutil.rmtree(place / name, ignore_errors=True)
    for name in ("caseline.duckdb", "caseline.duckdb.wal"):
        (place / name).unlink(missing_ok=True)


def _land(data: Path, warehouse: Path, affiliates: list[str]) -> tuple[int, list[tuple[str, str]]]:
    import ingestion.hmis.source

    summary = ingestion.hmis.source.load(data, warehouse, affiliates)
    told = [
        (
            "Read, but" if item.is_kept else "Held back",
            f"{item.file}{f', line {item.line}' if item.line else ''}: {item.reason} {item.fix}",
        )
        for item in summary.held_back
    ]
    # what no file says is missing from the numbers without a sign of it
    told += [
        ("Read, but", f"{one.file}: {one.note}") for one in summary.files if one.table_name == "export" and one.note
    ]
    return summary.rows, told


def _write_request(warehouse: Path, report: HudReport, affiliates: list[str]) -> None:
    with connect(warehouse) as connection:
        for table, rows in framework_rows([report], affiliates).items():
            replace_table(
                connection, f"framework.{table}", pa.Table.from_pylist(rows, schema=pa.schema(COLUMNS[table]))
            )


def _link(warehouse: Path, place: Path, affiliates: list[str]) -> None:
    """record.identity_link: PersonalIDs of one HMIS as they are, those of several resolved to one client ID."""
    if len(affiliates) == 1:
        with connect(warehouse) as connection:
            connection.execute("create schema if not exists record")
            connection.execute(
                "create or replace table record.identity_link as select distinct "
                "'hmis:' || _affiliate || ':' || personal_id as record_key, personal_id as client_id from hmis.client"
            )
        return
    import ingestion.crm.source
    import ingestion.documents.source
    import ingestion.forms.source

    ingestion.crm.source.load(place / "data", warehouse, place / "dlt", affiliates)
    ingestion.forms.source.load(place / "data", warehouse, place / "dlt", affiliates)
    ingestion.documents.source.load(place / "data", warehouse, affiliates)
    with connect(warehouse) as connection:
        write_framework(connection, _organization(place, affiliates))
    _build(warehouse, "before_identity")
    with connect(warehouse) as connection:
        resolve(connection)


def _organization(place: Path, affiliates: list[str]) -> Organization:
    """An organisation that is nothing but the HMIS the exports came from."""
    listed = ", ".join(f"{{id: {name}, name: {name}}}" for name in affiliates)
    (place / "organization.yml").write_text(
        f"id: hud_report\nname: HUD report\naffiliates: [{listed}]\n", encoding="utf-8"
    )
    return load_organization(place)


def _build(warehouse: Path, selector: str) -> None:
    models = DbtModels(warehouse)
    chosen = models.those_of(selector)
    models.build(chosen.all, chosen)
