"""Rows that already stand in the warehouse from a newer export: an older one arriving late does not take them back."""

from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caseline.ground.warehouse import connect


class Standing:
    """What one source's tables hold as a load begins."""

    def __init__(self, source: str, warehouse: Path) -> None:
        self._source, self._warehouse = source, warehouse
        self._newest = cache(self._read_newest)

    def without_older(self, table: str, batch: pa.Table) -> pa.Table:
        """The batch (rows of one affiliate) without those that stand in `table` with a later `_exported_at`."""
        if not batch.num_rows:
            return batch
        oldest = pc.min(batch["_exported_at"]).as_py()
        if oldest >= self._newest(table).get(batch["_affiliate"][0].as_py(), ""):
            return batch
        with connect(self._warehouse, read_only=True) as connection:
            connection.register("arriving", batch.select(["_row_id", "_exported_at"]))
            kept = connection.execute(
                f"select _row_id from arriving inner join {self._source}.{table} as standing using (_row_id) "
                "where standing._exported_at > arriving._exported_at"
            ).to_arrow_table()
        return batch.filter(pc.invert(pc.is_in(batch["_row_id"], value_set=kept["_row_id"])))

    def _read_newest(self, table: str) -> dict[str, str]:
        """The latest `_exported_at` of each affiliate."""
        with connect(self._warehouse, read_only=True) as connection:
            if not connection.execute(
                "select 1 from information_schema.columns "
                "where table_schema = ? and table_name = ? and column_name = '_exported_at'",
                [self._source, table],
            ).fetchone():
                return {}
            return dict(
                connection.execute(
                    f"select _affiliate, max(_exported_at) from {self._source}.{table} "
                    "where _exported_at is not null group by _affiliate"
                ).fetchall()
            )
