"""What became of each case: linked, told to a person, or apart."""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Literal

from bench.identity_sweep.kinds import Category, Kind

Outcome = Literal["linked", "reviewed", "apart"]
OUTCOMES: tuple[Outcome, ...] = ("linked", "reviewed", "apart")
_WRONG: dict[Category, tuple[Outcome, ...]] = {
    "different": ("linked",),
    "protected": ("linked", "reviewed"),
    "same": ("apart",),
}
_GOALS: dict[Category, float] = {"different": 0.02, "protected": 0.0, "same": 0.10}
Labels = dict[str, str]


@dataclass(frozen=True)
class Inserted:
    """A case as it stands in the file: record ids with the key of the person each is about."""

    kind: Kind
    records: tuple[tuple[str, str], ...]


@dataclass
class Tally:
    """Counts of outcomes of one kind."""

    kind: Kind
    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        """Cases with an outcome that may not be: different people linked, somebody protected linked or shown to a
        person, one person apart with nobody told."""
        return sum(self.counts[outcome] for outcome in _WRONG[self.kind.category])

    @property
    def goal(self) -> float:
        """The greatest share of wrong outcomes that is aimed at."""
        return _GOALS[self.kind.category]


class Reviews:
    """Which clients are shown together to a person."""

    def __init__(self, pairs: Path, clients: Labels) -> None:
        """Reads the pairs that `caseline match --pairs` wrote. Those that are asked count, not all that are in review:
        of three clients who may be one, two pairs are asked."""
        self._beside: dict[str, set[str]] = defaultdict(set)
        with pairs.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["decision"] == "review" and row["asked_with"]:
                    one, two = (clients[row[f"record_id_{side}"]] for side in "lr")
                    self._beside[one].add(two)
                    self._beside[two].add(one)

    def together(self, one: str, two: str) -> bool:
        return two in self._beside[one]

    def among(self, clients: Labels, truth: Labels) -> tuple[int, int]:
        """Distinct pairs of clients in review that both hold records of `truth`, and how many share a person."""
        people: dict[str, set[str]] = defaultdict(set)
        for record, person in truth.items():
            people[clients[record]].add(person)
        pairs = [(a, b) for a, beside in self._beside.items() for b in beside if a < b and a in people and b in people]
        return len(pairs), sum(not people[a].isdisjoint(people[b]) for a, b in pairs)


def outcome(case: Inserted, clients: Labels, reviews: Reviews) -> Outcome:
    """Of different people: linked where any two of them share a client, reviewed where any two are in review.

    Of one person: linked where all records are one client, reviewed where reviews connect them all.
    """
    held = {record: clients[record] for record, _ in case.records}
    if case.kind.category != "same":
        people = defaultdict(set)
        for record, person in case.records:
            people[person].add(held[record])
        across = [(a, b) for one, two in combinations(people.values(), 2) for a in one for b in two]
        if any(a == b for a, b in across):
            return "linked"
        return "reviewed" if any(reviews.together(a, b) for a, b in across) else "apart"
    found = sorted(set(held.values()))
    if len(found) == 1:
        return "linked"
    return "reviewed" if _connected(found, reviews) else "apart"


def tallies(cases: Iterable[Inserted], clients: Labels, reviews: Reviews, into: dict[str, Tally]) -> None:
    """Adds the outcome of each case to the tally of its kind."""
    for case in cases:
        into.setdefault(case.kind.name, Tally(case.kind)).counts[outcome(case, clients, reviews)] += 1


@dataclass
class People:
    """Ordinary people whose names are of one culture: how many; what became of those with several records; how many
    share a client with somebody else."""

    people: int = 0
    counts: Counter[Outcome] = field(default_factory=Counter)
    over_merged: int = 0


def by_culture(truth: Labels, culture_of: Labels, clients: Labels, reviews: Reviews, into: dict[str, People]) -> None:
    """Adds what became of each person of the population to those of the same culture."""
    held, people = defaultdict(list), defaultdict(set)
    for record, person in truth.items():
        held[person].append(clients[record])
        people[clients[record]].add(person)
    for person, records in held.items():
        if (culture := culture_of.get(person)) is None:
            continue  # somebody protected, who is nobody's but the record's own
        found, one = into.setdefault(culture, People()), sorted(set(records))
        found.people += 1
        found.over_merged += any(len(people[client]) > 1 for client in one)
        if len(records) > 1:
            is_whole, is_told = len(one) == 1, _connected(one, reviews)
            found.counts["linked" if is_whole else "reviewed" if is_told else "apart"] += 1


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Where a share lies with 95% confidence."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, part / whole
    middle, spread = share + z * z / (2 * whole), z * math.sqrt(share * (1 - share) / whole + (z / (2 * whole)) ** 2)
    return max(0.0, (middle - spread) / (1 + z * z / whole)), min(1.0, (middle + spread) / (1 + z * z / whole))


def _connected(clients: list[str], reviews: Reviews) -> bool:
    reached, waiting = {clients[0]}, [clients[0]]
    while waiting:
        here = waiting.pop()
        for other in clients:
            if other not in reached and reviews.together(here, other):
                reached.add(other)
                waiting.append(other)
    return len(reached) == len(clients)
