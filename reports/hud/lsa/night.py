"""The LSAs of an organisation: each made from its record, written as files, and told in one table for its pages."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from caseline.ground.warehouse import attach, connect, replace_table
from caseline.models import MEMORY, DbtModels
from caseline.organization.hud_reports import COLUMNS, HudReport, framework_rows
from reports.hud.lsa.summary import evidence, figures
from reports.hud.lsa.write import write_lsa
from reports.hud.tables import LSA_EVIDENCE, LSA_FIGURES, LSA_REPORTS

SELECTOR = "lsa"
_MADE = {LSA_FIGURES: figures, LSA_EVIDENCE: evidence}
_ABOUT = f"""
create or replace table {LSA_REPORTS} (
    report_id text not null, title text not null, kind text not null, coc text not null, period_start date not null,
    period_end date not null
)
"""


def reads_of_lsa(warehouse: Path) -> list[str]:
    """Tables of the warehouse that an LSA is made of, as `schema.table`; what asks for a report is not of them."""
    reads = DbtModels(warehouse).those_of(SELECTOR).reads
    return [table for table in reads if not table.startswith("framework.")]


def make_lsas(warehouse: Path, reports: list[HudReport], affiliates: list[str], folder: Path) -> str:
    """Make each LSA (or HIC) of `reports` from the HMIS rows and links of `warehouse`; files go to `folder/<id>`.

    The models hold one LSA at a time, so each is made in a warehouse that is thrown away. Returns a sentence.
    """
    place = warehouse.parent / "lsa"
    with connect(warehouse) as connection:
        connection.execute("create schema if not exists hud")
        connection.execute(_ABOUT)
        for table in _MADE:
            connection.execute(f"drop table if exists {table}")
    files = 0
    for report in reports:
        alone = place / warehouse.name
        try:
            _copy(warehouse, alone)
            _ask(alone, report, affiliates)
            DbtModels(alone).make(SELECTOR)
            with connect(alone) as connection:
                connection.execute("set memory_limit = ?", [os.environ.get("CASELINE_MEMORY", MEMORY)])
                files += write_lsa(connection, report.kind, folder / report.id, datetime.now())
                made = {table: connection.execute(query()).to_arrow_table() for table, query in _MADE.items()}
            _keep(warehouse, report, made)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return f"{len(reports)} LSA, {files} files: {', '.join(report.id for report in reports)}"


def _copy(warehouse: Path, alone: Path) -> None:
    alone.parent.mkdir(parents=True, exist_ok=True)
    with connect(warehouse) as connection:
        attach(connection, alone, "alone")
        try:
            for table in reads_of_lsa(warehouse):
                connection.execute(f"create schema if not exists alone.{table.partition('.')[0]}")
                connection.execute(f"create table alone.{table} as from {table}")
        finally:
            connection.execute("detach alone")


def _ask(alone: Path, report: HudReport, affiliates: list[str]) -> None:
    with connect(alone) as connection:
        for table, rows in framework_rows([report], affiliates).items():
            schema = pa.schema(COLUMNS[table])
            replace_table(connection, f"framework.{table}", pa.Table.from_pylist(rows, schema=schema))


def _keep(warehouse: Path, report: HudReport, made: dict[str, pa.Table]) -> None:
    period = report.period
    with connect(warehouse) as connection:
        connection.execute(
            f"insert into {LSA_REPORTS} values (?, ?, ?, ?, ?, ?)",
            [report.id, report.title or report.kind.upper(), report.kind, report.coc, period.first, period.last],
        )
        for table, rows in made.items():
            connection.register("made", rows)
            own = "select ? as report_id, * from made"
            is_there = connection.execute(
                "select true from duckdb_tables() where database_name = current_database() "
                "and schema_name || '.' || table_name = ?", [table]
            ).fetchone()  # fmt: skip
            into = f"insert into {table}" if is_there else f"create table {table} as"
            connection.execute(f"{into} {own} order by all", [report.id])
            connection.unregister("made")
