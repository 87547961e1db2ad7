"""Asset of identity resolution: which records are one person."""

import os
from collections.abc import Iterator

import dagster as dg

from caseline.ground.settings import SPARK_MASTER
from caseline.ground.warehouse import connect
from orchestration.night.doing import do_when_due, materialized
from orchestration.night.news import Due
from orchestration.place import WAREHOUSE_POOL, place
from orchestration.progress import now_and_then
from orchestration.tables import table_spec

TABLES = ("identity_link", "identity_pair", "identity_event", "identity_alias", "identity_run")
READS = (
    ["record", "source_person"],
    ["record", "sharing_statement"],
    ["record", "as_of"],
    ["framework", "identity_ruling"],
    ["framework", "affiliate"],
)


@dg.multi_asset(
    name="identity",
    specs=[table_spec("record", table, "record", {"duckdb", "python"}, map(dg.AssetKey, READS)) for table in TABLES],
    pool=WAREHOUSE_POOL,
)
def identity(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Link person records and keep every client ID stable across runs."""

    def link(_: Due) -> None:
        from caseline.identity import resolve  # with pandas: only where somebody is new

        with connect(place().warehouse) as connection:
            found = resolve(
                connection, now_and_then(context), keep_in=place().register, spark=os.environ.get(SPARK_MASTER)
            )
        context.log.info(str(found))

    yield from materialized(context, do_when_due(context, link, [f"record.{table}" for table in TABLES]))
