"""How well and how fast records become people, on every open set there is beside the project.

    python -m bench.identity                      # all sets
    python -m bench.identity np_dev20k febrl3     # some

Each set is matched by `caseline match`'s own function, with one configuration; by exact agreement on first name, last
name and date of birth; and by Splink as its tutorial sets it up, in the same run: times are ratios to that. F1 is
pairwise, but for `clusters`, the F1 of whole clusters; `per 1000` people share an ID with somebody else. `asked` are
pairs of clients that wait for a person, of 1,000 clients, and `true` the share of them that are one; `two?` are clients
whose records contradict each other, of 1,000, and `are` the share of them that are two.
"""

import csv
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import bench.tutorial
from caseline.identity.files import match_file

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "identity"
_HEADINGS = (
    "set", "records", "exact F1", "Splink F1", "per 1000", "F1", "precis.", "recall", "clusters", "per 1000", "split",
    "count err", "asked", "true", "two?", "are", "/ Splink",
)  # fmt: skip
Labels = dict[str, str]


@dataclass(frozen=True)
class Score:
    """Pairwise precision, recall and F1 over clusters, and people whose ID is shared or scattered."""

    precision: float
    recall: float
    f1: float
    cluster_f1: float
    over_merged: int
    split: int
    people: int
    count_error: float

    @property
    def per_thousand(self) -> str:
        """Of a thousand people, those who share an ID with somebody else."""
        return f"{1000 * self.over_merged / self.people:.1f}"


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
    whole = sum(n == joined[cluster] == true[person] for (cluster, person), n in both.items())
    precision, recall = hits / max(joined_pairs, 1), hits / max(true_pairs, 1)
    return Score(
        precision,
        recall,
        2 * hits / max(joined_pairs + true_pairs, 1),
        2 * whole / (len(joined) + len(true)),
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


def clustered(records: Path, cluster: Callable[[Path, Path], object]) -> tuple[Labels, float]:
    """What `cluster` writes of a CSV file, and the seconds it takes."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "clusters.csv"
        started = time.perf_counter()
        cluster(records, output)
        return read_labels(output, "client_id"), time.perf_counter() - started


def read_labels(path: Path, column: str) -> Labels:
    """The label of each record_id of a CSV file."""
    return {row["record_id"]: row[column] for row in _rows(path)}


def questions(pairs: list[dict[str, str]], labels: Labels, truth: Labels) -> tuple[float, float]:
    """Of 1,000 clients, how many pairs wait for a person; and the share of them that are mostly one person."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for record, client in labels.items():
        people[client][truth[record]] += 1
    of = {client: found.most_common(1)[0][0] for client, found in people.items()}
    doubts = [pair for pair in pairs if pair["asked_with"] and pair["decision"] == "review"]
    asked = [[of[labels[pair[f"record_id_{side}"]]] for side in "lr"] for pair in doubts]
    return 1000 * len(asked) / len(people), sum(one == other for one, other in asked) / max(len(asked), 1)


def suspects(pairs: list[dict[str, str]], labels: Labels, truth: Labels) -> tuple[float, float]:
    """Of 1,000 clients, of how many it is asked whether they are two; and the share of these that are."""
    asked = [pair for pair in pairs if pair["asked_with"] and pair["decision"] == "link"]
    two = sum(truth[pair["record_id_l"]] != truth[pair["record_id_r"]] for pair in asked)
    return 1000 * len(asked) / len(set(labels.values())), two / max(len(asked), 1)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(names: list[str]) -> None:
    sets = sorted(path.parent for path in SETS.glob("*/truth.csv") if not names or path.parent.name in names)
    if not sets:
        raise SystemExit(f"No open set at {SETS}: put folders with records.csv and truth.csv there.")
    line = "{:16} {:>8} | {:>8} | {:>9} {:>8} | {:>8} {:>8} {:>8} {:>8} {:>8} {:>6} {:>9} {:>6} {:>6} {:>6} {:>6} {:>9}"
    print(line.format(*_HEADINGS))
    for folder in sets:
        records = folder / "records.csv"
        truth = read_labels(folder / "truth.csv", "cluster_id")
        tutorial, splink_seconds = clustered(records, bench.tutorial.cluster)
        with tempfile.TemporaryDirectory() as pairs:
            labels, seconds = clustered(records, partial(match_file, pairs=Path(pairs) / "pairs.csv"))
            asked = _rows(Path(pairs) / "pairs.csv")
        per_thousand, right = questions(asked, labels, truth)
        contradicted, are_two = suspects(asked, labels, truth)
        other, found = score(tutorial, truth), score(labels, truth)
        print(
            line.format(
                folder.name,
                len(truth),
                f"{score(exact(records), truth).f1:.3f}",
                f"{other.f1:.3f}",
                other.per_thousand,
                f"{found.f1:.4f}",
                f"{found.precision:.4f}",
                f"{found.recall:.4f}",
                f"{found.cluster_f1:.3f}",
                found.per_thousand,
                found.split,
                f"{found.count_error:+.3f}",
                f"{per_thousand:.1f}",
                f"{right:.2f}",
                f"{contradicted:.1f}",
                f"{are_two:.2f}",
                f"{seconds / splink_seconds:.1f}",
            ),
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
