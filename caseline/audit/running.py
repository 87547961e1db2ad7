"""Runs, and what changed in an organisation's own files since the last."""

import hashlib
import json
from pathlib import Path

from caseline.audit.acting import acting
from caseline.audit.entry import Act
from caseline.audit.log import audit_log
from caseline.ground.settings import Workspace
from caseline.ground.written import write_whole

SETTINGS = (
    "organization.yml", "framework", "data_dictionary", "forms", "transformation", "reports", "skills", "instruments",
)  # fmt: skip
"""What an organisation writes, and its data is not. Names of these files are the organisation's words for its work."""
SEEN = "settings.json"
MOST_NAMED = 50


def audit_run(place: Workspace) -> None:
    """Writes down that a run begins and which settings it finds changed. Raises CaselineError where that fails."""
    now, seen = _fingerprints(place.organization), place.audit / SEEN
    log = audit_log(place)
    before = json.loads(seen.read_text(encoding="utf-8")) if seen.exists() else {}
    changed = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
    entries = [acting(Act.run)]
    if changed and before:
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        entries.append(acting(Act.configuration, about=", ".join(changed[:MOST_NAMED]) + more))
    log.append(*entries)
    if changed:
        write_whole(seen, json.dumps(now, indent=1).encode())


def _fingerprints(organization: Path) -> dict[str, str]:
    files = (
        path
        for name in SETTINGS
        for path in ([organization / name] if (organization / name).is_file() else (organization / name).rglob("*"))
        if path.is_file()
    )
    return {
        path.relative_to(organization).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(files)
    }
