"""The files of a HUD report: a CSV a table and a zip of them for HUD, a workbook to read, the evidence to trace."""

import csv
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.spreadsheets import Column, Sheet, safe_cell, write_csv, write_workbook
from caseline.ground.warehouse import connect, quoted_path
from caseline.ground.written import written_whole
from caseline.organization.hud_reports import HudReport

FIGURES = "figures.parquet"
PLACEMENTS = "placements.parquet"
RECORDS = "records.parquet"
CELLS = "cells.parquet"
"""Every cell; who stands in which row and column, because of which record; where those records came from; which cells
rows and columns belong to."""
_TRACED = {
    FIGURES: "select * from hud.hud_figure where report_id = ? order by question, row_number, column_letter",
    CELLS: "select * from hud.hud_report_cell where report_id = ? order by question, cell, row_key, column_key",
    PLACEMENTS: "select * from hud.hud_placement where report_id = ? "
    "order by question, row_key, column_key, client_id, record_id, value",
    RECORDS: "select * from hud.hud_record "
    "where record_id in (select record_id from hud.hud_placement where report_id = ?) order by record_id",
}
ZIP_DATE = (2000, 1, 1, 0, 0, 0)
"""Of every file in a zip, so that the same tables are the same bytes."""
TO_FIX = "to_fix.csv"
_TO_FIX = {
    "question": "The table that counts it, or other",
    "problem": "What is wrong",
    "fix": "What to do",
    "project_id": "HMIS project",
    "personal_id": "The client, as the HMIS knows them",
    "client_id": "The client",
    "source_file": "File of the row to mend",
    "source_line": "Line in that file",
}
Table = tuple[str, list[str], list[list[str]]]
"""A question, its header (empty where HUD prints none), its rows."""


def write_reports(published: Path, reports: list[HudReport], folder: Path) -> str:
    """Write each report into `folder/<id>`. Returns a sentence."""
    with connect(published, read_only=True) as connection:
        tables = {report.id: write_tables(connection, report, folder / report.id) for report in reports}
    told = ", ".join(f"{report} ({count} tables)" for report, count in tables.items())
    return f"{len(tables)} HUD reports: {told}"


def write_tables(connection: duckdb.DuckDBPyConnection, report: HudReport, folder: Path) -> int:
    """Write every table of the report into `folder`, emptied of an earlier report. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for former in (*folder.glob("Q*.csv"), *folder.glob("*.parquet")):
        former.unlink()
    tables = list(_tables(connection, report.id))
    for question, header, rows in tables:
        path = folder / f"{question}.csv"
        with written_whole(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
            writer.writerows([header] if header else [])
            writer.writerows([safe_cell(value) for value in row] for row in rows)
    _zip(folder, [question for question, _, _ in tables], folder / f"{report.kind}.zip")
    to_fix = connection.execute(
        f"select {', '.join(_TO_FIX)} from hud.hud_issue where report_id = ? "
        "order by question, problem, personal_id, source_file, source_line",
        [report.id],
    ).fetchall()
    write_csv(folder / TO_FIX, list(_TO_FIX), to_fix)
    _workbook(connection, report, tables, to_fix, folder / f"{report.kind}.xlsx")
    for name, query in _TRACED.items():
        connection.execute(f"copy ({query}) to {quoted_path(folder / name)} (format parquet)", [report.id])
    return len(tables)


def _tables(connection: duckdb.DuckDBPyConnection, report_id: str) -> Iterator[Table]:
    cells = connection.execute(
        """select figure.question, layout.corner, layout.has_header, figure.row_number, figure.row_label,
            figure.column_label, figure.text_value
        from hud.hud_figure as figure
        inner join hud.hud_report_table as layout using (report_id, question)
        where report_id = ?
        order by cast(regexp_extract(figure.question, '\\d+', 0) as integer), figure.question, figure.row_number,
            length(figure.column_letter), figure.column_letter""",
        [report_id],
    ).fetchall()
    for question, of_question in groupby(cells, key=lambda cell: cell[0]):
        every = list(of_question)
        lines = [list(line) for _, line in groupby(every, key=lambda cell: cell[3])]
        corner, has_header = every[0][1], every[0][2]
        header = [corner or "", *(cell[5] for cell in lines[0])] if has_header else []
        yield question, header, [[line[0][4] or "", *(cell[6] for cell in line)] for line in lines]


def _zip(folder: Path, questions: list[str], path: Path) -> None:
    """The same bytes for the same tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for question in questions:
            entry = zipfile.ZipInfo(f"{question}.csv", date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / f"{question}.csv").read_bytes())


def _workbook(
    connection: duckdb.DuckDBPyConnection,
    report: HudReport,
    tables: list[Table],
    to_fix: list[tuple[Any, ...]],
    path: Path,
) -> None:
    projects = connection.execute(
        "select project_name, project_id, project_type from hud.hud_project where report_id = ? order by 1, 2",
        [report.id],
    ).fetchall()
    about: list[list[Any]] = [
        ["Report", f"{report.kind.upper()}, version {report.version}"],
        ["Period", f"{report.period.first} to {report.period.last}"],
        *(["Project", f"{name or ''} ({project}, HMIS project type {kind})"] for name, project, kind in projects),
        ["A number", "caseline trace " + report.kind + " Q5a.B2 shows the clients and rows behind it"],
    ]
    fixes = [Column(name.replace("_", " ").capitalize(), meaning) for name, meaning in _TO_FIX.items()]
    sheets = [Sheet("About", [Column("What"), Column("Which")], about), Sheet("To fix", fixes, to_fix)]
    for question, header, rows in tables:
        width = max(len(row) for row in rows) if rows else 2
        columns = [Column(name or " ") for name in header or ["Element", "Count"]][:width]
        sheets.append(Sheet(question, columns, [[row[0], *map(_number, row[1:])] for row in rows]))
    write_workbook(path, sheets)


def _number(text: str) -> Any:
    """A number as one, so that a spreadsheet can add it up; other text as it is."""
    plain = text.removeprefix("$")
    try:
        return int(plain) if plain.lstrip("-").isdecimal() else float(plain)
    except ValueError:
        return text or None
