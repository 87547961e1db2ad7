"""What the data dictionary says of a form: its name, which fields identify a submission, how fields are spelt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from caseline.ground.names import slug
from caseline.organization.described_table import PEOPLE, SAY_WHO, DictionaryTable, column_name
from ingestion.forms.fitting import Column, Fitted, Names
from ingestion.forms.keys import RowKeys, RowReference
from ingestion.headers import folded
from ingestion.moments import Order

# Compared without case; `meta/instanceID` and `meta-instanceID` count as instanceID.
SUBMISSION_ID_FIELDS = (
    "rootuuid", "instanceid", "key", "_uuid", "__id", "_id", "submission id", "response id", "respondent id",
)  # fmt: skip
SUBMITTED_AT_FIELDS = (
    "__system/updatedat", "_submission_time", "submissiondate", "__system/submissiondate", "submission_time",
    "date submitted", "submitted at", "timestamp", "end date", "end", "today",
)  # fmt: skip
CHANGED_AT_FIELDS = SUBMITTED_AT_FIELDS[:-3]
"""Those that a system stamps, so that they tell which of two versions of a submission is newer."""

# What numbers a person or a form, so that a spreadsheet's 1.23E+11 in it is damage.
_NUMBERS = {"person.other_id", "submission.client_ref", "person.ssn", "household.id"}


class FormFields:
    """One form as its files are read; without a dictionary entry it is named after the file.

    `fit` decides which column is which field; before it, each column is looked at alone.
    """

    def __init__(self, entry: DictionaryTable | None, file_name: str) -> None:
        self.is_mapped = entry is not None
        self.form = entry.full_name if entry else slug(file_name.rsplit(".", 1)[0]) or "form"
        self.has_key = bool(entry and entry.key_columns)
        self.needs_key = bool(entry and entry.key_columns and entry.kind not in PEOPLE)
        self.key_in_words = " and ".join(entry.key_columns) if entry else ""
        self._keys = RowKeys(entry) if entry else None
        self._splits = {column_name(field.name): field.split for field in entry.fields if field.split} if entry else {}
        self._changed_fields = [folded(entry.version_by)] if entry and entry.version_by else list(CHANGED_AT_FIELDS)
        fields = entry.answered if entry else []
        others = {folded(field.name) for field in fields if field.maps_to and field.maps_to != "submission.date"}
        self._date_fields = [name for name in SUBMITTED_AT_FIELDS if name not in others]
        self._date_fields += [folded(field.name) for field in fields if field.maps_to == "submission.date"]
        self._called = entry.called if entry else {}
        self.names = Names([field.name for field in fields])
        self.expected = frozenset(field.name for field in fields if field.expected)
        self.meant = frozenset(field.name for field in fields if field.maps_to)
        self.notes = frozenset(field.name for field in fields if field.maps_to == "note.text")
        self._identity = frozenset(field.name for field in fields if field.maps_to in SAY_WHO)
        self._is_of_people = entry is None or entry.kind in PEOPLE or not entry.references
        self._cells_name_nobody = bool(entry and entry.person_key and not entry.references)
        self._is_of_persons = entry is not None and entry.kind == "person"
        self._numbers = {folded(field.name) for field in fields if field.maps_to in _NUMBERS}
        if entry:
            references = [column for reference in entry.references for column in reference.fields]
            self._numbers |= set(map(folded, [*entry.key_columns, *entry.person_key, *references]))
        self._days = re.compile(entry.wide.columns) if entry and entry.wide else None
        self._described: dict[Column, str | None] = {}

    def known(self, headers: Iterable[str]) -> int:
        """How many described fields these headers are, under their own or another name."""
        return self.names.known(name for _, name in self.renamed(("", header) for header in headers))

    def renamed(self, columns: Iterable[Column]) -> list[Column]:
        """Columns under the names of fields that they are another header of."""
        return [(path, name if path else self._called.get(column_name(name), name)) for path, name in columns]

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

    def names_somebody(self, columns: Iterable[Column], top: Mapping[str, str]) -> bool:
        """Whether a form about people says of whom: by one of the columns that it fills, or by a number."""
        if not self._is_of_people or not self._identity:
            return True
        is_named = any(self.described(*column) in self._identity for column in columns)
        return is_named or bool(self.references(top)) or self._is_numbered(top)

    def says_who(self, field: str) -> bool:
        """Whether a column names people, or numbers them or forms."""
        return self.described("", field) in self._identity or self.is_number(field)

    def names_whose_cell(self, top: Mapping[str, str]) -> bool:
        """Whether a cell of a row, which stands without the names in it, still says whose it is."""
        return not self._cells_name_nobody or self.person_key(top) is not None

    def _is_numbered(self, top: Mapping[str, str]) -> bool:
        """Whether a row has the number of a person: its own key is that of a person, or of what tells of one."""
        if self.person_key(top) is not None:
            return True
        return self._is_of_persons and self.has_key and self.submission_id(top) is not None

    def is_number(self, field: str) -> bool:
        """Whether a column numbers people or forms."""
        return folded(field) in self._numbers or folded(self.described("", field) or "") in self._numbers

    def is_of_every_form(self, header: str) -> bool:
        """Whether a column is one that forms have without being described, one of its keys, or a day of its sheet."""
        if self._days and self._days.search(header):
            return True
        return folded(header) in {*SUBMISSION_ID_FIELDS, *self._date_fields, *self._changed_fields, *self._numbers}

    def submission_id(self, top: Mapping[str, str]) -> str | None:
        """The submission's own id: its declared key, or what tools number submissions by, without their `uuid:`."""
        if self._keys and self.has_key:
            return self._keys.key(top)
        found = _first(SUBMISSION_ID_FIELDS, top)
        return found[1].removeprefix("uuid:") if found else None

    def person_key(self, top: Mapping[str, str]) -> str | None:
        """The key of the person within the row, where its table declares one."""
        return self._keys.person(top) if self._keys else None

    def references(self, top: Mapping[str, str]) -> list[RowReference]:
        """The rows of other tables that it refers to."""
        return self._keys.references(top) if self._keys else []

    def values_of(self, repeat_path: str, name: str, value: str) -> list[str]:
        """The values within one answer: several, where the dictionary says what stands between them."""
        mark = self._splits.get(column_name(f"{repeat_path}/{name}" if repeat_path else name))
        values = [part.strip() for part in value.split(mark)] if mark else [value]
        return list(dict.fromkeys(filter(None, values))) or [value]

    def changed_at(self, top: Mapping[str, str]) -> tuple[str, str] | None:
        """The column in which a system says when the submission was changed last, and what stands there."""
        return self._moment(self._changed_fields, top)

    def submitted_at(self, top: Mapping[str, str]) -> tuple[str, str] | None:
        """The column that says when the submission was last changed or sent, and what stands there."""
        return self._moment(self._date_fields, top)

    def _moment(self, candidates: Iterable[str], top: Mapping[str, str]) -> tuple[str, str] | None:
        found = _first(candidates, top)
        return (self.described("", found[0]) or found[0], found[1].strip()) if found else None


def mapping_digest(entry: DictionaryTable | None, date_order: Order | None) -> str:
    """Changes when the dictionary, or how the organisation writes dates, would make rows land otherwise."""
    if entry is None:
        return "unmapped"
    told = ("key", "person_key", "references", "only", "version_by", "long", "wide", "called", "header_row", "sheets")
    facts = [entry.full_name, str(entry.submission_id), str(entry.date_order or date_order)]
    facts += [f"{field.name}={field.maps_to}={field.type}" for field in entry.fields]
    facts += [f"{name}: {value}" for name in told if (value := getattr(entry, name))]
    facts += [f"{field.name} split by {field.split}" for field in entry.fields if field.split]
    return sha256("\x1f".join(facts).encode()).hexdigest()[:12]


def _first(candidates: Iterable[str], top: Mapping[str, str]) -> tuple[str, str] | None:
    """The first of these columns that has a value, and the value."""
    by_name: dict[str, str] = {}
    for column in top:
        by_name.setdefault(folded(column), column)
        by_name.setdefault(folded(column).removeprefix("meta/").removeprefix("meta-"), column)
    return next(((by_name[name], top[by_name[name]]) for name in candidates if top.get(by_name.get(name, ""))), None)
