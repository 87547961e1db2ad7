"""The gate: a published warehouse as one reader may see it.

Every table is a view under its own name that holds the rows and fields of the reader's role; what is not theirs is not
there to be counted, sorted by or found. Whoever renders, traces or suggests asks the gate and needs no rule of its own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from caseline.access.modelled import ModelledColumn, ModelledTable
from caseline.access.sights import Sight, served_tables, shown, sights
from caseline.ground.warehouse import attached
from caseline.organization.described_table import Sensitivity
from caseline.organization.roles import Role, Shown

SOURCE = "whole"
"""The catalog of the published warehouse behind the views."""
LAYERS = ("framework", "intake", "record", "intelligence", "reporting", "hud")
WRITTEN_BETWEEN: Mapping[str, Sensitivity] = {
    "record.identity_pair": "identifier", "record.identity_event": "identifier",
    "intelligence.note_coding": "quasi-identifier",
    "framework.identity_ruling": "identifier", "framework.code_ruling": "identifier",
    "framework.file_ruling": "identifier", "framework.missing_ruling": "identifier",
    "framework.attention_ruling": "identifier", "framework.quote_ruling": "identifier",
}  # fmt: skip
"""Tables that no model describes, with the sensitivity of their columns. Others of `framework` are the organisation's
words, and HUD's own lists are HUD's."""
TAKEN_IN = ("load_file", "quarantine")
"""What is read of `intake`: what came in and what was held back, not the rows as they arrived."""
HUD_LISTS = ("hud_question", "hud_check", "hud_row", "hud_column", "hud_table")


@dataclass(frozen=True)
class Reader:
    """Whose eyes: a role, the names under which the person is somebody's case manager, and the clients that they opened
    for a reason."""

    role_name: str
    role: Role
    managers: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


class Gate:
    """One reader's view of one published warehouse. `connection` holds the views and may be used from any thread
    through `cursor()`; `close` ends it."""

    def __init__(self, published: Path, reader: Reader) -> None:
        """Raises CaselineError when there is no such warehouse yet."""
        self.reader = reader
        self.connection = attached(published, SOURCE)
        described = [
            table
            for table in served_tables(self.connection, LAYERS, SOURCE)
            if table.layer != "intake" or table.name in TAKEN_IN
        ]
        tables = [*described, *_undescribed(self.connection, {(table.layer, table.name) for table in described})]
        self.tables = {f"{table.layer}.{table.name}": table for table in tables}
        seen = sights(reader.role, tables, reader.managers, reader.opened)
        self.sights = {f"{sight.table.layer}.{sight.name}": sight for sight in seen}
        types = _types(self.connection)
        for layer in LAYERS:
            self.connection.execute(f"create schema {layer}")
        for name, table in self.tables.items():
            self.connection.execute(f"create view {name} as {_view(table, self.sights.get(name), types)}")

    def close(self) -> None:
        self.connection.close()

    def sees(self, *columns: str) -> bool:
        """Whether the reader sees each of these, `schema.table.column`, as it is."""
        return all(self.form(column) == "shown" for column in columns)

    def form(self, column: str) -> Shown:
        """How the reader sees `schema.table.column`; absent where the table has no row for them."""
        table, _, name = column.rpartition(".")
        sight = self.sights.get(table)
        found = next((one for one in sight.columns if one.column == name), None) if sight else None
        return shown(self.reader.role, found) if found else "absent"


def _view(table: ModelledTable, sight: Sight | None, types: Mapping[tuple[str, str, str], str]) -> str:
    seen = {column.column: sight.expression(column) for column in sight.columns} if sight else {}
    listed = ", ".join(
        f'{seen[name]} as "{name}"'
        if name in seen
        else f'cast(null as {types[table.layer, table.name, name]}) as "{name}"'
        for name in table.column_names
    )
    rows = sight.rows if sight else "false"
    # rows are chosen before columns are changed: a condition is about what is on record
    query = f"select {listed} from (select * from {table.layer}.{table.name} where {rows})"
    return of_source(query)


def of_source(query: str) -> str:
    """A query that names tables by their schema, on the whole warehouse instead of the views."""
    return re.sub(rf"\b(from|join) ((?:{'|'.join(LAYERS)})\.\w+)", rf"\1 {SOURCE}.\2", query)


def _types(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], str]:
    found = connection.execute(
        """select table_schema, table_name, column_name, data_type from information_schema.columns
        where table_catalog = ?""",
        [SOURCE],
    ).fetchall()
    return {(schema, table, column): data_type for schema, table, column, data_type in found}


def _undescribed(connection: duckdb.DuckDBPyConnection, described: Iterable[tuple[str, str]]) -> list[ModelledTable]:
    """Tables that pages read and no model describes."""
    columns: dict[tuple[str, str], list[str]] = {}
    for layer, table, column in sorted(_types(connection)):
        columns.setdefault((layer, table), []).append(column)
    tables = []
    for (layer, table), names in columns.items():
        given = WRITTEN_BETWEEN.get(f"{layer}.{table}")
        is_open = given is None and (layer == "framework" or (layer == "hud" and table in HUD_LISTS))
        if (layer, table) in set(described) or not (given or is_open):
            continue
        sensitivity: Sensitivity = given or "open"
        tables.append(
            ModelledTable(
                layer, table, "",
                tuple(ModelledColumn(layer, table, name, "", "", sensitivity) for name in names), leaves=is_open,
            )
        )  # fmt: skip
    return tables
