"""Assets of coding: each note goes through each skill once, a partition being an affiliate's month of notes."""

from collections.abc import Iterator

import dagster as dg

from caseline.coding.nights.engine import pending_partitions
from caseline.coding.nights.rounds import measure_and_read
from caseline.coding.ruled import with_rulings
from caseline.ground.warehouse import connect
from caseline.organization.skills import skills_of
from orchestration.night.doing import do_when_due, materialized
from orchestration.night.news import Due
from orchestration.place import WAREHOUSE_POOL, affiliates, coder, organization, place, second_coder
from orchestration.progress import now_and_then
from orchestration.readers import shared
from orchestration.tables import table_spec

AFFILIATE, MONTH = "affiliate", "month"
MONTHS = "note_month"

note_months = dg.DynamicPartitionsDefinition(name=MONTHS)
notes_by_affiliate_and_month = dg.MultiPartitionsDefinition({AFFILIATE: affiliates, MONTH: note_months})
READS = (["record", "case_note"], ["framework", "skill_code"], ["framework", "code_ruling"])
TABLES = ("note_coding", "note_code", "skill_wording", "skill_agreement")


@dg.multi_asset(
    name="coding",
    specs=[
        table_spec("intelligence", table, "intelligence", {"duckdb", "python"}, map(dg.AssetKey, READS))
        for table in TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "canary",
            asset=["intelligence", "note_code"],
            description="Each skill, as it reads now, agrees with people as well as what they accepted.",
        )
    ],
    partitions_def=notes_by_affiliate_and_month,
    backfill_policy=dg.BackfillPolicy.single_run(),
    retry_policy=dg.RetryPolicy(max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL),
    pool=WAREHOUSE_POOL,
)
def coding(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Measure what has changed in how notes are read, then read new and changed notes with every skill, risks first.

    Only codes whose quote stands in the note are kept.
    """
    partitions = [
        (key.keys_by_dimension[AFFILIATE], key.keys_by_dimension[MONTH])
        for key in context.partition_keys
        if isinstance(key, dg.MultiPartitionKey)
    ]
    told: list[str] = []

    def read(_: Due) -> bool:
        second = second_coder()
        workers = organization().workers
        readers = shared(coder(), workers), shared(second, workers) if second else None
        with connect(place().warehouse) as connection:
            skills = with_rulings(skills_of(organization()), connection)
            examined, summary = measure_and_read(
                connection,
                partitions,
                skills,
                readers[0],
                context.run_id,
                may_drop=organization().settings.canary_drop,
                organization=organization().folder,
                progress=now_and_then(context),
                say=context.log.info,
                second=readers[1],
            )
            told.extend(examined.told)
            context.log.info(str(summary))
            return not told and not pending_partitions(connection, skills, *readers)[1]

    left = do_when_due(context, read, [f"intelligence.{table}" for table in TABLES])
    for sentence in told:
        context.log.warning(sentence)
    yield from materialized(context, left)
    yield dg.AssetCheckResult(
        check_name="canary",
        asset_key=["intelligence", "note_code"],
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        description=" ".join(told) or "Every skill agrees with people as well as what they accepted.",
    )
