"""The log kept elsewhere: what was shipped cannot be taken back here, whoever has the key."""

import shutil
from pathlib import Path

from caseline.audit.chain import ANCHOR, AuditLog

_BLOCK = 1 << 20


def ship(log: AuditLog, folder: Path) -> list[Path]:
    """Copies what is new to a folder elsewhere. Returns the files written; full ones never change again."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with log.locked():
        for own in (*map(log.path, log.files()), log.folder / ANCHOR):
            there = folder / own.name
            if own.exists() and not (there.exists() and there.read_bytes() == own.read_bytes()):
                shutil.copyfile(own, there)
                written.append(there)
    return written


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
