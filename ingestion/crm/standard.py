"""The Salesforce objects and fields that Caseline reads, as data: `objects.csv` and `fields.csv`."""

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa

from ingestion.landing import landing_schema

_NAMESPACE = re.compile(r"^[a-z][a-z0-9]*?(_[a-z0-9]+)?__(?=.+__[cr]$)", re.IGNORECASE)
_SUFFIX = re.compile(r"__(c|r|pc)$", re.IGNORECASE)
_FILE_EXTRAS = re.compile(r"(\b|_)(export|extract|data|report|all|full)(\b|_)|[\d\W]+|_\d+", re.IGNORECASE)


@dataclass
class CrmTable:
    """One landing table. `columns` goes from a squashed field name or alias to its column; `fields` from column to
    the Salesforce field name it has in a fresh installation, `types` to what it holds."""

    table: str
    object: str
    columns: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> pa.Schema:
        return landing_schema(self.fields)


def squashed(name: str) -> str:
    """A Salesforce name or label without namespace, `__c`, case and separators: `pmdm__StartDate__c` -> `startdate`."""
    return re.sub(r"[\W_]+", "", _SUFFIX.sub("", _NAMESPACE.sub("", name.strip()))).lower()


@cache
def crm_tables() -> dict[str, CrmTable]:
    """Every table by its name. The field's own name always wins over another's alias."""
    tables: dict[str, CrmTable] = {}
    aliases: list[tuple[CrmTable, str, str]] = []
    with (Path(__file__).parent / "fields.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            table = tables.setdefault(row["table_name"], CrmTable(row["table_name"], row["object"]))
            table.fields[row["column_name"]] = row["field"]
            table.types[row["column_name"]] = row["type"]
            table.columns[squashed(row["field"])] = row["column_name"]
            aliases += [(table, alias, row["column_name"]) for alias in row["aliases"].split("|") if alias]
    for table, alias, column in aliases:
        table.columns.setdefault(squashed(alias), column)
    return tables


@cache
def objects() -> dict[str, str]:
    """Table by squashed object name, as `objects.csv` lists them."""
    with (Path(__file__).parent / "objects.csv").open(encoding="utf-8", newline="") as lines:
        return {squashed(row["object"]): row["table_name"] for row in csv.DictReader(lines)}


def table_of(name: str) -> CrmTable | None:
    """The table of a file or object name, such as `pmdm__ProgramEngagement__c.csv` or `Contacts 2024-05-01.csv`."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    without_namespace = _SUFFIX.sub("", _NAMESPACE.sub("", stem))
    for candidate in (squashed(stem), squashed(_FILE_EXTRAS.sub(" ", without_namespace))):
        for form in (candidate, candidate.removesuffix("s"), re.sub("ies$", "y", candidate)):
            if form in objects():
                return crm_tables()[objects()[form]]
    return None


def columns_of(table: CrmTable, headers: list[str]) -> list[str | None]:
    """The landing column of each header; None for what Caseline does not know. A field's own name goes first."""
    own = {squashed(name): column for column, name in table.fields.items()}
    names = [squashed(_without_report_label(header, table)) for header in headers]
    columns: list[str | None] = [own.get(name) for name in names]
    for at, name in enumerate(names):
        alias = table.columns.get(name)
        if columns[at] is None and alias not in columns:
            columns[at] = alias
    return [column if column not in columns[:at] else None for at, column in enumerate(columns)]


def _without_report_label(header: str, table: CrmTable) -> str:
    """The field that a report's header means: `Client: Contact ID` is the client's ID, `Service Delivery: Quantity` the
    quantity of a service delivery; fields of other objects keep their label."""
    label, colon, name = header.partition(": ")
    if colon and squashed(name).endswith("id"):
        return f"{label} ID"
    return name if colon and squashed(label) == squashed(table.object) else header
