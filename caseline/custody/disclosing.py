"""A client's own record, as a file that the client can read, and what of it went elsewhere."""

import json
from pathlib import Path
from typing import Any

import duckdb

from caseline.audit import EVERYONE, Act, AuditLog, Line
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.ground.written import written_whole
from caseline.identity.known_as import known_as

TITLES = {
    "record.client": "Who you are to us",
    "record.source_person": "What each system has of you",
    "record.household_member": "Your household",
    "record.enrollment": "Programs",
    "record.service": "Services",
    "record.assessment": "Answers and assessments",
    "record.goal": "Goals",
    "record.plan": "Plans",
    "record.consent": "Consents",
    "record.upload": "Files that you sent",
    "record.case_note": "Notes about you",
    "intelligence.code": "What was read out of notes",
    "intelligence.screen_score": "Scores of screens",
    "intelligence.risk": "Risks that were seen",
}
"""Tables of the record, in order; of others about a client all is worked out from these."""
_TABLES = "select schema_name, table_name from duckdb_tables() where database_name = current_database()"
_OF_CLIENT = "where client_id in (select unnest($1))"
SENT = (Act.export, Act.freeze, Act.disclose)


def record_of(place: Workspace, client: str) -> tuple[list[str], dict[str, list[dict[str, Any]]]]:
    """A client's IDs, and the rows of each table. Raises CaselineError where there is no such client."""
    ids = known_as(place.published, client)
    found: dict[str, list[dict[str, Any]]] = {}
    with connect(place.published, read_only=True) as connection:
        there = {f"{schema}.{name}" for schema, name in connection.execute(_TABLES).fetchall()}
        for table in (table for table in TITLES if table in there):
            if rows := _rows(connection, table, ids):
                found[table] = rows
    return ids, found


def as_markdown(ids: list[str], record: dict[str, list[dict[str, Any]]]) -> str:
    """To read, each row with what is known of it."""
    lines = [f"# The record of {ids[0]}", ""]
    for table, rows in record.items():
        lines += [f"## {TITLES[table]}", ""]
        for row in rows:
            lines += [f"* **{name.replace('_', ' ')}**: {_quoted(value)}" for name, value in row.items()]
            lines += [""]
    return "\n".join(lines)


def as_json(record: dict[str, list[dict[str, Any]]]) -> str:
    """For another system to read."""
    return json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n"


def sent_of(log: AuditLog, ids: list[str], since: str | None = None) -> list[Line]:
    """What left with the client in it, oldest first: to be told to whom it was sent where consent is withdrawn."""
    return [
        line
        for line in log.read(ids)
        if line.entry.act in SENT and (set(ids) | set(EVERYONE)) & set(line.entry.clients)
        and (since is None or line.at.date().isoformat() >= since)
    ]  # fmt: skip


def write(path: Path, ids: list[str], record: dict[str, list[dict[str, Any]]]) -> None:
    """A .md to read or a .json."""
    with written_whole(path) as fresh:
        fresh.write_text(as_json(record) if path.suffix == ".json" else as_markdown(ids, record), encoding="utf-8")


def _rows(connection: duckdb.DuckDBPyConnection, table: str, ids: list[str]) -> list[dict[str, Any]]:
    of_client = _OF_CLIENT
    if table == "record.source_person":
        of_client = f"semi join (from record.client_link {_OF_CLIENT}) using (record_key)"
    found = connection.execute(f"from {table} {of_client} order by all", [ids])
    names = [column[0] for column in found.description or []]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value not in (None, "")}
        for row in found.fetchall()
    ]


def _quoted(value: object) -> str:
    return " ".join(str(value).split())
