"""How many of the pairs that wait for a person are one person, by why they wait.

    python -m bench.asked                              # np_dev20k, pseudo_default, and ordinary people of a sweep
    python -m bench.asked --seed 7 --records 50000     # which sweep, and how large

The sweep's people are without its kinds in trouble. Of each reason: pairs asked, and the share of them that are one
person; the last column is over all sets, one pair as good as another. `at_most` of
`caseline.identity.deciding.calibration` holds such shares.
"""

import argparse
import csv
import tempfile
from collections import Counter
from pathlib import Path

from bench.identity import SETS, read_labels
from bench.identity_sweep.runs import write_sweep
from caseline.identity.files import match_file

_OPEN_SETS = ("np_dev20k", "pseudo_default")
_LESS_LIKELY = "(less likely than a machine would link)"


def main() -> None:
    parser = argparse.ArgumentParser("bench.asked")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--records", type=int, default=30_000)
    asked = parser.parse_args()
    found: dict[str, Counter[tuple[str, bool]]] = {}
    with tempfile.TemporaryDirectory() as name:
        sweep = write_sweep(Path(name), [], asked.records, 0, asked.seed)
        sets = {"sweep": (sweep.records, Path(name) / "truth.csv")}
        sets |= {each: (SETS / each / "records.csv", SETS / each / "truth.csv") for each in _OPEN_SETS}
        for each, (records, truth) in sets.items():
            found[each] = _asked(records, read_labels(truth, "cluster_id"), Path(name))
    reasons = sorted({reason for counts in found.values() for reason, _ in counts})
    print(f"| why | {' | '.join(found)} | all |\n|---|{'---|' * len(found)}---|")
    for reason in reasons:
        counts = [(each[reason, True], each[reason, True] + each[reason, False]) for each in found.values()]
        counts.append((sum(true for true, _ in counts), sum(total for _, total in counts)))
        print(f"| {reason} | {' | '.join(f'{total}, {true / max(total, 1):.0%}' for true, total in counts)} |")


def _asked(records: Path, truth: dict[str, str], folder: Path) -> "Counter[tuple[str, bool]]":
    """How many pairs are asked for each reason and are one person, or are not."""
    pairs = folder / "pairs.csv"
    match_file(records, folder / "clusters.csv", pairs)
    counts: Counter[tuple[str, bool]] = Counter()
    with pairs.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["decision"] == "review" and row["asked_with"]:
                is_one = truth[row["record_id_l"]] == truth[row["record_id_r"]]
                counts[row["waits_because"] or _LESS_LIKELY, is_one] += 1
    return counts


if __name__ == "__main__":
    main()
