"""Splink compares the candidate pairs: which level each field reaches, and how common the shared value is."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker

from caseline.identity.comparisons import COMPARISONS, Comparison, Level, splink_settings

_PRIOR_PEOPLE = 100  # what the stated rates weigh against the frequencies found


@dataclass(frozen=True)
class Compared:
    """Pairs by position, with one column per comparison in `levels` (0 = first level, -1 = missing).

    `frequency` holds the share of records with the agreed value, NaN where the level has no such adjustment.
    """

    left: np.ndarray
    right: np.ndarray
    levels: np.ndarray
    frequency: np.ndarray

    def take(self, rows: np.ndarray) -> "Compared":
        """Only the pairs at `rows`."""
        return Compared(self.left[rows], self.right[rows], self.levels[rows], self.frequency[rows])

    @staticmethod
    def joined(first: "Compared", second: "Compared") -> "Compared":
        """Both lists of pairs in one, re-sorted."""
        left, right = np.r_[first.left, second.left], np.r_[first.right, second.right]
        order = np.lexsort((right, left))
        levels, frequency = np.r_[first.levels, second.levels], np.r_[first.frequency, second.frequency]
        return Compared(left[order], right[order], levels[order], frequency[order])


class Comparer:
    """Splink over one table `person` of standardised records in one DuckDB connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._api = DuckDBAPI(con)
        self._con = con
        self._linker = Linker(self._api.register("person"), splink_settings(), log_level=None, validate_settings=False)
        self._batches = 0
        for comparison in COMPARISONS:
            for level in comparison.levels:
                if level.frequency_of:
                    self._register_frequency(level, level.frequency_of)

    def _register_frequency(self, level: Level, column: str) -> None:
        """Gives Splink how often strangers share each value of a column.

        People count, not records: ten forms of one person do not make a phone common. The two that agree are
        left out; the rate is drawn to the stated one where little is known, and never falls below `rarest`.
        """
        self._con.execute(f"""
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
        lookup = self._api.register(f"frequency_{column}")
        self._linker.table_management.register_term_frequency_lookup(lookup, column)

    def compare(self, left: np.ndarray, right: np.ndarray) -> Compared:
        """Compares the pairs (left[i], right[i]); the answer is ordered by left, then right."""
        if len(left) == 0:
            empty = np.empty(0, dtype=np.int64)
            shape = (0, len(COMPARISONS))
            return Compared(empty, empty, np.empty(shape, dtype=np.int8), np.empty(shape))
        self._batches += 1
        name = f"pairs_{self._batches}"
        pairs = pa.table({"match_key": pa.array(["0"] * len(left)), "join_key_l": left, "join_key_r": right})
        self._con.register("pairs_to_compare", pairs)
        self._con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM pairs_to_compare")
        self._con.unregister("pairs_to_compare")
        self._linker.table_management.register_blocked_pairs_for_predict(self._api.register(name))
        predicted = self._linker.inference.predict(warning_mode="never")
        columns = ", ".join(
            [f"gamma_{c.name}" for c in COMPARISONS]
            + [f"{sql} AS f_{c.name}" for c in COMPARISONS if (sql := _frequency_sql(c))]
        )
        found = self._con.execute(
            f"SELECT position_l, position_r, {columns} FROM {predicted.physical_name} ORDER BY position_l, position_r"
        ).fetchnumpy()
        predicted.drop_table_from_database_and_remove_from_cache()
        self._con.execute(f"DROP TABLE {name}")
        levels = np.full((len(found["position_l"]), len(COMPARISONS)), -1, dtype=np.int8)
        frequency = np.full(levels.shape, np.nan)
        for i, comparison in enumerate(COMPARISONS):
            gamma = np.asarray(found[f"gamma_{comparison.name}"])
            levels[:, i] = np.where(gamma < 0, -1, len(comparison.levels) - 1 - gamma)
            if f"f_{comparison.name}" in found:
                frequency[:, i] = np.ma.filled(np.ma.asarray(found[f"f_{comparison.name}"], dtype=float), np.nan)
        return Compared(np.asarray(found["position_l"]), np.asarray(found["position_r"]), levels, frequency)

    def chance_agreements(self) -> list[float]:
        """Per comparison, how often two records share a value of its first level; NaN where that is not counted."""
        return [self._chance(comparison.levels[0].frequency_of) for comparison in COMPARISONS]

    def _chance(self, column: str | None) -> float:
        if column is None:
            return float("nan")
        found = self._con.execute(f"""
            SELECT sum(n * (n - 1)) / nullif(sum(n) * (sum(n) - 1), 0)
            FROM (SELECT count(*)::DOUBLE AS n FROM person WHERE {column} IS NOT NULL GROUP BY {column})
        """).fetchone()
        return float("nan") if found is None or found[0] is None else float(found[0])


def _frequency_sql(comparison: Comparison) -> str | None:
    last = len(comparison.levels) - 1
    cases = [
        f"WHEN {last - i} THEN tf_{level.frequency_of}_l"
        for i, level in enumerate(comparison.levels)
        if level.frequency_of
    ]
    return f"CASE gamma_{comparison.name} {' '.join(cases)} END" if cases else None
