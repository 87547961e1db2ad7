"""Assets of the intake: the organisation's own words, and its exports as they land.

What reads each source is imported where it is read: a night loads what it has to do.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from caseline.audit import audit_run
from caseline.framework.tables import COLUMNS, write_framework
from caseline.ground.warehouse import connect, writer_lock
from ingestion.apart import FIX as NOT_READ
from ingestion.standard_fields import standard_fields
from orchestration.night.doing import do_when_due, materialized
from orchestration.night.news import Due
from orchestration.place import BY, WAREHOUSE_POOL, affiliates, organization, place
from orchestration.progress import now_and_then
from orchestration.retaining import past_their_period
from orchestration.tables import landing_columns, table_spec

KINDS = {"hmis": {"csv"}, "crm": {"salesforce", "csv"}, "forms": {"csv", "excel"}, "documents": {"pdf", "word"}}
"""What each source reads."""
READ = "read"
"""The check of whether every affiliate was read."""
RETRY = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)


@dg.multi_asset(
    name="framework",
    specs=[
        table_spec("framework", table, "framework", {"yaml"}, columns=columns) for table, columns in COLUMNS.items()
    ],
    pool=WAREHOUSE_POOL,
)
def framework(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Outcomes, dictionary, maps, rulings, skills and report questions, checked and written as tables."""

    if BY not in context.run.tags:  # the command line has done it
        audit_run(place())
        with writer_lock(place().warehouse):
            for table, rows in past_their_period(place()).items():
                context.log.info(f"Past their retention period and erased: {rows:,} rows of {table}.")

    def write(_: Due) -> None:
        with connect(place().warehouse) as connection:
            write_framework(connection, organization())

    yield from materialized(context, do_when_due(context, write, writes=["framework"]))


def _source(name: str, tables: list[str]) -> Any:
    """The landing tables of one source, a partition an affiliate; several affiliates are taken in by one run."""
    names, columns = dict.fromkeys([*tables, "load_file", "quarantine"]), landing_columns(name)
    return dg.multi_asset(
        name=name,
        specs=[
            table_spec(name, table, "intake", {"duckdb", *KINDS[name]}, columns=columns.get(table)) for table in names
        ],
        check_specs=[
            dg.AssetCheckSpec(
                READ,
                asset=[name, "load_file"],
                description="No process that read an affiliate's exports ended badly.",
            )
        ],
        partitions_def=affiliates,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=RETRY,
        pool=WAREHOUSE_POOL,
    )


def _standard_tables(source: str) -> list[str]:
    return list(dict.fromkeys(field.table for field in standard_fields() if field.source == source))


def _taken_in(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    source = context.op_def.name
    not_read: list[str] = []

    def take_in(_: Due) -> bool:
        from orchestration.exports import take_in_by_workers

        summary = take_in_by_workers(source, place(), context.partition_keys, now_and_then(context), print)
        context.log.info(str(summary))
        for item in summary.held_back:
            if item.fix == NOT_READ:
                not_read.append(item.affiliate_id)
                context.log.warning(item.reason)
        return summary.is_whole

    yield from materialized(context, do_when_due(context, take_in, [source], affiliates=context.partition_keys))
    told = {"affiliates that were not read": ", ".join(not_read)} if not_read else {}
    yield dg.AssetCheckResult(asset_key=[source, "load_file"], check_name=READ, passed=not not_read, metadata=told)


@_source("hmis", _standard_tables("hmis"))
def hmis(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """HUD HMIS CSV exports, as folders or zips."""
    yield from _taken_in(context)


@_source("crm", _standard_tables("crm"))
def crm(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Salesforce objects, as CSV exports or over its REST API."""
    yield from _taken_in(context)


@_source("forms", ["submission", "answer", "reference", "asked_again"])
def forms(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Form exports (KoboToolbox, ODK, any CSV or XLSX), mapped by the data dictionary."""
    yield from _taken_in(context)


@_source("documents", ["document", "line", "index_row", "present_file"])
def documents(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Documents and transcripts: PDF, Word, e-mail, plain text."""
    yield from _taken_in(context)
