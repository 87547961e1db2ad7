"""What people and tools read (schemas `reporting` and `hud`) as files for a named role.

Columns above what the role may see are left out (caseline.access.sights); one that sees only what is open gets no rows
about single people and no small counts.
"""

import csv
from pathlib import Path

import duckdb
import pyarrow as pa

from caseline.access.sights import Sight, served_tables, sights
from caseline.ground.errors import NotForRole
from caseline.ground.spreadsheets import Column, Sheet, safe_cell, write_workbook
from caseline.ground.warehouse import connect, quoted_path
from caseline.ground.written import written_whole
from caseline.organization.profile import Organization
from caseline.organization.roles import Role
from reports.disclosure import rule_of, shared_reports
from reports.published import Published

BATCH = 20_000
WORDS = ("sentence", "example_quote")
TOLD = {
    **dict.fromkeys(("value", "numerator", "denominator", "low", "high", "effect_size"), pa.float64()),
    "clients": pa.int32(), "sentence": pa.string(), "example_quote": pa.string(),
}  # fmt: skip
"""What a table says of a number. Outside it is said as a reader outside may see it, whatever the table has."""
INSIDE_ONLY = ("cited_records", "cited_notes", "caution")
"""Counts of records and notes narrow a count of clients down; and what is said of the number inside."""


def export_reporting(published: Path, organization: Organization, to: str, folder: Path, role: str) -> list[Path]:
    """Write every table of `reporting`, and of `hud` where there is one, that the role may see into `folder`.

    `to` is parquet or csv (a file a table) or xlsx (one workbook). Returns the files. Raises CaselineError for a role
    that `organization.yml` does not name.
    """
    chosen = organization.role(role)
    folder.mkdir(parents=True, exist_ok=True)
    with connect(published, read_only=True) as connection:
        refuse_case_loads(chosen, role)
        seen = sights(chosen, served_tables(connection))
        if chosen.sees == "open":
            round_what_is_told(connection, organization, role)
        selections = {sight.name: f"{selection(sight, chosen.sees == 'open')} order by all" for sight in seen}
        if to == "xlsx":
            sheets = [
                Sheet(
                    sight.name,
                    [Column(column.column, column.description) for column in sight.columns],
                    connection.execute(selections[sight.name]).fetchall(),
                )
                for sight in seen
            ]
            return [write_workbook(folder / "reporting.xlsx", [_read_me(organization, role, sheets), *sheets])]
        write = _write_csv if to == "csv" else _write_parquet
        return [write(connection, sql, folder / f"{name}.{to}") for name, sql in selections.items()]


def refuse_case_loads(role: Role, name: str) -> None:
    """Raises NotForRole where what a role sees depends on the person who has it."""
    if role.case_load == "own":
        raise NotForRole(
            f"The role '{name}' sees the case load of whoever has it, and a file is nobody's. "
            "It reads the pages of caseline serve."
        )


def round_what_is_told(connection: duckdb.DuckDBPyConnection, organization: Organization, role: str) -> None:
    """Make `shared_figure`, every figure as it may leave for a role; a hidden one keeps its numbers back."""
    reports = shared_reports(Published(connection), organization, rule_of(organization, role)).values()
    figures = sorted((figure for report in reports for figure in report.figures), key=lambda figure: figure.figure_id)
    rows = [
        {"figure_id": figure.figure_id}
        | {name: None if figure.is_hidden and name not in WORDS else getattr(figure, name) for name in TOLD}
        for figure in figures
    ]
    connection.register("shared_figure", pa.Table.from_pylist(rows, pa.schema({"figure_id": pa.string(), **TOLD})))


def selection(sight: Sight, is_shared: bool) -> str:
    """The query of a table as a role sees it; shared outside, what it says of numbers is what `shared_figure` says."""
    names = [column.column for column in sight.columns]
    table = f'{sight.table.layer}."{sight.name}"'
    if not is_shared or "figure_id" not in names:
        read = ", ".join(f"{sight.expression(column)} as {_quoted(column.column)}" for column in sight.columns)
        return f"select {read} from (select * from {table} where {sight.rows})"
    listed = [
        f"told.{_quoted(name)}"
        if name in TOLD
        else f"null as {_quoted(name)}"
        if name in INSIDE_ONLY
        else f"own.{_quoted(name)}"
        for name in names
    ]
    own = f"(select * from {table} where {sight.rows})"
    return f"select {', '.join(listed)} from {own} as own left join shared_figure as told using (figure_id)"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> Path:
    rows = connection.execute(sql)
    with written_whole(path) as fresh, fresh.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column[0] for column in rows.description or []])
        while batch := rows.fetchmany(BATCH):
            writer.writerows([safe_cell(value) for value in row] for row in batch)
    return path


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> Path:
    with written_whole(path) as fresh:
        connection.execute(f"copy ({sql}) to {quoted_path(fresh)} (format parquet)")
    return path


def _read_me(organization: Organization, role: str, sheets: list[Sheet]) -> Sheet:
    rows = [
        ("Organisation", organization.name),
        ("Made for", role),
        ("Sees", f"columns up to '{organization.roles[role].sees}'"),
        *[(sheet.name, f"{len(sheet.rows):,} rows") for sheet in sheets],
    ]
    return Sheet("read me", [Column("What"), Column("Content")], rows)
