"""Being stopped: Ctrl-C or SIGTERM ends a run within seconds, and is told once as what it is."""

import atexit
import os
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

from rich.console import Console

STOPPED = 130
"""What a shell expects of a command that somebody stopped."""
PATIENCE_SECONDS = 8

_heard, _signals = socket.socketpair()
_asked = threading.Event()


def heed_signals() -> None:
    """From now on SIGTERM is as Ctrl-C; and where the interrupt gets lost (Python drops one that falls into a callback
    of its collector) the process ends all the same. To be called in the main thread."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _signals.setblocking(False)
    signal.set_wakeup_fd(_signals.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_end_late, daemon=True).start()


def asked_to_stop() -> bool:
    """Whether somebody stopped this process: what then fails, under whatever name, failed for that."""
    return _asked.is_set()


def end_stopped() -> NoReturn:
    """Say so and end at once: a query may still be computing in a thread of its own, which ends with the process."""
    Console(stderr=True).print("[bold]Stopped.[/] What was done is kept; the same command goes on from there.")
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(STOPPED)


def _end_late() -> None:
    while _heard.recv(1)[0] not in (signal.SIGINT, signal.SIGTERM):
        pass
    _asked.set()
    time.sleep(PATIENCE_SECONDS)
    end_stopped()
