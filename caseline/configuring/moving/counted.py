"""Counting, and numbers in words."""

from typing import Any

import duckdb


def counted(connection: duckdb.DuckDBPyConnection, query: str, *values: Any) -> tuple[Any, ...]:
    """The one row that a query gives."""
    row = connection.execute(query, list(values)).fetchone()
    assert row is not None
    return row


def many(number: int, one: str, several: str = "") -> str:
    """A number with its noun: 1 note, 2,000 notes."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
