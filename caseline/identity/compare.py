"""Splink compares the candidate pairs: which level each field reaches, and how common the shared value is."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker

from caseline.identity.comparisons import COMPARISONS, Comparison, splink_settings
from caseline.identity.frequency import LEVELS


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
    def none() -> "Compared":
        """No pairs."""
        empty = np.empty(0, dtype=np.int64)
        shape = (0, len(COMPARISONS))
        return Compared(empty, empty, np.empty(shape, dtype=np.int8), np.empty(shape))

    @staticmethod
    def joined(*parts: "Compared") -> "Compared":
        """Several lists of pairs in one, re-sorted."""
        left, right = (np.concatenate([getattr(part, side) for part in parts]) for side in ("left", "right"))
        order = np.lexsort((right, left))
        levels, frequency = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("levels", "frequency")
        )
        return Compared(left[order], right[order], levels[order], frequency[order])


class Comparer:
    """Splink over the tables `person` and frequency_<column> of one DuckDB connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._api = DuckDBAPI(con)
        self._con = con
        self._linker = Linker(self._api.register("person"), splink_settings(), log_level=None, validate_settings=False)
        self._batches = 0
        for column in LEVELS:  # tables that `frequency` has written
            lookup = self._api.register(f"frequency_{column}")
            self._linker.table_management.register_term_frequency_lookup(lookup, column)

    def compare(self, left: np.ndarray, right: np.ndarray) -> Compared:
        """Compares the pairs (left[i], right[i]); the answer is ordered by left, then right."""
        if len(left) == 0:
            return Compared.none()
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


def _frequency_sql(comparison: Comparison) -> str | None:
    last = len(comparison.levels) - 1
    cases = [
        f"WHEN {last - i} THEN tf_{level.frequency_of}_l"
        for i, level in enumerate(comparison.levels)
        if level.frequency_of
    ]
    return f"CASE gamma_{comparison.name} {' '.join(cases)} END" if cases else None
