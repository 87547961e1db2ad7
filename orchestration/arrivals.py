"""What clients send, read as it comes: a process beside the application that stays ready and ends with it.

It does of a night what a submission needs until it stands on the pages; checks, documents and HUD's tables are the
night's.
"""

import os
import select
import sys
import time
from pathlib import Path

from rich.console import Console

from caseline.audit import audit_run
from caseline.custody.unfinished import finish_what_was_cut_off
from caseline.ground.errors import AnotherRunWrites, CaselineError
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import writer_lock
from ingestion.submissions.store import FILE
from orchestration.night.inputs import Input, listing
from orchestration.night.ledger import Ledger
from orchestration.run import take_in_submissions

LOOK_SECONDS = 1.0
BUSY_SECONDS = 5.0
FAILED_SECONDS, MOST_FAILED_SECONDS = 60.0, 3600.0
"""How long to wait for another run that is writing; and after one of these failed, twice as long each time."""

console = Console(stderr=True)


def watch(place: Workspace) -> int:
    """Take submissions in as they come, until standard input ends: whoever started this has ended, or asks for it."""
    settings = _state(place.organization / "organization.yml")
    looked, wait, failed = None, 0.0, FAILED_SECONDS
    while not _ended(wait):
        wait = LOOK_SECONDS
        state = _state(place.submissions / FILE)
        if state is None or state == looked or not place.warehouse.exists():
            continue
        if _state(place.organization / "organization.yml") != settings:
            os.execv(sys.executable, [sys.executable, "-m", "orchestration", "arrivals", str(place.organization)])
        try:
            with writer_lock(place.warehouse, wait_seconds=0):
                is_retry = failed > FAILED_SECONDS  # what was taken in may not have been read
                is_done = (not is_retry and _is_taken_in(place)) or _take_in(place)
        except AnotherRunWrites:
            wait = BUSY_SECONDS
            continue
        except CaselineError as error:
            console.print(str(error), soft_wrap=True, highlight=False)
            is_done = False
        except Exception as error:  # whatever it is, what comes later is still to be read
            console.print(f"A fault in Caseline itself: {type(error).__name__}.", highlight=False)
            is_done = False
        if is_done:
            looked, failed = state, FAILED_SECONDS
        else:
            told = "What was sent could not be taken in; it is tried again. Details: caseline log"
            console.print(told, highlight=False)
            wait, failed = failed, min(2 * failed, MOST_FAILED_SECONDS)
    return 0


def _take_in(place: Workspace) -> bool:
    began = time.monotonic()
    for told in finish_what_was_cut_off(place):
        console.print(told, highlight=False)
    audit_run(place)
    is_done = take_in_submissions(place)
    if is_done:
        seconds = time.monotonic() - began
        console.print(f"What was sent is on the pages, {seconds:.0f} s after it was seen.", highlight=False)
    return is_done


def _is_taken_in(place: Workspace) -> bool:
    """Whether the last time that forms were taken in all was there that is there now."""
    last = Ledger(place.warehouse).read()[0].get("forms")
    return last is not None and Input("files", "submissions", listing(place.submissions, FILE)) in last.inputs


def _state(path: Path) -> tuple[int, int] | None:
    return (stat.st_mtime_ns, stat.st_size) if path.exists() and (stat := path.stat()) else None


def _ended(seconds: float) -> bool:
    """Whether standard input ends within so many seconds."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready) and not sys.stdin.buffer.read(1)
