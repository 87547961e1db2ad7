"""What another threshold would win and cost: people split against people who share an ID with somebody else.

python -m bench.tradeoff np_dev20k pseudo_default
"""

import sys

from bench.identity import SETS, clustered, read_labels, score
from caseline.identity.deciding import edges
from caseline.identity.files import match_file

_THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999)


def main(names: list[str]) -> None:
    print(f"{'set':16} {'threshold':>9} {'F1':>8} {'precis.':>8} {'recall':>8} {'per 1000':>8} {'split':>6}")
    for name in names:
        truth = read_labels(SETS / name / "truth.csv", "cluster_id")
        for threshold in _THRESHOLDS:
            default, edges.LINK = edges.LINK, threshold
            labels, _ = clustered(SETS / name / "records.csv", match_file)
            edges.LINK = default
            found = score(labels, truth)
            mark = "  the default" if threshold == default else ""
            print(
                f"{name:16} {threshold:>9} {found.f1:>8.4f} {found.precision:>8.4f} {found.recall:>8.4f}"
                f" {found.per_thousand:>8} {found.split:>6}{mark}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
