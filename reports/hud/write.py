"""The files of a HUD report: a CSV a table and a zip of them for HUD, a workbook to read, the evidence to trace."""

import csv
import io
import re
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
from reports.hud.spm_upload import UPLOAD, write_upload

QUESTION = r"Q\d+[a-z]?\d?|\d[ab]?(?:\.\d)?|P\d|L\d"
"""The name of a table: Q5a, Q27f1; of System Performance Measures 1a, 3.2, 7b.1; of a Point-in-Time count P1; of an LSA
L1."""
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
YEAR_BEFORE = "year_before.csv"
_YEAR_BEFORE = {
    "table": "The table",
    "cell": "The cell",
    "row": "Its row",
    "column": "Its column",
    "year_before": "The number for the same period a year earlier, from the same exports",
    "this_year": "The number of this report",
    "difference": "How much more or less",
}
SCORES = "scores.csv"
_SCORES = {
    "kind": "The kind of result, as the community calls it",
    "score": "The result as a number, where it is one",
    "result": "The result as recorded",
    "is_latest": "Whether it is the newest of its kind of the client",
    "assessment_date": "Day of the assessment",
    "prioritization_status": "1: put on the list, 2: not",
    "project_id": "HMIS project",
    "personal_id": "The client, as the HMIS knows them",
    "client_id": "The client",
    "source_file": "File of the result",
    "source_line": "Line in that file",
}
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
    for former in (*folder.glob("*.csv"), *folder.glob("*.parquet")):
        if former.suffix == ".parquet" or re.fullmatch(QUESTION, former.stem):
            former.unlink()
    tables = list(_tables(connection, report.id))
    for table in tables:
        with written_whole(folder / f"{table[0]}.csv") as fresh:
            fresh.write_bytes(_csv(table))
    _write_sent(connection, report, tables, folder)
    to_fix = connection.execute(
        f"select {', '.join(_TO_FIX)} from hud.hud_issue where report_id = ? "
        "order by question, problem, personal_id, source_file, source_line",
        [report.id],
    ).fetchall()
    write_csv(folder / TO_FIX, list(_TO_FIX), to_fix)
    beside = [Sheet("To fix", _columns(_TO_FIX), to_fix)]
    if report.kind == "ce-apr":
        scores = connection.execute(
            f"select {', '.join(_SCORES)} from hud.hud_score where report_id = ? "
            "order by kind, is_latest desc, score desc nulls last, result, personal_id, source_file, source_line",
            [report.id],
        ).fetchall()
        write_csv(folder / SCORES, list(_SCORES), scores)
        beside.append(Sheet("Scores", _columns(_SCORES), scores))
    if report.year_before is not None:
        compared = connection.execute(_COMPARED, [report.id, report.year_before.id]).fetchall()
        write_csv(folder / YEAR_BEFORE, list(_YEAR_BEFORE), compared)
        beside.append(Sheet("Year before", _columns(_YEAR_BEFORE), compared))
    _workbook(connection, report, tables, beside, folder / f"{report.kind}.xlsx")
    for name, query in _TRACED.items():
        connection.execute(f"copy ({query}) to {quoted_path(folder / name)} (format parquet)", [report.id])
    return len(tables)


def write_sent(connection: duckdb.DuckDBPyConnection, report: HudReport, folder: Path) -> None:
    """What HUD takes in, and nothing that names a client."""
    _write_sent(connection, report, list(_tables(connection, report.id)), folder)


def _write_sent(connection: duckdb.DuckDBPyConnection, report: HudReport, tables: list[Table], folder: Path) -> None:
    _zip(tables, folder / f"{report.kind}.zip")
    if report.kind == "spm":
        write_upload(connection, report, folder / UPLOAD)


_COMPARED = """
select figure.question, figure.cell, figure.row_label, figure.column_label, former.text_value, figure.text_value,
    round(figure.value - former.value, 2)
from hud.hud_figure as figure
inner join hud.hud_figure as former using (question, row_number, column_letter)
where figure.report_id = ? and former.report_id = ? and figure.value is not null and former.value is not null
order by figure.question, figure.row_number, figure.column_letter
"""


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


def _csv(table: Table) -> bytes:
    _, header, rows = table
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerows([header] if header else [])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return file.getvalue().encode()


def _zip(tables: list[Table], path: Path) -> None:
    """The same bytes for the same tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            entry = zipfile.ZipInfo(f"{table[0]}.csv", date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _csv(table))


def _workbook(
    connection: duckdb.DuckDBPyConnection,
    report: HudReport,
    tables: list[Table],
    beside: list[Sheet],
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
        ["A number", f"caseline trace {report.kind} {report.example} shows the clients and rows behind it"],
    ]
    sheets = [Sheet("About", [Column("What"), Column("Which")], about), *beside]
    for question, header, rows in tables:
        width = max(len(row) for row in rows) if rows else 2
        columns = [Column(name or " ") for name in header or ["Element", "Count"]][:width]
        sheets.append(Sheet(question, columns, [[row[0], *map(_number, row[1:])] for row in rows]))
    write_workbook(path, sheets)


def _columns(meanings: dict[str, str]) -> list[Column]:
    return [Column(name.replace("_", " ").capitalize(), meaning) for name, meaning in meanings.items()]


def _number(text: str) -> Any:
    """A number as one, so that a spreadsheet can add it up; other text as it is."""
    plain = text.removeprefix("$")
    try:
        return int(plain) if plain.lstrip("-").isdecimal() else float(plain)
    except ValueError:
        return text or None
