"""A backup of one organisation in one encrypted file, and bringing it back somewhere else, each file by its hash."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from caseline.audit import audit_log
from caseline.custody.archive import Opening, Sealing
from caseline.ground.errors import CaselineError
from caseline.ground.keys import WRAPPED, keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import catalog_of, connect, writer_lock
from caseline.ground.written import OWNER_ONLY, sync_folder

MANIFEST = "manifest.json"
AUDIT = "audit"
KEPT = (
    "identity", "sign_in", "submissions/submissions.sqlite", "submissions/files", "links", "configured", "dlt/api",
    "warehouse/caseline.duckdb", WRAPPED,
)  # fmt: skip
"""What besides of an output folder cannot be made again, and the warehouse, which saves making it again. In this order:
files that are sent meanwhile are there before their submission is."""
EXPORTS = "data"
DATABASE = ".sqlite"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class BackedUp:
    """How many files with how many bytes."""

    files: int
    size: int


def back_up(place: Workspace, target: Path, *, with_exports: bool = False) -> BackedUp:
    """Writes what an organisation wrote (its exports only if asked for) and what cannot be made again into `target`.

    Waits for a run that goes on; people may work meanwhile. The file is read again before it stands under its name.
    Raises CaselineError where the file is there already.
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
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
            head = {"version": 1, "made": datetime.now(UTC).isoformat(timespec="seconds")}
            with (
                Sealing(file, keys.organization, head) as sealing,
                tarfile.open(fileobj=cast(Any, sealing), mode="w|") as tar,
            ):
                with audit_log(place).locked():  # its last line and the anchor that names it
                    manifest = _put(tar, _files(place.output, [AUDIT], "output"))
                manifest |= _put(tar, _files(place.organization, _own(place, with_exports), "organization"))
                for kept in KEPT:
                    manifest |= _put(tar, _files(place.output, [kept], "output"))
                content = json.dumps(manifest).encode()
                listed = tarfile.TarInfo(MANIFEST)
                listed.size = len(content)
                tar.addfile(listed, io.BytesIO(content))
            file.flush()
            os.fsync(file.fileno())
    _read_through(fresh)
    fresh.replace(target)
    sync_folder(target.parent)
    return BackedUp(len(manifest), target.stat().st_size)


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
                _extract(tar, fresh)
            _check(source, fresh)
            for folder, kind in ((place.organization, "organization"), (place.output, "output")):
                folder.parent.mkdir(parents=True, exist_ok=True)
                (fresh / kind).replace(folder)
        except tarfile.TarError:
            raise CaselineError(f"{source} was changed or cut off: nothing was restored.") from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return place


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files below the folder, for their owner alone; a backup holds nothing else."""
    for member in tar:
        path = folder / member.name
        content = tar.extractfile(member) if member.isfile() else None
        if content is None or ".." in path.parts or not path.is_relative_to(folder):
            raise tarfile.ReadError
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            shutil.copyfileobj(content, file)


def _own(place: Workspace, with_exports: bool) -> list[str]:
    """What an organisation has in its folder."""
    names = sorted(path.name for path in place.organization.iterdir())
    return [name for name in names if with_exports or name != EXPORTS]


def _files(folder: Path, names: Iterable[str], kind: str) -> dict[str, Path]:
    """Every file of these names in the folder, or below them, by its name in the backup."""
    below = [folder / name for name in names]
    found = [path for one in below for path in ([one] if one.is_file() else sorted(one.rglob("*")))]
    return {
        f"{kind}/{path.relative_to(folder).as_posix()}": path
        for path in found
        if path.is_file() and path.suffix not in (".lock", ".fresh") and not path.suffix.startswith(f"{DATABASE}-")
    }


class _Hashed(io.RawIOBase):
    """A file that is read once, with the hash of what was read: it may be written over or go on meanwhile."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        return block

    def digest(self) -> str:
        return self._hash.hexdigest()


def _put(tar: tarfile.TarFile, files: dict[str, Path]) -> dict[str, str]:
    digests = {}
    for name, path in files.items():
        with path.open("rb") as file:
            listed = tar.gettarinfo(arcname=name, fileobj=file)
            hashed = _Hashed(_snapshot(path, listed) if path.suffix == DATABASE else file)
            tar.addfile(listed, hashed)
        digests[name] = hashed.digest()
    return digests


def _snapshot(path: Path, listed: tarfile.TarInfo) -> BinaryIO:
    """A database as it is between two changes."""
    with closing(sqlite3.connect(path)) as connection:
        content = connection.serialize()
    listed.size = len(content)
    return io.BytesIO(content)


def _read_through(source: Path) -> None:
    """Raises CaselineError where what was written would not be restored."""
    digests, manifest = {}, b""
    with source.open("rb") as file, tarfile.open(fileobj=io.BufferedReader(Opening(source, file)), mode="r|") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content and member.name == MANIFEST:
                manifest = content.read()
            elif isinstance(content, io.BufferedReader):
                digests[member.name] = hashlib.file_digest(content, "sha256").hexdigest()
    if json.loads(manifest) != digests:
        raise CaselineError(f"{source} does not hold what it lists: try again when less is going on.")


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
