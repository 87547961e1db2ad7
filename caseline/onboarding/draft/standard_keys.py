"""Keys of HMIS and Salesforce exports that lie beside, so that a column may be seen to hold them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseline.onboarding.draft.raw_tables import RawTable, raw_tables
from ingestion.crm.standard import squashed, table_of
from ingestion.files import FoundFile
from ingestion.hmis.standard import named_file

_HMIS = {"client": "personalid", "enrollment": "enrollmentid"}
_CRM = {"contact": "id", "program_engagement": "id"}


@dataclass(frozen=True)
class StandardTable:
    """A table of a standard export whose rows others may lead to, with the column that numbers them."""

    system: str
    name: str
    raw: RawTable
    key: str


def standard_tables(read_by: Mapping[str, Sequence[FoundFile]]) -> Iterator[StandardTable]:
    """Those of the exports that are read as HMIS and as Salesforce."""
    for file in read_by.get("hmis", ()):
        standard = named_file(file.name)
        if standard and standard.table in _HMIS:
            yield from _keyed(file, "hmis", standard.table, _HMIS[standard.table])
    for file in read_by.get("crm", ()):
        table = table_of(file.name)
        if table and table.table in _CRM:
            yield from _keyed(file, "crm", table.table, _CRM[table.table])


def _keyed(file: FoundFile, system: str, name: str, key: str) -> Iterator[StandardTable]:
    for raw in raw_tables([file])[0]:
        for header in raw.headers:
            if squashed(header) == key:
                yield StandardTable(system, name, raw, header)
