"""HMIS exports given by path, laid out as an organisation's data are: one folder per HMIS."""

import csv
import os
import shutil
from pathlib import Path

from caseline.ground.errors import CaselineError
from ingestion.boundary import Problem
from ingestion.csv_reading import open_text
from ingestion.files import FoundFile, path_files
from ingestion.heads import head_of


def lay_out(exports: list[Path], data: Path) -> list[str]:
    """Put exports under `data/<hmis>/hmis/<n>_<name>`; those of one HMIS (SourceID, SourceName) side by side.

    Returns the ids of the HMIS. Raises CaselineError where a path holds no HMIS CSV export.
    """
    by_system: dict[tuple[str, str], str] = {}
    for number, export in enumerate(exports, 1):
        affiliate = by_system.setdefault(_system(export), f"hmis_{len(by_system) + 1}")
        target = data / affiliate / "hmis" / f"{number}_{export.name}"
        if export.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link_or_copy(str(export), str(target))
        else:
            shutil.copytree(export, target, copy_function=_link_or_copy)
    return list(by_system.values())


def _system(export: Path) -> tuple[str, str]:
    """Which HMIS made an export, as its Export.csv says."""
    if not export.exists():
        raise CaselineError(f"There is nothing at {export}. Name a folder or a zip of HMIS CSV files.")
    found = path_files(export, "hmis")
    files = {file.name.lower(): file for file in found.files}
    if "export.csv" not in files:
        why = f" {found.refused[0].reason} {found.refused[0].fix}" if found.refused else ""
        raise CaselineError(f"{export} holds no Export.csv, so it is no HMIS CSV export.{why}")
    return _source_of(files["export.csv"])


def _source_of(file: FoundFile) -> tuple[str, str]:
    head = head_of(file)
    if isinstance(head, Problem):
        raise CaselineError(f"{file.label}: {head.reason} {head.fix}")
    with open_text(file, head.encoding) as lines:
        row = next(csv.DictReader(lines, delimiter=head.delimiter), {})
    return (row.get("SourceID") or "").strip(), (row.get("SourceName") or "").strip()


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
