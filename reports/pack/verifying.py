"""Verifying a pack, with nothing but the file: what was changed, whose key signed it, when."""

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm

from caseline.ground.errors import CaselineError
from caseline.ground.signing import fingerprint, is_signed, public_pem, read_public
from reports.pack.form import LIST, PUBLIC_KEY, SIGNATURE, SIGNING, Signed, zipped

LARGEST = 200_000_000
"""Bytes that a pack may be: no file of another kind fills the memory."""


@dataclass(frozen=True)
class Verdict:
    """`wrong`: every thing that does not verify, a sentence each; `signed` is None where the list cannot be read.

    `key`: the fingerprint of the key in the pack, '' where there is none.
    """

    signed: Signed | None
    key: str
    wrong: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.wrong

    @property
    def sentences(self) -> list[str]:
        """What an auditor wants to know."""
        if self.signed is None:
            return list(self.wrong)
        signed = self.signed
        told = list(self.wrong) or [f"Nothing was changed: all {len(signed.hashes)} files are as they were signed."]
        who = f"{signed.organization}, report {signed.report}, data version {signed.data_version}"
        when = f"{signed.signed_at:%Y-%m-%d %H:%M:%S} UTC by the signer's clock"
        if self.is_whole:
            told.append(f"Signed as {who}, on {when}, with the key {self.key}.")
        else:
            told.append(f"Its list says: {who}, on {when}. Do not rely on it.")
        return told


def verify(path: Path, key: str | None = None) -> Verdict:
    """`key`: the fingerprint or the file of the public key that it is to be signed with, where that is known.

    Raises CaselineError where the file is no evidence pack.
    """
    content = _read(path)
    files = _unpacked(path, content)
    try:
        public = read_public(files[PUBLIC_KEY])
    except (ValueError, UnsupportedAlgorithm):
        return Verdict(None, "", ("The key in the pack is no Ed25519 key: nothing can be verified.",))
    try:
        signed = Signed.of(files[LIST].decode())
    except (ValueError, KeyError):
        return Verdict(None, fingerprint(public), ("Its list of hashes was changed: it cannot be read.",))
    wrong = []
    if content != zipped(files):
        wrong.append("The zip is not as it was written: there is more in it than its files, or one of them twice.")
    if files[PUBLIC_KEY] != public_pem(public):
        wrong.append(f"{PUBLIC_KEY} was changed: it holds more than the key.")
    if not is_signed(files[LIST], files[SIGNATURE], public):
        wrong.append("The list of hashes was changed, or another key signed it: the signature does not verify.")
    if signed.key != fingerprint(public):
        wrong.append(f"It says that the key is {signed.key}, and holds {fingerprint(public)}.")
    if key is not None and (expected := _wanted(key)) != fingerprint(public):
        wrong.append(f"It is signed with the key {fingerprint(public)}, and you expect {expected}.")
    for name in sorted({*signed.hashes, *files} - set(SIGNING)):
        if name not in files:
            wrong.append(f"{name} is missing.")
        elif name not in signed.hashes:
            wrong.append(f"{name} was added: nobody signed it.")
        elif hashlib.sha256(files[name]).hexdigest() != signed.hashes[name]:
            wrong.append(f"{name} was changed.")
    return Verdict(signed, fingerprint(public), tuple(wrong))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CaselineError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST:
        raise CaselineError(f"{path} is no evidence pack: it is too large.")
    return content


def _unpacked(path: Path, content: bytes) -> dict[str, bytes]:
    """The content of its files by name. Nothing is written, and nothing grows: a pack compresses no file, and its
    entries together are no larger than itself."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            kept = all(e.compress_type == zipfile.ZIP_STORED and e.file_size == e.compress_size for e in entries)
            if not kept or sum(entry.file_size for entry in entries) > len(content):
                raise zipfile.BadZipFile("its files were packed anew")
            files = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, struct.error) as error:
        raise CaselineError(f"{path} is no whole evidence pack: it was cut off or changed ({error}).") from None
    if missing := [name for name in SIGNING if name not in files]:
        raise CaselineError(f"{path} is no evidence pack: it lacks {', '.join(missing)}.")
    return files


def _wanted(key: str) -> str:
    if key.startswith("SHA256:"):
        return key.rstrip("=")
    try:
        return fingerprint(read_public(Path(key).read_bytes()))
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise CaselineError(f"{key} is no fingerprint (SHA256:...) and no file of a public key.") from None
