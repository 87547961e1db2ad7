"""Which source reads a file: HMIS and Salesforce by their standards, a shipped system by its headers, else a form."""

import re
from collections.abc import Sequence

from caseline.organization.described_table import DictionaryTable, column_name
from caseline.organization.dictionary import load_shipped
from ingestion.boundary import Problem
from ingestion.crm.standard import columns_of, crm_tables, table_of
from ingestion.csv_reading import Head
from ingestion.documents.kinds import ENDINGS
from ingestion.files import FoundFile
from ingestion.forms.recognition import Recognition
from ingestion.heads import head_of
from ingestion.hmis.standard import recognise

_MOST = 0.6
_SALESFORCE_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def readers_of(files: Sequence[FoundFile]) -> tuple[dict[str, list[FoundFile]], dict[FoundFile, DictionaryTable]]:
    """Files by the folder under `data/` that they belong into; and of forms, the shipped table of their platform."""
    shipped = Recognition(load_shipped())
    read_by: dict[str, list[FoundFile]] = {}
    like: dict[FoundFile, DictionaryTable] = {}
    for file in files:
        reader = _reader_of(file, shipped)
        read_by.setdefault(reader, []).append(file)
        if reader == "forms" and (table := shipped.table_of(file)):
            like[file] = table
    return read_by, like


def _reader_of(file: FoundFile, shipped: Recognition) -> str:
    kind = file.name.lower().rsplit(".", 1)[-1]
    if kind in ENDINGS:
        return "documents"
    if kind == "csv":
        head = head_of(file)
        if not isinstance(head, Problem):
            if recognise(file.name, list(head.headers)):
                return "hmis"
            if _is_of_salesforce(head, file.name):
                return "crm"
    table = shipped.table_of(file)
    if table and table.system and _covers([field.name for field in table.fields], sorted(shipped.headers_of(file))):
        return table.system
    return "forms"


def _is_of_salesforce(head: Head, name: str) -> bool:
    """Whether it has the name or the columns of a Salesforce object, and its rows the IDs that Salesforce gives."""
    headers = list(head.headers)
    named = table_of(name)
    for table in [named] if named else crm_tables().values():
        columns = columns_of(table, headers)
        if "id" in columns and sum(map(bool, columns)) >= _MOST * len(headers):
            at = columns.index("id")
            return all(_SALESFORCE_ID.fullmatch(row[at].strip()) for row in head.first_rows[1:] if len(row) > at)
    return False


def _covers(described: Sequence[str], headers: Sequence[str]) -> bool:
    names = {column_name(name) for name in described}
    return sum(column_name(header) in names for header in headers) >= _MOST * len(headers)
