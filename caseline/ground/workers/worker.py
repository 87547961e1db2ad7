"""The side that works: `python -m caseline.ground.workers.worker`, started by `Workers` alone."""

import os
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from caseline.ground.errors import CaselineError

OWNER_ONLY = 0o077
LOOK_SECONDS = 0.5


def main() -> int:
    os.umask(OWNER_ONLY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal; who started this decides
    asks, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # what libraries print must not get among the answers
        os.dup2(nowhere, stream)
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    saying = threading.Lock()

    def say(kind: str, said: Any) -> None:
        with saying:
            answers.send((kind, said))

    while True:
        try:
            task = asks.recv()
        except EOFError:
            return 0
        try:
            given = task.work(*task.arguments, lambda said: say("told", said))
        except Exception as error:
            is_for_people = isinstance(error, CaselineError)
            words = str(error) if is_for_people else f"a fault in Caseline itself ({type(error).__name__})"
            say("fault", (words, traceback.format_exc(), is_for_people))
        else:
            say("given", given)


def _end_with(parent: int) -> None:
    """However the process that started this ends, this one does too."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
