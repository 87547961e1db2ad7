"""The log kept elsewhere: what was shipped cannot be taken back here, whoever has the key."""

import os
import shutil
from pathlib import Path

from caseline.audit.chain import ANCHOR, AuditLog
from caseline.ground.errors import CaselineError
from caseline.ground.written import written_whole

_BLOCK = 1 << 20


def ship(log: AuditLog, folder: Path) -> list[Path]:
    """Appends what is new to the copy in a folder elsewhere. Returns the files written.

    Raises CaselineError where the log here is not what was shipped before, gone on: then nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with log.locked():
        if problems := against_shipped(log, folder):
            raise CaselineError(
                f"{' '.join(problems)} Nothing was shipped. `caseline audit verify --shipped {folder}` looks closer; "
                "a log that was begun anew is shipped to a folder of its own."
            )
        for own in map(log.path, log.files()):
            there = folder / own.name
            if _append(own, there):
                written.append(there)
        anchor, kept = log.folder / ANCHOR, folder / ANCHOR
        if anchor.exists() and not (kept.exists() and kept.read_bytes() == anchor.read_bytes()):
            with written_whole(kept) as fresh:
                shutil.copyfile(anchor, fresh)
            written.append(kept)
    return written


def _append(own: Path, there: Path) -> bool:
    """Whether anything was new. Nothing new, or one that is killed, leaves no empty file."""
    if there.exists():
        return _copy_on(own, there)
    if not own.stat().st_size:
        return False
    with written_whole(there) as fresh:
        return _copy_on(own, fresh)


def _copy_on(own: Path, there: Path) -> bool:
    with own.open("rb") as source, there.open("ab") as target:
        if own.stat().st_size == target.tell():
            return False
        source.seek(target.tell())
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
        return True


def against_shipped(log: AuditLog, folder: Path) -> list[str]:
    """What a shipped copy has that the log here has not, each in a sentence."""
    problems = []
    for there in sorted(folder.glob("audit-*.jsonl")):
        here = log.folder / there.name
        if not here.exists():
            problems.append(f"{there.name} was shipped and is missing here.")
            continue
        with there.open("rb") as shipped, here.open("rb") as own:
            while block := shipped.read(_BLOCK):
                if own.read(len(block)) != block:
                    problems.append(f"{there.name} is not what was shipped.")
                    break
    return problems
