"""What the data dictionary says of a form: its name, which fields identify a submission, how fields are spelt."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

from caseline.organization.described_table import PEOPLE, DictionaryTable, column_name
from ingestion.forms.keys import RowKeys, RowReference

# Compared without case; `meta/instanceID` and `meta-instanceID` count as instanceID.
SUBMISSION_ID_FIELDS = ("instanceid", "key", "_uuid", "__id", "_id", "submission id", "response id", "respondent id")
SUBMITTED_AT_FIELDS = (
    "__system/updatedat", "_submission_time", "submissiondate", "__system/submissiondate", "submission_time",
    "date submitted", "submitted at", "timestamp", "end date", "end", "today",
)  # fmt: skip
CHANGED_AT_FIELDS = SUBMITTED_AT_FIELDS[:-3]
"""Those that a system stamps, so that they tell which of two versions of a submission is newer."""


class FormFields:
    """One form as its files are read; without a dictionary entry it is named after the file."""

    def __init__(self, entry: DictionaryTable | None, file_name: str) -> None:
        self.is_mapped = entry is not None
        self.form = entry.full_name if entry else slug(file_name.rsplit(".", 1)[0])
        self.has_key = bool(entry and entry.key_columns)
        self.needs_key = bool(entry and entry.key_columns and entry.kind not in PEOPLE)
        self.key_in_words = " and ".join(entry.key_columns) if entry else ""
        self._keys = RowKeys(entry) if entry else None
        self._splits = {column_name(field.name): field.split for field in entry.fields if field.split} if entry else {}
        self._changed_fields = [entry.version_by.lower()] if entry and entry.version_by else list(CHANGED_AT_FIELDS)
        self._date_fields = list(SUBMITTED_AT_FIELDS)
        names = [field.name for field in entry.fields] if entry else []
        if entry:
            self._date_fields += [field.name.lower() for field in entry.fields if field.maps_to == "submission.date"]
        self._by_path = {_comparable(name): name for name in names}
        last_parts = Counter(_comparable(name).rsplit("/", 1)[-1] for name in names)
        self._by_last_part = {
            last: name for name in names if last_parts[last := _comparable(name).rsplit("/", 1)[-1]] == 1
        }
        self._spelling: dict[tuple[str, str], str] = {}

    def name_of(self, repeat_path: str, field: str) -> str:
        """The field's name in the dictionary's spelling, within its repeat; as it is where the dictionary has none."""
        known = self._spelling.get((repeat_path, field))
        if known is None:
            known = self._spelling[repeat_path, field] = self._spell(repeat_path, field)
        return known

    def _spell(self, repeat_path: str, field: str) -> str:
        prefix = f"{repeat_path}/" if repeat_path else ""
        path = _comparable(prefix + field)
        name = self._by_path.get(path)
        if name is None and not repeat_path:  # exports leave groups out, or join them another way
            alike = self._by_last_part.get(path.rsplit("/", 1)[-1])
            name = alike if alike and _is_without_groups(path, _comparable(alike)) else None
        return name[len(prefix) :] if name else field

    def submission_id(self, top: Mapping[str, str]) -> str | None:
        """The submission's own id: its declared key, or what tools number submissions by, without their `uuid:`."""
        if self._keys and self.has_key:
            return self._keys.key(top)
        value = _first(SUBMISSION_ID_FIELDS, top)
        return value.removeprefix("uuid:") if value else None

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

    def changed_at(self, top: Mapping[str, str]) -> str | None:
        """When a system says that the submission was changed last, as the export writes it."""
        return _first(self._changed_fields, top)

    def submitted_at(self, top: Mapping[str, str]) -> str | None:
        """When the submission was last changed or sent, as the export writes it."""
        return _first(self._date_fields, top)


def mapping_digest(entry: DictionaryTable | None) -> str:
    """Changes when the dictionary would make rows land otherwise."""
    if entry is None:
        return "unmapped"
    told = ("key", "person_key", "references", "only", "version_by", "long", "wide", "called")
    facts = [entry.full_name, str(entry.submission_id), *(f"{field.name}={field.maps_to}" for field in entry.fields)]
    facts += [f"{name}: {value}" for name in told if (value := getattr(entry, name))]
    facts += [f"{field.name} split by {field.split}" for field in entry.fields if field.split]
    return sha256("\x1f".join(facts).encode()).hexdigest()[:12]


def slug(text: str) -> str:
    """A name for a form from a file name: lower case, letters and digits joined by `_`."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "form"


def _first(candidates: Iterable[str], top: Mapping[str, str]) -> str | None:
    by_name: dict[str, str] = {}
    for field, value in top.items():
        by_name.setdefault(field.lower(), value)
        by_name.setdefault(field.lower().removeprefix("meta/").removeprefix("meta-"), value)
    return next((by_name[name] for name in candidates if by_name.get(name)), None)


def _comparable(path: str) -> str:
    return re.sub(r"[\-:.]", "/", path.strip().lower())


def _is_without_groups(path: str, other: str) -> bool:
    """Whether one of two paths is the other without its groups."""
    return path.endswith("/" + other) or other.endswith("/" + path)
