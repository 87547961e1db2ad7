"""An LSA as files: twelve CSVs, the zip that HUD takes in, beds and their use, what to mend, the evidence to trace."""

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.spreadsheets import write_csv
from caseline.ground.warehouse import quoted_path
from caseline.ground.written import written_whole
from reports.hud.lsa.evidence import evidence_queries
from reports.hud.lsa.files import inventory_queries, lsa_files
from reports.hud.write import TO_FIX, ZIP_DATE

_TO_FIX = (
    "problem", "fix", "who_fixes", "report_column", "report_row", "organization_name", "project_id", "project_name",
    "personal_id", "enrollment_id", "client_id", "source_file", "source_line",
)  # fmt: skip


def write_lsa(connection: duckdb.DuckDBPyConnection, kind: str, folder: Path, made_at: datetime) -> int:
    """Write the files of an LSA (`kind` lsa or hic) into `folder`, emptied of an earlier one. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for former in (*folder.glob("*.csv"), *folder.glob("*.parquet")):
        former.unlink()
    report_id = int(made_at.timestamp())
    for file in lsa_files():
        _write(connection, file.query(report_id, made_at), folder / f"{file.name}.csv")
    with zipfile.ZipFile(folder / f"{kind}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in lsa_files():
            entry = zipfile.ZipInfo(f"{file.name}.csv", date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / f"{file.name}.csv").read_bytes())
    to_fix = connection.execute(
        f"select {', '.join(_TO_FIX)} from lsa.lsa_to_fix "
        "order by problem, project_id, personal_id, source_file, source_line"
    ).fetchall()
    write_csv(folder / TO_FIX, [name.replace("_", " ").capitalize() for name in _TO_FIX], to_fix)
    for name, query in inventory_queries().items():
        _write(connection, query, folder / name)
    for name, query in evidence_queries().items():
        connection.execute(f"copy ({query}) to {quoted_path(folder / name)} (format parquet)")
    return len(lsa_files())


def _write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    rows = connection.execute(query)
    header = ",".join(column[0] for column in rows.description)
    lines = (",".join(map(_cell, row)) for row in rows.fetchall())
    with written_whole(path) as fresh:
        fresh.write_text("\n".join([header, *lines, ""]), encoding="utf-8", newline="\n")


def _cell(value: Any) -> str:
    """As HUD writes them: text and dates in quotes, numbers without, nothing where there is nothing."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else str(value)
    return '"' + str(value).replace('"', '""') + '"'
