"""What is older than its retention period goes, the same way as what is erased: also from later exports.

The period counts from a row's own day, of a stay from its end. What has no day stays, and so does a form by which alone
a client is known, and who a client of HMIS is.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from caseline.audit import Act, AuditLog
from caseline.audit.acting import acting
from caseline.custody.erasing import documents_about, erase_rows
from caseline.custody.named import Named
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.organization.retention import KeptTable, Retention, first_day_kept
from ingestion.erased import OF_STAY, Subject

_NOTES = """
select note_id, affiliate_id, source, client_id from record.case_note
where note_date < $1 and source in ('crm', 'documents') order by 1
"""
_SUBMISSIONS = """
with due as (select * from record.submission where submitted_on < $1)
select distinct submission_id, affiliate_id, submission_key, client_id from due
where client_id in (
    select client_id from record.client_link where record_key not in (
        select record_key from due where record_key is not null
    )
)
order by 1
"""
_STAYS = """
select enrollment_id, affiliate_id, client_id from record.enrollment
where source = 'hmis' and exit_date < $1 order by 1
"""
_RECORD_TABLE: dict[KeptTable, str] = {"case_note": "case_note", "submission": "submission", "hmis_stay": "enrollment"}
"""The table of schema record that says what is due."""
_KIND: dict[KeptTable, str] = {"case_note": "notes", "submission": "submissions", "hmis_stay": "stays"}
"""What IDs the rows have, as an erasure names them."""
_LANDED = "select count(*) from duckdb_tables() where schema_name = 'documents' and table_name = 'document'"


@dataclass(frozen=True)
class Due:
    """Rows of sources, the IDs that the record gives them, and the clients they are of."""

    subjects: frozenset[Subject]
    own: frozenset[str]
    clients: frozenset[str]


NOTHING_DUE = Due(frozenset(), frozenset(), frozenset())


def keep_no_longer(place: Workspace, retention: Retention, log: AuditLog, today: date) -> dict[KeptTable, int]:
    """Erases what is past its period. Returns how many rows of each table went. The caller holds the writer's lock.

    Written to the audit log before anything is erased.
    """
    gone: dict[KeptTable, int] = {}
    if not retention or not place.warehouse.exists():
        return gone
    for table, period in retention.items():
        before = first_day_kept(period, today)
        with connect(place.warehouse) as connection:
            due = past_period(connection, table, before)
        if not due.own:
            continue
        about = f"{len(due.own)} rows of {table} from before {before.isoformat()}"
        log.append(acting(Act.retention, tuple(sorted(due.clients)), about=about))
        erase_rows(place, Named(due.subjects, **{_KIND[table]: due.own}))
        gone[table] = len(due.own)
    return gone


def past_period(connection: duckdb.DuckDBPyConnection, table: KeptTable, before: date) -> Due:
    """What of a table is from before a day and would go."""
    return _DUE[table](connection, before) if _has(connection, table) else NOTHING_DUE


def _has(connection: duckdb.DuckDBPyConnection, table: KeptTable) -> bool:
    found = "select count(*) from duckdb_tables() where schema_name = 'record' and table_name = $1"
    return connection.execute(found, [_RECORD_TABLE[table]]).fetchone() != (0,)


def _notes(connection: duckdb.DuckDBPyConnection, before: date) -> Due:
    rows = connection.execute(_NOTES, [before]).fetchall()
    notes = frozenset(note for note, *_ in rows)
    # a note about several people is one row of its source
    subjects: set[Subject] = {
        (source, affiliate, note.split(":", 2)[2].split("#")[0])
        for note, affiliate, source, _ in rows
        if source == "crm"
    }
    if connection.execute(_LANDED).fetchone() != (0,):
        subjects |= set(documents_about(connection, "note_id", sorted(notes)))
    return Due(frozenset(subjects), notes, frozenset(client for *_, client in rows if client))


def _submissions(connection: duckdb.DuckDBPyConnection, before: date) -> Due:
    rows = connection.execute(_SUBMISSIONS, [before]).fetchall()
    return Due(
        frozenset(("forms", affiliate, key) for _, affiliate, key, _ in rows),
        frozenset(submission for submission, *_ in rows),
        frozenset(client for *_, client in rows if client),
    )


def _stays(connection: duckdb.DuckDBPyConnection, before: date) -> Due:
    """Stays that HMIS says are over, with the services and assessments that hang on them."""
    rows = connection.execute(_STAYS, [before]).fetchall()
    return Due(
        frozenset(("hmis", affiliate, OF_STAY + stay.split(":", 2)[2]) for stay, affiliate, _ in rows),
        frozenset(stay for stay, *_ in rows),
        frozenset(client for *_, client in rows if client),
    )


_DUE = {"case_note": _notes, "submission": _submissions, "hmis_stay": _stays}
