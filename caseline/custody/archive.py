"""A file that is encrypted block by block: what is read of it is whole, in order, and all of it."""

import io
import json
import re
import secrets
import struct
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseline.ground.errors import CaselineError
from caseline.ground.keys import KEY_BYTES, key_id, masters, opened_bytes, sealed_bytes

MARK = b"caseline backup 1\n"
BLOCK = 1 << 20
_PURPOSE = b"backup"
_PLAIN_NAME = re.compile(r"(?!\.)[^/\\\0]+")
_TAG_BYTES = 16


class Sealing(io.RawIOBase):
    """Writes what is given to it, encrypted with a key of its own that the master key wraps."""

    def __init__(self, file: BinaryIO, organization: str, head: dict[str, Any]) -> None:
        master, key = masters(organization)[0], secrets.token_bytes(KEY_BYTES)
        described = head | {
            "organization": organization, "master": key_id(master), "key": sealed_bytes(key, master, _PURPOSE).hex(),
        }  # fmt: skip
        self._head = json.dumps(described).encode()
        self._file, self._cipher, self._number, self._waiting = file, AESGCM(key), 0, bytearray()
        file.write(MARK + struct.pack(">I", len(self._head)) + self._head)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._waiting += content
        while len(self._waiting) > BLOCK:
            self._put(bytes(self._waiting[:BLOCK]), is_last=False)
            del self._waiting[:BLOCK]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
        super().close()

    def _put(self, block: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), block, self._head))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads what was written so. Raises CaselineError where a byte was changed, or it ends too early."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._file, self._number, self._left, self._ended = path, file, 0, b"", False
        try:
            if file.read(len(MARK)) != MARK:
                raise ValueError
            (length,) = struct.unpack(">I", file.read(4))
            self._head = file.read(length)
            self.head = json.loads(self._head)
            if not _PLAIN_NAME.fullmatch(self.head["organization"]):  # it becomes a path before it is known to be ours
                raise ValueError
            known = {key_id(key): key for key in masters(self.head["organization"])}
        except (ValueError, KeyError, TypeError, struct.error):
            raise CaselineError(f"{path} is no backup of Caseline's.") from None
        if self.head["master"] not in known:
            raise CaselineError(
                f"{path} is locked with the key {self.head['master']}, and the keys given are {', '.join(known)}."
            )
        try:
            key = opened_bytes(bytes.fromhex(self.head["key"]), known[self.head["master"]], _PURPOSE)
        except ValueError:
            raise self._changed() from None
        self._cipher = AESGCM(key)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left and not self._ended:
            self._left = self._next()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def _next(self) -> bytes:
        block = self._file.read(BLOCK + _TAG_BYTES)
        self._ended = len(block) < BLOCK + _TAG_BYTES or not self._file.peek(1)  # type: ignore[attr-defined]
        try:
            plain = self._cipher.decrypt(_nonce(self._number, self._ended), block, self._head)
        except InvalidTag:
            raise self._changed() from None
        self._number += 1
        return plain

    def _changed(self) -> CaselineError:
        return CaselineError(f"{self._path} was changed or cut off: nothing was restored.")


def _nonce(number: int, is_last: bool) -> bytes:
    return struct.pack(">QI", number, is_last)
