"""Compares pairs: which level each field reaches, and how common the shared value is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa

from caseline.identity.comparing.comparisons import COMPARISONS, Comparison
from caseline.identity.comparing.frequency import LEVELS


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


class Compares(Protocol):
    """Whatever compares pairs of one population."""

    def compare(self, left: np.ndarray, right: np.ndarray) -> Compared:
        """Compares the pairs (left[i], right[i]); the answer is ordered by left, then right."""


Comparing = Callable[[duckdb.DuckDBPyConnection], Compares]
"""What makes the one that compares, for the population that stands in a DuckDB connection."""


class Comparer:
    """COMPARISONS over the tables `person` and frequency_<column> of one DuckDB connection.

    One query, and only levels and commonness in its answer: Splink, to which `spark.py` hands the same conditions and
    whose levels are equal, also writes out a weight and both values of every field, in five times the time.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        rates = ", ".join(f"tf_{column}" for column in LEVELS)
        joins = " ".join(f"LEFT JOIN frequency_{column} USING ({column})" for column in LEVELS)
        con.execute(f"CREATE TABLE rated AS SELECT person.*, {rates} FROM person {joins}")
        columns = [name for name, *_ in con.execute("DESCRIBE rated").fetchall()]
        sides = ", ".join(f"{side}.{name} AS {name}_{side}" for name in columns for side in ("l", "r"))
        levels = ", ".join(f"{_level_sql(c)} AS level_{c.name}" for c in COMPARISONS)
        rated = ", ".join(f"{_frequency_sql(c)} AS frequency_{c.name}" for c in COMPARISONS)
        self._query = f"""
            WITH pair AS (
                SELECT {sides} FROM pairs_to_compare AS p
                JOIN rated AS l ON l.position = p.l JOIN rated AS r ON r.position = p.r
            ),
            compared AS (SELECT *, {levels} FROM pair)
            SELECT position_l, position_r, {", ".join(f"level_{c.name}" for c in COMPARISONS)}, {rated}
            FROM compared ORDER BY position_l, position_r
        """

    def compare(self, left: np.ndarray, right: np.ndarray) -> Compared:
        """As `Compares.compare`."""
        if len(left) == 0:
            return Compared.none()
        self._con.register("pairs_to_compare", pa.table({"l": left, "r": right}))
        found = self._con.execute(self._query).fetchnumpy()
        self._con.unregister("pairs_to_compare")
        levels = np.column_stack([np.asarray(found[f"level_{c.name}"], dtype=np.int8) for c in COMPARISONS])
        rates: list[np.ndarray] = [np.ma.asarray(found[f"frequency_{c.name}"], dtype=float) for c in COMPARISONS]
        frequency = np.column_stack([np.ma.filled(rate, np.nan) for rate in rates])
        return Compared(np.asarray(found["position_l"]), np.asarray(found["position_r"]), levels, frequency)


def _level_sql(comparison: Comparison) -> str:
    cases = [f"WHEN {level.sql} THEN {i}" for i, level in enumerate(comparison.levels) if level.sql != "ELSE"]
    return f"CASE WHEN {comparison.missing} THEN -1 {' '.join(cases)} ELSE {len(comparison.levels) - 1} END"


def _frequency_sql(comparison: Comparison) -> str:
    cases = [
        f"WHEN {i} THEN tf_{level.frequency_of}_l" for i, level in enumerate(comparison.levels) if level.frequency_of
    ]
    return f"CASE level_{comparison.name} {' '.join(cases)} END" if cases else "NULL::DOUBLE"
