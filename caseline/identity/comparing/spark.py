"""Comparing pairs on a Spark cluster through Splink, for networks beyond one machine.

The conditions are those of `comparisons.py`, as Splink settings. What DuckDB calls by a name of its own is given to
Spark as a function of that name. Needs the extra `spark` and Java 17.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

from caseline.ground.extras import require_extra
from caseline.identity.comparing.compare import Compared, Comparer, Comparing
from caseline.identity.comparing.comparisons import COMPARISONS, Comparison
from caseline.identity.comparing.frequency import LEVELS

if TYPE_CHECKING:
    from splink import SettingsCreator
    from splink.comparison_library import CustomComparison

_FUNCTIONS = (
    "strlen(a STRING) RETURNS INT RETURN length(a)",
    "hamming(a STRING, b STRING) RETURNS INT RETURN"
    " size(filter(sequence(1, length(a)), i -> substr(a, i, 1) <> substr(b, i, 1)))",
    "array_length(a ARRAY<STRING>) RETURNS INT RETURN cardinality(a)",
    "list_contains(a ARRAY<STRING>, b STRING) RETURNS BOOLEAN RETURN array_contains(a, b)",
    "list_intersect(a ARRAY<STRING>, b ARRAY<STRING>) RETURNS ARRAY<STRING> RETURN array_intersect(a, b)",
)
_ALIKE = "jaro_winkler_by_bytes"


@contextmanager
def comparing_on(master: str | None) -> Iterator[Comparing]:
    """What compares pairs: this machine, or the Spark cluster of `master`. Raises CaselineError without Spark."""
    if master is None:
        yield Comparer
    else:
        with _session(master) as spark:
            yield lambda con: SparkComparer(con, spark)


@contextmanager
def _session(master: str) -> Iterator[Any]:
    require_extra("spark", "pyspark", "splink", "rapidfuzz")
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    builder: Any = SparkSession.builder.master(master).appName("Caseline identity resolution")
    settings = {
        "spark.jars": similarity_jar_location(),
        "spark.ui.enabled": "false",
        "spark.pyspark.python": sys.executable,
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if master.startswith("local"):  # Spark's own choice is for a cluster
        settings["spark.sql.shuffle.partitions"] = "4"
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


class SparkComparer:
    """As `compare.Comparer`: over the tables `person` and frequency_<column> of a DuckDB connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, spark: Any) -> None:
        import sqlglot
        from splink import Linker
        from splink.backends.spark import SparkAPI

        class Api(SparkAPI):
            """Splink's dialect of Spark inherits from a class of sqlglot, which the compiled sqlglot refuses."""

            def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
                sql = sqlglot.transpile(sql, read="spark", write="spark")[0]
                return re.sub(r"\bjaro_winkler_similarity\b", _ALIKE, sql, flags=re.IGNORECASE)

        for function in _FUNCTIONS:
            spark.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")

        def alike(a: str | None, b: str | None) -> float | None:
            """As DuckDB has it, byte by byte. Spark's own and Splink's for Spark count transpositions otherwise."""
            from rapidfuzz.distance import JaroWinkler

            return None if a is None or b is None else JaroWinkler.similarity(a.encode(), b.encode())

        spark.udf.register(_ALIKE, alike, "double")  # an inner function travels by value: workers need no Caseline
        self._spark = spark
        self._api = Api(spark_session=spark, break_lineage_method="persist")
        person = self._table("person", con.execute("FROM person").to_arrow_table())
        self._linker = Linker(person, _settings(), log_level=None, validate_settings=False)
        for column in LEVELS:
            lookup = self._table(f"frequency_{column}", con.execute(f"FROM frequency_{column}").to_arrow_table())
            self._linker.table_management.register_term_frequency_lookup(lookup, column)
        self._batches = 0

    def compare(self, left: np.ndarray, right: np.ndarray) -> Compared:
        """As `Comparer.compare`."""
        if len(left) == 0:
            return Compared.none()
        self._batches += 1
        pairs = pa.table({"match_key": pa.array(["0"] * len(left)), "join_key_l": left, "join_key_r": right})
        self._linker.table_management.register_blocked_pairs_for_predict(self._table(f"pairs_{self._batches}", pairs))
        predicted = self._linker.inference.predict(warning_mode="never")
        columns = [f"gamma_{c.name}" for c in COMPARISONS] + [f"{_frequency_sql(c)} AS f_{c.name}" for c in COMPARISONS]
        found = self._spark.sql(
            f"SELECT position_l, position_r, {', '.join(columns)} FROM {predicted.physical_name}"
            " ORDER BY position_l, position_r"
        ).toArrow()
        predicted.drop_table_from_database_and_remove_from_cache()
        gamma = np.column_stack([found[f"gamma_{c.name}"].to_numpy() for c in COMPARISONS])
        last = np.array([len(c.levels) - 1 for c in COMPARISONS])
        levels = np.where(gamma < 0, -1, last - gamma).astype(np.int8)
        frequency = np.column_stack(
            [found[f"f_{c.name}"].to_numpy(zero_copy_only=False).astype(float) for c in COMPARISONS]
        )
        return Compared(found["position_l"].to_numpy(), found["position_r"].to_numpy(), levels, frequency)

    def _table(self, name: str, rows: pa.Table) -> Any:
        self._spark.createDataFrame(rows).createOrReplaceTempView(name)
        return self._api.register(name)


def _frequency_sql(comparison: Comparison) -> str:
    last = len(comparison.levels) - 1
    cases = [
        f"WHEN {last - i} THEN tf_{level.frequency_of}_l"
        for i, level in enumerate(comparison.levels)
        if level.frequency_of
    ]
    return f"CASE gamma_{comparison.name} {' '.join(cases)} END" if cases else "CAST(NULL AS DOUBLE)"


def _settings() -> "SettingsCreator":
    """COMPARISONS as Splink settings; level numbers count down to 0 for ELSE, and -1 is missing."""
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="position",
        comparisons=[_levels(comparison) for comparison in COMPARISONS],
        retain_matching_columns=True,  # Splink keeps the level columns only together with these
        retain_intermediate_calculation_columns=True,
    )


def _levels(comparison: Comparison) -> "CustomComparison":
    from splink.comparison_library import CustomComparison

    missing = {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
    levels = [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.words,
            "m_probability": level.same,
            "u_probability": level.stranger,
            **(
                {"tf_adjustment_column": level.frequency_of, "disable_tf_exact_match_detection": True}
                if level.frequency_of
                else {}
            ),
        }
        for level in comparison.levels
    ]
    return CustomComparison([missing, *levels], comparison.name, f"{comparison.name}, by levels")
