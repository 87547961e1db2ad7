"""HUD's public LSA sample: its export in a warehouse, LSA and HIC made of it, and their rows beside HUD's."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

import ingestion.hmis.source
from caseline.ground.warehouse import connect, replace_table
from caseline.organization.hud_reports import COLUMNS, HudReport, framework_rows
from ingestion.hmis.laying_out import lay_out
from reports.hud.lsa.write import write_lsa
from tests.built_once import WAREHOUSE
from tests.integration import record_building

PERIODS = {"lsa": (date(2025, 10, 1), date(2026, 9, 30)), "hic": (date(2026, 12, 3), date(2026, 12, 3))}
"""HUD's HIC is of the same clients in an earlier year: every date of the export is two years less 57 days later."""
_ABOUT_THE_RUN = {
    "ReportID",
    "ReportDate",
    "SoftwareVendor",
    "SoftwareName",
    "VendorContact",
    "VendorEmail",
    "ExportID",
}
_OF_ANOTHER_YEAR = {"Gender", "Step", "SSN4Digit"}
"""Columns that one release has and another has not."""


def make(kinds: list[str], sample: Path, folder: Path) -> None:
    """`folder/lsa` and `folder/hic` with the files of each, from one warehouse."""
    warehouse = folder / WAREHOUSE
    affiliates = lay_out([sample / "hmis_csv.zip"], folder / "data")
    ingestion.hmis.source.load(folder / "data", warehouse, affiliates)
    with connect(warehouse) as connection:
        connection.execute("create schema record")
        connection.execute(
            "create table record.identity_link as select distinct "
            "'hmis:' || _affiliate || ':' || personal_id as record_key, personal_id as client_id from hmis.client"
        )
    for kind, selector in zip(kinds, ("lsa_exports", "lsa"), strict=False):
        first, last = PERIODS[kind]
        report = HudReport.model_validate(
            {"id": kind, "kind": kind, "period": {"from": first, "to": last}, "coc": "XX-501"}
        )
        with connect(warehouse) as connection:
            for table, rows in framework_rows([report], affiliates).items():
                schema = pa.schema(COLUMNS[table])
                replace_table(connection, f"framework.{table}", pa.Table.from_pylist(rows, schema=schema))
        record_building.make(warehouse, selector)
        with connect(warehouse, read_only=True) as connection:
            write_lsa(connection, kind, folder / kind, datetime(2026, 11, 30))


def beside_huds(sample: Path, kind: str, file: str, made: Path) -> tuple[int, int, int]:
    """How many rows of HUD's file are made as they are, how many it has, and how many were made."""
    with zipfile.ZipFile(sample / f"expected_{kind}.zip") as archive:
        name = next(one for one in archive.namelist() if one.endswith(f"{file}.csv"))
        theirs = _rows(io.TextIOWrapper(archive.open(name), encoding="utf-8-sig", newline=""))
    with (made / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        ours = _rows(lines)
    shared = set(theirs[0]) & set(ours[0])
    their_rows, our_rows = (_counted(header, rows, shared) for header, rows in (theirs, ours))
    equal = sum(our_rows.get(row) == count for row, count in their_rows.items())
    return equal, len(their_rows), len(our_rows)


def _rows(lines: io.TextIOBase) -> tuple[list[str], list[list[str]]]:
    """Header and rows; AIR is what it is called since FY2025."""
    header, *rows = csv.reader(lines)
    return [name.replace("AHAR", "AIR") for name in header], rows


def _counted(header: list[str], rows: list[list[str]], shared: set[str]) -> Counter[tuple[str, ...]]:
    """How many units stand in each row, told apart by the columns that both have and that are not about the run."""
    key = sorted(shared - _ABOUT_THE_RUN - _OF_ANOTHER_YEAR - {"RowTotal"})
    places = [header.index(name) for name in key]
    total = header.index("RowTotal") if "RowTotal" in header else None
    counted: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        counted[tuple(row[place] for place in places)] += int(row[total]) if total is not None else 1
    return counted
