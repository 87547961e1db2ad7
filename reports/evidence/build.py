"""Building the Evidence project: copy it, stage what the role may see, run Evidence, check and swap in the result."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.evidence.staging import stage

PROJECT = Path(__file__).with_name("project")
PACKAGES = PROJECT / "node_modules"
INSTALL = f"npm install --no-save --prefix {PROJECT}"
QUIET = {
    "SEND_ANONYMOUS_USAGE_STATS": "no", "npm_config_offline": "true", "NODE_OPTIONS": "--max-old-space-size=4096",
}  # fmt: skip


@dataclass(frozen=True)
class BuiltEvidence:
    folder: Path
    role: str
    pages: int

    def __str__(self) -> str:
        return f"{self.pages:,} Evidence pages for the role '{self.role}'"


def build_evidence(published: Path, organization: Organization, output: Path, role: str = "funder") -> BuiltEvidence:
    """Build the pages for one role into `output`, replacing what was there; readers keep the former ones until then.

    Raises CaselineError without Node, without the packages of package-lock.json, or when Evidence fails.
    """
    node = shutil.which("node")
    if node is None:
        raise CaselineError("Evidence needs Node 20 or later. Install it, or use the pages that every run makes.")
    if not PACKAGES.is_dir():
        raise CaselineError(f"The packages of Evidence are not installed (634 MB). Install them with: {INSTALL}")
    work = output.with_name(output.name + ".work")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(PROJECT, work, ignore=shutil.ignore_patterns(PACKAGES.name))
    try:
        (work / PACKAGES.name).symlink_to(PACKAGES.resolve(), target_is_directory=True)
        stage(published, organization, role, work / ".evidence" / "template" / "static" / "data")
        _run([node, "edits.mjs"], work)
        _run([node, str(PACKAGES / ".bin" / "evidence"), "build"], work)
        pages = _checked(work / "build")
        shutil.rmtree(output, ignore_errors=True)
        (work / "build").rename(output)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return BuiltEvidence(output, role, pages)


def _run(command: list[str], folder: Path) -> None:
    """What Evidence prints may hold data: it stays in a file beside the pages, unless all went well."""
    log = folder.with_suffix(".log")
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | QUIET,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise CaselineError(f"Evidence could not be built. What it said is in {log}.")
    log.unlink()


def _checked(built: Path) -> int:
    """The number of pages, each of which the project asked for and Evidence made, with the data beside them."""
    wanted = [page.stem for page in (PROJECT / "pages").glob("*.md")]
    made = [built / ("" if page == "index" else page) / "index.html" for page in wanted]
    if not all(page.is_file() for page in made) or not list(built.rglob("*.duckdb")):
        raise CaselineError("Evidence ended without making all pages.")
    return len(made)
