"""Erasing a client: every row of theirs goes, what was counted in reports that were sent stays a number, and a keyed
hash of each record's ID sees to it that no later export brings them back.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from caseline.custody.frozen import erase_in_frozen
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
from ingestion.submissions.links import Links
from ingestion.submissions.store import Store

KEPT_OF_IDENTITY = ("identity_alias", "identity_event", "identity_link", "identity_run")
"""A client ID is never given again: that it was there stays, without any record."""
SHORTEST = 6
"""Characters of an ID below which it may be anything else: such are looked for together with their source."""
LONG = 9
"""Characters from which an ID within other text is taken for it."""
_OF_CLIENT = "where client_id in (select unnest($1))"
_RECORDS = """
    select link.record_key, link.source, link.affiliate_id, link.native_id, person.ssn, person.email, person.phone
    from record.client_link as link left join record.source_person as person using (record_key)
    where link.client_id in (select unnest($1))
"""


@dataclass(frozen=True)
class Erasure:
    """What was erased, and where something of the client still stands (`schema.table.column`, or a file)."""

    client_ids: tuple[str, ...]
    records: int
    rows: int
    reports: int
    left: tuple[str, ...]


@dataclass(frozen=True)
class _Client:
    ids: tuple[str, ...]
    subjects: frozenset[Subject]
    record_keys: frozenset[str]
    own: frozenset[str]
    """IDs of the client's own rows: they name nothing else."""
    told: frozenset[str]
    """Numbers and addresses that belong to the client."""

    @property
    def named(self) -> str:
        """A pattern, of Python's and DuckDB's kind, of text that names the client, also within an ID made of others."""
        gone = sorted(self.record_keys | self.own | self.told | set(self.ids))
        return rf"(?:^|[^\w-])(?:{'|'.join(map(re.escape, gone))})(?:$|[^\w-])"

    def as_json(self) -> bytes:
        return json.dumps({name: sorted(values) for name, values in vars(self).items()}).encode()

    @classmethod
    def of_json(cls, text: bytes) -> "_Client":
        lists = json.loads(text)
        subjects = frozenset((source, affiliate, own) for source, affiliate, own in lists["subjects"])
        others = (frozenset(lists[name]) for name in ("record_keys", "own", "told"))
        return cls(tuple(lists["ids"]), subjects, *others)


def erase(place: Workspace, client: str) -> Erasure:
    """Erases a client, by a client ID or the ID of a record. The next run counts everything anew.

    Raises CaselineError where there is no such client, or another run is writing.
    """
    with writer_lock(place.warehouse, wait_seconds=0):
        finish_erasing(place)
        found = _client(place, tuple(known_as(place.published, client)))
        write_sealed(place.erasing, found.as_json())
        return _carry_out(place, found)


def erase_rows(place: Workspace, subjects: frozenset[Subject], own: frozenset[str]) -> int:
    """Erases rows of sources, and what names them by the IDs `own`; whoever they are about stays. Returns how many
    rows went. The caller holds the writer's lock."""
    finish_erasing(place)
    found = _Client((), subjects, frozenset(), own, frozenset())
    write_sealed(place.erasing, found.as_json())
    return _carry_out(place, found).rows


def finish_erasing(place: Workspace) -> Erasure | None:
    """Ends an erasure that was cut off; None where there is none. The caller holds the writer's lock."""
    if not place.erasing.exists():
        return None
    return _carry_out(place, _Client.of_json(read_sealed(place.erasing)))


def _carry_out(place: Workspace, found: _Client) -> Erasure:
    """Each step may be done again: the list of what to erase goes last."""
    keys = keys_of_workspace(place)
    erased = Erased(keys)
    erased.add(found.subjects)
    Store(place.submissions).forget(sorted(_sent_by(found)))
    Links(place.links, keys).forget(found.ids)
    names = {key: f"erased:{erased.hash(('record', '', key))[:16]}" for key in found.record_keys}
    with connect(place.warehouse) as connection:
        deleted = _delete(connection, found)
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
    reports = erase_in_frozen(place.organization, found.ids, keys)
    left = tuple(_left(place, found))
    place.erasing.unlink()
    return Erasure(found.ids, len(found.record_keys), deleted, reports, left)


def _sent_by(found: _Client) -> set[str]:
    """The IDs of what the client sent by a form of the organisation's own."""
    keys = (own.split("/", 2) for source, _, own in found.subjects if source == "forms")
    return {parts[2].partition("#")[0] for parts in keys if len(parts) == 3 and parts[0] == SYSTEM}


def _client(place: Workspace, ids: tuple[str, ...]) -> _Client:
    with connect(place.warehouse) as connection:
        records = connection.execute(_RECORDS, [list(ids)]).fetchall()
        subjects = {(source, affiliate, native) for _, source, affiliate, native, *_ in records}
        submissions = connection.execute(
            f"select distinct affiliate_id, submission_key from record.submission {_OF_CLIENT}",
            [list(ids)],
        ).fetchall()
        subjects |= {("forms", affiliate, key) for affiliate, key in submissions}
        notes = connection.execute(
            f"select note_id, affiliate_id, source from record.case_note {_OF_CLIENT}",
            [list(ids)],
        ).fetchall()
        subjects |= {(source, affiliate, note.split(":", 2)[2]) for note, affiliate, source in notes if source == "crm"}
        subjects |= set(_documents(connection, [record[0] for record in records]))
    return _Client(
        ids,
        frozenset(subjects),
        frozenset(record[0] for record in records),
        frozenset({note for note, *_ in notes} | {own for _, _, own in subjects if len(own) >= SHORTEST}),
        frozenset(str(value) for record in records for value in record[4:] if value and len(str(value)) >= SHORTEST),
    )


def _documents(connection: duckdb.DuckDBPyConnection, record_keys: list[str]) -> Iterator[Subject]:
    """Documents about this client and nobody else."""
    found = connection.execute(
        """select landed._affiliate, landed._row_id, landed.file_sha256 from documents.document as landed
        inner join intake.document_note as note on landed._row_id = note.document_row_id
        group by all having bool_and(coalesce(note.record_key in (select unnest($1)), false))""",
        [record_keys],
    ).fetchall()
    for affiliate, row_id, file in found:
        yield "documents", affiliate, row_id
        yield "documents", affiliate, file


def _delete(connection: duckdb.DuckDBPyConnection, found: _Client) -> int:
    """Every row of any table that is the client's by one of its cells."""
    by_source: dict[tuple[str, str], list[str]] = {}
    for source, affiliate, own in found.subjects:
        by_source.setdefault((source, affiliate), []).append(own)
    values = [*found.ids, *found.record_keys, *found.own]
    connection.execute("begin")
    deleted = 0
    for schema, table, columns in _tables(connection):
        if schema == "night" or (schema == "record" and table in KEPT_OF_IDENTITY):
            continue
        place = f'"{schema}"."{table}"'
        cells = ", ".join(f'"{column}"' for column in columns)
        deleted += _count(connection, f"delete from {place} where list_has_any([{cells}], $1)", [values])
        if schema == "framework" and table.endswith("_ruling"):
            sql = f"delete from {place} where regexp_matches(concat_ws(chr(10), {cells}), $1)"
            deleted += _count(connection, sql, [found.named])
        affiliate_column = next((one for one in ("_affiliate", "affiliate_id") if one in columns), None)
        for (source, affiliate), ids in by_source.items():
            for column, kind in ID_COLUMNS[source].items() if affiliate_column else ():
                is_of_source = schema == source or (schema == "intake" and table.startswith(source.rstrip("s")))
                if column in columns and (is_of_source or (source, column) == ("hmis", "personal_id")):
                    sql = f'delete from {place} where "{affiliate_column}" = $1 and "{column}" in (select unnest($2))'
                    there = [one.removeprefix(kind) for one in ids if one.startswith(OF_STAY) == (kind == OF_STAY)]
                    deleted += _count(connection, sql, [affiliate, there])
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


def _drop_decisions(folder: Path, found: _Client) -> None:
    """Lines of the organisation's files of decisions that name the client, one of their records or of their notes."""
    named = re.compile(found.named)
    with rulings_locked(folder):
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                lines = list(csv.reader(file))
            kept = [line for line in lines if not any(map(named.search, line))]
            if len(kept) < len(lines):
                text = io.StringIO(newline="")
                csv.writer(text, lineterminator="\n").writerows(kept)
                write_whole(path, text.getvalue().encode())


def _left(place: Workspace, found: _Client) -> Iterator[str]:
    """Where a cell still is, or holds, an ID, a number or an address of the client."""
    needles: Collection[str] = sorted(found.record_keys | found.own | found.told)
    for path in sorted((place.organization / "transformation").glob("*.csv")):
        text = path.read_text(encoding="utf-8-sig")
        if any(len(needle) >= LONG and needle in text for needle in needles):
            yield str(path)
    for warehouse in (place.warehouse, place.published):
        with connect(warehouse, read_only=True) as connection:
            for schema, table, columns in _tables(connection):
                for column in columns:
                    whole = f'"{column}" in (select unnest($1))'
                    within = f"""exists (select 1 from unnest($1) as n(needle)
                        where length(needle) >= {LONG} and contains("{column}", needle))"""
                    sql = f'select count(*) from "{schema}"."{table}" where {whole} or {within}'
                    if _count(connection, sql, [needles]):
                        yield f"{warehouse.stem}: {schema}.{table}.{column}"
