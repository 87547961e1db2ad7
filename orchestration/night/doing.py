"""Doing a step of the night where it has something to do, and taking down what it started from."""

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from graphlib import TopologicalSorter

import dagster as dg

from caseline.ground.errors import CaselineError
from caseline.ground.sealed_log import SealedLog
from caseline.ground.warehouse import kept_open, writer_lock
from orchestration.night.ledger import Ledger, rows_of
from orchestration.night.news import Due, due
from orchestration.night.plan import EXPLAIN, STEP
from orchestration.place import organization, place

NOTHING_NEW = "Nothing new."


class StepFailed(CaselineError):
    """A step ended by a fault of ours. Its text holds no data."""


def do_when_due(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    do: Callable[[Due], bool | None],
    writes: Iterable[str] = (),
    affiliates: Sequence[str] | None = None,
    read: Iterable[str] | None = None,
) -> dict[str, str]:
    """Do this op's step of the plan, if anything that its result depends on has changed since it was last done.

    `do` gives False where the step has to be done again next time whatever is new. `writes` are schemas, or tables as
    `schema.table`. The warehouse stays open meanwhile.
    Gives digests of what was written; where nothing was to do, those of all tables as they stand.
    """
    step, ledger = STEP[context.op_execution_context.op_def.name], Ledger(place().warehouse)
    with writer_lock(place().warehouse), kept_open(place().warehouse):
        done, tables = ledger.read()
        found = due(step, place(), affiliates or organization().affiliate_ids, done, tables, read)
        if not found.because:
            context.log.info(NOTHING_NEW)
            return tables
        if os.environ.get(EXPLAIN):
            context.log.info(f"Because {'; '.join(found.because)}.")
        ledger.begin(step.name)
        with _without_data(step.title):
            goes_on = do(found)
        if goes_on is False:
            return ledger.tables_of(step.name, writes)
        return ledger.done(step.name, context.run.run_id, found.inputs, writes)


@contextmanager
def _without_data(title: str) -> Iterator[None]:
    """A fault of ours goes to the run's own log, which is encrypted, and to Dagster's record by its name alone: what
    an engine says of a value that it cannot cast is the value."""
    with SealedLog(place().log) as log, redirect_stdout(log):
        try:
            yield
        except CaselineError:
            raise
        except Exception as error:
            traceback.print_exc(file=log)
            raise StepFailed(f"A fault in Caseline itself: {type(error).__name__} in '{title}'.") from None


def materialized(context: dg.AssetExecutionContext, left: Mapping[str, str]) -> Iterator[dg.MaterializeResult]:
    """Every asset of the op, those that others read first, with what the plan knows of its content: its rows, and a
    digest as data version. Where a partition is taken in, the rows are those of the whole table all the same."""
    specs, own = context.assets_def.specs_by_key, context.selected_asset_keys
    earlier = {key: sorted({dep.asset_key for dep in specs[key].deps} & own - {key}) for key in sorted(own)}
    for key in TopologicalSorter(earlier).static_order():
        digest = left.get(".".join(key.path))
        yield dg.MaterializeResult(
            asset_key=key,
            data_version=dg.DataVersion(digest) if digest else None,
            metadata={"dagster/row_count": rows_of(digest)} if digest else {},
        )
