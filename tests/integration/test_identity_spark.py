"""Spark compares pairs as DuckDB does, on a local cluster of two."""

import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest

from caseline.identity.comparing import frequency
from caseline.identity.comparing.blocking import candidate_pairs
from caseline.identity.comparing.compare import Comparer
from caseline.identity.comparing.spark import comparing_on
from caseline.identity.deciding.matching import match
from caseline.identity.reading.standardise import as_arrow, standardise
from tests.integration.test_identity_nightly import COLUMNS, records

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'caseline[spark]'")
if not shutil.which("java"):
    pytest.skip("there is no Java on this machine", allow_module_level=True)


@pytest.fixture(scope="module")
def spark():
    with comparing_on("local[2]") as comparing:
        yield comparing


@pytest.fixture(scope="module")
def frame():
    accented = [("é1", "Zoë", "Núñez", "1990-02-03", None, None, None, "98001", None, False)]
    accented += [("é2", "Zoe", "Nuñes", "1990-03-02", None, None, None, "98001", None, False)]
    return pd.DataFrame([*records(60), *accented], columns=list(COLUMNS), dtype=object).sort_values("record_id")


def test_every_level_and_rate_is_the_same(spark, frame):
    with duckdb.connect() as con:
        con.register("standardised", as_arrow(standardise(frame.reset_index(drop=True))))
        con.execute("CREATE TABLE person AS SELECT * FROM standardised")
        left, right = candidate_pairs(con)
        frequency.count(con)
        here, there = Comparer(con).compare(left, right), spark(con).compare(left, right)
    assert len(left) > 200 and len(np.unique(here.levels)) > 5
    np.testing.assert_array_equal(here.levels, there.levels)
    np.testing.assert_allclose(here.frequency, there.frequency)


def test_records_become_the_same_people(spark, frame):
    assert match(frame, comparing=spark).clusters == match(frame).clusters
