"""What a change of words would move on today's data, in sentences. Numbers are counted in what the last run published;
where only a run can tell, the sentence says so. Nothing here names a client or holds words of a note."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from caseline.configuring.known import Known
from caseline.configuring.moving.notes import Searching, notes_moved
from caseline.configuring.moving.records import outcomes_moved, programs_moved, words_moved
from caseline.configuring.moving.reports import reports_moved
from caseline.configuring.moving.settings import access_moved, numbers_moved, retention_moved
from caseline.ground.warehouse import connect

Moved = Callable[[Known, Known, duckdb.DuckDBPyConnection], list[str]]
_SUBJECTS: tuple[Moved, ...] = (
    outcomes_moved, programs_moved, words_moved, reports_moved, numbers_moved, retention_moved,
)  # fmt: skip
NOTHING = "Nothing of today's data moves."
NO_RUN = "What it moves is known after the first run: there is no data yet."


def moved(before: Known, after: Known, published: Path, searching: Searching | None) -> list[str]:
    """What moves between two states of an organisation's words, on the published warehouse. New words are looked for
    in the notes only where somebody hears of it, `searching`."""
    access = access_moved(before, after)
    if not published.exists():
        return [NO_RUN, *access]
    with connect(published, read_only=True) as connection:
        found = notes_moved(before, after, connection, searching)
        found += [sentence for subject in _SUBJECTS for sentence in subject(before, after, connection)]
    return [*found, *access] or [NOTHING]
