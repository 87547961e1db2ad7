"""The clients and HMIS rows behind one row of an LSA's files."""

import csv
import re
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import write_csv
from caseline.ground.warehouse import quoted_path
from reports.hud.lsa.evidence import EVIDENCE, RECORDS
from reports.hud.lsa.files import UTILIZATION, lsa_files
from reports.hud.trace import last_written
from reports.trace import SHOWN, Seen

ROW = re.compile(r"([A-Za-z]+)[.:](\d+|[A-Za-z]\w*)")
"""A row as people name it: LSAPerson.17, the first one below the header being 1; LSAReport.MoveInDate."""
_COLUMNS = ("client_id", "affiliate_id", "personal_id", "enrollment_id", "value", "source_file", "source_line")


def trace_row(
    kind: str, row: str, folder: Path | None = None, saved: Path | None = None, seen: Seen | None = None
) -> RenderableType:
    """What the row says, and the clients and enrollments it is made of; with `saved`, all of them as CSV.

    Looked up in `folder`, else in what `caseline hud-report` wrote last. `seen` is told before anything is shown or
    saved. Raises CaselineError where there is no such report, file or row.
    """
    written = last_written(kind, folder)
    if written is None or not (written / EVIDENCE).exists():
        raise CaselineError(f"There is no {kind} to trace. Make one with: caseline hud-report {kind} --hmis PATH ...")
    name, number, field, told = _found(written, row)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""select distinct
                behind.client_id, record.affiliate_id, record.personal_id, record.enrollment_id, behind.value,
                coalesce(behind.source_file, record.source_file) as source_file,
                coalesce(behind.source_line, record.source_line) as source_line
            from {quoted_path(written / EVIDENCE)} as behind
            left join {quoted_path(written / RECORDS)} as record
                on behind.client_id = record.client_id and behind.stay_id is not distinct from record.stay_id
            where behind.file = ? and behind.row = ? and (behind.field is null or behind.field = ?)
            order by behind.client_id, record.enrollment_id""",
            [name, number, field],
        ).fetchall()
    if seen:
        seen(f"{kind}:{row}", tuple(sorted({one[0] for one in rows if one[0]})))
    if saved is not None:
        write_csv(saved, _COLUMNS, rows)
    return _page(f"{name}.{field or number}", told, rows, saved)


def _found(written: Path, row: str) -> tuple[str, int, str | None, str]:
    """The file as HUD names it, the row's number, the field where one was named, and what the row says."""
    match = ROW.fullmatch(row)
    names = {name.lower(): name for name in (*(file.name for file in lsa_files()), UTILIZATION)}
    name = names.get(match[1].lower()) if match else None
    if match is None or name is None:
        raise CaselineError(f"'{row}' is no row. Name a file and a row, such as LSAPerson.17 or LSAReport.MoveInDate.")
    with (written / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    header, below = lines[0], lines[1:]
    fields = {one.lower(): one for one in header}
    if match[2].isdecimal() and name != "LSAReport":
        number = int(match[2])
        if not 1 <= number <= len(below):
            raise CaselineError(f"{name} has {len(below)} rows below its header.")
        said = [
            f"{one} {value}" for one, value in zip(header, below[number - 1], strict=True) if value not in ("", "-1")
        ]
        return name, number, None, ", ".join(said)
    field = fields.get(match[2].lower())
    if name != "LSAReport" or field is None:
        raise CaselineError(f"{name} has no '{match[2]}'. Name a row, or of LSAReport a column.")
    return name, 1, field, f"{field} {below[0][header.index(field)]}"


def _page(title: str, told: str, rows: list[tuple[Any, ...]], saved: Path | None) -> RenderableType:
    clients = {row[0] for row in rows if row[0]}
    head = Panel(
        f"{escape(told)}\nBehind it: {len(clients)} clients, {len(rows)} rows.", title=title, title_align="left"
    )
    table = Table(title="Behind it", title_justify="left")
    for name in ("Client", "PersonalID", "Enrollment", "Days", "Row"):
        table.add_column(name, overflow="fold")
    for client, _, personal, enrollment, value, file, line in rows[:SHOWN]:
        days = f"{value:g}" if value is not None else ""
        table.add_row(client or "", personal or "", enrollment or "", days, escape(f"{file}:{line}" if file else ""))
    more = [f"[dim]... and {len(rows) - SHOWN:,} more[/]"] if len(rows) > SHOWN else []
    return Group(
        head, table, *more, f"All the evidence is in {saved}" if saved else "[dim]--csv FILE saves all the evidence.[/]"
    )
