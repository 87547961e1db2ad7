"""Erasing a client: every row of theirs goes, what was counted in reports that were sent stays a number, and a keyed
hash of each record's ID sees to it that no later export brings them back.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import duckdb

from caseline.custody.frozen import erase_in_frozen
from caseline.custody.named import Named
from caseline.ground.keys import keys_of_workspace
from caseline.ground.sealed_files import read_sealed, write_sealed
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import attach, connect, in_memory, publish, writer_lock
from caseline.ground.written import write_whole
from caseline.identity.ids import register
from caseline.identity.ids.register import Page
from caseline.identity.known_as import known_as
from caseline.identity.nights import rows, store
from caseline.identity.nights.memory import Memory
from caseline.organization.intake_forms.resolved import SYSTEM
from caseline.organization.transformation import rulings_locked
from ingestion.erased import ID_COLUMNS, OF_STAY, Erased, Subject
from ingestion.submissions.asked_again import write_asked_again
from ingestion.submissions.links import Links
from ingestion.submissions.store import Store

KEPT_OF_IDENTITY = ("identity_alias", "identity_event", "identity_link", "identity_run")
"""A client ID is never given again: that it was there stays, without any record."""
SHORTEST = 6
"""Characters of a number or an address below which it may be anything else."""
LONG = 9
"""Characters from which an ID within other text is taken for it."""
NAMING = (("system", "client_id"), ("named_system", "named_client_id"))
"""Columns of the documents' tables that say whose one is: a system, and the ID there."""
_RECORDS = """
    select link.record_key, link.source, link.affiliate_id, link.native_id, person.ssn, person.email, person.phone
    from record.client_link as link left join record.source_person as person using (record_key)
    where link.client_id in (select unnest($1))
"""
_DOCUMENTS = """
with landed as (
    select
        document._affiliate, document._row_id, document._source_file, document.file_sha256,
        bool_and(coalesce(note.{column} in (select unnest($1)), false)) as is_theirs
    from documents.document as document
    inner join intake.document_note as note on document._row_id = note.document_row_id
    group by all
)
select
    _affiliate, _row_id,
    case
        when bool_and(is_theirs and not contains(_source_file, $2)) over (partition by _affiliate, file_sha256)
            then file_sha256
    end as content
from landed
qualify is_theirs
"""


@dataclass(frozen=True)
class Erasure:
    """What was erased, and where something of the client still stands (`schema.table.column`, or a file)."""

    client_ids: tuple[str, ...]
    records: int
    rows: int
    reports: int
    left: tuple[str, ...]


def erase(place: Workspace, client: str) -> Erasure:
    """Erases a client, by a client ID or the ID of a record. The next run counts everything anew.

    Raises CaselineError where there is no such client, or another run is writing.
    """
    with writer_lock(place.warehouse, wait_seconds=0):
        finish_erasing(place)
        found = _client(place, tuple(known_as(place.published, client)))
        write_sealed(place.erasing, found.as_json())
        return _carry_out(place, found)


def erase_rows(place: Workspace, rows: Named) -> int:
    """Erases rows of sources, and what names them; whoever they are about stays. Returns how many rows went. The caller
    holds the writer's lock."""
    finish_erasing(place)
    write_sealed(place.erasing, rows.as_json())
    return _carry_out(place, rows).rows


def finish_erasing(place: Workspace) -> Erasure | None:
    """Ends an erasure that was cut off; None where there is none. The caller holds the writer's lock."""
    if not place.erasing.exists():
        return None
    return _carry_out(place, Named.of_json(read_sealed(place.erasing)))


def _carry_out(place: Workspace, found: Named) -> Erasure:
    """Each step may be done again: the list of what to erase goes last."""
    keys = keys_of_workspace(place)
    erased = Erased(keys)
    erased.add(found.subjects)
    Store(place.submissions).forget(sorted(_sent_by(found)))
    Links(place.links, keys).forget(sorted(found.clients))
    names = {key: f"erased:{erased.hash(('record', '', key))[:16]}" for key in found.people}
    with connect(place.warehouse) as connection:
        deleted = _delete(connection, found)
        write_asked_again(connection, Links(place.links, keys).all())
        pages = [_without(page, names) for page in store.read_pages(connection, 1)] if names else []
        if pages:
            _write_history(connection, pages, names)
    for page in pages:
        register.append(place.register, page)
    _rewrite(place.warehouse)
    publish(place.warehouse, place.published)
    for feed in place.feeds.glob("*.duckdb"):
        feed.unlink()  # programs are told everything anew, and nothing of who is no more
    _drop_decisions(place.organization / "transformation", found)
    reports, unreadable = erase_in_frozen(place.organization, found.clients, keys)
    left = (*_left(place, found), *(f"{path}, which cannot be read" for path in unreadable))
    place.erasing.unlink()
    return Erasure(tuple(sorted(found.clients)), len(found.people), deleted, reports, left)


def _sent_by(found: Named) -> set[str]:
    """The IDs of what the client sent by a form of the organisation's own."""
    keys = (own.split("/", 2) for source, _, own in found.subjects if source == "forms")
    return {parts[2].partition("#")[0] for parts in keys if len(parts) == 3 and parts[0] == SYSTEM}


def _client(place: Workspace, ids: tuple[str, ...]) -> Named:
    with connect(place.warehouse) as connection:

        def theirs(columns: str, table: str) -> list[tuple[str, ...]]:
            query = f"select distinct {columns} from record.{table} where client_id in (select unnest($1))"
            return connection.execute(query, [list(ids)]).fetchall()

        records = connection.execute(_RECORDS, [list(ids)]).fetchall()
        submissions = theirs("submission_id, affiliate_id, submission_key", "submission")
        notes = theirs("note_id, affiliate_id, source", "case_note")
        subjects = {(source, affiliate, native) for _, source, affiliate, native, *_ in records}
        subjects |= {("forms", affiliate, key) for _, affiliate, key in submissions}
        subjects |= {(source, affiliate, note.split(":", 2)[2]) for note, affiliate, source in notes if source == "crm"}
        subjects |= set(documents_about(connection, "record_key", [record[0] for record in records]))
        return Named(
            clients=frozenset(ids),
            subjects=frozenset(subjects),
            people=frozenset(record[0] for record in records),
            stays=frozenset(stay for (stay,) in theirs("enrollment_id", "enrollment")),
            notes=frozenset(note for note, *_ in notes),
            submissions=frozenset(submission for submission, *_ in submissions),
            things=frozenset(
                [goal for (goal,) in theirs("goal_id", "goal")]
                + [assessment for (assessment,) in theirs("assessment_id", "assessment")]
            ),
            told=frozenset(
                str(value) for record in records for value in record[4:] if value and len(str(value)) >= SHORTEST
            ),
        )


def documents_about(
    connection: duckdb.DuckDBPyConnection, column: Literal["record_key", "note_id"], ids: list[str]
) -> Iterator[Subject]:
    """Documents that are placed with these people or notes and nobody else: each row, and the content of a file, so
    that it does not come back under another name.

    Not the content of one that others have too, nor of one that was sent by a form: other clients send the same paper.
    """
    query = _DOCUMENTS.format(column=column)
    for affiliate, row_id, file in connection.execute(query, [ids, f"/documents/forms/{SYSTEM}/"]).fetchall():
        yield "documents", affiliate, row_id
        if file:
            yield "documents", affiliate, file


def _delete(connection: duckdb.DuckDBPyConnection, found: Named) -> int:
    """Rows of any table in which a column of IDs of a kind holds one of that kind."""
    by_source: dict[tuple[str, str], list[str]] = {}
    for source, affiliate, own in found.subjects:
        by_source.setdefault((source, affiliate), []).append(own)
    connection.execute("begin")
    deleted = 0
    for schema, table, columns in _tables(connection):
        if schema == "night" or (schema == "record" and table in KEPT_OF_IDENTITY):
            continue
        place = f'"{schema}"."{table}"'
        for column in columns:
            if ids := found.whole(column):
                # a note or an answer that only points at a stay of another source is none of that stay's rows
                own_source = f""" and source = split_part("{column}", ':', 1)"""
                points = found.is_of_stay(column) and "source" in columns
                sql = f'delete from {place} where "{column}" in (select unnest($1)){own_source if points else ""}'
                deleted += _count(connection, sql, [sorted(ids)])
            if schema == "framework" and table.endswith("_ruling") and (pattern := found.within(column)):
                sql = f'delete from {place} where regexp_matches("{column}", $1)'
                deleted += _count(connection, sql, [pattern])
        affiliate_column = next((one for one in ("_affiliate", "affiliate_id") if one in columns), None)
        if not affiliate_column:
            continue
        for (source, affiliate), ids_there in by_source.items():
            for column, kind in ID_COLUMNS[source].items():
                is_of_source = schema == source or (schema == "intake" and table.startswith(source.rstrip("s")))
                if column in columns and (is_of_source or (source, column) == ("hmis", "personal_id")):
                    sql = f'delete from {place} where "{affiliate_column}" = $1 and "{column}" in (select unnest($2))'
                    there = [
                        one.removeprefix(kind) for one in ids_there if one.startswith(OF_STAY) == (kind == OF_STAY)
                    ]
                    deleted += _count(connection, sql, [affiliate, there])
            for system, own in NAMING:
                if system in columns and own in columns:
                    sql = f"""delete from {place} where "{affiliate_column}" = $1 and "{system}" = $2
                        and "{own}" in (select unnest($3))"""
                    deleted += _count(connection, sql, [affiliate, source, ids_there])
    connection.execute("drop schema if exists night cascade")  # the next run makes all tables anew
    connection.execute("commit")
    Memory.forget(connection)
    return deleted


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, list[str]]]:
    """Base tables with their columns of text."""
    return connection.execute(
        """select schema_name, table_name, list(column_name order by column_index) from duckdb_columns()
        inner join duckdb_tables() using (database_name, schema_name, table_name)
        where data_type = 'VARCHAR' and database_name = current_database() group by all order by all"""
    ).fetchall()


def _count(connection: duckdb.DuckDBPyConnection, sql: str, values: list[object]) -> int:
    return int((connection.execute(sql, values).fetchone() or (0,))[0])


def _without(page: Page, names: dict[str, str]) -> Page:
    """A run's history with hashes in place of the records' keys."""
    pattern = re.compile("|".join(f"{re.escape(key)}(?![\\w/-])" for key in sorted(names, key=len, reverse=True)))
    events = [
        replace(
            event,
            record_keys=tuple(names.get(key, key) for key in event.record_keys),
            anchor_key=names.get(event.anchor_key or "", event.anchor_key),
            reason=pattern.sub(lambda match: names[match[0]], event.reason) if event.reason else event.reason,
        )
        for event in page.events
    ]
    return Page(page.run, events)


def _write_history(connection: duckdb.DuckDBPyConnection, pages: list[Page], names: dict[str, str]) -> None:
    with store.transaction(connection):
        connection.execute("delete from record.identity_event")
        connection.execute("delete from record.identity_run")
        store.write(
            connection,
            {
                "identity_event": [row for page in pages for row in rows.event_rows(page)],
                "identity_run": [rows.run_row(page) for page in pages],
            },
        )
        for key, name in names.items():
            for table, column in (("identity_link", "record_key"), ("identity_alias", "anchor_key")):
                connection.execute(f"update record.{table} set {column} = $1 where {column} = $2", [name, key])
            connection.execute("update record.identity_link set evidence = '' where record_key = $1", [name])


def _rewrite(warehouse: Path) -> None:
    """The file without the blocks that deleted rows stood in."""
    fresh = warehouse.with_name(f"{warehouse.name}.fresh")
    fresh.unlink(missing_ok=True)
    with in_memory() as connection:
        attach(connection, warehouse, "old", read_only=True)
        attach(connection, fresh, "new")
        connection.execute("copy from database old to new")
        connection.execute("checkpoint new")
    fresh.replace(warehouse)


def _drop_decisions(folder: Path, found: Named) -> None:
    """Lines of the organisation's files of decisions that name the client, one of their records or of their notes."""
    with rulings_locked(folder):
        for path in sorted(folder.glob("*.csv")):
            head, *lines = _lines(path) or [[]]
            kept = [line for line in lines if not _names(found, head, line)]
            if len(kept) < len(lines):
                text = io.StringIO(newline="")
                csv.writer(text, lineterminator="\n").writerows([head, *kept])
                write_whole(path, text.getvalue().encode())


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _names(found: Named, head: list[str], line: list[str]) -> bool:
    cells = zip(head, line, strict=False)
    return any((pattern := found.within(column)) and re.search(pattern, cell) for column, cell in cells)


def _left(place: Workspace, found: Named) -> Iterator[str]:
    """Where a cell still is, or holds, an ID, a number or an address of the client."""
    for path in sorted((place.organization / "transformation").glob("*.csv")):
        head, *lines = _lines(path) or [[]]
        cells = ((column, cell) for line in lines for column, cell in zip(head, line, strict=False))
        if any(len(one) >= LONG and one in cell for column, cell in cells for one in found.sought(column)):
            yield str(path)
    for warehouse in (place.warehouse, place.published):
        with connect(warehouse, read_only=True) as connection:
            for schema, table, columns in _tables(connection):
                sought = {column: needles for column in columns if (needles := sorted(found.sought(column)))}
                if not sought:
                    continue
                holds = ", ".join(_holds(column, f"${at}") for at, column in enumerate(sought, 1))
                row = connection.execute(f'select {holds} from "{schema}"."{table}"', list(sought.values())).fetchone()
                for column, is_there in zip(sought, row or (), strict=True):
                    if is_there:
                        yield f"{warehouse.stem}: {schema}.{table}.{column}"


def _holds(column: str, needles: str) -> str:
    """Whether a cell of the column is one of `needles`, or has a long one in it; null of a table without rows."""
    within = f"""list_filter({needles}, lambda one: length(one) >= {LONG} and contains("{column}", one))"""
    return f"""bool_or(list_contains({needles}, "{column}") or len({within}) > 0)"""
