"""Asset of identity resolution: which records are one person."""

import os
from collections.abc import Iterator

import dagster as dg

from caseline.identity import resolve
from caseline.settings import SPARK_MASTER
from caseline.warehouse import connect, writer_lock
from orchestration.place import WAREHOUSE_POOL, place
from orchestration.progress import now_and_then

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
    specs=[
        dg.AssetSpec(
            ["record", table],
            deps=[dg.AssetKey(key) for key in READS],
            group_name="record",
            kinds={"splink"},
        )
        for table in TABLES
    ],
    pool=WAREHOUSE_POOL,
)
def identity(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Link person records with Splink and keep every client ID stable across runs."""
    with writer_lock(place().warehouse), connect(place().warehouse) as connection:
        result = resolve(
            connection, now_and_then(context), keep_in=place().register, spark=os.environ.get(SPARK_MASTER)
        )
    context.log.info(str(result))
    for table in TABLES:
        yield dg.MaterializeResult(asset_key=["record", table], metadata={"found": str(result)})
