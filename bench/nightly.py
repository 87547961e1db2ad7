"""What a night of new records costs against a full run, and whether it ends where a full run ends.

    python -m bench.nightly 100000 [1000]      # records in all, and how many of them are new that night
    python -m bench.nightly 1000000 --alone    # without the comparison at the end

Both are whole runs of identity resolution on a warehouse: matching, client IDs, events, tables. At the end everything
is matched once more with the weights and rates remembered.
"""

import sys
import tempfile
import time
from pathlib import Path

import duckdb

from bench.people import write_people
from caseline.identity import resolve
from caseline.identity.deciding.edges import Rulings
from caseline.identity.deciding.matching import match
from caseline.identity.nights import store
from caseline.identity.nights.memory import Memory

_TABLES = """
    CREATE SCHEMA record; CREATE SCHEMA framework;
    CREATE TABLE everyone AS SELECT * FROM read_csv(?, all_varchar = true);
    CREATE TABLE record.source_person AS
        SELECT 'crm:all:' || record_id AS record_key, 'all' AS affiliate_id, false AS is_hashed, false AS is_anonymous,
            false AS is_protected,
            NULL::VARCHAR AS recorded_on, NULL::VARCHAR AS person_ref, * EXCLUDE (record_id)
        FROM everyone;
    CREATE TABLE tonight AS FROM record.source_person ORDER BY hash(record_key) LIMIT ?;
    DELETE FROM record.source_person WHERE record_key IN (SELECT record_key FROM tonight);
    CREATE TABLE framework.affiliate AS SELECT 'all' AS affiliate_id, 'all' AS share, true AS unattended_merging;
    CREATE TABLE framework.identity_ruling (record_key_a VARCHAR, record_key_b VARCHAR, ruling VARCHAR,
        reason VARCHAR, decided_by VARCHAR, decided_on VARCHAR);
    CREATE TABLE record.as_of AS SELECT DATE '2026-06-30' AS as_of;
    CREATE TABLE record.sharing_statement (record_key VARCHAR, given_on DATE, covers_network BOOLEAN);
"""


def main(size: int, new: int, compare: bool) -> None:
    with tempfile.TemporaryDirectory() as name, duckdb.connect(str(Path(name) / "base.duckdb")) as con:
        write_people(size, Path(name))
        for statement in _TABLES.split(";"):
            values = [str(Path(name) / "records.csv")] if "read_csv" in statement else [new] if "?" in statement else []
            con.execute(statement, values)
        full = _night(con)
        con.execute("INSERT INTO record.source_person FROM tonight")
        night = _night(con)
        print(
            f"{size - new:,} records: full run {full:.0f} CPU s; night of {new:,} new {night:.1f} CPU s,"
            f" {100 * night / full:.1f} % of it",
            flush=True,
        )
        print(f"a night in which nothing is new: {_night(con):.1f} CPU s", flush=True)
        if compare:
            people = con.execute(f"FROM ({store.PEOPLE}) ORDER BY record_id").df().astype(object)
            again = match(people.where(people.notna(), None), Rulings(), population=Memory(con).population())
            found = con.execute(
                "SELECT list(record_key ORDER BY record_key) FROM record.identity_link GROUP BY client_id"
            )
            clusters = {tuple(keys) for (keys,) in found.fetchall()}
            differ = sum(len(cluster) for cluster in again.clusters if tuple(cluster) not in clusters)
            print(f"a full run with the same weights puts {differ:,} records in other clusters")


def _night(con: duckdb.DuckDBPyConnection) -> float:
    """CPU seconds of one run."""
    started = time.process_time()
    resolve(con)
    return time.process_time() - started


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(numbers[0], numbers[1] if len(numbers) > 1 else 1000, "--alone" not in sys.argv)
