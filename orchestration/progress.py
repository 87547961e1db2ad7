"""What a person sees while a run goes on: each step as it starts and ends, and what it found."""

import logging
import time

import dagster as dg
from rich.console import Console

from caseline.ground.progress import ProgressCallback
from orchestration.night.plan import STEP

SECONDS_BETWEEN_LINES = 5


class StepReporter(logging.Handler):
    """Prints steps to the terminal; leaves everything else to Dagster's own event log."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.started: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        meta = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        step = meta.get("step_key") or ""
        title = STEP[step].title if step in STEP else step
        if event is None:
            if logging.INFO <= record.levelno < logging.ERROR and step in STEP:
                self.console.print(f"    {meta.get('orig_message', '')}", markup=False, highlight=False, soft_wrap=True)
        elif event.event_type_value == "STEP_START":
            self.started[step] = time.monotonic()
            self.console.print(f"[bold]>[/] {title} ...")
        elif event.event_type_value == "STEP_SUCCESS":
            seconds = time.monotonic() - self.started.get(step, time.monotonic())
            self.console.print(f"    [green]done[/] in {seconds:.1f} s")
        elif event.event_type_value in {"STEP_FAILURE", "STEP_UP_FOR_RETRY"}:
            self.console.print(f"    [bold red]{title}: {event.event_type_value.lower().replace('_', ' ')}[/]")


def now_and_then(context: dg.AssetExecutionContext) -> ProgressCallback:
    """Progress of long work as a log line every few seconds."""
    last = time.monotonic()

    def follow(what: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            context.log.info(f"{what}: {done:,} of {total:,}")

    return follow


@dg.logger
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """Steps as they start and end."""
    logger = logging.Logger("caseline")
    logger.addHandler(StepReporter(Console(stderr=True)))
    return logger
