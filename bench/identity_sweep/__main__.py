"""How people in trouble for record linkage fare, inside a realistic set.

    python -m bench.identity_sweep                          # 20,000 records
    python -m bench.identity_sweep --records 20000 100000 1000000 --tutorial
    python -m bench.identity_sweep --seed 7 --rounds 5      # repeatable, counts of five sets added up
    python -m bench.identity_sweep --kinds my_kinds.py      # kinds of a file instead of the ones here

Every run draws a new seed and says it. For each kind it prints how many cases were linked, were told to a person
(`review` in the pairs) and stand apart, and the share that went wrong with its interval (Wilson, 95%): different people
linked, or one person apart with nobody told. F1, precision, over-merged (people per 1,000 who share an ID with somebody
else), split people, the error in the number of people, and pairs of clients in review (per 1,000 people; true where
they are one person) are of the ordinary people around the cases; a last table tells them by the culture of their names.
"""

import argparse
import secrets
import tempfile
from pathlib import Path

from bench.identity import Score, read_labels, score
from bench.identity_sweep.catalogue import KINDS
from bench.identity_sweep.kinds import Kind, load
from bench.identity_sweep.outcomes import OUTCOMES, People, Reviews, Tally, by_culture, tallies, wilson
from bench.identity_sweep.runs import Cost, Sweep, match, match_alone, tutorial, write_sweep


def main() -> None:
    asked = _arguments()
    kinds = [kind for path in asked.kinds for kind in load(path)]
    kinds = kinds or KINDS
    for size in asked.records:
        each = asked.cases or max(10, min(200, size // 1000))
        found: dict[str, Tally] = {}
        cultures: dict[str, People] = {}
        print(f"\n## {size:,} records, {len(kinds)} kinds of {each}, {asked.rounds} round(s) from seed {asked.seed}\n")
        print("| seed | F1 | precision | over-merged per 1,000 | split | count error | in review per 1,000 | cost |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for seed in range(asked.seed, asked.seed + asked.rounds):
            with tempfile.TemporaryDirectory() as temporary:
                folder = asked.keep / f"{size}-{seed}" if asked.keep else Path(temporary)
                folder.mkdir(parents=True, exist_ok=True)
                sweep = write_sweep(folder, kinds, size, each, seed)
                print(_round(folder, sweep, seed, asked.tutorial, found, cultures), flush=True)
        _report(list(found.values()))
        _report_cultures(cultures)


def _round(
    folder: Path, sweep: Sweep, seed: int, beside: bool, found: dict[str, Tally], cultures: dict[str, People]
) -> str:
    """Runs one set, adds its outcomes to `found` and `cultures`, gives its line of the report."""
    clusters, pairs = folder / "clusters.csv", folder / "pairs.csv"
    match(sweep.records, clusters, pairs)
    cost = match_alone(sweep.records)
    clients = read_labels(clusters, "client_id")
    reviews = Reviews(pairs, clients)
    tallies(sweep.cases, clients, reviews, found)
    by_culture(sweep.truth, sweep.culture_of, clients, reviews, cultures)
    said = _cost(cost) + (f"; tutorial {_cost(tutorial(sweep.records))}" if beside else "")
    return _line(seed, score(clients, sweep.truth), reviews.among(clients, sweep.truth), said)


def _line(seed: int, reached: Score, reviewed: tuple[int, int], cost: str) -> str:
    shown, true = reviewed
    cells = (
        seed, f"{reached.f1:.4f}", f"{reached.precision:.4f}", f"{reached.per_thousand} ({reached.over_merged})",
        f"{reached.split} of {reached.people}", f"{reached.count_error:+.4f}",
        f"{1000 * shown / reached.people:.0f} ({shown}, {true / max(shown, 1):.0%} true)", cost,
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _cost(cost: Cost) -> str:
    return f"{cost.cpu:.1f} CPU s, {cost.memory:.2f} GB"


def _report(found: list[Tally]) -> None:
    for category, title, wrong in (
        ("different", "Different people", "linked"),
        ("protected", "Protected people", "linked or asked"),
        ("same", "Same person", "apart"),
    ):
        chosen = [tally for tally in found if tally.kind.category == category]
        if not chosen:
            continue
        print(f"\n### {title}: {wrong} at most {chosen[0].goal:.0%}\n")
        print(f"| kind | what | linked | reviewed | apart | {wrong} | 95% |\n|---|---|---|---|---|---|---|")
        for tally in chosen:
            print(_kind_line(tally.kind, tally))
        missed = sum(tally.wrong / tally.counts.total() > tally.goal for tally in chosen)
        print(f"\n{missed} of {len(chosen)} kinds miss the goal.")


def _report_cultures(cultures: dict[str, People]) -> None:
    print("\n### Ordinary people, by the culture of their names\n")
    print("| culture | people | with several records | linked | reviewed | apart | over-merged per 1,000 |")
    print("|---|---|---|---|---|---|---|")
    for culture, found in sorted(cultures.items(), key=lambda item: -item[1].people):
        several = found.counts.total()
        shares = " | ".join(f"{found.counts[outcome] / max(several, 1):.1%}" for outcome in OUTCOMES)
        over = f"{1000 * found.over_merged / found.people:.1f} ({found.over_merged})"
        print(f"| {culture} | {found.people} | {several} | {shares} | {over} |")


def _kind_line(kind: Kind, tally: Tally) -> str:
    wrong, total = tally.wrong, tally.counts.total()
    low, high = wilson(wrong, total)
    counts = " | ".join(str(tally.counts[outcome]) for outcome in OUTCOMES)
    return f"| {kind.name} | {kind.about} | {counts} | {wrong / total:.0%} | {low:.0%} to {high:.0%} |"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.identity_sweep", description="People in trouble, in a realistic set.")
    parser.add_argument("--records", type=int, nargs="+", default=[20_000], help="sizes of the sets")
    parser.add_argument("--cases", type=int, help="cases of each kind (default: one for 1,000 records, 10 to 200)")
    parser.add_argument("--rounds", type=int, default=1, help="sets of each size, with seeds that follow each other")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="repeats a run")
    parser.add_argument(
        "--kinds", type=Path, nargs="*", default=[], help="Python files with kinds, instead of those here"
    )
    parser.add_argument("--tutorial", action="store_true", help="also measure Splink's tutorial settings")
    parser.add_argument("--keep", type=Path, help="folder to leave the sets in")
    return parser.parse_args()


if __name__ == "__main__":
    main()
