"""The HMIS CSV standard as data: files, fields, and which versions have them. Read from `fields.csv`."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa

from ingestion.headers import squeezed
from ingestion.landing import landing_schema

VERSIONS = ("2026", "2024", "2022")
"""The newest first: where a version is chosen by default, it is that one."""


@dataclass
class StandardFile:
    """One CSV file of the standard. `columns` goes from a lower-case header to its landing column, `headers` to the
    header as the standard writes it; `dates` are the landing columns of dates and moments, `moments` and `money` those
    of moments and of amounts."""

    file: str
    table: str
    headers: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    versions: dict[str, frozenset[str]] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    key: str = ""

    @property
    def schema(self) -> pa.Schema:
        return landing_schema(["_csv_version", *self.columns.values()])

    @property
    def key_header(self) -> str:
        """The header of the column that tells rows apart."""
        return next(self.headers[header] for header, column in self.columns.items() if column == self.key)

    def is_in(self, version: str) -> bool:
        """Whether a version of the standard has this file."""
        return any(version in versions for versions in self.versions.values())

    def missing(self, headers: list[str], version: str) -> list[str]:
        """Columns that a version gives this file and that these headers leave out."""
        given = set(map(squeezed, headers))
        return [
            self.headers[header]
            for header, versions in self.versions.items()
            if version in versions and header not in given
        ]

    def known(self, headers: list[str]) -> float:
        """Share of the headers that this file has, 0 to 1."""
        return self.count_known(headers) / max(len(headers), 1)

    def count_known(self, headers: Sequence[str]) -> int:
        """How many of the headers this file has."""
        return sum(squeezed(header) in self.columns for header in headers)

    def covered(self, headers: list[str]) -> float:
        """Share of the columns that this file has in the version which these headers fit best, 0 to 1."""
        return max(1 - len(self.missing(headers, version)) / self.width(version) for version in self._versions())

    def width(self, version: str) -> int:
        """How many columns a version gives this file."""
        return sum(version in versions for versions in self.versions.values())

    def _versions(self) -> list[str]:
        return [version for version in VERSIONS if self.is_in(version)]


@cache
def standard_files() -> dict[str, StandardFile]:
    """Every file of FY2022, FY2024 and FY2026, by its name in lower case, with the fields of all three."""
    files: dict[str, StandardFile] = {}
    with (Path(__file__).parent / "fields.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            standard = files.setdefault(row["file"].lower(), StandardFile(row["file"], row["table_name"]))
            standard.key = standard.key or row["column_name"]
            standard.headers[row["field"].lower()] = row["field"]
            standard.columns[row["field"].lower()] = row["column_name"]
            standard.versions[row["field"].lower()] = frozenset(row["versions"].split("|"))
            if row["type"] in ("date", "datetime"):
                standard.dates |= {row["column_name"]}
            if row["type"] == "datetime":
                standard.moments |= {row["column_name"]}
            if row["type"] == "decimal":
                standard.money |= {row["column_name"]}
    return files


def recognise(name: str, headers: list[str]) -> StandardFile | None:
    """Which file of the standard this is. A file that the standard names is that file or none, whatever it looks like;
    any other is told by its headers, where most of them are a file's and most of that file's are among them."""
    if named := named_file(name):
        return named if named.known(headers) >= 0.5 else None
    best = max(standard_files().values(), key=lambda standard: (standard.known(headers), len(standard.columns)))
    key_header = next(iter(best.columns))
    is_it = best.known(headers) >= 0.8 and best.covered(headers) >= 0.5 and squeezed(headers[0]) == key_header
    return best if is_it else None


def named_file(name: str) -> StandardFile | None:
    """The file of the standard that has this name, in upper or lower case."""
    return standard_files().get(name.rsplit(".", 1)[0].lower())


def count_known(name: str, headers: Sequence[str]) -> int:
    """How many of these headers a file of this name has, or else the file of the standard that has most of them."""
    named = named_file(name)
    return max(standard.count_known(headers) for standard in ([named] if named else standard_files().values()))


def tell_version(headers_by_file: dict[str, list[str]], hint: str) -> str:
    """The version whose fields agree best with the headers of a whole export.

    `headers_by_file` goes from lower-case file names of the standard to headers. `hint` (CSVVersion of Export.csv)
    only decides between versions that agree equally well; without one the newest does.
    """

    def misfit(version: str) -> tuple[int, bool]:
        count = 0
        for file, headers in headers_by_file.items():
            given = set(map(squeezed, headers))
            standard = standard_files()[file].versions
            expected = {header for header, versions in standard.items() if version in versions}
            # A field of another version speaks louder than one that the export leaves out.
            count += 3 * len(given & standard.keys() - expected) + len(expected - given)
        return count, version not in hint

    return min(VERSIONS, key=misfit)
