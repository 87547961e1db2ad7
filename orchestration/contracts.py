"""Data contracts as asset checks, so that a broken promise shows on the table it is about."""

from collections.abc import Iterator

import dagster as dg

from caseline.contracts import Contract, check_contracts, load_contracts
from caseline.contracts.checking import Outcome
from caseline.ground.warehouse import connect
from orchestration.night.doing import do_when_due
from orchestration.night.news import Due
from orchestration.place import place


def _contracts(name: str, *layers: str) -> dg.AssetChecksDefinition:
    chosen = [contract for contract in load_contracts() if contract.table.split(".")[0] in layers]

    @dg.multi_asset_check(name=name, specs=[spec for contract in chosen for spec in _specs(contract)])
    def promises(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """What each table promises its readers, checked with Great Expectations where a table has changed."""
        outcomes: list[Outcome] = []

        def check(found: Due) -> bool:
            changed = [one for one in chosen if not found.is_by_tables_alone or one.table in found.changed]
            if changed:
                with connect(place().warehouse, read_only=True) as connection:
                    outcomes.extend(check_contracts(connection, changed))
            return all(outcome.kept for outcome in outcomes)

        do_when_due(context, check, read=[contract.table for contract in chosen])
        asked = {(outcome.table, outcome.name): outcome for outcome in outcomes}
        for contract in chosen:
            for promise in contract.promises:
                outcome = asked.get((contract.table, promise.name))
                yield dg.AssetCheckResult(
                    asset_key=contract.table.split("."),
                    check_name=promise.name,
                    passed=outcome is None or outcome.kept,
                    severity=dg.AssetCheckSeverity.ERROR,
                    metadata={"rows checked": outcome.rows, "rows that break it": outcome.broken} if outcome else {},
                )

    return promises


def _specs(contract: Contract) -> list[dg.AssetCheckSpec]:
    table = dg.AssetKey(contract.table.split("."))
    return [dg.AssetCheckSpec(promise.name, asset=table, description=promise.meaning) for promise in contract.promises]


record_contracts = _contracts("record_contracts", "record")
report_contracts = _contracts("report_contracts", "intelligence", "reporting")
