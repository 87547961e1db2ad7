"""Data contracts as asset checks, so that a broken promise shows on the table it is about."""

from collections.abc import Iterator

import dagster as dg

from caseline.contracts import Contract, check_contracts, load_contracts
from caseline.warehouse import connect
from orchestration.place import place


def _contracts(name: str, *layers: str) -> dg.AssetChecksDefinition:
    chosen = [contract for contract in load_contracts() if contract.table.split(".")[0] in layers]

    @dg.multi_asset_check(name=name, specs=[spec for contract in chosen for spec in _specs(contract)])
    def promises() -> Iterator[dg.AssetCheckResult]:
        """What each table promises its readers, checked with Great Expectations."""
        with connect(place().warehouse, read_only=True) as connection:
            outcomes = list(check_contracts(connection, chosen))
        for outcome in outcomes:
            yield dg.AssetCheckResult(
                asset_key=outcome.table.split("."),
                check_name=outcome.name,
                passed=outcome.kept,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={"rows checked": outcome.rows, "rows that break it": outcome.broken},
            )

    return promises


def _specs(contract: Contract) -> list[dg.AssetCheckSpec]:
    table = dg.AssetKey(contract.table.split("."))
    return [dg.AssetCheckSpec(promise.name, asset=table, description=promise.meaning) for promise in contract.promises]


record_contracts = _contracts("record_contracts", "record")
report_contracts = _contracts("report_contracts", "intelligence", "reporting")
