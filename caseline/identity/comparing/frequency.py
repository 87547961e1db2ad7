"""How often strangers share each value: what a common name or a shelter's phone is worth less for."""

from collections.abc import Mapping

import duckdb
import pandas as pd
import pyarrow as pa

from caseline.identity.comparing.comparisons import COMPARISONS, Level
from caseline.identity.reading.short_forms import is_known_name

_PRIOR_PEOPLE = 100  # what the stated rates weigh against the frequencies found
_HEAP = 10  # people born on one day of the year from which it can be a heap
_HEAPED = 3  # times as many as on any other day
_NEW_YEAR_RATE = 0.005  # how often strangers of one community share a 1 January, at least
_SHARED_BY = 5  # different first and last names under which a phone or an address is no longer one household's
SHARED = ("phone", "email", "address")
_NAME_HELD = 3  # records that hold a first name from which it is no typing error
LEVELS: dict[str, Level] = {
    level.frequency_of: level for comparison in COMPARISONS for level in comparison.levels if level.frequency_of
}
KNOWN = pa.schema([("field", pa.string()), ("value", pa.string()), ("rate", pa.float64())])


def count(con: duckdb.DuckDBPyConnection) -> None:
    """Writes frequency_<column> (the column, tf_<column>) for the values of table `person`.

    People count, not records: ten forms of one person do not make a phone common. The two that agree are left
    out; the rate is drawn to the stated one where little is known, and never falls below `rarest`.
    """
    for column, level in LEVELS.items():
        con.execute(f"""
            CREATE TABLE frequency_{column} AS
            WITH held AS (
                SELECT {column}, count(DISTINCT concat_ws('|', first, last, dob)) AS people
                FROM person WHERE {column} IS NOT NULL GROUP BY {column}
            )
            SELECT {column}, greatest(
                (greatest(people - 2, 0) + {level.stranger * _PRIOR_PEOPLE})
                / ((SELECT greatest(sum(people) - 2, 0) FROM held) + {_PRIOR_PEOPLE}),
                {level.rarest}
            ) AS tf_{column}
            FROM held
        """)

    _weigh_heaped_dates(con)
    _weigh_shared_ssns(con)
    _mark_shared(con)


def _weigh_heaped_dates(con: duckdb.DuckDBPyConnection) -> None:
    """A day on which far more people are born than on others (1 January) is written where the day is not known.

    People of one community are entered so together: sharing such a date is not much more than sharing the year.
    """
    con.execute(f"""
        UPDATE frequency_dob SET tf_dob = greatest(
            tf_dob,
            CASE WHEN on_day >= {_HEAP} AND by_day * 365 > {_HEAPED}
                THEN by_year * least(1, by_day * by_day * 365) ELSE 0 END,
            CASE WHEN substr(dob, 6) = '01-01' THEN {_NEW_YEAR_RATE} ELSE 0 END
        )
        FROM (
            SELECT dob AS date, sum(people) OVER day AS on_day, sum(people) OVER day / sum(people) OVER () AS by_day,
                sum(people) OVER (PARTITION BY substr(dob, 1, 4)) / sum(people) OVER () AS by_year
            FROM (
                SELECT dob, count(DISTINCT concat_ws('|', first, last)) AS people
                FROM person WHERE dob IS NOT NULL GROUP BY dob
            )
            WINDOW day AS (PARTITION BY substr(dob, 6))
        )
        WHERE dob = date
    """)


def _weigh_shared_ssns(con: duckdb.DuckDBPyConnection) -> None:
    """Where SSNs stand in records that have nothing else in common, any SSN is worth so much less."""
    con.execute("""
        UPDATE frequency_ssn SET tf_ssn = greatest(tf_ssn, (
            WITH held AS (SELECT DISTINCT ssn, first, last, dob FROM person WHERE ssn IS NOT NULL)
            SELECT count(*) FROM held AS a JOIN held AS b USING (ssn)
            WHERE left(a.first, 2) < left(b.first, 2) AND left(a.last, 2) <> left(b.last, 2)
                AND left(a.first, 2) <> left(b.last, 2) AND left(a.dob, 4) <> left(b.dob, 4)
        ) / (SELECT greatest(count(*) * (count(*) - 1) / 2, 1) FROM person WHERE ssn IS NOT NULL))
    """)


def _mark_shared(con: duckdb.DuckDBPyConnection) -> None:
    """Writes shared_<column> of phones, emails and addresses under which people of many names are written down."""
    for column in SHARED:
        con.execute(f"""
            CREATE TABLE shared_{column} AS SELECT {column} FROM person WHERE {column} IS NOT NULL GROUP BY {column}
            HAVING count(DISTINCT left(last, 3)) >= {_SHARED_BY} AND count(DISTINCT left(first, 3)) >= {_SHARED_BY}
        """)


def known(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The rates that differ from those of a value nobody else holds, which stand under the value NULL."""
    parts = []
    for column, level in LEVELS.items():
        rare = f"(SELECT coalesce(min(tf_{column}), {max(level.stranger, level.rarest)}) FROM frequency_{column})"
        parts.append(f"SELECT '{column}' AS field, NULL AS value, {rare} AS rate")
        parts.append(
            f"SELECT '{column}', {column}, tf_{column} FROM frequency_{column} WHERE tf_{column} > {rare} * 1.0000001"
        )
    parts += [f"SELECT 'shared_{column}', {column}, 1 FROM shared_{column}" for column in SHARED]
    return con.execute(" UNION ALL ".join(parts)).to_arrow_table().cast(KNOWN)


def recall(con: duckdb.DuckDBPyConnection, rates: pa.Table) -> None:
    """Writes frequency_<column> for the values of table `person` from the rates `known` once gave."""
    con.register("known_rates", rates)
    for column in LEVELS:
        con.execute(f"""
            CREATE TABLE frequency_{column} AS
            SELECT p.{column}, coalesce(k.rate, rare.rate) AS tf_{column}
            FROM (SELECT DISTINCT {column} FROM person WHERE {column} IS NOT NULL) AS p
            LEFT JOIN (FROM known_rates WHERE field = '{column}') AS k ON k.value = p.{column}
            CROSS JOIN (SELECT rate FROM known_rates WHERE field = '{column}' AND value IS NULL) AS rare
        """)
    for column in SHARED:
        con.execute(
            f"CREATE TABLE shared_{column} AS SELECT value AS {column} FROM known_rates WHERE field = 'shared_{column}'"
        )
    con.unregister("known_rates")


def by_chance(con: duckdb.DuckDBPyConnection) -> list[float]:
    """Per comparison, how often two records share a value of its first level; NaN where that is not counted."""
    return [_chance(con, comparison.levels[0].frequency_of) for comparison in COMPARISONS]


def _chance(con: duckdb.DuckDBPyConnection, column: str | None) -> float:
    if column is None:
        return float("nan")
    found = con.execute(f"""
        SELECT sum(n * (n - 1)) / nullif(sum(n) * (sum(n) - 1), 0)
        FROM (SELECT count(*)::DOUBLE AS n FROM person WHERE {column} IS NOT NULL GROUP BY {column})
    """).fetchone()
    return float("nan") if found is None or found[0] is None else float(found[0])


def first_names(people: pd.DataFrame) -> dict[str, int]:
    """First names that several records hold each, and how many: Eric and Erin, but not Erci."""
    held = people["first"].value_counts()
    return {str(name): int(records) for name, records in held[held >= _NAME_HELD].items()}


def mark(con: duckdb.DuckDBPyConnection, first_names: Mapping[str, int]) -> None:
    """Adds to table `person` what the population says of its values, once their frequencies are there.

    first_held: records that hold the first name; first_known: it has nicknames or is one; first_is_name: either;
    <column>_shared: many share the phone, email or address.
    """
    found = [first for (first,) in con.execute("SELECT DISTINCT first FROM person WHERE first IS NOT NULL").fetchall()]
    names = pa.table(
        {
            "first": pa.array(found, pa.string()),
            "first_held": pa.array([first_names.get(name, 0) for name in found], pa.int64()),
            "first_known": pa.array([is_known_name(name) for name in found], pa.bool_()),
        }
    )
    con.register("names", names)
    shared = ", ".join(f"{column} IN (FROM shared_{column}) AS {column}_shared" for column in SHARED)
    con.execute(f"""
        CREATE OR REPLACE TABLE person AS
        SELECT person.*, first_held, first_known, first_known OR first_held > 0 AS first_is_name, {shared}
        FROM person LEFT JOIN names USING (first)
    """)
    con.unregister("names")
