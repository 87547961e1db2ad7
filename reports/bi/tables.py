"""Tables in Postgres: made, filled, keyed and described, inside the transaction of a refresh."""

from typing import Any

import duckdb
from psycopg import Connection, sql

from caseline.access.modelled import ModelledTable
from caseline.access.sights import Sight
from reports.bi.files import selection
from reports.bi.star import Star

BATCH = 20_000
SHARED = "shared"
"""Schema of what may be shared outside: the tables of figures, with small counts kept back."""


def write_tables(duck: duckdb.DuckDBPyConnection, postgres: Connection, star: Star) -> int:
    """Make and fill every table of the star in the schema of its layer. Returns the number of rows."""
    rows = 0
    for table in star.tables:
        rows += _write(duck, postgres, table, table.layer, f'select * from {table.layer}."{table.name}"')
    _keys(postgres, star, {table.name: table.layer for table in star.tables})
    return rows


def write_shared(duck: duckdb.DuckDBPyConnection, postgres: Connection, star: Star) -> None:
    """The tables of figures once more, as they may be shared outside; `shared_figure` says each number as it may."""
    tables = shared_tables(star)
    for table in tables:
        _write(duck, postgres, table, SHARED, selection(Sight(table, table.columns, "true"), is_shared=True))
    places = {table.name: table.layer for table in star.tables} | {table.name: SHARED for table in tables}
    within = tuple(reference for reference in star.references if reference.table in tables)
    _keys(
        postgres,
        Star(tuple(tables), {t.name: star.keys[t.name] for t in tables if t.name in star.keys}, within),
        places,
    )


def shared_tables(star: Star) -> list[ModelledTable]:
    """Those that hold figures and may leave, of which a copy without small counts is made."""
    return [table for table in star.tables if table.leaves and "figure_id" in table.column_names]


def _write(duck: duckdb.DuckDBPyConnection, postgres: Connection, table: ModelledTable, schema: str, query: str) -> int:
    name = sql.Identifier(schema, table.name)
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column.column), sql.SQL(column.data_type)) for column in table.columns
    )
    postgres.execute(sql.SQL("create table {} ({})").format(name, columns))
    listed = ", ".join(_readable(column.column, column.data_type) for column in table.columns)
    rows = duck.execute(f"select {listed} from ({query})")
    count = 0
    # frozen rows are seen by readers whose transaction began before the refresh, so that none finds a table empty
    with postgres.cursor().copy(sql.SQL("copy {} from stdin (freeze)").format(name)) as copy:
        while batch := rows.fetchmany(BATCH):
            count += len(batch)
            for row in batch:
                copy.write_row(row)
    _describe(postgres, table, schema)
    return count


def _readable(column: str, data_type: str) -> str:
    """The column without the one character that Postgres cannot store."""
    return f'replace("{column}", chr(0), \'\') as "{column}"' if data_type == "text" else f'"{column}"'


def _describe(postgres: Connection, table: ModelledTable, schema: str, kind: str = "table") -> None:
    name = sql.Identifier(schema, table.name)
    postgres.execute(sql.SQL("comment on {} {} is {}").format(sql.SQL(kind), name, sql.Literal(table.description)))
    for column in table.columns:
        words = f"{column.description} ({column.sensitivity})"
        postgres.execute(
            sql.SQL("comment on column {} is {}").format(
                sql.Identifier(schema, table.name, column.column), sql.Literal(words)
            )
        )


def _keys(postgres: Connection, star: Star, places: dict[str, str]) -> None:
    """Primary keys first, then references, each with the index that joins want."""
    for table in star.tables:
        if key := star.keys.get(table.name):
            _run(postgres, "alter table {} add primary key ({})", (places[table.name], table.name), key)
    indexed: set[Any] = {(name, key) for name, key in star.keys.items()}
    for reference in star.references:
        name = reference.table.name
        here, there = (places[name], name), (places[reference.to.name], reference.to.name)
        _run(
            postgres, "alter table {} add foreign key ({}) references {} ({})",
            here, reference.columns, there, reference.to_columns,
        )  # fmt: skip
        if (name, reference.columns) not in indexed:
            indexed.add((name, reference.columns))
            _run(postgres, "create index on {} ({})", here, reference.columns)
    for table in star.tables:
        _run(postgres, "analyze {}", (places[table.name], table.name))


def _run(postgres: Connection, statement: str, *names: tuple[str, ...]) -> None:
    """A statement whose names are, in turn, a table (schema and name) and a list of columns."""
    parts = [
        sql.Identifier(*name) if place % 2 == 0 else sql.SQL(", ").join(map(sql.Identifier, name))
        for place, name in enumerate(names)
    ]
    postgres.execute(sql.SQL(statement).format(*parts))
