"""The two halves of the main job, the nightly schedule, and what starts them."""

import os
from collections.abc import Iterator

import dagster as dg

from caseline.coding.nights.engine import pending_partitions
from caseline.coding.ruled import with_rulings
from caseline.ground.warehouse import connect
from caseline.organization.skills import skills_of
from ingestion.submissions.store import FILE as SUBMITTED
from orchestration.coding import AFFILIATE, MONTH, MONTHS, coding
from orchestration.contracts import record_contracts, report_contracts
from orchestration.identity import identity
from orchestration.intake import crm, documents, forms, framework, hmis
from orchestration.models import after_coding, before_identity, record
from orchestration.night.inputs import listing
from orchestration.place import NIGHTLY, coder, intake_tags, organization, partition_range, place, second_coder
from orchestration.reports import documents as funder_documents
from orchestration.reports import for_hud, published, site

connect_records = dg.define_asset_job(
    "connect_records",
    selection=dg.AssetSelection.assets(framework, hmis, crm, forms, documents, before_identity, identity, record)
    | dg.AssetSelection.checks(record_contracts),
    description="Take in exports and resolve them to one client ID.",
    executor_def=dg.in_process_executor,
)

read_and_report = dg.define_asset_job(
    "read_and_report",
    selection=dg.AssetSelection.assets(coding, after_coding, published, site, funder_documents, *for_hud)
    | dg.AssetSelection.checks(report_contracts),
    description="Read new notes with every skill and make the reports.",
    executor_def=dg.in_process_executor,
)


connect_submissions = dg.define_asset_job(
    "connect_submissions",
    selection=dg.AssetSelection.assets(framework, forms, documents, before_identity, identity, record)
    - dg.AssetSelection.checks(record_contracts),
    description="Take in what clients sent by the organisation's own forms, and resolve it to one client ID.",
    executor_def=dg.in_process_executor,
)

read_submissions = dg.define_asset_job(
    "read_submissions",
    selection=dg.AssetSelection.assets(coding, after_coding, published) - dg.AssetSelection.checks(report_contracts),
    description="Read new notes and publish, so that what they raise stands on the pages.",
    executor_def=dg.in_process_executor,
)


def note_tags(instance: dg.DagsterInstance) -> dict[str, str]:
    """Run tags that cover every partition with a note still to be read; the newest partition when none has.

    Registers months seen for the first time.
    """
    with connect(place().warehouse, read_only=True) as connection:
        skills = with_rulings(skills_of(organization()), connection)
        months, pending = pending_partitions(connection, skills, coder(), second_coder())
    known = list(instance.get_dynamic_partitions(MONTHS))
    fresh = [month for month in months if month not in known]
    if fresh or not known:
        instance.add_dynamic_partitions(MONTHS, fresh or ["undated"])
        known = list(instance.get_dynamic_partitions(MONTHS))
    affiliates = organization().affiliate_ids
    touched_affiliates = sorted({affiliate for affiliate, _ in pending}, key=affiliates.index) or affiliates[-1:]
    touched_months = sorted({month for _, month in pending}, key=known.index) or known[-1:]
    first, last = (
        dg.MultiPartitionKey({AFFILIATE: touched_affiliates[end], MONTH: touched_months[end]}) for end in (0, -1)
    )
    return partition_range(str(first), str(last))


@dg.schedule(
    job=connect_records,
    cron_schedule=organization().nightly.cron,
    execution_timezone=organization().nightly.timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING if os.environ.get(NIGHTLY) else dg.DefaultScheduleStatus.STOPPED,
    description="Every night, at the hour that organization.yml names: all affiliates.",
)
def nightly() -> dg.RunRequest:
    return dg.RunRequest(tags=intake_tags())


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[connect_records],
    request_job=read_and_report,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=15,
    description="When records are connected, read the notes that are new and make the reports.",
)
def records_connected(context: dg.RunStatusSensorContext) -> dg.RunRequest:
    return dg.RunRequest(run_key=context.dagster_run.run_id, tags=note_tags(context.instance))


files_follow = dg.AutomationConditionSensorDefinition(
    "files_follow",
    target=dg.AssetSelection.assets(site, funder_documents, *for_hud),
    minimum_interval_seconds=300,
    description="When the published copy was materialized alone, make the pages and files again.",
)


@dg.sensor(
    job=connect_records,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="When a file lands or changes under data/, or a client sends a form, take it in; a note is read "
    "minutes after it arrives.",
)
def file_landed(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    fingerprint = listing(place().data) + listing(place().submissions, SUBMITTED)
    if context.cursor == fingerprint:
        yield dg.SkipReason("No file has landed since the last look.")
        return
    context.update_cursor(fingerprint)
    yield dg.RunRequest(run_key=fingerprint, tags=intake_tags())
