"""Reading what clients send as it comes, beside the application."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from caseline.ground.settings import Workspace
from caseline.organization.dictionary import load_dictionary

ENDS_SECONDS = 20
"""How long a run that is going on has to end at a moment where it can; the next one goes on from there."""
AGAIN_SECONDS, MOST_AGAIN_SECONDS = 10.0, 600.0
"""After how long a process that ended by itself is started again, and twice as long each time it ends so soon."""

console = Console(stderr=True)


@contextmanager
def read_on_arrival(place: Workspace) -> Iterator[None]:
    """Meanwhile what is sent is taken in as it comes, where the organisation has forms."""
    if not load_dictionary(place.organization / "data_dictionary").forms:
        yield
        return
    with kept_running([sys.executable, "-m", "orchestration", "arrivals", str(place.organization)]):
        yield


@contextmanager
def kept_running(command: Sequence[str]) -> Iterator[None]:
    """Meanwhile a process runs, which is started again where it ends by itself. It is to end with its standard input,
    so that it does also where this process is killed."""
    watched = _Watched(command)
    try:
        yield
    finally:
        watched.end()


class _Watched:
    def __init__(self, command: Sequence[str]) -> None:
        self._command, self._changing, self._is_over = command, threading.Lock(), threading.Event()
        self._process = self._started()
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self) -> None:
        with self._changing:
            self._is_over.set()
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(ENDS_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()

    def _watch(self) -> None:
        wait = AGAIN_SECONDS
        while True:
            began = time.monotonic()
            code = self._process.wait()
            if self._is_over.is_set():
                return
            if time.monotonic() - began > MOST_AGAIN_SECONDS:
                wait = AGAIN_SECONDS
            told = f"What reads submissions has ended ({code}); it is started again in {wait:.0f} s."
            console.print(told, highlight=False)
            if self._is_over.wait(wait):
                return
            wait = min(2 * wait, MOST_AGAIN_SECONDS)
            with self._changing:
                if self._is_over.is_set():
                    return
                assert self._process.stdin
                self._process.stdin.close()
                self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)  # Ctrl-C is for us alone
