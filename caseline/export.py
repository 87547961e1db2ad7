"""What people and tools read (schemas `reporting` and `hud`) as files for a named role.

Columns above what the role may see are left out (caseline.access); one that sees only what is open gets no rows about
single people and no small counts.
"""

import csv
from pathlib import Path

import duckdb
import pyarrow as pa

from caseline.access import Sight, served_tables, sights
from caseline.organization import Organization
from caseline.spreadsheets import Column, Sheet, safe_cell, write_workbook
from caseline.warehouse import connect
from reports.disclosure import shared_reports
from reports.published import Published

BATCH = 20_000
NOT_SHOWN = "Not shown: few clients, or a number that would give few away."
COUNTS = ("value", "numerator", "denominator", "clients", "cited_records", "low", "high", "effect_size")
INSIDE_ONLY = {'"cited_notes"'}
"""Few notes may tell of a number of many clients."""
INSTEAD = {f'"{name}"': "null" for name in COUNTS} | {'"sentence"': f"'{NOT_SHOWN}'"}


def export_reporting(published: Path, organization: Organization, to: str, folder: Path, role: str) -> list[Path]:
    """Write every table of `reporting`, and of `hud` where there is one, that the role may see into `folder`.

    `to` is parquet or csv (a file a table) or xlsx (one workbook). Returns the files. Raises CaselineError for a role
    that `organization.yml` does not name.
    """
    chosen = organization.role(role)
    folder.mkdir(parents=True, exist_ok=True)
    with connect(published, read_only=True) as connection:
        seen = sights(chosen, served_tables(connection))
        if chosen.sees == "open":
            keep_small_cells_back(connection, organization.settings.small_cell_threshold)
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


def keep_small_cells_back(connection: duckdb.DuckDBPyConnection, threshold: int) -> None:
    """Make `shown_figure`, the figures that may leave; every other one is withheld."""
    reports = shared_reports(Published(connection), threshold).values()
    shown = sorted(figure.figure_id for report in reports for figure in report.figures if not figure.is_hidden)
    connection.register("shown_figure", pa.table({"figure_id": pa.array(shown, pa.string())}))


def selection(sight: Sight, is_shared: bool) -> str:
    """The query of a table as a role sees it; shared outside, numbers that `shown_figure` lacks are withheld."""
    listed = [f'"{column.column}"' for column in sight.columns]
    if is_shared and '"figure_id"' in listed:
        is_shown = "figure_id in (select figure_id from shown_figure)"
        listed = [
            f"case when {is_shown} then {column} else {INSTEAD[column]} end as {column}"
            if column in INSTEAD
            else f"null as {column}"
            if column in INSIDE_ONLY
            else column
            for column in listed
        ]
    return f'select {", ".join(listed)} from {sight.table.layer}."{sight.name}" where {sight.rows}'


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> Path:
    rows = connection.execute(sql)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column[0] for column in rows.description or []])
        while batch := rows.fetchmany(BATCH):
            writer.writerows([safe_cell(value) for value in row] for row in batch)
    return path


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> Path:
    connection.execute(f"copy ({sql}) to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet)")
    return path


def _read_me(organization: Organization, role: str, sheets: list[Sheet]) -> Sheet:
    rows = [
        ("Organisation", organization.name),
        ("Made for", role),
        ("Sees", f"columns up to '{organization.roles[role].sees}'"),
        *[(sheet.name, f"{len(sheet.rows):,} rows") for sheet in sheets],
    ]
    return Sheet("read me", [Column("What"), Column("Content")], rows)
