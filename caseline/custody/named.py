"""What an erasure looks for, each kind of ID in the columns of its kind: sources number people, stays and households
alike, and the same text is somebody else's in another column."""

import json
import re
from dataclasses import dataclass, field

from ingestion.erased import Subject

_NONE: frozenset[str] = frozenset()
_COLUMNS = {
    "clients": re.compile(r"(\w+_)?client_id(_[ablr])?"),
    "people": re.compile(r"record_key(_[ablr])?|person_ref|person_record|refers_to_person|anchor_key"),
    "stays": re.compile(r"enrollment_id|stay_record"),
    "notes": re.compile(r"note_id|in_note"),
    "submissions": re.compile(r"submission_id|record_key(_[ablr])?|enrollment_id|stay_record|plan_id|consent_id"),
}
"""Columns by the kind of ID that they hold. A form is a person's record and a stay too, under the one ID."""
_RULED_THING = re.compile(r"(missing|attention|signal|unusual)_id")
"""Columns that hold what a ruling or a signal is about, after its kind: a stay, a note, a goal, an assessment."""
_OTHER = re.compile(r"(\w+_)?(id|ref|key)|_?row_id")
"""Columns of IDs of anything else, as households and services: no ID of a person or a stay is looked for there."""


@dataclass(frozen=True)
class Named:
    """IDs by kind, of a client's rows or of rows past their period, as the record gives them."""

    subjects: frozenset[Subject]
    """As the sources give them."""
    clients: frozenset[str] = field(default=_NONE)
    people: frozenset[str] = field(default=_NONE)
    stays: frozenset[str] = field(default=_NONE)
    notes: frozenset[str] = field(default=_NONE)
    submissions: frozenset[str] = field(default=_NONE)
    things: frozenset[str] = field(default=_NONE)
    """Goals and assessments."""
    told: frozenset[str] = field(default=_NONE)
    """Numbers and addresses that belong to the client."""

    def whole(self, column: str) -> frozenset[str]:
        """The IDs that make a row theirs where this column is one of them."""
        kinds = (kind for kind, named in _COLUMNS.items() if named.fullmatch(column))
        return _NONE.union(*(getattr(self, kind) for kind in kinds))

    def within(self, column: str) -> str | None:
        """A pattern, of Python's and DuckDB's kind, of text of a ruling's column that names them; None where none
        can."""
        if _RULED_THING.fullmatch(column):
            sought = self.stays | self.notes | self.submissions | self.things | self.clients
        else:
            sought = self.whole(column) or self.told | self.clients
        gone = "|".join(map(re.escape, sorted(sought)))
        return rf"(?:^|[^\w-])(?:{gone})(?:$|[^\w-])" if gone else None

    def sought(self, column: str) -> frozenset[str]:
        """What of theirs may still stand in a column, and would name them there."""
        if any(named.fullmatch(column) for named in _COLUMNS.values()):
            return self.whole(column) - self.clients
        if _RULED_THING.fullmatch(column):
            return self.stays | self.notes | self.submissions | self.things
        if _OTHER.fullmatch(column):
            return self.notes | self.submissions
        return self.people | self.stays | self.notes | self.submissions | self.told

    def is_of_stay(self, column: str) -> bool:
        """Whether a column holds the stay that a row belongs to, or only points at."""
        return bool(_COLUMNS["stays"].fullmatch(column))

    def as_json(self) -> bytes:
        return json.dumps({name: sorted(values) for name, values in vars(self).items()}).encode()

    @classmethod
    def of_json(cls, text: bytes) -> "Named":
        lists = json.loads(text)
        subjects = frozenset((source, affiliate, own) for source, affiliate, own in lists.pop("subjects"))
        return cls(subjects, **{name: frozenset(values) for name, values in lists.items()})
