"""The tables of identity in the warehouse: how they are read back, and how a run is written in one transaction."""

from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from caseline.identity.matching import Rulings

LINK = pa.schema(
    [
        ("record_key", pa.string()),
        ("client_id", pa.string()),
        ("cluster_size", pa.int32()),
        ("match_probability", pa.float64()),
        ("linked_by", pa.string()),
        ("evidence", pa.string()),
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
        ("resolved_in", pa.string()),
    ]
)
ALIAS = pa.schema(
    [
        ("old_client_id", pa.string()),  # every ID ever minted; one that is in use stands for itself
        ("client_id", pa.string()),  # the ID it stands for now; null when none of its records is left
        ("minted_in", pa.int32()),
        ("retired_in", pa.int32()),
    ]
)
RUN = pa.schema(
    [
        ("run", pa.int32()),
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
_PERSON = (
    "record_key, source, first_name, middle_name, last_name, suffix, cast(dob as varchar) as dob, sex, ssn, phone,"
    " email, address, unit, city, state, zip, other_id, is_hashed, is_anonymous,"
    " cast(recorded_on as varchar) as recorded_on, person_ref"
)


@dataclass(frozen=True)
class Before:
    """What the last run left: the client of each record, every ID ever minted, and what the run had seen."""

    link: dict[str, tuple[str, str]]  # record_key: (client_id, resolved_in)
    alias: list[tuple[str, str | None, int, int | None]]  # rows of identity_alias
    run: int
    content_hash: str


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables of identity where they do not exist yet."""
    con.execute("CREATE SCHEMA IF NOT EXISTS record")
    for name, schema in _TABLES.items():
        con.register("empty_rows", schema.empty_table())
        con.execute(f"CREATE TABLE IF NOT EXISTS record.{name} AS SELECT * FROM empty_rows")
        con.unregister("empty_rows")


def read_before(con: duckdb.DuckDBPyConnection) -> Before:
    last = con.execute("SELECT run, content_hash FROM record.identity_run ORDER BY run DESC LIMIT 1").fetchone()
    run, content_hash = last or (0, "")
    return Before(
        {
            key: (client_id, resolved_in)
            for key, client_id, resolved_in in con.execute(
                "SELECT record_key, client_id, resolved_in FROM record.identity_link"
            ).fetchall()
        },
        con.execute(
            "SELECT old_client_id, client_id, minted_in, retired_in FROM record.identity_alias ORDER BY old_client_id"
        ).fetchall(),
        int(run),
        str(content_hash),
    )


def content_hash(con: duckdb.DuckDBPyConnection, version: str) -> str:
    """One hash of every person record and ruling, whatever their order, and of how they are matched."""
    person = _hash(con, f"SELECT {_PERSON} FROM record.source_person")
    ruling = _hash(con, "SELECT record_key_a, record_key_b, ruling FROM framework.identity_ruling")
    return f"{version}:{person}:{ruling}"


def _hash(con: duckdb.DuckDBPyConnection, rows: str) -> str:
    found = con.execute(
        f"SELECT md5(string_agg(h, '' ORDER BY h)) FROM (SELECT md5(cast(r AS varchar)) AS h FROM ({rows}) AS r)"
    ).fetchone()
    return str(found and found[0])


def read_people(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """record.source_person with `record_id` for record_key; text or None, but for the two flags."""
    rows = con.execute(f"SELECT {_PERSON} FROM record.source_person ORDER BY record_key").to_arrow_table().to_pydict()
    rows["record_id"] = rows.pop("record_key")
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in rows.items()})


def read_rulings(con: duckdb.DuckDBPyConnection) -> Rulings:
    rows = con.execute("SELECT record_key_a, record_key_b, ruling FROM framework.identity_ruling").fetchall()
    decided = {kind: frozenset((a, b) for a, b, ruling in rows if ruling == kind) for kind in ("same", "different")}
    return Rulings(**decided)


def write(con: duckdb.DuckDBPyConnection, tables: dict[str, list[tuple]], appended: frozenset[str]) -> None:
    """Replaces the rows of each table, or adds to those `appended`; all of it or nothing."""
    con.execute("BEGIN")
    try:
        for name, rows in tables.items():
            schema = _TABLES[name]
            columns = list(zip(*rows, strict=True)) or [()] * len(schema)
            fresh = pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
            if name not in appended:
                con.execute(f"DELETE FROM record.{name}")
            con.register("fresh_rows", fresh)
            con.execute(f"INSERT INTO record.{name} SELECT * FROM fresh_rows")
            con.unregister("fresh_rows")
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
