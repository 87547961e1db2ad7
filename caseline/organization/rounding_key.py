"""The secret by which counts are rounded outside: with it one could work out which way each count went.

It lies with the organisation's own files, because what was sent must be rounded the same way for ever.
"""

import os
import secrets
from pathlib import Path

from caseline.ground.errors import CaselineError

FILE = "rounding.key"
_BYTES = 32


def rounding_key(folder: Path) -> str:
    """The key of the organisation in `folder`, made when it is first asked for. Raises CaselineError."""
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CaselineError(f"{path}, by which counts are rounded, cannot be read or made: {error}.") from None
    if len(key) < _BYTES:
        raise CaselineError(f"{path} is not whole. Bring it back from a backup: another key rounds otherwise.")
    return key


def _make(path: Path) -> None:
    """Readable for its owner alone; whoever comes second keeps the first one's key."""
    fresh = path.with_name(f".{FILE}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
