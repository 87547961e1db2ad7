"""The main job from the command line: both halves in this process, one after the other."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
from rich.console import Console

from caseline.ground.sealed_log import SealedLog
from caseline.ground.settings import Workspace
from orchestration.alerting import alert
from orchestration.definitions import defs
from orchestration.jobs import note_tags
from orchestration.place import BY, intake_tags
from orchestration.stopping import asked_to_stop
from reports.night.summary import print_summary

BY_COMMAND_LINE = {BY: "command line"}
_SPOKEN = {"CaselineError", "ConfigurationError", "ConfigurationErrors", "ModelsFailed", "StepFailed"}

console = Console(stderr=True)


def connect_records() -> dg.JobDefinition:
    return defs.resolve_job_def("connect_records")


def read_and_report() -> dg.JobDefinition:
    return defs.resolve_job_def("read_and_report")


def connect_submissions() -> dg.JobDefinition:
    return defs.resolve_job_def("connect_submissions")


def read_submissions() -> dg.JobDefinition:
    return defs.resolve_job_def("read_submissions")


NIGHT = (connect_records, read_and_report)
ARRIVAL = (connect_submissions, read_submissions)
"""The two halves of a night, and what of them a submission needs until it stands on the pages."""


def run_main_job(place: Workspace, affiliate: str | None) -> int:
    """Run both halves; print what was found and where to look. Returns the exit code."""
    with dg.DagsterInstance.get() as instance, _quiet(place):
        run_id, is_done = run_halves(instance, NIGHT, affiliate)
        alert(instance, run_id, is_done, console.print)
    if not is_done:
        console.print(
            f"[bold red]The run stopped.[/] What was done is kept; the same command goes on from there. "
            f"Details: caseline log -o {place.output.name}"
        )
        return 1
    print_summary(place, run_id, Console())
    return 0


def take_in_submissions(place: Workspace) -> bool:
    """Take in what clients sent, read it and publish. Whether that succeeded."""
    with dg.DagsterInstance.get() as instance, _quiet(place, anew=False):
        return run_halves(instance, ARRIVAL, None)[1]


def run_halves(
    instance: dg.DagsterInstance, halves: tuple[Callable[[], dg.JobDefinition], ...], affiliate: str | None
) -> tuple[str, bool]:
    """The id of the last run, and whether both succeeded."""
    connects, reads = halves
    _close_abandoned_runs(instance)
    run_id, is_done = _run(instance, connects, intake_tags(affiliate))
    return _run(instance, reads, note_tags(instance)) if is_done else (run_id, False)


def _run(instance: dg.DagsterInstance, job: Any, partitions: dict[str, str]) -> tuple[str, bool]:
    """The run's id, and whether it succeeded. Raises KeyboardInterrupt where somebody stopped it."""
    run_config: dict[str, Any] = {"loggers": {"console": {"config": {}}}}
    tags = BY_COMMAND_LINE | partitions
    with dg.execute_job(dg.reconstructable(job), instance=instance, run_config=run_config, tags=tags) as result:
        for event in result.all_events:
            if event.is_step_failure and event.step_failure_data.error and not asked_to_stop():
                _say(event.step_failure_data.error)
            if event.is_job_failure and asked_to_stop():
                instance.report_run_canceled(result.dagster_run, "Somebody stopped the run.")
                raise KeyboardInterrupt
        return result.run_id, result.success


def _say(error: Any) -> None:
    """A problem for a person in its own words; a fault of ours by its name alone, for its text may hold client data."""
    cause = error.cause or error
    print(error.to_string())  # to the log file, which lies beside the data and is as confidential
    if cause.cls_name in _SPOKEN:
        console.print(cause.message.split(": ", 1)[-1].strip(), markup=False, soft_wrap=True)
    else:
        console.print(f"A fault in Caseline itself: {cause.cls_name}.")


def _close_abandoned_runs(instance: dg.DagsterInstance) -> None:
    """A run that was killed still says it is going on; say that it ended, so that nothing waits for it."""
    going_on = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING], tags=dict(BY_COMMAND_LINE)
    )
    for run in instance.get_runs(going_on):
        instance.report_run_failed(run, "The run was stopped from outside before it ended.")


@contextlib.contextmanager
def _quiet(place: Workspace, *, anew: bool = True) -> Iterator[None]:
    """What libraries print goes to a log file; the terminal shows steps. What is not of a night is added to its log."""
    with SealedLog(place.log, anew=anew) as file, contextlib.redirect_stdout(file):
        yield
