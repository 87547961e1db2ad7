"""Rows that already stand in the warehouse from a newer export: an older one arriving late does not take them back."""

from functools import cache
from pathlib import Path

import pyarrow as pa

from caseline.warehouse import connect


class Standing:
    """What one source's tables hold as a load begins."""

    def __init__(self, source: str, warehouse: Path) -> None:
        self._source, self._warehouse = source, warehouse
        self._newest = cache(self._read_newest)

    def without_older(self, table: str, batch: pa.Table) -> pa.Table:
        """The batch (rows of one file) without those that stand in `table` with a later `_exported_at`."""
        if not batch.num_rows:
            return batch
        first = batch.slice(0, 1).to_pylist()[0]
        if first["_exported_at"] >= self._newest(table).get(first["_affiliate"], ""):
            return batch
        with connect(self._warehouse) as connection:
            connection.register("arriving", batch)
            return connection.execute(
                f"""
                select arriving.* from arriving
                where not exists (
                    select 1 from {self._source}.{table} as standing
                    where standing._row_id = arriving._row_id and standing._exported_at > arriving._exported_at
                )
                order by _source_line
                """
            ).to_arrow_table()

    def _read_newest(self, table: str) -> dict[str, str]:
        """The latest `_exported_at` of each affiliate."""
        with connect(self._warehouse) as connection:
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
