"""The folder of a report that is kept: under the organisation's `frozen/`, written whole and never replaced.

`report.yml` says what it is, with the hash of each file beside it.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from caseline.custody.frozen import EVIDENCE
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization

FOLDER = "frozen"
OF_HUD = "hud"
"""The key of `report.yml` that tells a kept report of HUD's from a funder's."""
_ABOUT = "report.yml"


@contextmanager
def new_folder(organization: Organization, name: str) -> Iterator[Path]:
    """A folder to fill, which has its name once it is whole, and is gone where that fails.

    Raises CaselineError where the name will not do, or a report is kept under it.
    """
    folder = folder_of(organization, name)
    if folder.parent != organization.folder / FOLDER or name.startswith("."):
        raise CaselineError(f"'{name}' will not do as the name of a folder. Use letters, digits, - and _.")
    if folder.exists():
        raise CaselineError(
            f"A report is kept as '{name}' already, and stays what it was. Give this one a --name of its own."
        )
    fresh = folder.with_name(f".{name}.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def folder_of(organization: Organization, name: str) -> Path:
    return organization.folder / FOLDER / name


def write_about(folder: Path, about: Mapping[str, Any], evidence: str, *files: str) -> None:
    """Write `report.yml`. `evidence`: the hash of what the evidence says; `files`: whose bytes are hashed."""
    hashes = {file: _digest(folder / file) for file in files} | {EVIDENCE: evidence}
    text = yaml.safe_dump({**about, "sha256": hashes}, sort_keys=False, allow_unicode=True)
    (folder / _ABOUT).write_text(text, encoding="utf-8")


def read_about(folder: Path) -> dict[str, Any]:
    """What `report.yml` says. Raises CaselineError where it cannot be read, or a file beside it was altered."""
    about = _about(folder)
    for file, digest in about["sha256"].items():
        if file != EVIDENCE and (not (folder / file).exists() or _digest(folder / file) != digest):
            raise CaselineError(f"{folder / file} is not what was kept. Restore it; a kept report is never edited.")
    return about


def kept_folders(organization: Organization, of_hud: bool) -> list[Path]:
    """Of reports of HUD's, or of funders'; one that cannot be told is listed with the latter."""
    folders = sorted(path.parent for path in (organization.folder / FOLDER).glob(f"*/{_ABOUT}"))
    return [folder for folder in folders if not folder.name.startswith(".") and _is_of_hud(folder) == of_hud]


def _is_of_hud(folder: Path) -> bool:
    try:
        return OF_HUD in _about(folder)
    except CaselineError:
        return False


def _about(folder: Path) -> dict[str, Any]:
    path = folder / _ABOUT
    try:
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaselineError(f"{path} cannot be read. Restore it; a kept report is never edited.") from error
    if not isinstance(about, dict) or not isinstance(about.get("sha256"), dict):
        raise CaselineError(f"{path} is not what was kept. Restore it; a kept report is never edited.")
    return about


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
