"""One HMIS export: the files of one folder or zip, what each of them is, and what Export.csv says of them all."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from ingestion.boundary import Problem, as_far_as_possible, attempt
from ingestion.csv_reading import Head, Row, open_text, rows_below
from ingestion.csv_stretch import Stretch, read_stretches
from ingestion.files import FoundFile
from ingestion.headers import squeezed
from ingestion.heads import head_of, packed
from ingestion.hmis.standard import StandardFile, count_known, named_file, recognise, standard_files, tell_version
from ingestion.moments import ISO, sortable_moment
from ingestion.row_batches import EXPONENT, NEVER_IN_A_SPREADSHEET
from ingestion.summary import Remark

UNHASHED = "1"
DELTA = "1"
_A_HASH = re.compile(r"[0-9a-fA-F]{32,}")  # MD5 is the shortest
_CLIENTS_LOOKED_AT = 500


@dataclass(frozen=True)
class Part:
    """A file of an export, matched to the standard: by its name, or `is_guessed` by its columns."""

    file: FoundFile
    standard: StandardFile
    head: Head
    is_guessed: bool = False

    def columns(self) -> list[str | None]:
        """The landing column of each header; None where the standard has none, or the file has it twice."""
        columns: list[str | None] = []
        for header in self.head.headers:
            column = self.standard.columns.get(squeezed(header))
            columns.append(column if column not in columns else None)
        return columns

    def dates(self) -> dict[str, int]:
        """The landing columns that hold dates or moments, and their places."""
        return {column: at for at, column in enumerate(self.columns()) if column in self.standard.dates}

    def rows(self) -> Iterator[dict[str, str]]:
        """Its readable rows by lower-case header. Raises what opening the file raises."""
        headers = [squeezed(header) for header in self.head.headers]
        with open_text(self.file, self.head.encoding) as text:
            for row in rows_below(iter(text), self.head):
                if isinstance(row, Row):
                    yield dict(zip(headers, row.cells, strict=True))

    def column(self, header: str) -> Iterator[list[str]]:
        """The cells of one column (a lower-case header) of its readable rows, some at a time. Raises as `rows` does."""
        headers = [squeezed(header) for header in self.head.headers]
        at = len(headers) - 1 - headers[::-1].index(header)
        with open_text(self.file, self.head.encoding) as text:
            for part in read_stretches(text, self.head):
                if isinstance(part, Stretch):
                    yield part.cells.column(at).fill_null("").to_pylist()
                elif isinstance(part, Row):
                    yield [part.cells[at]]


@dataclass
class Export:
    """The files of one folder, which were exported together. `apart` are those that are not read, and why.

    `exported_at` sorts as text; it is empty, as `facts` are, where Export.csv is missing or cannot be read.
    """

    parts: list[Part] = field(default_factory=list)
    apart: list[tuple[FoundFile, Problem | str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    exported_at: str = ""
    version: str = ""

    def part(self, table: str) -> Part | None:
        return next((part for part in self.parts if part.standard.table == table), None)


def examine(files: list[FoundFile]) -> Export:
    """Tell what each file of one folder is, and what the folder says about itself."""
    export = Export()
    for file in files:
        part = attempt(partial(_part, file))
        if isinstance(part, Part):
            export.parts.append(part)
        else:
            export.apart.append((file, part))
    _set_guesses_apart(export)
    export.facts = next(_first_rows(export.part("export"), 1), {})
    export.exported_at = sortable_moment(export.facts.get("exportdate", ""))
    headers = {part.standard.file.lower(): part.head.headers for part in export.parts}
    export.version = tell_version(headers, export.facts.get("csvversion", ""))
    return export


def _part(file: FoundFile) -> Part | Problem | str:
    """A file of the export; or why it is held back, or ignored."""
    if not file.name.lower().endswith(".csv"):
        return packed(file) or "Not a CSV file, so it is not part of an HMIS export."
    head = head_of(file, partial(count_known, file.name))
    if isinstance(head, Problem):
        return head
    named, standard = named_file(file.name), recognise(file.name, head.headers)
    if standard is None and named:
        return Problem(
            f"The first line of this file does not hold the columns that HMIS CSV gives {named.file}.csv.",
            "Export the file again, with its header line.",
        )
    if standard is None:
        return "Neither its name nor its columns are those of an HMIS CSV file."
    if standard.key not in (standard.columns.get(squeezed(header)) for header in head.headers):
        return Problem(
            f"The column that tells the rows of {standard.file}.csv apart ({standard.key_header}) is missing.",
            "Export again with all columns of the HMIS CSV standard.",
        )
    return Part(file, standard, head, is_guessed=named is None)


def _set_guesses_apart(export: Export) -> None:
    """A file that only looks like one of the standard is not read beside the one that has its name."""
    named = {part.standard.table: part for part in export.parts if not part.is_guessed}
    for part in [part for part in export.parts if part.is_guessed and part.standard.table in named]:
        export.parts.remove(part)
        beside = named[part.standard.table].file.name
        reason = f"Its columns look like those of {beside}, which lies beside it and is the one that is read."
        fix = f"If its rows belong to {beside}, put them there. If it is something else, remove it from this folder."
        export.apart.append((part.file, Problem(reason, fix)))


def shared_table(export: Export, part: Part) -> Problem | None:
    """What to say of a file that gives rows of one table together with another file of the export."""
    others = [other.file.name for other in export.parts if other.standard == part.standard and other is not part]
    if not others:
        return None
    return Problem(
        f"This file and {', '.join(others)} beside it both give rows of {part.standard.file}. Both were read; of rows "
        f"with one {part.standard.key_header} the one changed last counts.",
        "If one of them should not be here, remove it.",
    )


def remarks(export: Export, part: Part) -> list[str]:
    """What should be known of a file that is loaded: how it was read, what it lacks, what it has too much."""
    found = list(part.head.notes)
    unknown = sorted(header for header, column in zip(part.head.headers, part.columns(), strict=True) if column is None)
    if unknown:
        found.append(f"Columns outside the standard, kept in _extra: {', '.join(unknown)}.")
    missing = part.standard.missing(part.head.headers, export.version)
    if missing:
        found.append(f"Columns of FY{export.version} that are not in it, left empty: {', '.join(missing)}.")
    if part.standard.table == "export":
        found += _remarks_on_export(export)
    elif not export.part("export"):
        found.append("There is no Export.csv beside it, so when it was exported is not known.")
    if part.standard.table == "client":
        found += _remarks_on_hashing(export, part)
    return found


def saved_by_spreadsheet(export: Export) -> Remark | None:
    """What to say, once for the export, where a spreadsheet has saved files of it: as their first rows show."""
    cut = [part.file.name for part in export.parts if _has(part, part.dates().values(), _is_no_standard_date)]
    lost = [part.file.name for part in export.parts if _has(part, range(len(part.head.headers)), EXPONENT.fullmatch)]
    if not cut and not lost:
        return None
    damage = []
    if cut:
        damage.append(f"dates of {', '.join(cut)} are not in the form of the standard, and are read month first")
    if lost:
        damage.append(f"numbers in {', '.join(lost)} are written like 1.23E+11, so that their digits are lost")
    reason = f"By all signs a spreadsheet has saved this export: {'; '.join(damage)}."
    return Remark("remark", reason, NEVER_IN_A_SPREADSHEET)


def _has(part: Part, columns: Iterable[int], is_so: Callable[[str], object]) -> bool:
    return any(is_so(row[at]) for row in part.head.first_rows for at in columns if at < len(row) and row[at])


def _is_no_standard_date(text: str) -> bool:
    return not ISO.fullmatch(text) and bool(sortable_moment(text))


def _remarks_on_export(export: Export) -> Iterator[str]:
    present = {part.standard.table for part in export.parts}
    absent = [
        f"{standard.file}.csv"
        for standard in standard_files().values()
        if standard.is_in(export.version) and standard.table not in present
    ]
    if absent:
        yield f"Files of FY{export.version} that are not beside it: {', '.join(absent)}."
    if not export.exported_at:
        yield "ExportDate cannot be read, so this export counts as older than any that has one."


def _remarks_on_hashing(export: Export, clients: Part) -> Iterator[str]:
    """HashStatus is believed only as far as the names agree with it: what is loaded is what the file holds."""
    status = export.facts.get("hashstatus", "").strip()
    rows = list(_first_rows(clients, _CLIENTS_LOOKED_AT))
    names = [row[header].strip() for row in rows for header in ("firstname", "lastname") if row.get(header, "").strip()]
    hashed = sum(1 for name in names if _A_HASH.fullmatch(name))
    if not (status and names):
        return
    if status == UNHASHED and hashed * 2 > len(names):
        yield "Export.csv says that names are not hashed, but they are: they are matched as hashes, not as names."
    elif status != UNHASHED and hashed * 2 <= len(names):
        yield (
            "Export.csv says that names are hashed, but here they stand in plain letters: they are read as names. "
            "Ask whoever made the export whether they were meant to be hidden."
        )


def _first_rows(part: Part | None, count: int) -> Iterator[dict[str, str]]:
    """What can be read of the first rows; whoever reads them all says what cannot."""
    if part:
        yield from as_far_as_possible(islice(part.rows(), count), lambda problem: None)
