"""Checks the contracts against a warehouse."""

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb

from caseline.contracts.loading import Contract
from caseline.ground.errors import CaselineError


@dataclass(frozen=True)
class Outcome:
    """Whether one promise is kept: rows looked at, rows that break it."""

    table: str
    name: str
    meaning: str
    kept: bool
    rows: int
    broken: int


def check_contracts(connection: duckdb.DuckDBPyConnection, contracts: Iterable[Contract]) -> Iterator[Outcome]:
    """Check every promise of `contracts`. Reads only the columns the promises are about. Raises CaselineError where one
    cannot be checked.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
    import great_expectations as gx  # five seconds to import: only when contracts are checked
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("warehouse")
    for contract in contracts:
        columns = ", ".join(contract.columns) or "*"
        batch = source.add_dataframe_asset(contract.table).add_batch_definition_whole_dataframe("all")
        for promise in contract.promises:
            frame = connection.execute(f"select {columns} from {contract.table} where {promise.of_rows}").df()
            expectation = getattr(gx.expectations, promise.expectation)(**promise.with_)
            result = batch.get_batch({"dataframe": frame}).validate(expectation)
            if result.exception_info.get("raised_exception"):
                raise CaselineError(f"A fault in Caseline itself: the promise {promise.name} could not be checked.")
            broken = result.result.get("unexpected_count") or 0
            yield Outcome(contract.table, promise.name, promise.meaning, bool(result.success), len(frame), int(broken))
