"""The fields of the standard exports that Caseline knows, as each source's `fields.csv` describes them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class StandardField:
    """One field of a standard export (HMIS CSV, Salesforce), as its source's `fields.csv` describes it."""

    source: str
    table: str
    column: str
    meaning: str
    type: str
    sensitivity: str


@cache
def standard_fields() -> tuple[StandardField, ...]:
    """The fields of every standard export, in the order their sources list them."""
    fields = []
    for source in ("hmis", "crm"):
        with (Path(__file__).parent / source / "fields.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                fields.append(
                    StandardField(
                        source,
                        row["table_name"],
                        row["column_name"],
                        row["meaning"],
                        row["type"],
                        row["sensitivity"],
                    )
                )
    return tuple(fields)
