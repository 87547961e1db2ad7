"""HMIS CSV out: the HMIS rows of one affiliate as an export of the newest format, which another HMIS or HUD's
repositories (RHY, SSVF) take in.

Rows are those of intake: the latest version of each, codes as since FY2024. A field that the newest format has no more
is left out, a deleted row has its DateDeleted.
"""

import hashlib
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import safe_cell
from caseline.ground.warehouse import connect, quoted_path
from caseline.ground.written import written_whole
from ingestion.hmis.standard import VERSIONS, StandardFile, standard_files

CSV_VERSION = "FY2026 v1.0"
UNHASHED, SHA_256 = 1, 4
"""HashStatus of Export.csv."""
REPORTING_PERIOD, FULL_REFRESH = 3, 2
_MODELS = {
    "disabilities": "hmis_disability", "services": "hmis_service", "youth_education_status": "hmis_youth_education",
    "hmis_participation": "hmis_participation", "assessment_questions": "hmis_assessment_question",
    "assessment_results": "hmis_assessment_result",
}  # fmt: skip
"""Tables of intake whose name is not that of the landing table."""
_MONEY = "case when {column} is not null then printf('%.2f', {column}) end"
_TICKED = "case when {column} in (8, 9, 99) then 0 else {column} end"
"""Until FY2022 it was an ethnicity, which could be refused; since, a race to tick or not."""
_MOMENT = "strftime({column}, '%Y-%m-%d %H:%M:%S')"
_HASHED = {
    "first_name": "sha256(soundex({column}))", "middle_name": "sha256(soundex({column}))",
    "last_name": "sha256(soundex({column}))",
    "ssn": "case when {column} is not null then right({column}, 4) || sha256({column}) end",
}  # fmt: skip
"""As HUD hashes for RHY: names by their sound, the Social Security number with its last four digits before it."""
_ID = "ID"
"""How the header of an ID ends. Another HMIS finds rows by these, so they are written as they are."""
_CODES = {
    letter: str(code)
    for code, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1)
    for letter in letters
}


@dataclass(frozen=True)
class Exported:
    """What was written: the zip, how many rows, how many of them lack a value that could not be read, and how many
    texts have an apostrophe before what a spreadsheet would run.
    """

    path: Path
    rows: int
    with_gaps: int
    with_apostrophe: int


def write_hmis_csv(
    published: Path, folder: Path, made: datetime, affiliate: str | None = None, hashed: bool = False
) -> Exported:
    """Write every file of the newest format and a zip of them into `folder`.

    `made` is the moment that Export.csv names. With `hashed`, names and Social Security numbers are hashed (SHA-256).
    Raises CaselineError where no HMIS was taken in, or several and none is named.
    """
    with connect(published, read_only=True) as connection:
        chosen = _affiliate(connection, affiliate)
        connection.create_function("safe_cell", safe_cell, ["VARCHAR"], "VARCHAR")
        connection.create_function("soundex", soundex, ["VARCHAR"], "VARCHAR")
        stood = connection.execute(
            "select max(hash_status) filter (where hash_status <> ?) from intake.hmis_export where affiliate_id = ?",
            [UNHASHED, chosen],
        ).fetchone()
        status = (stood and stood[0]) or (SHA_256 if hashed else UNHASHED)
        hashes = _HASHED if hashed and not (stood and stood[0]) else {}
        export_id = hashlib.sha256(f"{chosen} {made.isoformat()} {status}".encode()).hexdigest()[:32]
        files = [file for file in standard_files().values() if file.is_in(VERSIONS[0])]
        rows = with_gaps = with_apostrophe = 0
        for file in files:
            table = f"intake.{_MODELS.get(file.table, f'hmis_{file.table}')}"
            select = _export_row(file) if file.table == "export" else _rows(file, table, hashes)
            known = {"affiliate": chosen, "export": export_id, "made": made, "status": status}
            asked = {name: value for name, value in known.items() if f"${name}" in select}
            written, changed = _write_csv(connection, folder / f"{file.file}.csv", select, asked)
            rows, with_apostrophe = rows + written, with_apostrophe + changed
            gaps = connection.execute(
                f"select count(*) from {table} where affiliate_id = ? and unread_fields is not null", [chosen]
            ).fetchone()
            with_gaps += gaps[0] if gaps else 0
    path = folder / "hmis_csv.zip"
    with written_whole(path) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(folder / f"{file.file}.csv", f"{file.file}.csv")
    return Exported(path, rows, with_gaps, with_apostrophe)


def _write_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, select: str, asked: dict[str, Any]
) -> tuple[int, int]:
    """Write the rows of a select, no text of which but an ID a spreadsheet runs; returns how many rows there are, and
    how many texts are others for it.
    """
    columns = [(name, kind) for name, kind, *_ in connection.execute(f"describe {select}", asked).fetchall()]
    texts = {name for name, kind in columns if kind == "VARCHAR" and not name.endswith(_ID)}
    safe = [f'safe_cell("{name}") as "{name}"' if name in texts else f'"{name}"' for name, _ in columns]
    changed = " + ".join(f'count(case when safe_cell("{name}") <> "{name}" then 1 end)' for name in sorted(texts))
    with written_whole(path) as fresh:
        try:
            found = connection.execute(
                f"copy (select {', '.join(safe)} from ({select})) to {quoted_path(fresh)} (header)", asked
            )
        except duckdb.IOException as error:
            raise CaselineError(f"{path} cannot be written: {error}.") from None
        rows = int((found.fetchone() or (0,))[0])
    counted = connection.execute(f"select {changed or 0} from ({select})", asked).fetchone()
    return rows, int(counted[0]) if counted else 0


def soundex(name: str) -> str | None:
    """The American Soundex of a name; None where it has no letter."""
    letters = [letter for letter in name.lower() if letter in "abcdefghijklmnopqrstuvwxyz"]
    if not letters:
        return None
    codes, last = "", _CODES.get(letters[0], "")
    for letter in letters[1:]:
        code = _CODES.get(letter, "")
        if code and code != last:
            codes += code
        if letter not in "hw":
            last = code
    return f"{letters[0].upper()}{codes}000"[:4]


def _affiliate(connection: duckdb.DuckDBPyConnection, named: str | None) -> str:
    found = connection.execute("select distinct affiliate_id from intake.hmis_export order by 1").fetchall()
    known = [row[0] for row in found]
    if named in known or (named is None and len(known) == 1):
        return named or known[0]
    if not known:
        raise CaselineError("No HMIS export was taken in, so there is none to write.")
    raise CaselineError(f"HMIS exports of {', '.join(known)} were taken in. Name one with --affiliate.")


def _columns(file: StandardFile) -> dict[str, str]:
    """Headers of the newest format and the columns of intake that they are of, in their order."""
    return {
        file.headers[header]: column for header, column in file.columns.items() if VERSIONS[0] in file.versions[header]
    }


def _rows(file: StandardFile, table: str, hashes: dict[str, str]) -> str:
    written = []
    for header, column in _columns(file).items():
        form = "{column}"
        if column == "export_id":
            form = "$export"
        elif file.table == "client" and column == "hispanic_latinao":
            form = _TICKED
        elif file.table == "client" and column in hashes:
            form = hashes[column]
        elif column in file.money:
            form = _MONEY
        elif column in file.moments:
            form = _MOMENT
        written.append(f'{form.format(column=column)} as "{header}"')
    return f"select {', '.join(written)} from {table} where affiliate_id = $affiliate order by {file.key}"


def _export_row(file: StandardFile) -> str:
    """The last export that was taken in, with the period of all of them and what is new about this one."""
    own = {
        "export_id": "$export",
        "export_date": "$made",
        "export_start_date": "min(export_start_date)",
        "export_end_date": "max(export_end_date)",
        "software_name": "'Caseline'",
        "software_version": "null",
        "csv_version": f"'{CSV_VERSION}'",
        "export_period_type": str(REPORTING_PERIOD),
        "export_directive": str(FULL_REFRESH),
        "hash_status": "$status",
    }
    written = []
    for header, column in _columns(file).items():
        form = own.get(column, f"arg_max({column}, export_date)")
        written.append(f'{_MOMENT.format(column=form) if column in file.moments else form} as "{header}"')
    return f"select {', '.join(written)} from intake.hmis_export where affiliate_id = $affiliate"
