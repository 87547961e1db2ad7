"""A data folder with one affiliate's HMIS exports, and a warehouse for them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from caseline.organization.caution import CAREFUL, Caution
from ingestion.hmis.source import load, load_path
from ingestion.summary import LoadSummary

HEADER = "ExitID,EnrollmentID,PersonalID,ExitDate,Destination,DateCreated,DateUpdated,UserID,DateDeleted,ExportID\n"


@dataclass(frozen=True)
class HmisPlace:
    """Everything under one temporary folder; the affiliate is eastside."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def hmis(self) -> Path:
        return self.data / "eastside" / "hmis"

    @property
    def warehouse(self) -> Path:
        return self.folder / "caseline.duckdb"

    def load(self, affiliates: tuple[str, ...] | list[str] = ("eastside",), caution: Caution = CAREFUL) -> LoadSummary:
        return load(self.data, self.warehouse, list(affiliates), caution=caution)

    def load_path(self, path: Path) -> LoadSummary:
        return load_path(path, self.warehouse, "eastside")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def exits(*rows: str) -> str:
    """Exit.csv with these rows."""
    return HEADER + "".join(f"{row}\n" for row in rows)


def exit_row(key: str, destination: str = "410", export: str = "E1", deleted: str = "") -> str:
    return f"{key},N{key},P{key},2024-05-01,{destination},2024-05-01,2024-05-01,U1,{deleted},{export}"


def export_file(exported_at: str, start: str = "2024-01-01", end: str = "2024-12-31", **more: str) -> str:
    """Export.csv of one export."""
    facts = {
        "ExportID": f"E{exported_at}",
        "SourceType": "1",
        "ExportDate": exported_at,
        "ExportStartDate": start,
        "ExportEndDate": end,
        "CSVVersion": "2024 v1.3",
        **more,
    }
    return f"{','.join(facts)}\n{','.join(facts.values())}\n"
