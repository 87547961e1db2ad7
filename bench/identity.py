"""How well and how fast records become people, on every open set there is beside the project.

    python bench/identity.py                      # all sets
    python bench/identity.py np_dev20k febrl3     # some

Each set is matched by `caseline match`'s own function, with one configuration, and by exact agreement on
first name, last name and date of birth in the same run: times are ratios to that.
"""

import csv
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from caseline.identity import match_file

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "identity"
_HEADINGS = (
    "set", "records", "exact F1", "F1", "precis.", "recall", "over-merged", "per 1000", "split", "count err", "time x",
)  # fmt: skip
Labels = dict[str, str]


@dataclass(frozen=True)
class Score:
    """Pairwise precision, recall and F1 over clusters, and people whose ID is shared or scattered."""

    precision: float
    recall: float
    f1: float
    over_merged: int
    split: int
    people: int
    count_error: float


def score(found: Labels, truth: Labels) -> Score:
    """Scores `found` against `truth` (both record to label, same records)."""
    both = Counter((found[record], truth[record]) for record in truth)
    joined, true = Counter(found[record] for record in truth), Counter(truth.values())
    hits, joined_pairs, true_pairs = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, joined, true))
    people_in, clusters_of = defaultdict(set), defaultdict(set)
    for cluster, person in both:
        people_in[cluster].add(person)
        clusters_of[person].add(cluster)
    over_merged = {person for people in people_in.values() if len(people) > 1 for person in people}
    precision, recall = hits / max(joined_pairs, 1), hits / max(true_pairs, 1)
    return Score(
        precision,
        recall,
        2 * hits / max(joined_pairs + true_pairs, 1),
        len(over_merged),
        sum(len(clusters) > 1 for clusters in clusters_of.values()),
        len(true),
        (len(joined) - len(true)) / len(true),
    )


def exact(records: Path) -> Labels:
    """The same first name, last name and date of birth, letter for letter; a record that lacks one is alone."""
    labels = {}
    for row in _rows(records):
        key = tuple(row[name].strip().lower() for name in ("first_name", "last_name", "dob"))
        labels[row["record_id"]] = "|".join(key) if all(key) else row["record_id"]
    return labels


def weighed(records: Path) -> Labels:
    """What `caseline match` says."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "clusters.csv"
        match_file(records, output)
        return read_labels(output, "client_id")


def read_labels(path: Path, column: str) -> Labels:
    """The label of each record_id of a CSV file."""
    return {row["record_id"]: row[column] for row in _rows(path)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(names: list[str]) -> None:
    sets = sorted(path.parent for path in SETS.glob("*/truth.csv") if not names or path.parent.name in names)
    if not sets:
        raise SystemExit(f"No open set at {SETS}: put folders with records.csv and truth.csv there.")
    line = "{:16} {:>8} {:>8} | {:>8} {:>8} {:>8} {:>11} {:>8} {:>8} {:>9} {:>9}"
    print(line.format(*_HEADINGS))
    for folder in sets:
        truth = read_labels(folder / "truth.csv", "cluster_id")
        started = time.perf_counter()
        naive = score(exact(folder / "records.csv"), truth)
        halfway = time.perf_counter()
        found = score(weighed(folder / "records.csv"), truth)
        ratio = (time.perf_counter() - halfway) / (halfway - started)
        print(
            line.format(
                folder.name,
                len(truth),
                f"{naive.f1:.3f}",
                f"{found.f1:.4f}",
                f"{found.precision:.4f}",
                f"{found.recall:.4f}",
                found.over_merged,
                f"{1000 * found.over_merged / found.people:.1f}",
                found.split,
                f"{found.count_error:+.3f}",
                f"{ratio:.0f}",
            ),
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
