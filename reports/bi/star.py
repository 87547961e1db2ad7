"""The star: which columns name a row, and which tables refer to which, as the models' descriptions say it.

A key or a reference is declared only where the data hold to it; one that they break is told of and left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from caseline.access.modelled import ModelledTable

NAMED_ALIKE = (
    ("figure", "dim_question"), ("evidence", "dim_question"),
    ("hud_figure", "hud_report_table"), ("hud_evidence", "hud_figure"), ("hud_evidence", "client_list"),
    ("hud_evidence", "dim_affiliate"), ("hud_client", "client_list"), ("hud_stay", "hud_client"),
    ("hud_stay", "hud_project"), ("hud_issue", "hud_project"),
)  # fmt: skip
"""Tables that hold the whole key of another under the same names. (A test of dbt speaks of one column only.)"""


@dataclass(frozen=True)
class Reference:
    """Every row of `table` has one row of `to`: `columns` there are `to_columns` here, in the same order."""

    table: ModelledTable
    columns: tuple[str, ...]
    to: ModelledTable
    to_columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table.name}({', '.join(self.columns)}) to {self.to.name}({', '.join(self.to_columns)})"


@dataclass(frozen=True)
class Star:
    """`keys` by table name; `broken`: sentences on what the data do not hold to."""

    tables: tuple[ModelledTable, ...]
    keys: dict[str, tuple[str, ...]]
    references: tuple[Reference, ...]
    broken: tuple[str, ...] = ()


def described_star(tables: Iterable[ModelledTable]) -> Star:
    """Keys and references as described."""
    tables = tuple(tables)
    by_name = {table.name: table for table in tables}
    keys = {table.name: table.key for table in tables if table.key}
    single = [
        Reference(table, (column.column,), by_name[column.refers_to[0]], (column.refers_to[1],))
        for table in tables
        for column in table.columns
        if column.refers_to and keys.get(column.refers_to[0]) == (column.refers_to[1],)
    ]
    alike = [
        Reference(by_name[table], keys[to], by_name[to], keys[to])
        for table, to in NAMED_ALIKE
        if table in by_name and to in keys and set(keys[to]) <= set(by_name[table].column_names)
    ]
    return Star(tables, keys, tuple(single + alike))


def holding_star(connection: duckdb.DuckDBPyConnection, tables: Iterable[ModelledTable]) -> Star:
    """The part of the described star that the data hold to."""
    star = described_star(tables)
    broken = []
    keys = {}
    for table in star.tables:
        if table.key and (wrong := _rows_without_a_key(connection, table)):
            broken.append(f"{table.name}: {wrong:,} rows share a key or lack one.")
        elif table.key:
            keys[table.name] = table.key
    references = []
    for reference in star.references:
        if reference.to.name not in keys:
            continue
        if wrong := _rows_that_refer_to_nothing(connection, reference):
            broken.append(f"{reference}: {wrong:,} rows refer to no row.")
        else:
            references.append(reference)
    return Star(star.tables, keys, tuple(references), tuple(broken))


def _rows_without_a_key(connection: duckdb.DuckDBPyConnection, table: ModelledTable) -> int:
    listed = ", ".join(f'"{column}"' for column in table.key)
    lacks = " or ".join(f'"{column}" is null' for column in table.key)
    return _number(
        connection,
        f"""select count(*) from (
            select 1 from {_name(table)} group by {listed} having count(*) > 1 or bool_or({lacks})
        )""",
    )


def _rows_that_refer_to_nothing(connection: duckdb.DuckDBPyConnection, reference: Reference) -> int:
    same = " and ".join(
        f'one."{column}" = other."{to}"' for column, to in zip(reference.columns, reference.to_columns, strict=True)
    )
    given = " and ".join(f'one."{column}" is not null' for column in reference.columns)
    return _number(
        connection,
        f"select count(*) from {_name(reference.table)} as one anti join {_name(reference.to)} as other "
        f"on {same} where {given}",
    )


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _name(table: ModelledTable) -> str:
    return f'{table.layer}."{table.name}"'
