"""What a kept report and today's have in common, of either kind: kept evidence as a table, what is told of both."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from caseline.custody.frozen import EVIDENCE, read_evidence
from caseline.ground.keys import keys_of
from reports.wording import counted

FILES_NAMED = 3


def read_kept(connection: duckdb.DuckDBPyConnection, published: Path, folder: Path, digest: str, table: str) -> None:
    """Read the evidence of a kept report into a table of the database in memory that the warehouse is attached to.

    Raises CaselineError where it was altered.
    """
    rows = read_evidence(folder / EVIDENCE, digest, keys_of(published))
    connection.register("rows", rows)
    connection.execute(f"create table {table} as from rows")


def in_short(changed: int, same: int) -> str:
    """How many numbers changed and how many stay."""
    if not changed:
        return f"All {same:,} numbers are what they were."
    return f"{counted(changed, 'number')} changed, {same:,} stay."


def named(files: Sequence[str] | None) -> str:
    """The first files by name, and how many more there are; '' for none."""
    found = list(files or [])
    more = f" and {len(found) - FILES_NAMED} more" if len(found) > FILES_NAMED else ""
    return ", ".join(found[:FILES_NAMED]) + more
