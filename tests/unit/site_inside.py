"""The pages that a reader has on request, for tests."""

import os.path
import re
from collections import Counter
from pathlib import Path

from caseline.access.gate import Gate, Reader
from caseline.organization.profile import Organization
from caseline.organization.roles import Role
from reports.site.inside import Inside
from reports.site.kinds import Asked

DIRECTOR = Role(sees="identifier")
LINK = re.compile(r'(?:href|src|srcset)="([^"#?]+)')


def inside(warehouse: Path, organization: Organization, role: Role = DIRECTOR, *managers: str) -> Inside:
    return Inside(Gate(warehouse, Reader("somebody", role, managers)), warehouse, organization)


def every_page(pages: Inside, most: int = 10_000) -> dict[str, str]:
    """Every page that links lead to from the first one, by path; at most so many of a kind. Fails where a link leads
    to none."""
    found: dict[str, str] = {}
    of_kind: Counter[str] = Counter()
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        kind = path.partition("/")[0]
        if path in found or of_kind[kind] == most:
            continue
        of_kind[kind] += 1
        found[path] = pages.page(Asked(path)).html
        targets = {os.path.normpath(Path(path).parent / link) for link in LINK.findall(found[path])}
        waiting += sorted(target for target in targets if target.endswith(".html"))
    return found


def save(pages: Inside, folder: Path) -> Path:
    """Every page and file as it would lie on a disk."""
    for path, text in (every_page(pages) | pages.files | pages.charts).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
