"""Which files were read before. An unchanged file is only hashed; a gone or replaced one stays on record."""

from collections.abc import Collection
from dataclasses import replace

from ingestion.summary import HeldBack, LoadedFile, LoadSummary

GONE = "No longer in the folder; its rows are kept."
REPLACED = "Replaced by a newer file of this name; its rows are kept."
PAUSED = "Waits for a person to accept it; what was held back says how."
STOPPED = "Not all of it was taken in; what was held back says why. It is read again in the next run."

SHA256_DIGITS = 64


class Ledger:
    """The files of former runs, and what the next ledger will be.

    `affiliates` are the ones read now: files of the others stand as they were.
    """

    def __init__(self, files: list[LoadedFile], held_back: list[HeldBack], affiliates: Collection[str]) -> None:
        self._others = [file for file in files if file.affiliate_id not in affiliates]
        self._others_held_back = [item for item in held_back if item.affiliate_id not in affiliates]
        self._files = {(f.affiliate_id, f.file, f.sha256): f for f in files if f.affiliate_id in affiliates}
        self._held_back = [item for item in held_back if item.affiliate_id in affiliates]
        self._standing: set[tuple[str, str, str]] = set()

    def stands(self, affiliate_id: str, file: str, sha256: str) -> bool:
        """Whether this content was read under this name and has stood there since. Keeps it on record.

        What waits for a person does not stand: each run looks whether it was accepted. Nor does what Caseline itself
        could not take in.
        """
        known = self._files.get((affiliate_id, file, sha256))
        if known is None or not sha256 or known.note in (GONE, REPLACED, PAUSED, STOPPED):
            return False
        self._standing.add((affiliate_id, file, sha256))
        return True

    @property
    def standing(self) -> list[tuple[str, str, str]]:
        """What was asked for so far and stands."""
        return sorted(self._standing)

    def was_read_otherwise(self, affiliate_id: str, file: str, fingerprint: str) -> bool:
        """Whether the same content was read under this name in another way (the dictionary has changed since)."""
        return any(
            known[:2] == (affiliate_id, file) and is_read_otherwise(known[2], fingerprint) for known in self._files
        )

    def close(self, read: LoadSummary) -> tuple[list[LoadedFile], list[HeldBack]]:
        """The new ledger and quarantine: what stands, what was read now, and what is gone or replaced."""
        fresh = {(file.affiliate_id, file.file, file.sha256) for file in read.files}
        present = {key[:2] for key in fresh | self._standing}
        files = [*self._others, *read.files]
        for key, file in self._files.items():
            if key in fresh:
                continue
            if key in self._standing:
                files.append(file)
            else:
                is_replaced = file.note == REPLACED or key[:2] in present
                files.append(replace(file, note=REPLACED if is_replaced else GONE))
        standing = {key[:2] for key in self._standing - fresh}
        kept = [item for item in self._held_back if (item.affiliate_id, item.file) in standing]
        return files, [*self._others_held_back, *kept, *read.held_back]


def is_read_otherwise(before: str, now: str) -> bool:
    """Whether two fingerprints are of the same content, read in two ways."""
    return before != now and before[:SHA256_DIGITS] == now[:SHA256_DIGITS]
