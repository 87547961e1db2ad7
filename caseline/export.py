"""The reporting schema as files for a named role: columns above what the role may see are left out.

Sensitivity is read from the models' own descriptions. A role that sees only open columns gets no rows about single
people and no small counts.
"""

import csv
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from caseline.dictionary import ModelledColumn, Sensitivity, modelled_columns
from caseline.errors import CaselineError
from caseline.organization import Organization
from caseline.spreadsheets import Column, Sheet, safe_cell, write_workbook
from caseline.warehouse import connect
from reports.disclosure import client_names, share
from reports.figures import load_reports
from reports.published import Published

Format = Literal["parquet", "csv", "xlsx"]
ORDER: list[Sensitivity] = ["open", "quasi-identifier", "sensitive", "identifier"]
LAYER = "reporting"
ABOUT_PEOPLE = {"client_id", "client_name", "facts"}
BATCH = 20_000
NOT_SHOWN = "Not shown: few clients, or a number that would give few away."
COUNTS = ("value", "numerator", "denominator", "clients", "cited_records", "cited_notes")
INSTEAD = {f'"{name}"': "null" for name in COUNTS} | {'"sentence"': f"'{NOT_SHOWN}'"}


def export_reporting(published: Path, organization: Organization, to: Format, folder: Path, role: str) -> list[Path]:
    """Write every reporting table the role may see into `folder`. Returns the files.

    `to` is parquet or csv (a file a table) or xlsx (one workbook). Raises CaselineError for a role that
    `organization.yml` does not name.
    """
    if role not in organization.roles:
        raise CaselineError(
            f"There is no role '{role}'. Roles of {organization.name}: {', '.join(organization.roles)}. "
            "They are set under 'roles' in organization.yml."
        )
    ceiling = organization.roles[role]
    tables = visible_columns(ceiling)
    folder.mkdir(parents=True, exist_ok=True)
    with connect(published, read_only=True) as connection:
        if ceiling == "open":
            _keep_small_cells_back(connection, organization.settings.small_cell_threshold)
        selections = {name: _selection(name, columns, ceiling) for name, columns in tables.items()}
        if to == "xlsx":
            sheets = [
                Sheet(name, [Column(c.column, c.description) for c in tables[name]], connection.execute(sql).fetchall())
                for name, sql in selections.items()
            ]
            return [write_workbook(folder / "reporting.xlsx", [_read_me(organization, role, sheets), *sheets])]
        write = _write_csv if to == "csv" else _write_parquet
        return [write(connection, sql, folder / f"{name}.{to}") for name, sql in selections.items()]


def visible_columns(ceiling: Sensitivity) -> dict[str, list[ModelledColumn]]:
    """Columns of each reporting table up to a sensitivity; for `open`, only of tables about no single client."""
    tables: dict[str, list[ModelledColumn]] = {}
    for column in modelled_columns():
        if column.layer == LAYER:
            tables.setdefault(column.table, []).append(column)
    if ceiling == "open":
        tables = {
            name: columns
            for name, columns in tables.items()
            if "figure_id" in (names := {column.column for column in columns}) and not names & ABOUT_PEOPLE
        }
    allowed = ORDER[: ORDER.index(ceiling) + 1]
    visible = {name: [c for c in columns if c.sensitivity in allowed] for name, columns in sorted(tables.items())}
    return {name: columns for name, columns in visible.items() if columns}


def _keep_small_cells_back(connection: duckdb.DuckDBPyConnection, threshold: int) -> None:
    """Make `shown_figure`, the figures that may leave; every other one is withheld."""
    warehouse = Published(connection)
    names = client_names(warehouse)
    reports = [share(report, threshold, names) for report in load_reports(warehouse).values()]
    shown = sorted(figure.figure_id for report in reports for figure in report.figures if not figure.is_hidden)
    connection.register("shown_figure", pa.table({"figure_id": pa.array(shown, pa.string())}))


def _selection(table: str, columns: list[ModelledColumn], ceiling: Sensitivity) -> str:
    """The query of one table as the role sees it, in one order."""
    listed = [f'"{column.column}"' for column in columns]
    if ceiling == "open":
        is_shown = "figure_id in (select figure_id from shown_figure)"
        listed = [
            f"case when {is_shown} then {column} else {INSTEAD[column]} end as {column}"
            if column in INSTEAD
            else column
            for column in listed
        ]
    return f'select {", ".join(listed)} from {LAYER}."{table}" order by all'


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
        ("Sees", f"columns up to '{organization.roles[role]}'"),
        *[(sheet.name, f"{len(sheet.rows):,} rows") for sheet in sheets],
    ]
    return Sheet("read me", [Column("What"), Column("Content")], rows)
