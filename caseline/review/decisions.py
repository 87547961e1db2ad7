"""Decisions from a review sheet become lines of identity_rulings.csv: every line checked, then all or none written."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl

from caseline.errors import CaselineError, ConfigurationError, ConfigurationErrors
from caseline.framework_tables import COLUMNS, RULINGS
from caseline.identity.matching import Pair
from caseline.identity.rulings import DIFFERENT, SAME, Ruling
from caseline.warehouse import connect
from caseline.yaml_files import did_you_mean

_FIELDS = tuple(COLUMNS["identity_ruling"])
_WORDS = RULINGS["identity_ruling"].words
_NEEDED = ("record_key_a", "record_key_b", "ruling")
Line = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Taken:
    """What became of a sheet's rows: rulings that are new, that replaced another, that were there; rows left empty."""

    new: int = 0
    changed: int = 0
    known: int = 0
    undecided: int = 0

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.known} known already, {self.undecided} left undecided"


@dataclass
class _Sheet:
    path: Path
    problems: list[ConfigurationError] = field(default_factory=list)

    def refuse(self, line: int, problem: str, fix: str) -> None:
        self.problems.append(ConfigurationError(problem, file=self.path, line=line, fix=fix))


def take_in(sheet: Path, transformation: Path, published: Path, by: str | None, on: date) -> Taken:
    """Adds the decisions of a CSV or XLSX sheet to `identity_rulings.csv` in the folder `transformation`.

    `by` and `on` stand in where a row names nobody or no day. A ruling on a pair takes the place of an earlier one.
    Raises ConfigurationErrors, each with file, line and fix, when any row is wrong; then nothing is written.
    """
    records = _records(published)
    rows = _read(sheet)
    rulings_file = transformation / RULINGS["identity_ruling"].file
    former = _former(rulings_file)
    checked = _Sheet(sheet)
    decided: dict[Pair, tuple[int, Ruling]] = {}
    undecided = 0
    for line, row in rows:
        if not row["ruling"]:
            undecided += 1
            continue
        ruling = _known(former, row) or _checked(checked, line, row, records, by, on)
        if ruling is None:
            continue
        earlier = decided.setdefault(ruling.pair, (line, ruling))
        if earlier[1].ruling != ruling.ruling:
            checked.refuse(line, f"The same two records are ruled '{earlier[1].ruling}' on line {earlier[0]}",
                           "Keep one of the two lines.")  # fmt: skip
    result = former | {pair: ruling for pair, (_, ruling) in decided.items() if _differs(former.get(pair), ruling)}
    if not checked.problems:
        _refuse_contradictions(checked, result, {pair: line for pair, (line, _) in decided.items()})
    if checked.problems:
        raise ConfigurationErrors(checked.problems)
    new = sum(pair not in former for pair in decided)
    changed = sum(pair in former and result[pair] != former[pair] for pair in decided)
    if new or changed:
        _write(rulings_file, result.values())
    return Taken(new, changed, len(decided) - new - changed, undecided)


def _known(former: Mapping[Pair, Ruling], row: Mapping[str, str]) -> Ruling | None:
    """The ruling that a row repeats, as a row does that the sheet came with."""
    a, b = sorted((row["record_key_a"], row["record_key_b"]))
    earlier = former.get((a, b))
    repeats = earlier and (earlier.ruling, earlier.reason or "") == (row["ruling"].lower(), row.get("reason", ""))
    return earlier if repeats else None


def _differs(earlier: Ruling | None, ruling: Ruling) -> bool:
    """Taking the same sheet in again, on another day, is no other decision."""
    return earlier is None or (earlier.ruling, earlier.reason) != (ruling.ruling, ruling.reason)


def _records(published: Path) -> set[str]:
    with connect(published, read_only=True) as connection:
        return {key for (key,) in connection.execute("select record_key from record.source_person").fetchall()}


def _checked(
    sheet: _Sheet, line: int, row: Mapping[str, str], records: Collection[str], by: str | None, on: date
) -> Ruling | None:
    before = len(sheet.problems)
    if row["ruling"].lower() not in _WORDS:
        sheet.refuse(line, f"The ruling is '{row['ruling']}'", f"{did_you_mean(row['ruling'], list(_WORDS))}")
    a, b = row["record_key_a"], row["record_key_b"]
    for name, key in (("record_key_a", a), ("record_key_b", b)):
        if key not in records:
            fix = "Copy the key from the sheet that `caseline review` writes, such as hmis:eastside:10023."
            sheet.refuse(line, f"{name} is '{key}', and the last run knows no such record", fix)
    if a and a == b:
        sheet.refuse(line, "Both keys name the same record", "A ruling is about two records.")
    if not row.get("reason"):
        sheet.refuse(line, "The decision has no reason", "Write in a few words what you saw.")
    if not (row.get("decided_by") or by):
        sheet.refuse(line, "The decision does not say whose it is", 'Fill decided_by, or give --by "Your name".')
    day = row.get("decided_on") or on.isoformat()
    try:
        day = date.fromisoformat(day[:10]).isoformat()
    except ValueError:
        sheet.refuse(line, f"decided_on is '{day}'", "Write the day as 2026-06-30.")
    if len(sheet.problems) > before:
        return None
    a, b = sorted((a, b))
    return Ruling(a, b, row["ruling"].lower(), row["reason"], row.get("decided_by") or by, day)


def _refuse_contradictions(
    sheet: _Sheet, result: Mapping[tuple[str, str], Ruling], lines: Mapping[tuple[str, str], int]
) -> None:
    """Two records ruled different must not be one through a chain of records ruled the same."""
    leader: dict[str, str] = {}

    def lead(key: str) -> str:
        while leader.get(key, key) != key:
            key = leader[key]
        return key

    for pair, ruling in sorted(result.items()):
        if ruling.ruling == SAME:
            a, b = sorted((lead(pair[0]), lead(pair[1])))
            leader[b] = a
    for pair, ruling in sorted(result.items()):
        if ruling.ruling == DIFFERENT and lead(pair[0]) == lead(pair[1]):
            chain = [line for other, line in sorted(lines.items()) if lead(other[0]) == lead(pair[0])]
            if chain:
                sheet.refuse(
                    lines.get(pair, chain[0]),
                    f"{pair[0]} and {pair[1]} are ruled different, but other rulings make them one person",
                    "Change one of the rulings on these records, here or in identity_rulings.csv.",
                )


def _former(path: Path) -> dict[tuple[str, str], Ruling]:
    """The rulings there are, in the order of the file; of two on one pair the later."""
    if not path.exists():
        return {}
    rulings = [
        Ruling(
            row["record_key_a"], row["record_key_b"], row["ruling"], *(row.get(name) or None for name in _FIELDS[3:])
        )
        for _, row in _read(path)
    ]
    return {ruling.pair: ruling for ruling in rulings}


def _read(path: Path) -> list[Line]:
    """Rows with their line numbers, text stripped; raises CaselineError where the file or its columns will not do."""
    try:
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            cells = [[_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
            book.close()
        else:
            text = path.read_text(encoding="utf-8-sig")
            separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
            cells = [[cell.strip() for cell in row] for row in _numbered(text, separator)]
    except Exception as error:
        raise CaselineError(
            f"{path} cannot be read as a CSV (UTF-8) or XLSX file ({type(error).__name__}). Save it as one of them."
        ) from None
    header = [name.lower() for name in cells[0]] if cells else []
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise ConfigurationError(
            f"The column '{missing[0]}' is missing", file=path, line=1,
            fix=f"A sheet of decisions has {', '.join(_FIELDS)}; `caseline review` writes one.",
        )  # fmt: skip
    return [
        (line, {name: row[place] if place < len(row) else "" for place, name in enumerate(header)})
        for line, row in enumerate(cells[1:], 2)
        if any(row)
    ]


def _numbered(text: str, separator: str) -> Iterable[list[str]]:
    """Rows such that the n-th stands on line n: a cell with line breaks is followed by empty rows."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 0
    for row in reader:
        yield row
        for _ in range(reader.line_num - line - 1):
            yield []
        line = reader.line_num


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return "" if cell is None else str(cell).strip()


def _write(path: Path, rulings: Iterable[Ruling]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_FIELDS)
        writer.writerows([getattr(ruling, name) or "" for name in _FIELDS] for ruling in rulings)
    fresh.replace(path)
