"""What a role may see: of which tables, which columns and whose rows. Files and Postgres follow it alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import get_args

import duckdb

from caseline.organization.described_table import Sensitivity
from caseline.organization.profile import Role
from reports.access.modelled import ModelledColumn, ModelledTable, modelled_tables

ORDER: tuple[Sensitivity, ...] = get_args(Sensitivity)
LAYERS = ("reporting", "hud")
EVERY_ROW = "true"
PLACES = ("affiliate_id", "program_id")
ACROSS_PROGRAMS = "(program_id is not null or record_type <> 'enrollment')"
"""An enrollment with no program of its own tells that a client is in two: not for who sees one place only."""


@dataclass(frozen=True)
class Sight:
    """One table as a role sees it: the columns up to its ceiling, and in SQL the rows it may read."""

    table: ModelledTable
    columns: tuple[ModelledColumn, ...]
    rows: str

    @property
    def name(self) -> str:
        return self.table.name


def served_tables(connection: duckdb.DuckDBPyConnection) -> list[ModelledTable]:
    """The described tables, and of them the columns, that this warehouse has, by layer and name."""
    there: dict[tuple[str, str], set[str]] = {}
    for layer, table, column in connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
    ).fetchall():
        there.setdefault((layer, table), set()).add(column)
    tables = []
    for table in modelled_tables():
        columns = tuple(c for c in table.columns if c.column in there.get((table.layer, table.name), ()))
        if table.layer in LAYERS and columns:
            tables.append(replace(table, columns=columns))
    return sorted(tables, key=lambda table: (LAYERS.index(table.layer), table.name))


def sights(role: Role, tables: Iterable[ModelledTable]) -> list[Sight]:
    """The tables a role sees. One that sees only what is open gets what may leave: no rows about single people."""
    allowed = ORDER[: ORDER.index(role.sees) + 1]
    seen = []
    for table in tables:
        rows = _rows(role, table)
        columns = tuple(
            column
            for column in table.columns
            if column.sensitivity in allowed and not (column.spans and role.is_limited)
        )
        if rows and columns and (table.leaves or role.sees != "open"):
            seen.append(Sight(table, columns, rows))
    return seen


def _rows(role: Role, table: ModelledTable) -> str | None:
    """The condition that a row is of the role's affiliates and programs; None where that cannot be told."""
    if not role.is_limited:
        return EVERY_ROW
    wanted = [(column, ids) for column, ids in zip(PLACES, (role.affiliates, role.programs), strict=True) if ids]
    placed = " and ".join(f"{column} in ({', '.join(map(_quoted, ids))})" for column, ids in wanted)
    columns = table.column_names
    if all(column in columns for column, _ in wanted):
        return f"{placed} and {ACROSS_PROGRAMS}" if {"record_type", "program_id"} <= set(columns) else placed
    if table.layer == "hud":
        return None
    if "client_id" in columns:
        return f"client_id in (select client_id from reporting.client_reach where {placed})"
    if "figure_id" in columns:
        return f"figure_id in (select figure_id from reporting.figure where {placed})"
    return EVERY_ROW if table.leaves else None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
