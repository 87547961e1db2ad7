"""Assets of the intake: the organisation's own words, and its exports as dlt lands them."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

import ingestion.crm.source
import ingestion.documents.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.dictionary import load_dictionary, standard_fields
from caseline.framework_tables import COLUMNS, caution, write_framework
from caseline.warehouse import connect, writer_lock
from orchestration.place import WAREHOUSE_POOL, affiliates, organization, place
from orchestration.progress import now_and_then

RETRY = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)


@dg.multi_asset(
    name="framework",
    specs=[dg.AssetSpec(["framework", table], group_name="framework", kinds={"yaml"}) for table in COLUMNS],
    pool=WAREHOUSE_POOL,
)
def framework() -> Iterator[dg.MaterializeResult]:
    """Outcomes, dictionary, maps, rulings, skills and report questions, checked and written as tables."""
    with writer_lock(place().warehouse), connect(place().warehouse) as connection:
        counts = write_framework(connection, organization())
    for table, rows in counts.items():
        yield dg.MaterializeResult(asset_key=["framework", table], metadata={"rows": rows})


def _source(name: str, tables: list[str]) -> Any:
    """The landing tables of one source, a partition an affiliate; several affiliates are taken in by one run."""
    names = dict.fromkeys([*tables, "load_file", "quarantine"])
    return dg.multi_asset(
        name=name,
        specs=[dg.AssetSpec([name, table], group_name="intake", kinds={"dlt"}) for table in names],
        partitions_def=affiliates,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=RETRY,
        pool=WAREHOUSE_POOL,
    )


def _standard_tables(source: str) -> list[str]:
    return list(dict.fromkeys(field.table for field in standard_fields() if field.source == source))


def _materialized(context: dg.AssetExecutionContext, summary: object) -> Iterator[dg.MaterializeResult]:
    context.log.info(str(summary))
    for key in sorted(context.selected_asset_keys):
        yield dg.MaterializeResult(asset_key=key, metadata={"found": str(summary)})


@_source("hmis", _standard_tables("hmis"))
def hmis(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """HUD HMIS CSV exports, as folders or zips."""
    with writer_lock(place().warehouse):
        summary = ingestion.hmis.source.load(
            place().data,
            place().warehouse,
            place().ingestion_state,
            context.partition_keys,
            caution=caution(organization()),
        )
    yield from _materialized(context, summary)


@_source("crm", _standard_tables("crm"))
def crm(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Salesforce objects, as CSV exports or over its REST API."""
    with writer_lock(place().warehouse):
        summary = ingestion.crm.source.load(
            place().data, place().warehouse, place().ingestion_state, context.partition_keys, now_and_then(context)
        )
    yield from _materialized(context, summary)


@_source("forms", ["submission", "answer"])
def forms(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Form exports (KoboToolbox, ODK, any CSV or XLSX), mapped by the data dictionary."""
    dictionary = load_dictionary(place().organization / "data_dictionary")
    with writer_lock(place().warehouse):
        summary = ingestion.forms.source.load(
            place().data,
            place().warehouse,
            place().ingestion_state,
            context.partition_keys,
            dictionary,
            now_and_then(context),
        )
    yield from _materialized(context, summary)


@_source("documents", ["document", "line", "index_row", "present_file"])
def documents(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Documents and transcripts: PDF, Word, e-mail, plain text."""
    with writer_lock(place().warehouse):
        summary = ingestion.documents.source.load(
            place().data, place().warehouse, place().ingestion_state, context.partition_keys, now_and_then(context)
        )
    yield from _materialized(context, summary)
