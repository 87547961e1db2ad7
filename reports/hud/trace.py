"""The clients and HMIS rows behind one cell of a HUD report."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from caseline.ground.errors import CaselineError
from caseline.ground.settings import output_folder
from caseline.ground.spreadsheets import write_csv
from caseline.ground.warehouse import connect, quoted_path
from reports.hud.tables import LSA_REPORTS, tables_of
from reports.hud.write import CELLS, FIGURES, PLACEMENTS, QUESTION, RECORDS
from reports.trace import SHOWN, Seen

CELL = re.compile(rf"({QUESTION})[.:]([A-Z]+\d+)", re.IGNORECASE)
"""A cell as people name it: Q5a.B2, 7b.1.C3."""
_ROWS = (
    "role", "client_id", "affiliate_id", "personal_id", "value", "record_type", "record_id", "source_file",
    "source_line",
)  # fmt: skip
_ROLES = {"counted": "Counted", "base": "Of these it is a share"}
_LAST = "last-{kind}.txt"


def remember(kind: str, folder: Path) -> None:
    """Keep where the last report of a kind was written, so that its numbers can be traced by name."""
    (output_folder() / "hud-report" / _LAST.format(kind=kind)).write_text(str(folder.resolve()), encoding="utf-8")


def last_written(kind: str, folder: Path | None) -> Path | None:
    """The folder, or where the last report of the kind was written; None where there is none."""
    last = output_folder() / "hud-report" / _LAST.format(kind=kind)
    return folder or (Path(last.read_text(encoding="utf-8")) if last.exists() else None)


def trace_cell(
    published: Path,
    report: str,
    cell: str,
    folder: Path | None = None,
    csv: Path | None = None,
    seen: Seen | None = None,
) -> RenderableType:
    """The number, what it counts, and its rows; with `csv`, all of them are saved there.

    `report` is the id of an organisation's HUD report or a kind (apr, caper, ce-apr, spm). Looked up in `folder` where
    one is given, else in the organisation's published warehouse, else in what `caseline hud-report` wrote last.
    Raises CaselineError where there is no such report or cell.
    """
    match = CELL.fullmatch(cell)
    if match is None:
        raise CaselineError(f"'{cell}' is no cell. Name a question and a cell, such as Q5a.B2.")
    question, place = match[1].lower(), match[2].upper()
    with _opened(published, report.lower(), folder) as (connection, report_id, figures, evidence):
        found = connection.execute(
            f"""select question, cell, row_label, column_label, text_value, counts from {figures}
            where lower(report_id) = ? and lower(question) = ? and cell = ?""",
            [report_id, question, place],
        ).fetchone()
        if found is None:
            raise CaselineError(
                f"{report_id} has no cell {match[1]}.{place}. Row 1 is the header, column A the labels."
            )
        rows = connection.execute(
            f"""select {", ".join(_ROWS)} from {evidence}
            where lower(report_id) = ? and lower(question) = ? and cell = ?
            order by role desc, client_id, record_id""",
            [report_id, question, place],
        ).fetchall()
    if seen:
        seen(f"{report_id}:{cell}", tuple(sorted({row[1] for row in rows if row[1]})))
    if csv is not None:
        write_csv(csv, _ROWS, rows)
    return _page(report_id, found, rows, csv)


@contextmanager
def _opened(
    published: Path, report: str, folder: Path | None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str, str, str]]:
    """A connection, the report's id in it, and its tables of figures and evidence."""
    if folder is None and published.exists():
        with connect(published, read_only=True) as connection:
            known = _reports_of(connection)
            ids = [one for one, kind in known if report in (one, kind.replace("_", "-"))]
            if len(ids) > 1:
                raise CaselineError(f"There are several: {', '.join(ids)}. Name one.")
            if ids:
                tables = tables_of(dict(known)[ids[0]])
                yield connection, ids[0], tables.figures, tables.evidence
                return
    written = last_written(report, folder)
    if written is None or not (written / PLACEMENTS).exists():
        raise CaselineError(
            f"There is no HUD report '{report}' to trace. Make one with: caseline hud-report {report} --hmis PATH ..., "
            "or name its folder with --folder."
        )
    with duckdb.connect() as connection:
        evidence = f"""(select *, case when is_counted then 'counted' else 'base' end as role
            from {quoted_path(written / PLACEMENTS)}
            inner join {quoted_path(written / CELLS)} using (report_id, question, row_key, column_key)
            left join {quoted_path(written / RECORDS)} using (record_id))"""
        yield connection, report, quoted_path(written / FIGURES), evidence


def _reports_of(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Id and kind of each, of which there are tables."""
    found: list[tuple[str, str]] = []
    for table in ("hud.hud_project", LSA_REPORTS):
        with suppress(duckdb.CatalogException):
            found += connection.execute(f"select distinct report_id, kind from {table} order by 1").fetchall()
    return found


def _page(report: str, found: tuple[Any, ...], rows: list[tuple[Any, ...]], csv: Path | None) -> RenderableType:
    question, place, row_label, column_label, text, counts = found
    clients = {row[1] for row in rows if row[0] == "counted"}
    head = Panel(
        f"[bold]{escape(text or 'blank')}[/]   {escape(row_label or '')}"
        f"{' / ' + escape(column_label) if column_label else ''}\n"
        f"Behind it: {len(clients)} clients, {len(rows)} rows.",
        title=f"{report} {question}.{place}",
        title_align="left",
    )
    parts: list[RenderableType] = [head]
    for role, title in _ROLES.items():
        of_role = [row for row in rows if row[0] == role]
        if of_role:
            parts += [_table(title, of_role, with_value=counts not in ("clients", "rate", "percent", "events"))]
            parts += [f"[dim]... and {len(of_role) - SHOWN:,} more[/]"] if len(of_role) > SHOWN else []
    return Group(*parts, f"All the evidence is in {csv}" if csv else "[dim]--csv FILE saves all the evidence.[/]")


def _table(title: str, rows: list[tuple[Any, ...]], with_value: bool) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("Client", "PersonalID", *(("Value",) if with_value else ()), "Row that makes it count"):
        table.add_column(name, overflow="fold")
    for _, client, _, personal, value, kind, record, file, line in rows[:SHOWN]:
        where = f"{file}:{line}" if file else record or ""
        what = (kind or "").removeprefix("hmis_").replace("_", " ").capitalize()
        values = (f"{value:g}" if value is not None else "",) if with_value else ()
        table.add_row(client, personal or "", *values, escape(f"{what} in {where}" if what else where))
    return table
