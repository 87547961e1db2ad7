"""The tables of identity in the warehouse: how they are read back, and how a run is written in one transaction."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from caseline.identity.deciding.scope import Policy
from caseline.identity.ids.history import Event, History, Rest
from caseline.identity.ids.register import Page, Run
from caseline.identity.nights.rulings import Ruling

LINK = pa.schema(
    [
        ("record_key", pa.string()),
        ("client_id", pa.string()),
        ("cluster_size", pa.int32()),
        ("match_probability", pa.float64()),
        ("linked_by", pa.string()),
        ("evidence", pa.string()),
        ("shared_with", pa.string()),  # network, or the affiliate alone
        ("resolved_in", pa.string()),
    ]
)
PAIR = pa.schema(
    [
        ("record_key_l", pa.string()),
        ("record_key_r", pa.string()),
        ("match_weight", pa.float64()),
        ("match_probability", pa.float64()),
        ("decision", pa.string()),
        ("evidence", pa.string()),
        ("field_weights_json", pa.string()),
        ("waits_because", pa.string()),  # why a pair that looks like one person is in review
        ("review_group", pa.string()),  # of a pair that is asked: the first client ID of those that hang together
    ]
)
EVENT = pa.schema(
    [
        ("event_id", pa.string()),
        ("event", pa.string()),
        ("client_id", pa.string()),
        ("other_client_id", pa.string()),
        ("record_keys_json", pa.string()),
        ("reason", pa.string()),
        ("decided_by", pa.string()),
        ("happened_on", pa.string()),  # the day the run's data was as of
        ("anchor_key", pa.string()),
        ("run", pa.int32()),
        ("position", pa.int32()),
    ]
)
ALIAS = pa.schema(
    [
        ("old_client_id", pa.string()),  # every ID ever minted; one that is in use stands for itself
        ("client_id", pa.string()),  # the ID it stands for now; null when none of its records is left
        ("minted_in", pa.int32()),
        ("retired_in", pa.int32()),
        ("retired_into", pa.string()),
        ("anchor_key", pa.string()),  # the record the ID was minted from; at rest, the one it comes back with
    ]
)
RUN = pa.schema(
    [
        ("run", pa.int32()),
        ("as_of", pa.string()),
        ("content_hash", pa.string()),
        ("records", pa.int32()),
        ("clients", pa.int32()),
        ("in_review", pa.int32()),
        ("weights", pa.string()),
    ]
)
_TABLES = {
    "identity_link": LINK,
    "identity_pair": PAIR,
    "identity_event": EVENT,
    "identity_alias": ALIAS,
    "identity_run": RUN,
}
_APPENDED = frozenset({"identity_event", "identity_run"})
_REPLACED = {
    "identity_link": "record_key IN (FROM touched)",
    "identity_pair": "record_key_l IN (FROM touched) OR record_key_r IN (FROM touched)",
    "identity_alias": "old_client_id IN (SELECT old_client_id FROM fresh_rows)",
}
_PERSON = (
    "record_key, source, affiliate_id, first_name, middle_name, last_name, suffix, cast(dob as varchar) as dob, sex,"
    " ssn, phone, email, address, unit, city, state, zip, other_id, is_hashed, is_anonymous, is_protected,"
    " cast(recorded_on as varchar) as recorded_on, person_ref"
)
_STATEMENT = (
    "SELECT record_key, coalesce(cast(given_on as varchar), '') AS given_on, covers_network"
    " FROM record.sharing_statement WHERE covers_network IS NOT NULL"
)
_POLICY = "SELECT affiliate_id, share, unattended_merging FROM framework.affiliate"
_RULING = "SELECT record_key_a, record_key_b, ruling, reason, decided_by, decided_on FROM framework.identity_ruling"
PEOPLE = f"""
    SELECT record_key AS record_id, * EXCLUDE (record_key) FROM (SELECT {_PERSON} FROM record.source_person)
    LEFT JOIN ({_POLICY}) USING (affiliate_id)
    LEFT JOIN (
        SELECT record_key, string_agg(given_on || covers_network, ' ' ORDER BY ALL) AS stated FROM ({_STATEMENT})
        GROUP BY record_key
    ) USING (record_key)
"""  # what is matched, and what else decides whom a record may be matched with


@dataclass(frozen=True)
class Before:
    """What earlier runs left of some records: who bears which ID, and who linked each and in which run."""

    history: History = field(default_factory=History)
    linked: dict[str, tuple[str, str]] = field(default_factory=dict)  # record_key: (linked_by, resolved_in)


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables of identity where they do not exist yet. Those of a former layout are made anew: what must
    last is in the register."""
    con.execute("CREATE SCHEMA IF NOT EXISTS record")
    found = con.execute(
        "SELECT table_name, list(column_name ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_schema = 'record' GROUP BY table_name"
    ).fetchall()
    if any(columns != _TABLES[name].names for name, columns in found if name in _TABLES):
        for name in _TABLES:
            con.execute(f"DROP TABLE IF EXISTS record.{name}")
    for name, schema in _TABLES.items():
        con.register("empty_rows", schema.empty_table())
        con.execute(f"CREATE TABLE IF NOT EXISTS record.{name} AS SELECT * FROM empty_rows")
        con.unregister("empty_rows")


def is_complete(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the links are those of a whole run, not only what the register knows of them."""
    return con.execute("SELECT 1 FROM record.identity_link WHERE evidence IS NULL LIMIT 1").fetchone() is None


def last_run(con: duckdb.DuckDBPyConnection) -> Run | None:
    """The newest run in the warehouse."""
    row = con.execute(f"SELECT {', '.join(RUN.names)} FROM record.identity_run ORDER BY run DESC LIMIT 1").fetchone()
    return Run(*row) if row else None


def read_before(
    con: duckdb.DuckDBPyConnection, keys: Iterable[str] | None = None, clients: Iterable[str] = ()
) -> Before:
    """What the last run wrote of everyone; or of `clients`, of those that any of `keys` belongs to, and of those that
    an ID at rest stands for. All IDs at rest are among it."""
    links, aliases = "FROM record.identity_link", "FROM record.identity_alias"
    if keys is not None:
        con.register("asked", _keys(keys))
        con.register("asked_client", pa.table({"client_id": pa.array(sorted(set(clients)), pa.string())}))
        resting = f"{aliases} WHERE retired_in IS NOT NULL"
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE chosen_client AS
            SELECT client_id {links} SEMI JOIN (FROM asked UNION SELECT anchor_key {resting}) USING (record_key)
            UNION SELECT retired_into {resting} UNION FROM asked_client
        """)
        con.unregister("asked")
        con.unregister("asked_client")
        links += " SEMI JOIN chosen_client USING (client_id)"
        aliases += " WHERE retired_in IS NOT NULL OR old_client_id IN (FROM chosen_client)"
    linked = con.execute(f"SELECT record_key, client_id, linked_by, resolved_in {links}").fetchall()
    minted = con.execute(f"SELECT old_client_id, minted_in, retired_in, retired_into, anchor_key {aliases}").fetchall()
    history = History(
        {key: client_id for key, client_id, _, _ in linked},
        {client_id: minted_in for client_id, minted_in, *_ in minted},
        {client_id: anchor for client_id, *_, anchor in minted},
        {client_id: Rest(since, into) for client_id, _, since, into, _ in minted if since is not None},
    )
    return Before(history, {key: (by, run) for key, _, by, run in linked})


def ids_ever(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Every client ID that was ever given."""
    return frozenset(row[0] for row in con.execute("SELECT old_client_id FROM record.identity_alias").fetchall())


def untouched(con: duckdb.DuckDBPyConnection, keys: Iterable[str]) -> tuple[int, int]:
    """Clients that have none of the records `keys`, and their questions that wait for a person."""
    con.register("asked", _keys(keys))
    found = con.execute("""
        SELECT
            (SELECT count(DISTINCT client_id) FROM record.identity_link ANTI JOIN asked USING (record_key)),
            (SELECT count(*) FROM record.identity_pair WHERE review_group IS NOT NULL
             AND record_key_l NOT IN (FROM asked) AND record_key_r NOT IN (FROM asked))
    """).fetchone()
    con.unregister("asked")
    return found or (0, 0)


def read_pages(con: duckdb.DuckDBPyConnection, first: int) -> list[Page]:
    """The runs in the warehouse from number `first` on, with their events."""
    found = con.execute(
        f"SELECT {', '.join(RUN.names)} FROM record.identity_run WHERE run >= ? ORDER BY run", [first]
    ).fetchall()
    events: dict[int, list[Event]] = {}
    for run, name, client_id, other, keys, reason, who, anchor in con.execute(
        "SELECT run, event, client_id, other_client_id, record_keys_json, reason, decided_by, anchor_key"
        " FROM record.identity_event WHERE run >= ? ORDER BY run, position",
        [first],
    ).fetchall():
        events.setdefault(run, []).append(Event(name, client_id, other, tuple(json.loads(keys)), reason, who, anchor))
    return [Page(Run(*row), events.get(row[0], [])) for row in found]


def content_hash(con: duckdb.DuckDBPyConnection, version: str) -> str:
    """One hash of every person record, ruling, policy and statement on sharing, whatever their order, and of how
    records are matched."""
    queries = (f"SELECT {_PERSON} FROM record.source_person", _RULING, _POLICY, _STATEMENT)
    return ":".join([version, *(_hash(con, query) for query in queries)])


def _hash(con: duckdb.DuckDBPyConnection, rows: str) -> str:
    """Two sums of hashes: a sum knows no order, and rows that come twice count twice."""
    found = con.execute(f"SELECT format('{{:x}}.{{:x}}', sum(hash(r)), sum(hash(r, 1))) FROM ({rows}) AS r").fetchone()
    return str(found and found[0])


def present(con: duckdb.DuckDBPyConnection, keys: Iterable[str]) -> set[str]:
    """Those of `keys` that are in the data."""
    con.register("asked", _keys(keys))
    found = con.execute("SELECT record_key FROM record.source_person SEMI JOIN asked USING (record_key)").fetchall()
    con.unregister("asked")
    return {key for (key,) in found}


def count_people(con: duckdb.DuckDBPyConnection) -> int:
    """Person records in the data."""
    ((records,),) = con.execute("SELECT count(*) FROM record.source_person").fetchall()
    return int(records)


def read_rulings(con: duckdb.DuckDBPyConnection) -> list[Ruling]:
    rows = con.execute(f"{_RULING} ORDER BY ALL").fetchall()
    return [Ruling(*row) for row in rows]


def read_policy(con: duckdb.DuckDBPyConnection) -> Policy:
    """What affiliates share and merge, and what clients said about sharing."""
    affiliates = con.execute(_POLICY).fetchall()
    return Policy(
        {affiliate: share for affiliate, share, _ in affiliates},
        frozenset(affiliate for affiliate, _, unattended in affiliates if not unattended),
        {key: (given_on, covers) for key, given_on, covers in con.execute(f"{_STATEMENT} ORDER BY ALL").fetchall()},
    )


def read_as_of(con: duckdb.DuckDBPyConnection) -> str | None:
    """The day the data is as of, as ISO text."""
    row = con.execute("SELECT cast(max(as_of) AS varchar) FROM record.as_of").fetchone()
    return row[0] if row else None


def last_client(con: duckdb.DuckDBPyConnection, keys: set[str]) -> dict[str, str]:
    """For those of `keys` that have left the data, the client they belonged to when they left."""
    if not keys:
        return {}
    return dict(
        con.execute(
            """SELECT key, arg_max(client_id, run) FROM (
                SELECT unnest(from_json(record_keys_json, '["VARCHAR"]')) AS key, client_id, run
                FROM record.identity_event WHERE event IN ('left', 'closed')
            ) WHERE list_contains(?, key) GROUP BY key""",
            [sorted(keys)],
        ).fetchall()
    )


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing."""
    con.execute("BEGIN")
    try:
        yield
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def write(con: duckdb.DuckDBPyConnection, tables: dict[str, list[tuple]], touched: Iterable[str] | None = None) -> None:
    """Replaces the rows of each table, or only those about the records `touched` and the IDs told of; adds to those of
    events and runs."""
    if touched is not None:
        con.register("touched", _keys(touched))
    for name, rows in tables.items():
        schema = _TABLES[name]
        columns = list(zip(*rows, strict=True)) or [()] * len(schema)
        fresh = pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
        con.register("fresh_rows", fresh)
        if name not in _APPENDED:
            con.execute(f"DELETE FROM record.{name}" + (f" WHERE {_REPLACED[name]}" if touched is not None else ""))
        con.execute(f"INSERT INTO record.{name} SELECT * FROM fresh_rows")
        con.unregister("fresh_rows")
    if touched is not None:
        con.unregister("touched")


def _keys(keys: Iterable[str]) -> pa.Table:
    return pa.table({"record_key": pa.array(sorted(set(keys)), pa.string())})
