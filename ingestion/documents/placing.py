"""Whose a document is: an index beside it says so, or the folder it lies in. Nothing is guessed."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.csv_reading import BadRow, Head, Row, open_text, rows_below
from ingestion.date_columns import DateColumns, DateRules
from ingestion.files import FoundFile
from ingestion.row_batches import broken_text

INDEX_NAME = "documents.csv"
_DATE = "date"
COLUMNS = ("file", "client_id", "system", _DATE, "author", "program")
SYSTEMS = {
    "hmis": "hmis", "crm": "crm", "salesforce": "crm",
    "forms": "forms", "form": "forms", "kobo": "forms", "kobotoolbox": "forms", "odk": "forms",
}  # fmt: skip
_FOLDER = re.compile(r"(?:^|/)documents/(hmis|crm|forms)/(.+)/[^/]+$", re.IGNORECASE)


@dataclass(frozen=True)
class IndexRow:
    """One row of an index. `file` is the document's label; `date`, `author` and `program` may be empty."""

    line: int
    file: str
    client_id: str
    system: str
    date: str
    author: str
    program: str


def is_index(file: FoundFile) -> bool:
    return file.name.lower() == INDEX_NAME


def missing_columns(head: Head) -> list[str]:
    """Which of the columns that an index cannot do without it has not."""
    return [name for name in COLUMNS[:3] if name not in map(_squashed, head.headers)]


def unknown_columns(head: Head) -> list[str]:
    return [header for header in head.headers if header and _squashed(header) not in COLUMNS]


def index_rows(file: FoundFile, head: Head) -> Iterator[IndexRow | BadRow]:
    """The rows of an index, or why one cannot be used. Dates are in ISO form, or as written if not read."""
    names = [_squashed(header) for header in head.headers]
    with open_text(file, head.encoding) as text:
        rows = list(rows_below(iter(text), head))
    dates = DateColumns(DateRules())
    at = names.index(_DATE) if _DATE in names else None
    dates.learn(_DATE, [row.cells[at].strip() for row in rows if isinstance(row, Row) and at is not None])
    dates.decide()
    for row in rows:
        bad = row if isinstance(row, BadRow) else broken_text(row, head.encoding)
        if bad:
            yield bad
        else:
            assert isinstance(row, Row)
            cells = dict(zip(names, map(str.strip, row.cells), strict=True))
            cells[_DATE] = dates.read(_DATE, cells.get(_DATE, "")) or cells.get(_DATE, "")
            yield _index_row(file, row.line, cells)


def named_by_folder(file: FoundFile) -> tuple[str, str] | None:
    """(system, client id) of a document in `documents/hmis/<PersonalID>/`, `documents/crm/<Contact Id>/` or
    `documents/forms/<form>/<submission id>/`."""
    found = _FOLDER.search(file.label)
    if not found or (found[1].lower() != "forms" and "/" in found[2]):
        return None
    return found[1].lower(), found[2]


def _index_row(file: FoundFile, line: int, cells: dict[str, str]) -> IndexRow | BadRow:
    given = {name: cells.get(name, "") for name in COLUMNS}
    empty = [name for name in COLUMNS[:3] if not given[name]]
    if empty:
        return BadRow(
            line,
            f"This row has no {' and no '.join(empty)}.",
            "Fill it in: a document is never guessed to be anyone's.",
        )
    system = SYSTEMS.get(given["system"].lower())
    if system is None:
        return BadRow(
            line,
            "The system of this row is none of hmis, crm and forms.",
            "Write which of them the client's id is from.",
        )
    path = posixpath.normpath(posixpath.join(file.folder, given["file"].replace("\\", "/").lstrip("/")))
    return IndexRow(line, path, given["client_id"], system, given["date"], given["author"], given["program"])


def _squashed(header: str) -> str:
    return re.sub(r"[\s-]+", "_", header.strip().lower())
