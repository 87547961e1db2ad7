"""Files that clients send, shown to a virus scanner where the environment names one."""

import os
import shlex
import subprocess

from caseline.ground.errors import CaselineError
from caseline.ground.settings import SCANNER

SECONDS = 60
_CLEAN, _HARMFUL = 0, 1
"""How ClamAV's commands, and others in their likeness, end."""


def is_harmful(content: bytes) -> bool:
    """Whether the scanner finds something; it reads the file from its standard input. False where none is named.

    Raises CaselineError where it cannot say: then nothing is taken in.
    """
    command = shlex.split(os.environ.get(SCANNER, ""))
    if not command:
        return False
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CaselineError(f"The scanner that {SCANNER} names cannot be used ({type(error).__name__}).") from None
    if ended not in (_CLEAN, _HARMFUL):
        raise CaselineError(f"The scanner that {SCANNER} names could not look at a file: it ended with {ended}.")
    return ended == _HARMFUL
