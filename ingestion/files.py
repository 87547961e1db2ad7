"""Finding export files safely: folders and zips by affiliate and source, without following anything that climbs out."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ingestion.boundary import Problem, attempt

CHUNK = 1 << 20
MAX_MEMBERS = 20_000
MAX_ZIP_BYTES = 50 << 30
MAX_RATIO = 250
WORKBOOKS = {".xlsx", ".xlsm"}
NO_ARCHIVES = WORKBOOKS | {".docx", ".docm", ".odt", ".pages", ".pdf", ".eml", ".txt", ".vtt", ".srt"}
"""Files that may be zips within, or hold one at their end, and are read as what their name says."""
_KINDS_OF_FILES = NO_ARCHIVES | {".csv", ".json", ".ndjson", ".jsonl", ".zip"}
RATIO_MATTERS_FROM = 50 << 20  # small files of one repeated value may compress well and do no harm


@dataclass(frozen=True)
class FoundFile:
    """One readable file, in a folder or in a zip.

    `label` is the path people see (a member of a zip as `export.zip/Client.csv`); `folder` groups what was
    exported together.
    """

    affiliate_id: str
    label: str
    path: Path
    member: str | None = None
    part: str | None = None
    """The table read from it, where its sheets hold several; the label ends with it in brackets."""

    @property
    def name(self) -> str:
        return PurePosixPath(self.label.removesuffix(f" ({self.part})")).name

    def part_of(self, table: str) -> "FoundFile":
        """What of it is read as a table."""
        return replace(self, label=f"{self.label} ({table})", part=table)

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.label).parent)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file's bytes. Raises OSError or zipfile.BadZipFile when they cannot be read."""
        if self.member is None:
            with self.path.open("rb") as stream:
                yield stream
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as member:
                yield io.BufferedReader(member)  # type: ignore[type-var]

    def sha256(self) -> str:
        """Hash of the content: what tells a changed file from an unchanged one."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


@dataclass(frozen=True)
class Refused:
    """A zip or path that is not read at all. The sentences name no content."""

    affiliate_id: str
    label: str
    reason: str
    fix: str


@dataclass
class Found:
    """Everything under the folders of one source."""

    files: list[FoundFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def affiliate_files(
    root: Path, source: str, affiliates: Iterable[str], everyone: Collection[str] | None = None
) -> Found:
    """Files of `root/<affiliate>/<source>/`; where the organisation has a single affiliate also of `root/<source>/`.

    `everyone`: all its affiliates, where these are some of them.
    """
    affiliate_ids = list(affiliates)
    found = Found()
    for affiliate_id in sorted(affiliate_ids):
        _collect(root / affiliate_id / source, affiliate_id, root, found)
    if len(affiliate_ids if everyone is None else everyone) == 1:
        _collect(root / source, affiliate_ids[0], root, found)
    return found


def path_files(path: Path, affiliate_id: str) -> Found:
    """Files of one folder, zip or file given by hand."""
    found = Found()
    _collect(path, affiliate_id, path.parent, found)
    return found


def _collect(path: Path, affiliate_id: str, root: Path, found: Found) -> None:
    for entry in [path] if path.is_file() else sorted(path.rglob("*")):
        label = _label(entry.relative_to(root))
        if not _is_hidden(label):
            problem = attempt(partial(_collect_entry, entry, label, affiliate_id, root, found))
            if problem:
                found.refused.append(Refused(affiliate_id, label, problem.reason, problem.fix))


def _collect_entry(entry: Path, label: str, affiliate_id: str, root: Path, found: Found) -> Problem | None:
    """Add one path to what was found; or say why nothing of it is read."""
    kind = entry.suffix.lower()
    if entry.is_dir() and not (kind in _KINDS_OF_FILES and not any(entry.iterdir())):
        return None
    if not entry.resolve().is_relative_to(root.resolve()):
        return Problem("This is a link to a file outside the data folder.", "Put a copy of the file itself here.")
    if not entry.is_file():
        return Problem("This has the name of a file and is none.", "Put the file itself here, or remove this.")
    if zipfile.is_zipfile(entry) and kind not in NO_ARCHIVES:
        _collect_zip(entry, label, affiliate_id, found)
    elif kind in WORKBOOKS and zipfile.is_zipfile(entry) and _is_dense(entry):
        return Problem(_BOMB, "Export the workbook again.")
    elif kind == ".zip":
        found.refused.append(_refused_zip(affiliate_id, label, "This zip is damaged and cannot be opened."))
    else:
        found.files.append(FoundFile(affiliate_id, label, entry))
    return None


def _label(path: Path) -> str:
    """A path as people see it; bytes that are no text are written out."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _collect_zip(path: Path, label: str, affiliate_id: str, found: Found) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        found.refused.append(_refused_zip(affiliate_id, label, "This zip is damaged and cannot be opened."))
        return
    for problem, is_so in _DANGERS:
        if is_so(members, path.stat().st_size):
            found.refused.append(_refused_zip(affiliate_id, label, problem))
            return
    for info in sorted(members, key=lambda info: info.filename):
        if not _is_hidden(info.filename):
            found.files.append(FoundFile(affiliate_id, f"{label}/{info.filename}", path, info.filename))


def _climbs_out(members: list[zipfile.ZipInfo], packed: int) -> bool:
    return any(
        name.startswith(("/", "\\")) or ":" in name.split("/")[0] or ".." in name.replace("\\", "/").split("/")
        for name in (info.filename for info in members)
    )


def _is_bomb(members: list[zipfile.ZipInfo], packed: int) -> bool:
    """`packed` is the size of the zip itself: members that share their bytes each claim them."""
    total = sum(info.file_size for info in members)
    too_dense = total > RATIO_MATTERS_FROM and total > MAX_RATIO * max(packed, 1)
    return len(members) > MAX_MEMBERS or total > MAX_ZIP_BYTES or too_dense


def _has_twins(members: list[zipfile.ZipInfo], packed: int) -> bool:
    return len({info.filename for info in members}) < len(members)


def _is_protected(members: list[zipfile.ZipInfo], packed: int) -> bool:
    return any(info.flag_bits & 0x1 for info in members)


def _is_dense(workbook: Path) -> bool:
    with zipfile.ZipFile(workbook) as archive:
        return _is_bomb(archive.infolist(), workbook.stat().st_size)


_BOMB = "This file unpacks to far more than an export would hold, so none of it was read."
_DANGERS: list[tuple[str, Callable[[list[zipfile.ZipInfo], int], bool]]] = [
    ("This zip holds a path that climbs out of its folder, so none of it was read.", _climbs_out),
    (_BOMB, _is_bomb),
    ("This zip holds two files of the same name, so which of them is meant is not known.", _has_twins),
    ("This zip is protected with a password.", _is_protected),
]


def _refused_zip(affiliate_id: str, label: str, reason: str) -> Refused:
    return Refused(affiliate_id, label, reason, "Export again, or make a new zip of the CSV files without a password.")


def _is_hidden(label: str) -> bool:
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in label.split("/"))
