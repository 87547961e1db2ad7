"""The law at the door: rows found = rows landed + rows held back, counted in the warehouse after landing."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caseline.ground.warehouse import connect
from ingestion.ledger import STOPPED
from ingestion.row_batches import hold_back
from ingestion.summary import HeldBack, LoadedFile

_DIGITS = 16
"""Of a row's id, enough to tell it from any other."""
_FIX = (
    "Nothing to mend in the file: it is read again in the next run. If this comes back, tell whoever looks after "
    "Caseline the name of this file."
)


@dataclass
class Given:
    """What one file gave to be landed: the ids of its rows by table, and how many of its own rows they are."""

    outcome: LoadedFile
    records: Counter[str] = field(default_factory=Counter)
    ids: dict[str, list[pa.Array]] = field(default_factory=dict)

    def add(self, table: str, batch: pa.Table, records: int) -> None:
        """A batch on its way to a table; `records` are the rows of the file that it holds."""
        self.records[table] += records
        ids = pc.utf8_slice_codeunits(batch["_row_id"], 0, _DIGITS)
        self.ids.setdefault(table, []).extend(ids.chunks)


def settle(source: str, warehouse: Path, given: list[Given], held_back: list[HeldBack]) -> None:
    """Compare every file with what stands in the warehouse; one that falls short is held back, with both counts."""
    standing = _standing(source, warehouse, given)
    for place, one in enumerate(given):
        outcome = one.outcome
        short = {table: sum(map(len, ids)) - standing[table, place] for table, ids in one.ids.items()}
        lost = outcome.rows - outcome.twins - one.records.total()
        if not lost and not any(short.values()):
            continue
        gone = lost + sum(count for table, count in short.items() if one.records[table])
        counts = ", ".join(f"{count:,} rows of {table}" for table, count in sorted(short.items()) if count)
        reason = (
            f"Of the {outcome.rows:,} rows read from this file, {outcome.rows - gone:,} stand in the warehouse"
            f"{f' (missing there: {counts})' if counts else ''}."
        )
        outcome.rows -= gone
        hold_back(outcome, held_back, None, reason, _FIX, rows=gone)
        outcome.outcome, outcome.note = "held back", STOPPED


def _standing(source: str, warehouse: Path, given: list[Given]) -> Counter[tuple[str, int]]:
    """How many of the rows that each file (by its place) gave to each table are there."""
    counts: Counter[tuple[str, int]] = Counter()
    with connect(warehouse, read_only=True) as connection:
        for table in sorted({table for one in given for table in one.ids}):
            chunks = [(place, ids) for place, one in enumerate(given) for ids in one.ids.get(table, [])]
            places = [pa.repeat(pa.scalar(place, pa.int32()), len(ids)) for place, ids in chunks]
            row_ids = pa.chunked_array([ids for _, ids in chunks], pa.string())
            arriving = pa.table({"place": pa.chunked_array(places, pa.int32()), "row_id": row_ids})
            connection.register("given", arriving)
            rows = connection.execute(
                f"select place, count(distinct row_id) from given where row_id in "
                f"(select substr(_row_id, 1, {_DIGITS}) from {source}.{table}) group by place"
            ).fetchall()
            counts.update({(table, place): count for place, count in rows})
            connection.unregister("given")
    return counts
