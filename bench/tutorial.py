"""Splink as its deduplication tutorial sets it up, for comparison.

    python -m bench.tutorial RECORDS.csv CLUSTERS.csv

The tutorial's comparisons, blocking and training, on the columns that fit; clusters at 0.95.
"""

import logging
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_THRESHOLD = 0.95


def cluster(records: Path, output: Path) -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)  # it warns of every column a set lacks
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE person AS SELECT record_id AS unique_id, nullif(lower(first_name), '') AS first_name,"
        " nullif(lower(last_name), '') AS surname, nullif(dob, '') AS dob, nullif(zip, '') AS zip,"
        " nullif(email, '') AS email FROM read_csv(?, all_varchar = true)",
        [str(records)],
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("zip", "first_name", "substr(surname, 1, 1)"),
            block_on("zip", "surname"),
            block_on("email"),
        ],
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("zip").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
    )
    api = DuckDBAPI(con)
    linker = Linker(api.register("person"), settings, log_level=None)
    deterministic = [block_on("first_name", "surname", "dob"), block_on("email")]
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    predicted = linker.inference.predict(threshold_match_probability=0.2)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, _THRESHOLD)
    con.execute(
        f"COPY (SELECT unique_id AS record_id, cluster_id AS client_id FROM {clusters.physical_name}) TO '{output}'"
    )


if __name__ == "__main__":
    cluster(Path(sys.argv[1]), Path(sys.argv[2]))
