"""Files about clients beside the warehouse: encrypted (AES-256-GCM) below an output folder whose keys say so."""

from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.keys import Keys, keys_of, opened_bytes, sealed_bytes
from caseline.ground.written import write_whole

MARK = b"caseline sealed 1\n"


def write_sealed(path: Path, content: bytes) -> None:
    """Replaces a file in one step, on the disk when this returns."""
    write_whole(path, sealed(content, path))


def read_sealed(path: Path) -> bytes:
    """The content. Raises OSError where there is no file, CaselineError where it is not what was written there."""
    return opened(path.read_bytes(), path)


def sealed(content: bytes, path: Path) -> bytes:
    """What stands in the file, or as one value of it, for `content`. It cannot be moved to a file of another name."""
    return sealed_with(keys_of(path), content, path)


def opened(content: bytes, path: Path) -> bytes:
    """The reverse. Raises CaselineError, naming the file."""
    return opened_with(keys_of(path), content, path)


def sealed_with(keys: Keys | None, content: bytes, path: Path) -> bytes:
    """As `sealed`, with keys that are named."""
    return MARK + sealed_bytes(content, keys.data, path.name.encode()) if keys and keys.encrypts else content


def opened_with(keys: Keys | None, content: bytes, path: Path) -> bytes:
    """As `opened`, with keys that are named."""
    if not keys or not keys.encrypts:
        if content.startswith(MARK):
            raise CaselineError(f"{path} is encrypted, and the key.json that belongs to it is not there.")
        return content
    try:
        if not content.startswith(MARK):
            raise ValueError
        return opened_bytes(content[len(MARK) :], keys.data, path.name.encode())
    except ValueError:
        raise CaselineError(f"{path} was changed, or is not encrypted with the key of its folder.") from None
