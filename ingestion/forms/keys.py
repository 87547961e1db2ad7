"""The keys of a described table's rows: its own, that of the person within it, and those of rows it refers to.

A row is its cells outside repeats, by header.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseline.organization.described_table import DictionaryTable, column_name
from ingestion.salesforce_ids import salesforce_id

_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_WHOLE = re.compile(r"(\d{1,15})\.0+")


@dataclass(frozen=True)
class RowReference:
    """A row of another table, as a row names it: the table's full name, and its key there."""

    position: int
    to_table: str
    to_key: str


class RowKeys:
    """Reads the keys of one table's rows."""

    def __init__(self, table: DictionaryTable) -> None:
        self._key, self._person = _folded(table.key_columns), _folded(table.person_key)
        self._references = [(to, _folded(reference.fields), reference.prefix) for to, reference in table.refers_to]

    def key(self, row: Mapping[str, str]) -> str | None:
        """The row's own key; None where every column of it is empty, or none is declared."""
        return _key_of(self._key, row)

    def person(self, row: Mapping[str, str]) -> str | None:
        """The key of the person within the row."""
        return _key_of(self._person, row)

    def references(self, row: Mapping[str, str]) -> list[RowReference]:
        """What the row refers to, without what it leaves empty."""
        found = []
        cells = _cells(row) if self._references else {}
        for position, (to, columns, prefix) in enumerate(self._references, 1):
            values = [cells.get(column, "").strip().removeprefix(prefix) for column in columns]
            if to.startswith("crm/"):
                values = [salesforce_id(value) for value in values]
            if key := joined_key(values):
                found.append(RowReference(position, to, key))
        return found


def joined_key(values: Sequence[str]) -> str | None:
    """Values of a compound key as one; None where all are empty."""
    keys = [key_text(value).replace("|", "%7C") for value in values]
    return "|".join(keys) if any(keys) else None


def key_text(value: str) -> str:
    """One spelling of a number that names a row: without outer space, a spreadsheet's `.0`, and a GUID's braces."""
    text = " ".join(value.split())
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    if guid := _GUID.fullmatch(text):
        return guid[1].lower()
    return text.removeprefix("uuid:")


def _key_of(columns: Sequence[str], row: Mapping[str, str]) -> str | None:
    cells = _cells(row) if columns else {}
    return joined_key([cells.get(column, "") for column in columns])


def _cells(row: Mapping[str, str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for header, value in row.items():
        name = column_name(header)
        cells.setdefault(name, value)
        cells.setdefault(name.removeprefix("meta/").removeprefix("meta-"), value)
    return cells


def _folded(columns: Sequence[str]) -> list[str]:
    return [column_name(column) for column in columns]
