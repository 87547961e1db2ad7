"""What matching remembers between nights, so that a night costs what its changes cost.

Tables of schema `matching` in the caller's DuckDB database: what was seen of each record (a hash, never the values),
the keys it may be found by (hashes), and what was learned from all records together. They can be dropped at any
time: the next run then matches everything and writes them anew.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from caseline.identity.comparing import blocking
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.model import Weights
from caseline.identity.deciding.clustering import LINK
from caseline.identity.deciding.edges import references
from caseline.identity.deciding.matching import Matched, Population
from caseline.identity.deciding.scoring import REVIEW
from caseline.identity.reading import hashed, protection

_METHOD = "3"  # raise it when what is remembered should not be used any more
VERSION = hashlib.sha256(
    f"{_METHOD}{duckdb.__version__}{COMPARISONS}{blocking.KEYS}{LINK}{REVIEW}".encode()
).hexdigest()[:12]
_SAID, _HASHED, _REFERENCE, _OWN_ID = 255, 254, 253, 252  # numbers of rules that blocking has no use for
_SCHEMA = """
    CREATE SCHEMA IF NOT EXISTS matching;
    -- possible: the number of the first record that this one is linked with, surely or perhaps
    CREATE TABLE IF NOT EXISTS matching.seen (number BIGINT, record_id VARCHAR, content UBIGINT, possible BIGINT);
    CREATE TABLE IF NOT EXISTS matching.key (rule UTINYINT, key UBIGINT, number BIGINT);
    CREATE TABLE IF NOT EXISTS matching.block_limit (rule UTINYINT, largest BIGINT);
    CREATE TABLE IF NOT EXISTS matching.rate (field VARCHAR, value VARCHAR, rate DOUBLE);
    CREATE TABLE IF NOT EXISTS matching.ruling (record_id_a VARCHAR, record_id_b VARCHAR, ruling VARCHAR);
    CREATE TABLE IF NOT EXISTS matching.learned (version VARCHAR, records BIGINT, rulings BIGINT, told VARCHAR);
"""
_KINDS = ("same", "household", "stranger")
_TABLES = ("seen", "key", "block_limit", "rate", "ruling", "learned")


class Memory:
    """The tables of schema `matching` over one connection; made where they do not exist yet."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        con.execute(_SCHEMA)

    @staticmethod
    def forget(con: duckdb.DuckDBPyConnection) -> None:
        """Drops everything that is remembered."""
        con.execute("DROP SCHEMA IF EXISTS matching CASCADE")

    def learned_from(self) -> tuple[int, int]:
        """How many records and rulings the remembered weights come from; 0 where nothing of use is remembered."""
        query = "SELECT records, rulings FROM matching.learned WHERE version = ?"
        return self._con.execute(query, [VERSION]).fetchone() or (0, 0)

    def population(self) -> Population:
        """What was learned from all records."""
        ((told,),) = self._con.execute("SELECT told FROM matching.learned").fetchall()
        learned = json.loads(told)
        weights = learned["weights"] | {kind: [np.array(p) for p in learned["weights"][kind]] for kind in _KINDS}
        return Population(
            Weights(**weights),
            self._con.execute("FROM matching.rate").to_arrow_table(),
            frozenset(learned["shared_ssns"]),
            learned["first_names"],
        )

    def look(self, source: str) -> None:
        """Reads what each record of the query `source` says now, for `changes` and `remember`."""
        columns = [name for name, *_ in self._con.execute(f"DESCRIBE {source}").fetchall() if name != "record_id"]
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE seen_now AS"
            f" SELECT record_id, hash({', '.join(columns)}) AS content FROM ({source})"
        )

    def changes(self) -> tuple[list[str], list[str]]:
        """Record IDs that are new or say something else, and those that are gone."""
        return self._ids("FROM seen_now ANTI JOIN matching.seen USING (record_id, content)"), self._ids(
            "FROM matching.seen ANTI JOIN seen_now USING (record_id)"
        )

    def ruled_anew(self, rulings: Sequence[tuple[str, str, str]]) -> list[str]:
        """Records of rulings that are new, or that hold no longer."""
        with _registered(self._con, "ruling_now", _ruling_table(rulings)):
            return self._ids("""
                FROM (SELECT unnest([record_id_a, record_id_b]) AS record_id FROM (
                    (FROM ruling_now EXCEPT FROM matching.ruling) UNION (FROM matching.ruling EXCEPT FROM ruling_now)
                ))
            """)

    def keep(self, con: duckdb.DuckDBPyConnection, people: Sequence[str]) -> None:
        """Takes over the keys that blocking wrote in `con`; `people` are its record IDs by position."""
        self._receive("key_kept", con, people)
        limits = con.execute("FROM block_limit").to_arrow_table()
        with _registered(self._con, "limits", limits):
            self._con.execute("CREATE OR REPLACE TEMP TABLE limit_kept AS FROM limits")

    def meeting(self, con: duckdb.DuckDBPyConnection, people: Sequence[str], new: pd.DataFrame) -> pd.DataFrame:
        """Pairs (record_id, met, certain) of `new` records, as they came, with others that share a key.

        `con` holds what blocking wrote of those of them that are open to the model, `people`. A pair is `certain`
        where hashes are equal or one record names the other, which needs no weighing.
        """
        self._receive("key_new", con, people)
        others = [*_other_keys(new), *((_REFERENCE, record, record) for record in new["record_id"])]
        refs = references(new)
        with (
            _registered(self._con, "others", _key_table(others)),
            _registered(self._con, "refs", pa.table(_columns(refs, ("record_id", "met")))),
            _registered(self._con, "new_ids", pa.table({"record_id": pa.array(new["record_id"], pa.string())})),
        ):
            self._con.execute("INSERT INTO key_new SELECT rule, hash(key), record_id FROM others")
            return self._con.execute(f"""
                WITH block AS (
                    SELECT rule, key FROM matching.key SEMI JOIN key_new USING (rule, key)
                    LEFT JOIN matching.block_limit USING (rule)
                    GROUP BY rule, key, largest HAVING rule >= {_OWN_ID} OR count(*) < largest
                ),
                held AS (SELECT rule, key, number FROM matching.key SEMI JOIN block USING (rule, key)),
                met AS (
                    SELECT n.record_id, s.record_id AS met, h.rule IN ({_HASHED}, {_REFERENCE}, {_OWN_ID}) AS certain
                    FROM key_new AS n JOIN held AS h USING (rule, key) JOIN matching.seen AS s USING (number)
                    UNION ALL
                    SELECT record_id, met, true FROM refs SEMI JOIN matching.seen ON seen.record_id = refs.met
                )
                SELECT record_id, met, bool_or(certain) AS certain FROM met
                ANTI JOIN new_ids ON new_ids.record_id = met.met
                GROUP BY ALL ORDER BY record_id, met
            """).df()

    def possible_people(self, records: Sequence[str]) -> list[str]:
        """All records that any of `records` is linked with, surely or perhaps; themselves among them."""
        with _registered(self._con, "asked", pa.table({"record_id": pa.array(records, pa.string())})):
            return self._ids("""
                FROM matching.seen
                SEMI JOIN (FROM matching.seen SEMI JOIN asked USING (record_id)) AS near USING (possible)
            """)

    def remember(self, matched: Matched, frame: pd.DataFrame, rulings: Sequence[tuple[str, str, str]]) -> None:
        """Remembers what `matched` found of all records, and what it learned."""
        for table in _TABLES:
            self._con.execute(f"DELETE FROM matching.{table}")
        population = matched.population
        rates = {kind: [p.tolist() for p in getattr(population.weights, kind)] for kind in _KINDS}
        told = {
            "weights": asdict(population.weights) | rates,
            "shared_ssns": sorted(population.shared_ssns),
            "first_names": dict(sorted(population.first_names.items())),
        }
        self._con.execute(
            "INSERT INTO matching.learned VALUES (?, ?, ?, ?)",
            [VERSION, len(matched.ids), len(rulings), json.dumps(told)],
        )
        self._con.execute("INSERT INTO matching.block_limit FROM limit_kept")
        with _registered(self._con, "rates", population.rates):
            self._con.execute("INSERT INTO matching.rate FROM rates")
        self.update(matched, frame, [], rulings)

    def update(
        self, matched: Matched, frame: pd.DataFrame, gone: Sequence[str], rulings: Sequence[tuple[str, str, str]]
    ) -> None:
        """Remembers what `matched` found of the records of `frame`, and forgets those that are gone."""
        con = self._con
        with _registered(con, "forgotten", pa.table({"record_id": pa.array([*matched.ids, *gone], pa.string())})):
            con.execute(
                "DELETE FROM matching.key WHERE number IN"
                " (SELECT number FROM matching.seen SEMI JOIN forgotten USING (record_id))"
            )
            con.execute("DELETE FROM matching.seen WHERE record_id IN (FROM forgotten)")
        found = con.execute("SELECT coalesce(max(number), -1) + 1 FROM matching.seen").fetchone()
        first = int(found[0]) if found else 0
        fresh = pa.table(
            {
                "record_id": pa.array(matched.ids, pa.string()),
                "number": np.arange(first, first + len(matched.ids)),
                "possible": matched.possible + first,
            }
        )
        with _registered(con, "fresh", fresh), _registered(con, "others", _key_table(_other_keys(frame))):
            con.execute(
                "INSERT INTO matching.seen SELECT number, record_id, content, possible"
                " FROM fresh JOIN seen_now USING (record_id) ORDER BY number"
            )
            con.execute("""
                INSERT INTO matching.key SELECT rule, key, number FROM (
                    FROM key_kept UNION ALL SELECT rule, hash(key), record_id FROM others
                ) JOIN fresh USING (record_id)
            """)
        con.execute("DELETE FROM matching.ruling")
        with _registered(con, "ruling_now", _ruling_table(rulings)):
            con.execute("INSERT INTO matching.ruling FROM ruling_now")

    def _receive(self, table: str, con: duckdb.DuckDBPyConnection, people: Sequence[str]) -> None:
        """Copies block_key and said of another connection to a temporary table, by record ID."""
        reader = con.execute(
            f"FROM block_key UNION ALL SELECT {_SAID}, content, position FROM said"
            " WHERE telling AND position = first_position"
        ).to_arrow_reader(1_000_000)
        at = pa.table({"position": np.arange(len(people)), "record_id": pa.array(people, pa.string())})
        with _registered(self._con, "received", reader), _registered(self._con, "numbered", at):
            self._con.execute(
                f"CREATE OR REPLACE TEMP TABLE {table} AS"
                " SELECT rule, key, record_id FROM received JOIN numbered USING (position)"
            )

    def _ids(self, query: str) -> list[str]:
        return [row[0] for row in self._con.execute(f"SELECT DISTINCT record_id {query} ORDER BY record_id").fetchall()]


@contextmanager
def _registered(con: duckdb.DuckDBPyConnection, name: str, table: object) -> Iterator[None]:
    con.register(name, table)
    try:
        yield
    finally:
        con.unregister(name)


def _other_keys(frame: pd.DataFrame) -> list[tuple[int, str, str]]:
    """(rule, key, record_id) of equal hashes, own IDs and references, which blocking does not know."""
    ids = frame["record_id"].tolist()
    keys = [(_HASHED, key, ids[position]) for position, key in hashed.keys(frame)]
    keys += [(_OWN_ID, key, ids[position]) for position, key in protection.keys(frame)]
    return keys + [(_REFERENCE, ref, record) for record, ref in references(frame)]


def _columns(rows: Sequence[tuple], names: Sequence[str]) -> dict[str, pa.Array]:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}


def _key_table(rows: Sequence[tuple[int, str, str]]) -> pa.Table:
    text = _columns([row[1:] for row in rows], ("key", "record_id"))
    return pa.table({"rule": pa.array([row[0] for row in rows], pa.uint8()), **text})


def _ruling_table(rulings: Sequence[tuple[str, str, str]]) -> pa.Table:
    return pa.table(_columns(rulings, ("record_id_a", "record_id_b", "ruling")))
