"""Rows that were erased, of people or past their period: they land no more, whatever export brings them.

What is kept of a record is a keyed hash of its source, affiliate and own ID there.
"""

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caseline.ground.keys import Keys, keys_of
from caseline.ground.sealed_files import read_sealed, write_sealed

FILE = "erased.txt"
OF_STAY = "stay:"
ID_COLUMNS = {
    "hmis": {"personal_id": "", "enrollment_id": OF_STAY},
    "crm": {"id": "", "contact": "", "linked_entity_id": ""},
    "forms": {"submission_key": ""},
    "documents": {"_row_id": "", "document_row_id": "", "file_sha256": ""},
}
"""The columns of a source's tables that say whose a row is, or of which row of theirs, and what stands before such an
ID in a subject: HMIS numbers its people and their stays alike."""
REASON = "{:,} rows were erased before: at a person's own wish, by law, or past their retention period."
FIX = "Nothing to do here. To have such rows left out of exports, delete them in the system they come from."

Subject = tuple[str, str, str]
"""A source, an affiliate, and the ID of a record there."""


class Erased:
    """What was erased of one organisation."""

    def __init__(self, keys: Keys | None) -> None:
        self._keys = keys
        self._path = keys.folder / "identity" / FILE if keys else None
        known = read_sealed(self._path).decode("ascii").split() if self._path and self._path.exists() else []
        self._hashes = frozenset(known)

    @classmethod
    def of(cls, warehouse: Path) -> "Erased":
        """Of the output folder that a warehouse lies in."""
        return cls(keys_of(warehouse.resolve()))

    def add(self, subjects: Iterable[Subject]) -> None:
        """On the disk before anything is deleted."""
        assert self._path
        self._hashes |= {self.hash(subject) for subject in subjects}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_sealed(self._path, "".join(f"{one}\n" for one in sorted(self._hashes)).encode())

    def hash(self, subject: Subject) -> str:
        assert self._keys
        return hmac.new(self._keys.erasure, "\x1f".join(subject).encode(), hashlib.sha256).hexdigest()

    def without(self, source: str, batch: pa.Table) -> pa.Table:
        """The rows of a landing table that may land."""
        if not self._hashes or not len(batch):
            return batch
        affiliate = batch["_affiliate"][0].as_py()
        for column, kind in ID_COLUMNS[source].items():
            if column in batch.column_names:
                ids = batch[column].unique().to_pylist()
                gone = [one for one in ids if one and self.hash((source, affiliate, kind + one)) in self._hashes]
                if gone:
                    batch = batch.filter(pc.invert(pc.is_in(batch[column], value_set=pa.array(gone, pa.string()))))
        return batch
