"""A backup of one organisation in one encrypted file, and bringing it back somewhere else, each file by its hash."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from caseline.custody.archive import Opening, Sealing
from caseline.ground.errors import CaselineError
from caseline.ground.keys import WRAPPED, keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import catalog_of, connect, writer_lock
from caseline.ground.written import OWNER_ONLY, sync_folder

MANIFEST = "manifest.json"
KEPT = ("identity", "audit", "sign_in", "submissions", "links", "dlt/api", "warehouse/caseline.duckdb", WRAPPED)
"""What of an output folder cannot be made again, and the warehouse, which saves making it again."""
EXPORTS = "data"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class BackedUp:
    """How many files with how many bytes."""

    files: int
    size: int


def back_up(place: Workspace, target: Path, *, with_exports: bool = False) -> BackedUp:
    """Writes what an organisation wrote (its exports only if asked for) and what cannot be made again into `target`.

    Waits for a run that goes on. Raises CaselineError where the file is there already.
    """
    if target.exists():
        raise CaselineError(f"{target} is there already. A backup is never written over: give another name.")
    keys = keys_of_workspace(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.fresh")
    with writer_lock(place.warehouse):
        if place.warehouse.exists():
            with connect(place.warehouse) as connection:
                connection.execute(f'checkpoint "{catalog_of(place.warehouse)}"')
        files = _files(place, with_exports)
        manifest = {name: _digest(path) for name, path in files.items()}
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
            head = {"version": 1, "made": datetime.now(UTC).isoformat(timespec="seconds")}
            with (
                Sealing(file, keys.organization, head) as sealing,
                tarfile.open(fileobj=cast(Any, sealing), mode="w|") as tar,
            ):
                content = json.dumps(manifest).encode()
                listed = tarfile.TarInfo(MANIFEST)
                listed.size = len(content)
                tar.addfile(listed, io.BytesIO(content))
                for name, path in files.items():
                    tar.add(path, name, recursive=False)
            file.flush()
            os.fsync(file.fileno())
    fresh.replace(target)
    sync_folder(target.parent)
    return BackedUp(len(files), target.stat().st_size)


def restore(source: Path, to: Path) -> Workspace:
    """Brings an organisation back as `organizations/NAME` and `output/NAME` below the folder `to`.

    Nothing is put in place before every file is there with its hash. Raises CaselineError where the backup was
    changed, is locked with another key, or one of the two folders is there already.
    """
    with source.open("rb") as file:
        opening = Opening(source, file)
        name = str(opening.head["organization"])
        place = Workspace(to / "organizations" / name, to / "output" / name)
        if there := [folder for folder in (place.organization, place.output) if folder.exists()]:
            raise CaselineError(f"{there[0]} is there already. Move it away, or restore into another folder with --to.")
        fresh = to / f".{name}.restoring"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        try:
            with tarfile.open(fileobj=io.BufferedReader(opening), mode="r|") as tar:
                tar.extractall(fresh, filter="data")
            _check(source, fresh)
            for folder, kind in ((place.organization, "organization"), (place.output, "output")):
                folder.parent.mkdir(parents=True, exist_ok=True)
                (fresh / kind).replace(folder)
        except tarfile.TarError:
            raise CaselineError(f"{source} was changed or cut off: nothing was restored.") from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return place


def _files(place: Workspace, with_exports: bool) -> dict[str, Path]:
    """Every file by its name in the backup."""
    found = {
        f"organization/{path.relative_to(place.organization).as_posix()}": path
        for path in sorted(place.organization.rglob("*"))
        if path.is_file() and (with_exports or path.relative_to(place.organization).parts[0] != EXPORTS)
    }
    for kept in KEPT:
        here = place.output / kept
        for path in [here] if here.is_file() else sorted(here.rglob("*")):
            if path.is_file() and path.suffix not in (".lock", ".fresh"):
                found[f"output/{path.relative_to(place.output).as_posix()}"] = path
    return found


def _check(source: Path, fresh: Path) -> None:
    manifest = json.loads((fresh / MANIFEST).read_text(encoding="utf-8"))
    (fresh / MANIFEST).unlink()
    there = {path.relative_to(fresh).as_posix(): path for path in fresh.rglob("*") if path.is_file()}
    if manifest != {name: _digest(path) for name, path in there.items()}:
        raise CaselineError(f"{source} does not hold what it lists: nothing was restored.")
    (fresh / "output").mkdir(exist_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
