"""What the data dictionary says of a form: its name, which field identifies a submission, how fields are spelt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol

from ingestion.forms.fitting import Column, Fitted, Names
from ingestion.headers import folded
from ingestion.moments import Order

# Compared without case; `meta/instanceID` and `meta-instanceID` count as instanceID.
SUBMISSION_ID_FIELDS = ("instanceid", "key", "_uuid", "__id", "_id", "submission id", "response id", "respondent id")
SUBMITTED_AT_FIELDS = (
    "__system/updatedat", "_submission_time", "submissiondate", "__system/submissiondate", "submission_time",
    "date submitted", "submitted at", "timestamp", "end date", "end", "today",
)  # fmt: skip


# What tells who a form is about; where all of it is empty, nobody is named.
IDENTITY = {
    f"person.{field}" for field in ("first_name", "last_name", "full_name", "dob", "ssn", "phone", "email", "other_id")
} | {"submission.client_ref"}
# What numbers a person or a form, so that a spreadsheet's 1.23E+11 in it is damage.
_NUMBERS = {"person.other_id", "submission.client_ref", "person.ssn", "household.id"}


class DictionaryEntry(Protocol):
    """What forms need of an entry of the data dictionary (see `caseline.organization.dictionary`)."""

    table: str
    submission_id: str | None

    @property
    def header_row(self) -> int | None: ...

    @property
    def sheets(self) -> Sequence[str]: ...

    @property
    def date_order(self) -> Order | None: ...

    @property
    def fields(self) -> Sequence[Any]: ...

    def matches(self, file_name: str) -> bool:
        """Whether a file of this name holds this form."""
        ...


class FormFields:
    """One form as its files are read; without a dictionary entry it is named after the file.

    `fit` decides which column is which field; before it, each column is looked at alone.
    """

    def __init__(self, entry: DictionaryEntry | None, file_name: str) -> None:
        self.is_mapped = entry is not None
        self.form = entry.table if entry else slug(file_name.rsplit(".", 1)[0])
        self._id_fields = [folded(entry.submission_id)] if entry and entry.submission_id else list(SUBMISSION_ID_FIELDS)
        fields = entry.fields if entry else []
        others = {folded(field.name) for field in fields if field.maps_to and field.maps_to != "submission.date"}
        self._date_fields = [name for name in SUBMITTED_AT_FIELDS if name not in others]
        self._date_fields += [folded(field.name) for field in fields if field.maps_to == "submission.date"]
        self.names = Names([field.name for field in fields])
        self.identity = frozenset(field.name for field in fields if field.maps_to in IDENTITY)
        self.numbers = frozenset(field.name for field in fields if field.maps_to in _NUMBERS)
        if entry and entry.submission_id:
            self.numbers |= {entry.submission_id}
        self._described: dict[Column, str | None] = {}

    def fit(self, columns: Sequence[Column]) -> Fitted:
        """Decide for all columns of a file which described field each is."""
        fitted = self.names.fit(columns)
        self._described = {column: fitted.described.get(column) for column in columns}
        return fitted

    def described(self, repeat_path: str, field: str) -> str | None:
        """The described field that a column is, in the dictionary's spelling."""
        column = repeat_path, field
        if column not in self._described:
            nearest = self.names.nearest(column)
            self._described[column] = nearest[1] if nearest else None
        return self._described[column]

    def name_of(self, repeat_path: str, field: str) -> str:
        """The field's name in the dictionary's spelling, within its repeat; as it is where the dictionary has none."""
        name = self.described(repeat_path, field)
        prefix = f"{repeat_path}/" if repeat_path else ""
        if name is None:
            return field
        return name[len(prefix) :] if folded(name).startswith(folded(prefix)) else name

    def submission_id(self, top: Mapping[str, str]) -> str | None:
        """The submission's own id, without the `uuid:` some tools put before it."""
        found = _first(self._id_fields, top)
        return found[1].removeprefix("uuid:") if found else None

    def submitted_at(self, top: Mapping[str, str]) -> tuple[str, str] | None:
        """The column that says when the submission was last changed or sent, and what it says, as it stands there."""
        found = _first(self._date_fields, top)
        return (self.described("", found[0]) or found[0], found[1]) if found else None

    def is_of_every_form(self, header: str) -> bool:
        """Whether a column is one that forms have without being described."""
        return header.lower() in {*SUBMISSION_ID_FIELDS, *self._id_fields, *self._date_fields}


def mapping_digest(entry: DictionaryEntry | None, date_order: Order | None = None) -> str:
    """Changes when the dictionary, or how the organisation writes dates, would make rows land otherwise."""
    if entry is None:
        return "unmapped"
    facts = [
        entry.table,
        str(entry.submission_id),
        str(entry.header_row),
        str(entry.sheets),
        str(entry.date_order or date_order),
    ]
    facts += [f"{field.name}={field.maps_to}={field.type}" for field in entry.fields]
    return sha256("\x1f".join(facts).encode()).hexdigest()[:12]


def slug(text: str) -> str:
    """A name for a form from a file name: lower case, letters and digits joined by `_`."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "form"


def _first(candidates: Iterable[str], top: Mapping[str, str]) -> tuple[str, str] | None:
    """The first of these columns that has a value, and the value."""
    by_name: dict[str, str] = {}
    for column in top:
        by_name.setdefault(folded(column), column)
        by_name.setdefault(folded(column).removeprefix("meta/").removeprefix("meta-"), column)
    return next(((by_name[name], top[by_name[name]]) for name in candidates if top.get(by_name.get(name, ""))), None)
