"""Which source reads a file: HMIS and Salesforce by their standards, a shipped system by its headers, else a form."""

import re
from collections.abc import Sequence

from caseline.organization.described_table import DictionaryTable, column_name
from caseline.organization.dictionary import load_shipped
from ingestion.boundary import Problem
from ingestion.crm.standard import CrmTable, columns_of, crm_tables, table_of
from ingestion.csv_reading import Head
from ingestion.documents.kinds import ENDINGS
from ingestion.files import FoundFile
from ingestion.forms.recognition import Recognition
from ingestion.heads import head_of
from ingestion.hmis.standard import recognise

_MOST = 0.6
_SALESFORCE_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def readers_of(files: Sequence[FoundFile]) -> tuple[dict[str, list[FoundFile]], dict[FoundFile, DictionaryTable]]:
    """Files by the folder under `data/` that they belong into; and of forms, the shipped table of their platform.

    Objects of Salesforce without its contacts lead to nobody there, so they are tables like others.
    """
    shipped = Recognition(load_shipped())
    read_by: dict[str, list[FoundFile]] = {}
    like: dict[FoundFile, DictionaryTable] = {}
    readers = {file: _reader_of(file, shipped) for file in files}
    if not any(reader == "crm" and _is_of_contacts(file) for file, reader in readers.items()):
        readers = {file: "forms" if reader == "crm" else reader for file, reader in readers.items()}
    for file, reader in readers.items():
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
            if _salesforce_table(head, file.name):
                return "crm"
    table = shipped.table_of(file)
    if table and table.system and _covers([field.name for field in table.fields], sorted(shipped.headers_of(file))):
        return table.system
    return "forms"


def _is_of_contacts(file: FoundFile) -> bool:
    head = head_of(file)
    table = None if isinstance(head, Problem) else _salesforce_table(head, file.name)
    return table is not None and table.table == "contact"


def _salesforce_table(head: Head, name: str) -> CrmTable | None:
    """The Salesforce object whose name or columns a file has, where its rows have the IDs that Salesforce gives."""
    headers = list(head.headers)
    named = table_of(name)
    for table in [named] if named else crm_tables().values():
        columns = columns_of(table, headers)
        if "id" in columns and sum(map(bool, columns)) >= _MOST * len(headers):
            at = columns.index("id")
            if all(_SALESFORCE_ID.fullmatch(row[at].strip()) for row in head.first_rows[1:] if len(row) > at):
                return table
            return None
    return None


def _covers(described: Sequence[str], headers: Sequence[str]) -> bool:
    names = {column_name(name) for name in described}
    return sum(column_name(header) in names for header in headers) >= _MOST * len(headers)
