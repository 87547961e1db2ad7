"""A CSV of person records, read as it comes: any usual encoding and delimiter, headers as people write them."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from caseline.ground.errors import CaselineError
from caseline.identity.reading import columns
from caseline.identity.reading.dates import is_date
from ingestion.boundary import Problem
from ingestion.csv_reading import BadRow, Head, Row, open_text
from ingestion.csv_stretch import Stretch, read_stretches
from ingestion.files import FoundFile
from ingestion.heads import head_of
from ingestion.row_batches import broken_text


@dataclass(frozen=True)
class Coverage:
    """A column that is read: its header in the file, and how many records have it."""

    column: str
    header: str
    filled: int


@dataclass(frozen=True)
class PersonFile:
    """Records as text, None where empty, by the columns of `columns.COLUMNS` that the file has.

    `others` are headers that are not read; `births_not_read` dates of birth that are no day of the calendar, the first
    on line `first_not_read` (0 for none).
    """

    frame: pd.DataFrame
    coverage: tuple[Coverage, ...]
    others: tuple[str, ...]
    births_not_read: int
    first_not_read: int

    @property
    def sentences(self) -> list[str]:
        """What was read as what, how much of it is there, and what was not read; without values."""
        share = [
            f"{each.column} {each.filled / max(len(self.frame), 1):.0%}"
            + (f" ('{each.header}')" if each.header != each.column else "")
            for each in self.coverage
            if each.column != columns.RECORD_ID
        ]
        said = [f"Filled in: {', '.join(share)}."]
        if self.others:
            said.append(f"Not read: {', '.join(repr(header) for header in self.others)}.")
        if self.births_not_read:
            said.append(
                f"{self.births_not_read:,} dates of birth are no day of the calendar (the first on line "
                f"{self.first_not_read:,}): with a digit wrong they are compared as they are, else they count as"
                " not known."
            )
        return said


def read_person_file(path: Path) -> PersonFile:
    """Reads a file. Raises CaselineError, with the line where there is one, when the file or its headers cannot be
    read, a row has too many or too few cells, or a record_id is empty or not unique."""
    if not path.is_file() or zipfile.is_zipfile(path):
        raise CaselineError(f"{path} cannot be read as a CSV file. Save the records as CSV.")
    file = FoundFile("", str(path), path)
    head = head_of(file, columns.known)
    if isinstance(head, Problem):
        raise CaselineError(f"{path} has no column record_id. {head.reason} {head.fix}")
    try:
        fit = columns.fit(head.headers)
    except columns.Unclear as unclear:
        raise CaselineError(f"{path}, line {head.line:,}: {unclear}") from None
    places = {column: fit.place[column] for column in columns.COLUMNS if column in fit.place}
    read, lines = _cells(file, head, list(places.values()))
    frame = pd.DataFrame(dict(zip(places, read, strict=True)), dtype=object)
    _check_ids(path, frame[columns.RECORD_ID].tolist(), lines)
    coverage = tuple(
        Coverage(column, head.headers[at], int(frame[column].notna().sum())) for column, at in places.items()
    )
    births_not_read = _births_not_read(frame)
    return PersonFile(
        frame,
        coverage,
        tuple(fit.others),
        len(births_not_read),
        int(lines[births_not_read[0]]) if len(births_not_read) else 0,
    )


def _cells(file: FoundFile, head: Head, places: Sequence[int]) -> tuple[list[np.ndarray], np.ndarray]:
    """The cells of the columns at `places`, and the line of each record."""
    parts: list[list[pa.Array | pa.ChunkedArray]] = [[] for _ in places]
    lines: list[np.ndarray] = []
    single: list[Row] = []

    def close() -> None:
        for cells, at in zip(parts, places, strict=True):
            cells.append(pa.array([row.cells[at] for row in single], pa.string()))
        lines.append(np.array([row.line for row in single], dtype=np.int64))
        single.clear()

    with open_text(file, head.encoding) as text:
        for part in read_stretches(text, head):
            if isinstance(part, Stretch):
                close()
                for cells, at in zip(parts, places, strict=True):
                    cells.append(part.cells.column(at))
                lines.append(np.arange(part.first_line, part.last_line + 1))
                continue
            bad = part if isinstance(part, BadRow) else broken_text(part, head.encoding)
            if bad:
                raise CaselineError(f"{file.label}, line {bad.line:,}: {bad.reason} {bad.fix}")
            assert isinstance(part, Row)
            single.append(part)
    close()
    return [_texts(cells) for cells in parts], np.concatenate(lines)


def _texts(parts: Sequence[pa.Array | pa.ChunkedArray]) -> np.ndarray:
    """Cells without the spaces around them, None where nothing is left."""
    chunks = [chunk for part in parts for chunk in (part.chunks if isinstance(part, pa.ChunkedArray) else [part])]
    trimmed = pc.utf8_trim_whitespace(pa.chunked_array(chunks, pa.string()))
    texts = np.empty(len(trimmed), dtype=object)
    texts[:] = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed).to_pylist()
    return texts


def _check_ids(path: Path, ids: Sequence[str | None], lines: np.ndarray) -> None:
    seen: dict[str, int] = {}
    for record, line in zip(ids, lines.tolist(), strict=True):
        if not record:
            raise CaselineError(f"{path}, line {line:,}: record_id is empty. Every record needs its own.")
        if record in seen:
            raise CaselineError(
                f"{path}, lines {seen[record]:,} and {line:,} have the same record_id. Every record needs its own."
            )
        seen[record] = line


def _births_not_read(frame: pd.DataFrame) -> np.ndarray:
    """Rows whose date of birth is no day of the calendar."""
    if "dob" not in frame:
        return np.empty(0, dtype=np.int64)
    given = frame["dob"].dropna()
    wrong = {value for value in given.unique() if not is_date(value)}
    return np.flatnonzero(frame["dob"].isin(wrong).to_numpy()) if wrong else np.empty(0, dtype=np.int64)
