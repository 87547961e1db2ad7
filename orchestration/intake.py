"""Assets of the intake: the organisation's own words, and its exports as they land.

What reads each source is imported where it is read: a night loads what it has to do.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from caseline.audit import audit_run
from caseline.framework.tables import COLUMNS, write_framework
from caseline.ground.keys import keys_of_workspace
from caseline.ground.warehouse import connect, writer_lock
from caseline.organization.dictionary import Dictionary, load_dictionary
from caseline.organization.transformation import caution
from ingestion.standard_fields import standard_fields
from orchestration.night.doing import do_when_due, materialized
from orchestration.night.news import Due
from orchestration.place import BY, WAREHOUSE_POOL, affiliates, organization, place
from orchestration.progress import now_and_then
from orchestration.retaining import past_their_period
from orchestration.tables import landing_columns, table_spec

KINDS = {"hmis": {"csv"}, "crm": {"salesforce", "csv"}, "forms": {"csv", "excel"}, "documents": {"pdf", "word"}}
"""What each source reads."""
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
        partitions_def=affiliates,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=RETRY,
        pool=WAREHOUSE_POOL,
    )


def _standard_tables(source: str) -> list[str]:
    return list(dict.fromkeys(field.table for field in standard_fields() if field.source == source))


def _taken_in(context: dg.AssetExecutionContext, load: Callable[[], object]) -> Iterator[dg.MaterializeResult]:
    def take_in(_: Due) -> None:
        context.log.info(str(load()))

    source = context.op_def.name
    yield from materialized(context, do_when_due(context, take_in, [source], affiliates=context.partition_keys))


@_source("hmis", _standard_tables("hmis"))
def hmis(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """HUD HMIS CSV exports, as folders or zips."""

    def exports() -> object:
        from ingestion.hmis.source import load

        return load(place().data, place().warehouse, context.partition_keys, caution=caution(organization()))

    yield from _taken_in(context, exports)


@_source("crm", _standard_tables("crm"))
def crm(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Salesforce objects, as CSV exports or over its REST API."""

    def objects() -> object:
        from ingestion.crm.source import load

        words = organization()
        return load(
            *_places(), context.partition_keys, _dictionary(), now_and_then(context), words.date_order, words.apis
        )

    yield from _taken_in(context, objects)


@_source("forms", ["submission", "answer", "reference", "asked_again"])
def forms(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Form exports (KoboToolbox, ODK, any CSV or XLSX), mapped by the data dictionary."""

    def submissions() -> object:
        from ingestion.forms.source import load
        from ingestion.submissions.links import Links

        words = organization()
        return load(
            *_places(), context.partition_keys, _dictionary(), now_and_then(context), words.date_order, words.apis,
            place().submissions, Links(place().links, keys_of_workspace(place())).all(), caution(words),
        )  # fmt: skip

    yield from _taken_in(context, submissions)


@_source("documents", ["document", "line", "index_row", "present_file"])
def documents(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Documents and transcripts: PDF, Word, e-mail, plain text."""

    def files() -> object:
        from ingestion.documents.source import load

        return load(place().data, place().warehouse, context.partition_keys, now_and_then(context), place().submissions)

    yield from _taken_in(context, files)


def _dictionary() -> Dictionary:
    return load_dictionary(place().organization / "data_dictionary")


def _places() -> tuple[Path, Path, Path]:
    """Where exports lie, the warehouse, and what systems asked over their API keep."""
    return place().data, place().warehouse, place().ingestion_state
