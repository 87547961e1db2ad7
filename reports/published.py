"""Reading the published warehouse: read-only, rows as dictionaries, always in a stated order."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.warehouse import connect

Row = dict[str, Any]
BATCH = 20_000


class Published:
    """A published warehouse, open for reading."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        (self._catalog,) = connection.execute("select current_database()").fetchone() or ("memory",)

    def rows(self, sql: str, *values: object, **named: object) -> list[Row]:
        return list(self.stream(sql, *values, **named))

    def stream(self, sql: str, *values: object, **named: object) -> Iterator[Row]:
        """Rows one by one, for results that should not be in memory at once. Values are `?`, or `$name` by name."""
        cursor = self.cursor()
        cursor.execute(sql, named or list(values))
        names = [column[0] for column in cursor.description]
        while batch := cursor.fetchmany(BATCH):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def value(self, sql: str, *values: object) -> Any:
        """The one value of a query that gives one row, or None."""
        row = self.cursor().execute(sql, list(values)).fetchone()
        return row[0] if row else None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """One of its own for each result; a new one begins in the database in memory."""
        cursor = self.connection.cursor()
        cursor.execute(f'use "{self._catalog}"')
        return cursor


@contextmanager
def open_published(warehouse: Path) -> Iterator[Published]:
    """Raises CaselineError when there is no such warehouse yet."""
    with connect(warehouse, read_only=True) as connection:
        yield Published(connection)
