"""Keeping a report: a folder under the organisation's `frozen/` that no run writes to.

`report.yml` says what it is, `figures.csv` its numbers, `evidence.parquet` which records they were counted from,
encrypted where the output is, `files.csv` the exports they came in, `sent/` the documents.
"""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from caseline.custody.frozen import EVIDENCE, write_evidence
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of
from caseline.ground.warehouse import connect, quoted_path
from caseline.organization.profile import Organization
from reports.as_of import AsOf, as_of
from reports.figures import STANDARD
from reports.hud.kept import is_of_hud
from reports.inputs import FILES, data_version
from reports.published import Published, open_published
from reports.trace import find_report

FOLDER = "frozen"
FIGURES = "select * from reporting.figure where report = ? order by figure_id"
COUNTED_FROM = """
select distinct figure_id, role, record_type, record_id, client_id, event_date, value, code_id, skill, source_file
from reporting.evidence where report = ? and role in ('counted', 'base') order by all
"""
QUESTIONS = """
select question_id, position, question, measure, of_measure, count, by_dimension, filters_json
from framework.report_question where report_id = ? order by position, question_id
"""
SKILLS = "select skill, version from framework.skill order by skill"


@dataclass(frozen=True)
class Frozen:
    """A kept report. `questions` by id, each as it was asked; `skills`: the version of each that read the notes."""

    folder: Path
    report_id: str
    title: str
    first_day: date | None
    last_day: date | None
    programs: str
    as_of: AsOf
    data_version: str
    questions: dict[str, dict[str, Any]]
    skills: dict[str, str]
    figures: int
    evidence_digest: str

    @property
    def name(self) -> str:
        return self.folder.name

    def path(self, what: str) -> Path:
        return self.folder / what


def freeze(published: Path, organization: Organization, report: str, name: str | None = None) -> Frozen:
    """Keep a report as the published warehouse has it. `report`: its id, title, or a part of either.

    Raises CaselineError when there is no such report, or one is kept under this name: what was sent is never replaced.
    """
    with connect(published, read_only=True) as connection:
        report_id = find_report(connection, report)
        today = as_of(Published(connection))
        (known,) = _rows(connection, "select * from framework.report where report_id = ?", report_id)
        folder = organization.folder / FOLDER / (name or f"{report_id}_{known['period_end'] or today.day}")
        if folder.parent != organization.folder / FOLDER or folder.name.startswith("."):
            raise CaselineError(f"'{name}' will not do as the name of a folder. Use letters, digits, - and _.")
        if folder.exists():
            raise CaselineError(
                f"A report is kept as '{folder.name}' already, and stays what it was. "
                "Give this one a --name of its own."
            )
        fresh = folder.with_name(f".{folder.name}.fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _copy(connection, FIGURES, fresh / "figures.csv", report_id)
        rows = connection.execute(COUNTED_FROM, [report_id]).to_arrow_table()
        evidence = write_evidence(fresh / EVIDENCE, rows, keys_of(published))
        _copy(connection, FILES, fresh / "files.csv")
        about = {
            "report": report_id,
            "title": known["title"],
            "period": {"from": known["period_start"], "to": known["period_end"]},
            "programs": known["program_ids_json"] or "[]",
            "as_of": today.day,
            "as_of_set_by": today.set_by,
            "data_version": data_version(connection),
            "figures": len(_rows(connection, FIGURES, report_id)),
            "skills": {row["skill"]: row["version"] for row in _rows(connection, SKILLS)},
            "questions": {row.pop("question_id"): row for row in _rows(connection, QUESTIONS, report_id)},
            "sha256": {"figures.csv": _digest(fresh / "figures.csv"), EVIDENCE: evidence}
            | {"files.csv": _digest(fresh / "files.csv")},
        }
    _keep_documents(published, organization, report_id, fresh / "sent")
    (fresh / "report.yml").write_text(yaml.safe_dump(about, sort_keys=False, allow_unicode=True), encoding="utf-8")
    fresh.rename(folder)
    return _load(folder)


def load_frozen(organization: Organization, name: str | None = None) -> list[Frozen]:
    """Every kept report, or the one of this name. Raises CaselineError where there is none or one was altered."""
    folders = _folders(organization)
    if name is not None and name not in [folder.name for folder in folders]:
        raise CaselineError(
            f"No report is kept as '{name}'. Kept: {', '.join(folder.name for folder in folders) or 'none yet'}."
        )
    return [_load(folder) for folder in folders if name in (None, folder.name)]


def is_any_kept(organization: Organization) -> bool:
    return bool(_folders(organization))


def _folders(organization: Organization) -> list[Path]:
    kept = (organization.folder / FOLDER).glob("*/report.yml")
    folders = sorted(path.parent for path in kept if not path.parent.name.startswith("."))
    return [folder for folder in folders if not is_of_hud(folder)]


def _load(folder: Path) -> Frozen:
    about = yaml.safe_load((folder / "report.yml").read_text(encoding="utf-8"))
    for file, digest in about["sha256"].items():
        if file != EVIDENCE and (not (folder / file).exists() or _digest(folder / file) != digest):
            raise CaselineError(f"{folder / file} is not what was kept. Restore it; a kept report is never edited.")
    return Frozen(
        folder, about["report"], about["title"], about["period"]["from"], about["period"]["to"], about["programs"],
        AsOf(about["as_of"], about.get("as_of_set_by")), about["data_version"], about["questions"], about["skills"],
        about["figures"], about["sha256"][EVIDENCE],
    )  # fmt: skip


def _keep_documents(published: Path, organization: Organization, report_id: str, folder: Path) -> None:
    # documents take colours from the site, and the site lists kept reports
    from reports.documents.content import load_content
    from reports.documents.write import write_report

    folder.mkdir()
    if report_id in STANDARD:
        return
    with open_published(published) as opened:
        content = load_content(opened, organization, report_id)
    write_report(content, folder)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    found = connection.execute(query, list(values))
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, *values: object) -> None:
    """A CSV that no spreadsheet runs: text that begins like a formula has an apostrophe before it."""
    described = connection.execute(f"describe {query}", list(values)).fetchall()
    listed = ", ".join(_safe(f'"{name}"') if kind == "VARCHAR" else f'"{name}"' for name, kind, *_ in described)
    connection.execute(
        f"copy (select {listed} from ({query})) to {quoted_path(path)} (format csv, header)", list(values)
    )


FORMULA = r"[\s\x{00a0}\x{200b}\x{feff}]*[=+@＝＋－＠-]"
"""How text begins that a spreadsheet runs, as `caseline.ground.spreadsheets` tells it, as a pattern of DuckDB."""


def _safe(column: str) -> str:
    return f"case when regexp_matches({column}, '^{FORMULA}') then '''' || {column} else {column} end as {column}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
