"""The sweep's sets: what the kinds promise, repeatable by seed."""

import csv
import random
from collections import Counter
from pathlib import Path

import pytest

from bench.identity_sweep.catalogue import KINDS
from bench.identity_sweep.kinds import Kind
from bench.identity_sweep.outcomes import Inserted, Outcome, Reviews, outcome, wilson
from bench.identity_sweep.runs import write_sweep
from bench.identity_sweep.world import World
from bench.identity_sweep.writing import COLUMNS, Writer


def test_there_are_fifty_kinds_of_all_categories_each_named_once() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 50
    count = Counter(kind.category for kind in KINDS)
    assert min(count["different"], count["same"]) >= 20 and count["protected"] >= 3


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_cases_are_about_several_people_or_one(kind: Kind) -> None:
    writer = Writer(World(random.Random(3), 20_000))
    for _ in range(30):
        case = kind.make(writer)
        assert len(case) >= 2
        assert (len({person for person, _ in case}) > 1) == (kind.category != "same")
        assert all(tuple(row) == COLUMNS for _, row in case)


def test_a_seed_repeats_a_set_to_the_byte_and_another_makes_another(tmp_path: Path) -> None:
    written = []
    for name, seed in (("a", 4), ("b", 4), ("c", 5)):
        (tmp_path / name).mkdir()
        sweep = write_sweep(tmp_path / name, KINDS, 2_000, 2, seed)
        written.append((tmp_path / name / "records.csv").read_bytes())
        assert sweep.size == 2_000 and len(sweep.cases) == 2 * len(KINDS)
    assert written[0] == written[1] != written[2]


@pytest.mark.parametrize(
    ("category", "clients", "in_review", "expected"),
    [
        ("different", "xy", False, "apart"),
        ("different", "xy", True, "reviewed"),
        ("different", "xx", False, "linked"),
        ("same", "xx", False, "linked"),
        ("same", "xy", True, "reviewed"),
        ("same", "xy", False, "apart"),
    ],
)
def test_outcomes_follow_clients_and_pairs_in_review(
    tmp_path: Path, category: str, clients: str, in_review: bool, expected: Outcome
) -> None:
    pairs = tmp_path / "pairs.csv"
    with pairs.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("record_id_l", "record_id_r", "decision", "asked_with"))
        out.writerow(("a", "b", "review", "a" if in_review else ""))
    chosen = next(kind for kind in KINDS if kind.category == category)
    people = ("p", "q") if category == "different" else ("p", "p")
    case = Inserted(chosen, tuple(zip("ab", people, strict=True)))
    labels = dict(zip("ab", clients, strict=True))
    assert outcome(case, labels, Reviews(pairs, labels)) == expected


def test_no_success_in_twenty_still_leaves_room() -> None:
    low, high = wilson(0, 20)
    assert low == 0 and 0.16 < high < 0.17
