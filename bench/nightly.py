"""What a night of new records costs against a full run, and whether it ends where a full run ends.

    python -m bench.nightly 100000 [1000]      # base size, new records

The base is matched once and remembered; the new records, drawn from the same people, are matched that night; then
everything is matched with the weights and rates remembered.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from bench.people import write_people
from caseline.identity.matching import Rulings, match
from caseline.identity.memory import Memory
from caseline.identity.nightly import tonight

_SOURCE = "SELECT * FROM records"


def main(size: int, new: int, whole: bool) -> None:
    with tempfile.TemporaryDirectory() as name, duckdb.connect(str(Path(name) / "base.duckdb")) as con:
        write_people(size, Path(name))
        con.execute(
            "CREATE TABLE everyone AS SELECT * FROM read_csv(?, all_varchar = true)",
            [str(Path(name) / "records.csv")],
        )
        con.execute(
            f"CREATE TABLE records AS SELECT * FROM everyone WHERE record_id NOT IN"
            f" (SELECT record_id FROM everyone ORDER BY hash(record_id) LIMIT {new})"
        )
        full, clusters = _night(con, {})
        con.execute("INSERT INTO records SELECT * FROM everyone ANTI JOIN records USING (record_id)")
        cpu, clusters = _night(con, clusters)
        print(
            f"{size - new:,} records: full run {full:.0f} CPU s; night of {new:,} new {cpu:.1f} CPU s,"
            f" {100 * cpu / full:.1f} % of it",
            flush=True,
        )
        if whole:
            population = Memory(con).population()
            again = match(con.execute(f"{_SOURCE} ORDER BY record_id").df().astype(object), Rulings(), None, population)
            expected = {record: tuple(cluster) for cluster in again.clusters for record in cluster}
            differ = sum(clusters[record] != cluster for record, cluster in expected.items())
            sizes = Counter(len(cluster) for cluster in again.clusters)
            print(f"a full run with the same weights puts {differ:,} records in other clusters; sizes {dict(sizes)}")


def _night(con: duckdb.DuckDBPyConnection, clusters: dict[str, tuple[str, ...]]) -> tuple[float, dict]:
    """CPU seconds of a night, and the clusters after it."""
    started = time.process_time()
    night = tonight(con, _SOURCE, Rulings(), whole_up_to=0)
    matched = night.match()
    night.remember(matched)
    spent = time.process_time() - started
    for cluster in matched.clusters:
        clusters |= dict.fromkeys(cluster, tuple(cluster))
    return spent, clusters


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000, "--alone" not in sys.argv)
