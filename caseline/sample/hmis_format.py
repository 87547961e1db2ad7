"""HUD's HMIS CSV format: which files and columns a version has, and how a row is written."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from caseline.ground.shipped import PACKAGES

# In FY2024 the gender columns stood between the race columns and VeteranStatus, in this order.
_CLIENT_2024 = [
    "AmIndAKNative",
    "Asian",
    "BlackAfAmerican",
    "HispanicLatinaeo",
    "MidEastNAfrican",
    "NativeHIPacific",
    "White",
    "RaceNone",
    "AdditionalRaceEthnicity",
    "Woman",
    "Man",
    "NonBinary",
    "CulturallySpecific",
    "Transgender",
    "Questioning",
    "DifferentIdentity",
    "GenderNone",
    "DifferentIdentityText",
]


@cache
def columns_of(version: str) -> dict[str, list[tuple[str, str]]]:
    """The files of a version ('2022', '2024', '2026') with their columns in order, as (name, type)."""
    files: dict[str, list[tuple[str, str]]] = {}
    with (PACKAGES / "ingestion" / "hmis" / "fields.csv").open(encoding="utf-8", newline="") as lines:
        for field in csv.DictReader(lines):
            if version in field["versions"].split("|"):
                files.setdefault(field["file"], []).append((field["field"], field["type"]))
    if version == "2024":
        kinds = dict(files["Client"])
        names = [name for name, _ in files["Client"]]
        start = names.index("AmIndAKNative")
        ordered = names[:start] + _CLIENT_2024 + [n for n in names[start:] if n not in _CLIENT_2024]
        files["Client"] = [(name, kinds[name]) for name in ordered]
    return files


class HmisTable:
    """One CSV file of an export: text in quotes, numbers and dates bare, as HUD's own exports are."""

    def __init__(self, folder: Path, name: str, version: str) -> None:
        columns = columns_of(version)[name]
        self._place = {column: at for at, (column, _) in enumerate(columns)}
        self._text = [kind == "text" for _, kind in columns]
        self._blank = ['""' if text else "" for text in self._text]
        self._file = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
        self._file.write(",".join(f'"{column}"' for column, _ in columns) + "\r\n")

    def row(self, values: dict[str, object]) -> None:
        """Write one row; columns that this version does not have are left out."""
        cells = self._blank.copy()
        for column, value in values.items():
            at = self._place.get(column)
            if at is not None and value is not None and value != "":
                text = value.isoformat() if isinstance(value, date) else str(value)
                cells[at] = '"' + text.replace('"', '""') + '"' if self._text[at] else text
        self._file.write(",".join(cells) + "\r\n")

    def raw(self, line: str) -> None:
        """A line as it is, well-formed or not."""
        self._file.write(line)

    def close(self) -> None:
        self._file.close()


class HmisExport:
    """All files of one export set. `export` holds what Export.csv says; `cut` is its last day."""

    def __init__(self, folder: Path, version: str, export: dict[str, object], cut: date) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.version, self.cut = folder, version, cut
        self.export_id = str(export["ExportID"])
        self._tables = {name: HmisTable(folder, name, version) for name in columns_of(version)}
        self.row("Export", export)

    def row(self, table: str, values: dict[str, object]) -> None:
        if table in self._tables:
            self._tables[table].row({**values, "ExportID": self.export_id})

    def raw(self, table: str, line: str) -> None:
        self._tables[table].raw(line)

    def close(self) -> None:
        for table in self._tables.values():
            table.close()
