"""A warehouse with the tables that identity resolution reads, and rows to put into them."""

from contextlib import contextmanager

import duckdb

COLUMNS = (
    "record_key", "source", "affiliate_id", "native_id", "first_name", "middle_name", "last_name", "suffix", "dob",
    "sex", "ssn", "phone", "email", "address", "unit", "city", "state", "zip", "other_id", "is_hashed",
    "is_anonymous", "is_protected", "recorded_on", "name_quality", "dob_quality", "ssn_quality", "household_ref",
    "person_ref",
)  # fmt: skip
TYPES = {
    "dob": "date", "recorded_on": "date", "is_hashed": "boolean", "is_anonymous": "boolean",
    "is_protected": "boolean",
}  # fmt: skip
PERSON = {
    "first_name": "William", "last_name": "Okafor", "dob": "1984-05-17", "sex": "M", "ssn": "219544312",
    "phone": "7029191300", "address": "12 Elm St", "zip": "98003",
}  # fmt: skip


def record(key, **values):
    source, affiliate, native = key.split(":")
    return {
        "record_key": key, "source": source, "affiliate_id": affiliate, "native_id": native, "is_hashed": False,
        "is_anonymous": False, "is_protected": False, "recorded_on": "2024-01-01", **values,
    }  # fmt: skip


def load(con, *records):
    for row in records:
        values = [row.get(name) for name in COLUMNS]
        con.execute(f"insert into record.source_person values ({', '.join('?' * len(COLUMNS))})", values)


def rule(con, a, b, ruling):
    row = [a, b, ruling, "seen at intake", "a worker", "2025-01-01"]
    con.execute("insert into framework.identity_ruling values (?, ?, ?, ?, ?, ?)", row)


@contextmanager
def identity_warehouse(path):
    """An empty warehouse with what identity resolution reads."""
    with duckdb.connect(str(path)) as con:
        con.execute("create schema record; create schema framework")
        columns = ", ".join(f"{name} {TYPES.get(name, 'varchar')}" for name in COLUMNS)
        con.execute(f"create table record.source_person ({columns})")
        con.execute(
            "create table framework.affiliate (affiliate_id varchar, share varchar, unattended_merging boolean)"
        )
        con.execute("create table record.as_of as select date '2025-01-31' as as_of")
        con.execute("create table record.sharing_statement (record_key varchar, given_on date, covers_network boolean)")
        con.execute(
            "create table framework.identity_ruling (record_key_a varchar, record_key_b varchar, ruling varchar,"
            " reason varchar, decided_by varchar, decided_on varchar)"
        )
        yield con


def clients(con):
    return dict(con.execute("select record_key, client_id from record.identity_link").fetchall())


def events(con):
    return con.execute("select event, count(*) from record.identity_event group by 1 order by 1").fetchall()
