"""A log of text that may hold what engines say of clients' data: a line a write, each encrypted where its folder is."""

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path

from caseline.ground.sealed_files import opened, sealed
from caseline.ground.written import OWNER_ONLY


class SealedLog(io.TextIOBase):
    """A file to print to. What is printed is on its way to the disk line by line, so that a killed run has left it."""

    def __init__(self, path: Path, *, anew: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._begun = path, ""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if anew else 0)
        self._file = os.fdopen(os.open(path, flags, OWNER_ONLY), "ab", buffering=0)

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        self._put(lines)
        return len(text)

    def close(self) -> None:
        if not self._file.closed:
            self._put([self._begun] if self._begun else [])
            self._file.close()
        super().close()

    def _put(self, lines: list[str]) -> None:
        if lines:
            plain = "\n".join(lines).encode()
            content = sealed(plain, self._path)
            self._file.write((plain if content is plain else base64.b64encode(content)) + b"\n")


def read_log(path: Path) -> Iterator[str]:
    """The lines. Raises CaselineError where they were encrypted with another key."""
    with path.open("rb") as file:
        for line in file:
            content = line.rstrip(b"\n")
            try:
                text = opened(base64.b64decode(content, validate=True), path)
            except ValueError:
                text = content  # written before the folder was encrypted
            yield from text.decode(errors="replace").split("\n")
