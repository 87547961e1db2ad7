"""Whom follow-up by rule asked, as a landing table: a row for each moment of a stay, with what became of it."""

from collections.abc import Iterable
from datetime import date

import duckdb
import pyarrow as pa

from caseline.ground.warehouse import replace_table
from ingestion.submissions.links import ANSWERED, STOPPED, Link
from ingestion.submissions.response_rates import FOLLOW_UP

TABLE = "forms.asked_again"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("about", "affiliate", "source", "record", "form", "program")),
        ("months", pa.int32()), ("first_link", pa.int64()), ("due_on", pa.date32()), ("answered", pa.bool_()),
        ("stopped", pa.bool_()),
    ]
)  # fmt: skip


def write_asked_again(connection: duckdb.DuckDBPyConnection, links: Iterable[Link]) -> None:
    """Make the table anew from all links there are. A reminder is of the moment that was asked about first, whichever
    client ID the stay had then."""
    moments: dict[str, list[Link]] = {}
    for link in links:
        if link.purpose.about.startswith(f"{FOLLOW_UP}:"):
            moments.setdefault(link.purpose.about, []).append(link)
    replace_table(connection, TABLE, pa.Table.from_pylist([_row(asked) for asked in moments.values()], schema=SCHEMA))


def _row(asked: list[Link]) -> dict[str, object]:
    first, last = asked[0], asked[-1].purpose
    # of a link from before that day was kept, the day on which it was made
    due_on = date.fromisoformat(last.due_on) if last.due_on else first.made_at.date()
    return {
        "about": last.about, "affiliate": last.affiliate, "source": last.source, "record": last.record,
        "form": last.form, "program": last.program, "months": int(last.about.rpartition(":")[2]),
        "first_link": first.number, "due_on": due_on,
        "answered": any(link.has(ANSWERED) for link in asked), "stopped": any(link.has(STOPPED) for link in asked),
    }  # fmt: skip
