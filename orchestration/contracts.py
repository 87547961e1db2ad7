"""Data contracts as asset checks, so that a broken promise shows on the table it is about."""

from collections.abc import Iterator

import dagster as dg

from caseline.contracts import check_contracts, load_contracts
from caseline.warehouse import connect
from orchestration.place import place


def _spec(table: str, name: str, meaning: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset=dg.AssetKey(table.split(".")), description=meaning)


@dg.multi_asset_check(
    name="contracts",
    specs=[
        _spec(contract.table, promise.name, promise.meaning)
        for contract in load_contracts()
        for promise in contract.promises
    ],
)
def contracts() -> Iterator[dg.AssetCheckResult]:
    """What each table promises its readers, checked with Great Expectations."""
    with connect(place().warehouse, read_only=True) as connection:
        outcomes = list(check_contracts(connection))
    for outcome in outcomes:
        yield dg.AssetCheckResult(
            asset_key=outcome.table.split("."),
            check_name=outcome.name,
            passed=outcome.kept,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"rows checked": outcome.rows, "rows that break it": outcome.broken},
        )
