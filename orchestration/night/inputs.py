"""What a step's result depends on, as it is now: each code, file, setting and table with a hash of its content."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Literal, NamedTuple

from caseline.ground.settings import Workspace
from caseline.ground.shipped import PACKAGES, SHIPPED
from caseline.organization.profile import load_organization
from ingestion.submissions.links import FILE as SENT_LINKS
from ingestion.submissions.store import FILE as SUBMITTED
from orchestration.night.plan import EVERY_TABLE, LINKS, NAMED_FOLDERS, OF_SYSTEMS, SUBMISSIONS, Step

Kind = Literal["code", "files", "setting", "table"]
READ_WHOLE = 8 << 20
"""Bytes up to which an export is read to see whether it changed: some hundredths of a second."""
_NOT_CODE = {"__pycache__", "target", "logs", "corpus"}
MISSING = "missing"


class Input(NamedTuple):
    """One thing a step depends on: `digest` differs where its content does."""

    kind: Kind
    name: str
    digest: str


def inputs_of(
    step: Step, place: Workspace, affiliates: Sequence[str], tables: Mapping[str, str], read: Iterable[str] = ()
) -> frozenset[Input]:
    """What `step` depends on, for the exports of some affiliates. `tables`: digests of all tables there are, by their
    names; `read`: tables that it reads besides those of the plan.
    """
    found = [Input("code", name, _code(_place_of(name))) for name in step.code]
    found.append(Input("code", "packages", _versions()))
    for name in step.files:
        folder, _, source = name.partition("/")
        if name == SUBMISSIONS:
            found.append(Input("files", "submissions", listing(place.submissions, SUBMITTED)))
        elif name == LINKS:
            found.append(Input("files", "links", listing(place.links, SENT_LINKS)))
        elif folder == place.data.name:
            found += [
                Input("files", str(of / each), listing(place.organization / of / each))
                for of in _folders(place, affiliates)
                for each in (_systems(place.organization / of, affiliates) if name == OF_SYSTEMS else [source])
            ]
        else:
            found.append(Input("files", name, _written(place.organization / name, place.data)))
    found += [Input("setting", name, _digest(os.environ.get(name, "").encode())) for name in step.settings]
    names = {*read, *(table for pattern in step.reads for table in tables if _is_meant(pattern, table))}
    found += [Input("table", name, tables.get(name, MISSING)) for name in names]
    return frozenset(found)


def _folders(place: Workspace, affiliates: Sequence[str]) -> list[Path]:
    """Where exports of these affiliates lie, as the organisation's folder names it."""
    data = Path(place.data.name)
    is_alone = len(affiliates) == 1 and len(load_organization(place.organization).affiliates) == 1
    return [*(data / own for own in affiliates), *([data] if is_alone else [])]


def _systems(folder: Path, affiliates: Sequence[str]) -> list[str]:
    """The folders of an affiliate's exports that are named for a system."""
    others = {*NAMED_FOLDERS, *affiliates}
    return sorted(own.name for own in folder.glob("*") if own.is_dir() and own.name not in others)


def _is_meant(pattern: str, table: str) -> bool:
    return pattern in (EVERY_TABLE, table, f"{table.split('.')[0]}.*")


def _place_of(name: str) -> Path:
    return SHIPPED / name if (SHIPPED / name).exists() else PACKAGES / name


@cache
def _versions() -> str:
    """Versions of the packages that Caseline itself needs, without its extras."""
    needed = [line for line in requires("caseline") or [] if "extra ==" not in line]
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed]
    return _digest("\n".join(f"{name} {version(name)}" for name in sorted(names)).encode())


@cache
def _code(path: Path) -> str:
    """Content of a file or of all files of a folder."""
    if path.is_file():
        return _digest(path.read_bytes())
    return _content(path, [own for own in path.rglob("*") if not _NOT_CODE & set(own.relative_to(path).parts)])


def _written(path: Path, data: Path) -> str:
    """What people of an organisation wrote, which leaves out the exports in `data`."""
    if path.is_file():
        return _digest(path.read_bytes())
    return _content(path, [own for own in path.rglob("*") if not own.is_relative_to(data)])


def _content(folder: Path, paths: Iterable[Path]) -> str:
    content = hashlib.sha256()
    for path in sorted(own for own in paths if own.is_file()):
        content.update(f"{path.relative_to(folder)}\n{_digest(path.read_bytes())}\n".encode())
    return content.hexdigest()


def listing(folder: Path, pattern: str = "*") -> str:
    """Which files there are, and what is in them; of large ones how large and how new, for the intake knows their
    content itself. Times alone would miss an edit within what a file system counts in.
    """
    listing = []
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            stat = path.stat()
            is_large = stat.st_size > READ_WHOLE
            state = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}" if is_large else _digest(path.read_bytes())
            listing.append(f"{path.relative_to(folder)} {state}")
    return _digest("\n".join(listing).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
