"""What is told when a run ends, also when it ended badly. An alert that cannot be sent stops nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from caseline.ground.warehouse import connect
from orchestration.place import BY, organization, place
from reports.alerts import Memory, news_of_run, stopped, tell

CONNECT, REPORT = "connect_records", "read_and_report"
Say = Callable[[str], object]


def alert(instance: dg.DagsterInstance, run_id: str, is_done: bool, say: Say) -> None:
    """Tell what the run, and the half of the night before it, found. `say` hears what could not be sent."""
    described = organization()
    if not described.alerts.to:
        return
    today = datetime.now(ZoneInfo(described.nightly.timezone)).date()
    memory, failed = Memory(place().alerts), _failed_checks(instance, run_id)
    if is_done:
        with connect(place().published, read_only=True) as connection:
            news = news_of_run(connection, run_id, failed, memory.files, memory.digest_due(today))
    else:
        news = stopped(failed)
    if news:
        memory.keep(tell(described.alerts, described.name, news, say), today)


def _failed_checks(instance: dg.DagsterInstance, run_id: str) -> Counter[str]:
    """How many promises of each table were found broken."""
    earlier = instance.get_runs(dg.RunsFilter(job_name=CONNECT), limit=1)
    found: Counter[str] = Counter()
    for one in {run_id, *(run.run_id for run in earlier)}:
        for entry in instance.all_logs(one, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
            evaluation = entry.get_dagster_event().asset_check_evaluation_data
            if not evaluation.passed:
                found[".".join(evaluation.asset_key.path)] += 1
    return found


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS, default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30, description="When a scheduled night has its reports, tell what is new.",
)  # fmt: skip
def night_ended(context: dg.RunStatusSensorContext) -> None:
    run = context.dagster_run
    if run.job_name == REPORT and BY not in run.tags:
        alert(context.instance, run.run_id, True, context.log.warning)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.FAILURE, default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30, description="When a scheduled run fails, tell that it did.",
)  # fmt: skip
def night_stopped(context: dg.RunStatusSensorContext) -> None:
    if BY not in context.dagster_run.tags:
        alert(context.instance, context.dagster_run.run_id, False, context.log.warning)
