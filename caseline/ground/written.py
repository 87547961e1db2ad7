"""Files written whole, for their owner alone, and on the disk before anybody is told that they are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseline.ground.errors import CaselineError

OWNER_ONLY = 0o600


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step: whoever reads it, also after a power cut, finds all of the former or all of this."""
    fresh = path.with_name(f"{path.name}.fresh")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, OWNER_ONLY)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)
    sync_folder(path.parent)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Where to write what becomes `path` at the end: one that is killed or fails leaves the former file, or none.

    Raises CaselineError, with the reason, for a place that cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        fresh.replace(path)
    except OSError as error:
        raise CaselineError(f"{path} cannot be written: {error.strerror or error}.") from None
    finally:
        if fresh.exists():
            fresh.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
