"""Compares pairs: which level each field reaches, and how common the shared value is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import duckdb
import numpy as np
import pandas as pd
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

    Of each comparison the values that occur are numbered, every pair of them is compared once, by DuckDB, and what is
    found goes to all pairs of records that hold them. Splink, to which `spark.py` hands the same conditions and whose
    levels are equal, compares record by record.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        rates = ", ".join(f"tf_{column}" for column in LEVELS)
        joins = " ".join(f"LEFT JOIN frequency_{column} USING ({column})" for column in LEVELS)
        rated = con.execute(f"SELECT {rates} FROM person {joins} ORDER BY position").fetchnumpy()
        self._rates: dict[str, np.ndarray] = {
            column: np.ma.filled(np.ma.asarray(rated[f"tf_{column}"], float), np.nan) for column in LEVELS
        }
        present = {name for name, *_ in con.execute("DESCRIBE person").fetchall()}
        self._fields = [_Field(con, comparison, present) for comparison in COMPARISONS]

    def compare(self, left: np.ndarray, right: np.ndarray) -> Compared:
        """As `Compares.compare`."""
        if len(left) == 0:
            return Compared.none()
        order = np.lexsort((right, left))
        left, right = left[order], right[order]
        levels = np.column_stack([field.levels(self._con, left, right) for field in self._fields])
        frequency = np.full(levels.shape, np.nan)
        for i, comparison in enumerate(COMPARISONS):
            for number, level in enumerate(comparison.levels):
                if level.frequency_of:
                    rows = np.flatnonzero(levels[:, i] == number)
                    frequency[rows, i] = self._rates[level.frequency_of][left[rows]]
        return Compared(left, right, levels, frequency)


class _Field:
    """One comparison: the distinct values that records hold for it, and which of them each record holds."""

    def __init__(self, con: duckdb.DuckDBPyConnection, comparison: Comparison, present: set[str]) -> None:
        conditions = " ".join([comparison.missing, *(level.sql for level in comparison.levels)])
        columns = sorted({name for name, _ in re.findall(r"\b(\w+)_([lr])\b", conditions)} & present)
        held = con.execute(f"SELECT {', '.join(columns)} FROM person ORDER BY position").to_arrow_table()
        hashed = con.execute(f"SELECT hash({', '.join(columns)}) AS h FROM person ORDER BY position").fetchnumpy()["h"]
        self._value, distinct = pd.factorize(hashed)
        first = np.full(len(distinct), len(hashed))
        np.minimum.at(first, self._value, np.arange(len(hashed)))
        self._held = held.take(first)
        self._query = f"SELECT {_level_sql(comparison)} AS level FROM values_to_compare"

    def levels(self, con: duckdb.DuckDBPyConnection, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The level that each pair of positions reaches."""
        both = self._value[left] * np.int64(len(self._held)) + self._value[right]
        pair, distinct = pd.factorize(both)
        sides = {"l": distinct // len(self._held), "r": distinct % len(self._held)}
        columns = {
            f"{name}_{side}": self._held[name].take(rows)
            for name in self._held.column_names
            for side, rows in sides.items()
        }
        con.register("values_to_compare", pa.table(columns))
        found = con.execute(self._query).fetchnumpy()["level"]
        con.unregister("values_to_compare")
        return np.asarray(found, dtype=np.int8)[pair]


def _level_sql(comparison: Comparison) -> str:
    cases = [f"WHEN {level.sql} THEN {i}" for i, level in enumerate(comparison.levels) if level.sql != "ELSE"]
    return f"CASE WHEN {comparison.missing} THEN -1 {' '.join(cases)} ELSE {len(comparison.levels) - 1} END"
