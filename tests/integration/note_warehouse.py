"""A warehouse with nothing but notes, for tests of coding."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from caseline.coding.coder import Coder
from caseline.coding.nights.engine import CodingSummary, code_notes, pending_partitions
from caseline.framework.tables import COLUMNS
from caseline.ground.warehouse import replace_table
from caseline.organization.skills import Skill


@contextmanager
def note_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An open warehouse without a note and without a ruling."""
    with duckdb.connect(str(path)) as connection:
        rulings = pa.schema(list(COLUMNS["code_ruling"].items())).empty_table()
        replace_table(connection, "framework.code_ruling", rulings)
        connection.execute("create schema record")
        connection.execute(
            "create table record.case_note"
            "(note_id text, affiliate_id text, note_month text, note_text text, content_hash text)"
        )
        yield connection


def put(connection: duckdb.DuckDBPyConnection, note_id: str, affiliate: str, month: str, text: str) -> None:
    """Write a note, in place of the one it had under this ID."""
    connection.execute("delete from record.case_note where note_id = ?", [note_id])
    digest = hashlib.sha256(text.encode()).hexdigest()
    connection.execute("insert into record.case_note values (?, ?, ?, ?, ?)", [note_id, affiliate, month, text, digest])


def code_pending(
    connection: duckdb.DuckDBPyConnection,
    skills: list[Skill],
    coder: Coder,
    run_id: str = "run",
    say: Callable[[str], None] = lambda sentence: None,
) -> CodingSummary:
    """One night: read whatever is still to be read."""
    partitions = pending_partitions(connection, skills, coder)[1]
    return code_notes(connection, partitions, skills, coder, run_id, say=say)


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.execute(query).fetchall()
