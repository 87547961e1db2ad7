"""The log itself: files of JSON lines, each line with the keyed hash (HMAC-SHA256) of itself and the one before.

Files are `audit-000001.jsonl` and so on; when one is full the next goes on with the chain. `anchor.json` says, keyed
too, which line was the last, so that lines cut from the end are missed.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from caseline.audit.entry import EVERYONE, Act, Entry
from caseline.ground.errors import CaselineError
from caseline.ground.written import OWNER_ONLY, sync_folder, write_whole

FULL_AT_BYTES = 8 * 1024 * 1024
WAIT_SECONDS = 30
ANCHOR = "anchor.json"
START = "0" * 64
"""What the first line has for the hash of the one before."""
_NAME = re.compile(r"audit-(\d{6,})\.jsonl")


@dataclass(frozen=True)
class Line:
    """A line as it stands in the log."""

    number: int
    at: datetime
    entry: Entry


@dataclass(frozen=True)
class Head:
    """Where the log ends: its last line, and how many bytes of its last file are whole lines."""

    file: int = 1
    size: int = 0
    number: int = 0
    hash: str = START


class AuditLog:
    """The log in one folder. Several processes and threads may append; each entry is on the disk when that returns."""

    def __init__(self, folder: Path, key: bytes, full_at_bytes: int = FULL_AT_BYTES) -> None:
        self.folder = folder
        self._key = key
        self._full_at = full_at_bytes

    def append(self, *entries: Entry) -> None:
        """Raises CaselineError where it cannot be written: what would be shown must then not be."""
        try:
            with self.locked():
                self._append(entries)
        except OSError as error:
            raise CaselineError(f"The audit log in {self.folder} cannot be written ({error.strerror}).") from None

    def _append(self, entries: Collection[Entry]) -> None:
        head, is_anchored = self._head()
        if not is_anchored:
            entries = (Entry(Act.unanchored, "caseline", "", "", about=f"line {head.number}"), *entries)
        if head.size >= self._full_at:
            head = Head(head.file + 1, 0, head.number, head.hash)
        text = b""
        for entry in entries:
            line, own = self.line(head.number + 1, head.hash, datetime.now(UTC), entry.described())
            head = Head(head.file, head.size + len(line), head.number + 1, own)
            text += line
        path = self.path(head.file)
        is_new = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        with os.fdopen(descriptor, "ab") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        if is_new:
            sync_folder(self.folder)
        self._anchor(head)

    def line(self, number: int, before: str, at: datetime, described: dict[str, Any]) -> tuple[bytes, str]:
        """A line as bytes, and its hash."""
        content = {"n": number, "at": at.isoformat(timespec="milliseconds"), **described, "before": before}
        own = self.hash(content)
        return _written(content | {"hash": own}) + b"\n", own

    def hash(self, content: dict[str, Any]) -> str:
        return hmac.new(self._key, _written(content), hashlib.sha256).hexdigest()

    def files(self) -> list[int]:
        """The numbers of the files that there are, in order."""
        found = (_NAME.fullmatch(path.name) for path in self.folder.glob("audit-*.jsonl"))
        return sorted(int(name[1]) for name in found if name)

    def path(self, file: int) -> Path:
        return self.folder / f"audit-{file:06d}.jsonl"

    def read(self, clients: Collection[str] = ()) -> Iterator[Line]:
        """The lines, oldest first; of some clients, those about any of them or about everyone. What is no line of
        ours is passed over: `verify` tells of it."""
        wanted = [json.dumps(one).encode() for one in (*clients, *EVERYONE)] if clients else []
        for file in self.files():
            with self.path(file).open("rb") as lines:
                for raw in lines:
                    if wanted and not any(one in raw for one in wanted):
                        continue
                    try:
                        read = json.loads(raw)
                        line = Line(int(read["n"]), datetime.fromisoformat(read["at"]), Entry.of(read))
                    except (ValueError, KeyError, TypeError):
                        continue
                    if not wanted or {*clients, *EVERYONE} & set(line.entry.clients):
                        yield line

    def anchored(self) -> Head | None:
        """Where the log ended when it was last written; None where that is not known, or was changed."""
        try:
            read = json.loads((self.folder / ANCHOR).read_text(encoding="utf-8"))
            own = read.pop("mac")
            head = Head(**read)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return head if hmac.compare_digest(own, self.hash(asdict(head))) else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else appends meanwhile. Raises CaselineError where that takes too long to come about."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with FileLock(self.folder / "audit.lock", timeout=WAIT_SECONDS, mode=OWNER_ONLY):
                yield
        except Timeout:
            raise CaselineError(f"Another process holds the audit log in {self.folder}.") from None

    def _head(self) -> tuple[Head, bool]:
        """Where to go on, and whether the anchor said so. A line that a crash left half written is cut off."""
        known = self.anchored()
        if known is None:
            files = self.files()
            return self._after(files), not files and not (self.folder / ANCHOR).exists()
        path = self.path(known.file)
        if not path.exists() or path.stat().st_size <= known.size:
            return known, True  # where lines are missing, the next does not fit, which `verify` sees
        return self._follow(known), True

    def _after(self, files: list[int]) -> Head:
        """A file of its own after these, going on from the last line that can be read."""
        for file in reversed(files):
            for raw in reversed(self.path(file).read_bytes().splitlines()):
                try:
                    read = json.loads(raw)
                    return Head(files[-1] + 1, 0, int(read["n"]), str(read["hash"]))
                except (ValueError, KeyError, TypeError):
                    continue
        return Head(files[-1] + 1 if files else 1)

    def _follow(self, head: Head) -> Head:
        """Past whole lines of ours that a crash kept the anchor from; what is no such line at the end is cut off."""
        with self.path(head.file).open("r+b") as file:
            file.seek(head.size)
            for raw in file.read().splitlines(keepends=True):
                own = self.hash_of(raw, head.number + 1, head.hash)
                if own is None:
                    break
                head = Head(head.file, head.size + len(raw), head.number + 1, own)
            file.truncate(head.size)
        return head

    def hash_of(self, raw: bytes, number: int, before: str) -> str | None:
        """The hash of a line as it stands in a file; None where it is not the line that has to follow."""
        try:
            content = json.loads(raw)
            own = content.pop("hash")
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        fits = (content.get("n"), content.get("before")) == (number, before) and raw == _written(
            content | {"hash": own}
        ) + b"\n"
        return own if fits and hmac.compare_digest(str(own), self.hash(content)) else None

    def _anchor(self, head: Head) -> None:
        content = asdict(head)
        write_whole(self.folder / ANCHOR, json.dumps(content | {"mac": self.hash(content)}).encode())


def _written(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
