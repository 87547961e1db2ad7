"""What people of an organisation decided, in `transformation/*.csv`: what values and programs become, and rulings."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from caseline.ground.errors import CaselineError, ConfigurationError
from caseline.ground.names import compared
from caseline.organization.caution import Caution
from caseline.organization.profile import Organization

FOLDER = "transformation"
WAIT_SECONDS = 20
LOCK = ".rulings.lock"
DECIDED = ("reason", "decided_by", "decided_on")


@dataclass(frozen=True)
class Map:
    """A file that says what values of the sources become."""

    file: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Ruling:
    """A human ruling file: its columns, the words that `ruling` may hold, and columns that it need not have."""

    file: str
    columns: tuple[str, ...]
    words: tuple[str, ...]
    optional: tuple[str, ...] = ()


MAPS = {
    "program_map": Map("program_map.csv", ("source", "source_program", "program_id")),
    "value_map": Map("value_map.csv", ("field", "source_value", "value")),
}
RULINGS = {
    "identity_ruling": Ruling(
        "identity_rulings.csv", ("record_key_a", "record_key_b", "ruling", *DECIDED), ("same", "different", "unsure")
    ),
    "code_ruling": Ruling(
        "code_rulings.csv", ("note_id", "skill", "code", "value", "quote", "ruling", *DECIDED),
        ("accepted", "overruled", "unsure"), optional=("value",),
    ),
    "missing_ruling": Ruling(
        "missing_rulings.csv", ("missing_id", "ruling", "until", *DECIDED), ("done", "explained")
    ),
    "attention_ruling": Ruling(
        "attention_rulings.csv", ("attention_id", "ruling", "assigned_to", *DECIDED), ("assigned", "closed"),
        optional=("assigned_to",),
    ),
    "quote_ruling": Ruling(
        "quote_rulings.csv", ("report", "in_note", "note_version", "place", "ruling", *DECIDED), ("picked",),
        optional=("note_version",),
    ),
    "file_ruling": Ruling("file_rulings.csv", ("file", "content", "ruling", *DECIDED), ("accepted",)),
}  # fmt: skip


def map_rows(folder: Path, mapped: Map) -> list[dict[str, Any]]:
    """The rows of a map; where two say what one value becomes, however it is spelt, the later one stands."""
    rows = _csv_rows(folder / FOLDER / mapped.file, mapped.columns)
    return list({tuple(compared(row[name] or "") for name in mapped.columns[:2]): row for row in rows}.values())


def ruling_rows(folder: Path, ruling: Ruling) -> list[dict[str, Any]]:
    """The rulings in the order of the file; where two are about one thing, the later one stands."""
    path = folder / FOLDER / ruling.file
    rows = _csv_rows(path, ruling.columns, ruling.optional)
    for line, row in enumerate(rows, 2):
        if row["ruling"] not in ruling.words:
            raise ConfigurationError(
                f"The ruling is '{row['ruling'] or ''}'",
                file=path,
                line=line,
                fix=f"Write {' or '.join(ruling.words)}.",
            )
    return [row | {"position": position} for position, row in enumerate(rows, 1)]


def caution(organization: Organization) -> Caution:
    """When a file waits for a person, and the contents that one accepted. Raises ConfigurationError."""
    rulings = ruling_rows(organization.folder, RULINGS["file_ruling"])
    accepted = frozenset(row["content"] for row in rulings if row["content"])
    return Caution(organization.settings.lost_rows_percent, accepted)


def _csv_rows(path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in columns if name not in (reader.fieldnames or []) and name not in optional]
        if missing:
            raise ConfigurationError(
                f"The column '{missing[0]}' is missing", file=path, line=1, fix=f"Columns are: {', '.join(columns)}."
            )
        return [{name: row.get(name) or None for name in columns} for row in reader if any(row.values())]


@contextmanager
def rulings_locked(transformation: Path) -> Iterator[None]:
    """Hold the right to change the files of rulings. Raises CaselineError where somebody else keeps it too long."""
    transformation.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(transformation / LOCK).acquire(timeout=WAIT_SECONDS):  # one of its own: threads wait too
            yield
    except Timeout:
        raise CaselineError("Somebody else is writing rulings. Try again in a moment.") from None
