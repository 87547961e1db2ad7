"""Reading what clients send as it comes, beside the application."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from caseline.ground.settings import Workspace
from caseline.organization.dictionary import load_dictionary

ENDS_SECONDS = 20
"""How long a run that is going on has to end at a moment where it can; the next one goes on from there."""


@contextmanager
def read_on_arrival(place: Workspace) -> Iterator[None]:
    """Meanwhile what is sent is taken in as it comes, where the organisation has forms."""
    if not load_dictionary(place.organization / "data_dictionary").forms:
        yield
        return
    # it ends when its standard input does, so also where this process is killed
    command = [sys.executable, "-m", "orchestration", "arrivals", str(place.organization)]
    watching = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # Ctrl-C is for us alone
    try:
        yield
    finally:
        assert watching.stdin
        watching.stdin.close()
        try:
            watching.wait(ENDS_SECONDS)
        except subprocess.TimeoutExpired:
            watching.terminate()
            watching.wait()
