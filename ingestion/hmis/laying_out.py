"""HMIS exports given by path, laid out as an organisation's data are: one folder per HMIS."""

import csv
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from ingestion.boundary import Problem
from ingestion.csv_reading import open_text
from ingestion.files import FoundFile, path_files
from ingestion.heads import head_of


@dataclass(frozen=True)
class _System:
    """Which HMIS made an export, as its Export.csv says. `sources` are what SourceID names: since FY2026 the CoCs that
    were chosen for this export, one or several. `implementation` is empty before FY2024."""

    name: str
    implementation: str
    sources: frozenset[str]

    def is_same(self, other: "_System") -> bool:
        if self.name != other.name:
            return False
        if self.implementation and other.implementation:
            return self.implementation == other.implementation
        return bool(self.sources & other.sources)


def lay_out(exports: list[Path], data: Path) -> list[str]:
    """Put exports under `data/<hmis>/hmis/<n>_<name>`; those of one HMIS side by side.

    Returns the ids of the HMIS. Raises CaselineError where a path holds no HMIS CSV export.
    """
    by_system: dict[_System, str] = {}
    for number, export in enumerate(exports, 1):
        system = _system(export)
        known = next((name for other, name in by_system.items() if system.is_same(other)), None)
        affiliate = by_system.setdefault(system, known or f"hmis_{len(set(by_system.values())) + 1}")
        target = data / affiliate / "hmis" / f"{number}_{export.name}"
        if export.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link_or_copy(str(export), str(target))
        else:
            shutil.copytree(export, target, copy_function=_link_or_copy)
    return list(dict.fromkeys(by_system.values()))


def _system(export: Path) -> _System:
    if not export.exists():
        raise CaselineError(f"There is nothing at {export}. Name a folder or a zip of HMIS CSV files.")
    found = path_files(export, "hmis")
    files = {file.name.lower(): file for file in found.files}
    if "export.csv" not in files:
        why = f" {found.refused[0].reason} {found.refused[0].fix}" if found.refused else ""
        raise CaselineError(f"{export} holds no Export.csv, so it is no HMIS CSV export.{why}")
    return _source_of(files["export.csv"])


def _source_of(file: FoundFile) -> _System:
    head = head_of(file)
    if isinstance(head, Problem):
        raise CaselineError(f"{file.label}: {head.reason} {head.fix}")
    with open_text(file, head.encoding) as lines:
        row = next(csv.DictReader(lines, delimiter=head.delimiter), {})

    def said(header: str) -> str:
        return (row.get(header) or "").strip()

    sources = frozenset(source.strip() for source in said("SourceID").split(";"))
    return _System(said("SourceName"), said("ImplementationID"), sources)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
