"""Who acts on this machine, where nobody signed in to the application."""

import getpass
import os
import socket

from caseline.audit.entry import Act, Entry

ROLE = "command line"


def acting(
    act: Act, clients: tuple[str, ...] = (), *, fields: tuple[str, ...] = (), about: str = "", role: str = ROLE
) -> Entry:
    """What whoever is signed in on this machine does on its command line, or its schedule for them."""
    return Entry(act, _person(), role, f"the command line of {socket.gethostname()}", clients, fields, about)


def _person() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"
