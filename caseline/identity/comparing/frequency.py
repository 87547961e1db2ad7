"""How often strangers share each value: what a common name or a shelter's phone is worth less for."""

import duckdb
import pandas as pd
import pyarrow as pa

from caseline.identity.comparing.comparisons import COMPARISONS, Level

_PRIOR_PEOPLE = 100  # what the stated rates weigh against the frequencies found
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


def known(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The rates that differ from those of a value nobody else holds, which stand under the value NULL."""
    parts = []
    for column, level in LEVELS.items():
        rare = f"(SELECT coalesce(min(tf_{column}), {max(level.stranger, level.rarest)}) FROM frequency_{column})"
        parts.append(f"SELECT '{column}' AS field, NULL AS value, {rare} AS rate")
        parts.append(
            f"SELECT '{column}', {column}, tf_{column} FROM frequency_{column} WHERE tf_{column} > {rare} * 1.0000001"
        )
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
