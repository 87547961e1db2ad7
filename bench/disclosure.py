"""What each way of protecting counts costs, and what it leaves to find: `python -m bench.disclosure [ORGANIZATION]`.

For each method: how many of the numbers of funders' reports are withheld, how far counts are from what they are, and
how many small numbers (or differences that are small) somebody narrows down who knows every inclusion and sum that
the words of the questions imply. Hiding with company is what the sample's reports had before, taken as far as the same
attacker makes it go.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from caseline.ground.settings import Workspace, workspace
from caseline.organization.profile import load_organization
from caseline.organization.rounding_key import rounding_key
from reports.disclosure.audit import FEWEST_VALUES, Attack, Shown, shown_numbers
from reports.disclosure.groups import Groups, load_groups
from reports.disclosure.meanings import Meanings, load_meanings
from reports.disclosure.numbers import Number, Numbers, numbers_of
from reports.disclosure.rounding import rounded
from reports.disclosure.rules import Rule, rule_of
from reports.figures import Report, load_reports
from reports.outside import counted_outside
from reports.published import open_published


class _Exact(Attack):
    """An attack on numbers that are shown as they are or hidden; a hidden small one is known to be small."""

    threshold = 11

    def ends(self, number: Number, shown: int | None) -> tuple[float, float]:
        if shown is not None:
            return shown, shown
        return (1, self.threshold - 1) if 0 < number.size < self.threshold else (0, np.inf)


class _Nearest(Attack):
    """An attack on numbers that are rounded to the nearest multiple, and small ones up to the first."""

    def ends(self, number: Number, shown: int | None) -> tuple[float, float]:
        half = self.step // 2
        return (shown - half if shown != self.step else 1, shown + half) if shown else (0, 0)


def hidden_alone(numbers: Numbers, rule: Rule) -> Shown:
    return {number: None if 0 < number.size < rule.threshold else number.size for number in numbers.keys}


def hidden_with_company(numbers: Numbers, rule: Rule) -> Shown:
    """Until nothing is narrowed down, the smallest number beside what is goes too."""
    shown, attack = hidden_alone(numbers, rule), _Exact(numbers, rule.step)
    while found := attack.narrowed(shown, numbers.small):
        for one in found:
            near = [number for number in attack.near(one.terms) if shown[number] is not None]
            if near:
                shown[near[-1]] = None
    return shown


def by_key(key: Callable[[Number, int], int]) -> Callable[[Numbers, Rule], Shown]:
    return lambda numbers, rule: {n: rounded(n.size, key(n, own), rule.step) for n, own in numbers.keys.items()}


def nearest(numbers: Numbers, rule: Rule) -> Shown:
    return {n: rounded(n.size, rule.step // 2, rule.step) for n in numbers.keys}


METHODS: dict[str, tuple[type[Attack], Callable[[Numbers, Rule], Shown]]] = {
    "small ones hidden": (_Exact, hidden_alone),
    "small ones hidden, with company": (_Exact, hidden_with_company),
    "to the nearest multiple": (_Nearest, nearest),
    "a key of all its people": (Attack, by_key(lambda n, _: int(sha256(repr(n).encode()).hexdigest()[-8:], 16))),
    "a key of one of its people": (Attack, by_key(lambda _, own: own)),
    "the same, audited (what is done)": (Attack, lambda numbers, rule: shown_numbers(numbers, rule.step)),
}


@dataclass(frozen=True)
class Told:
    """What an organisation's reports tell outside, before it is rounded."""

    known: list[Report]
    groups: Groups
    meanings: Meanings
    rule: Rule


def told_outside(place: Workspace) -> Told:
    organization = load_organization(place.organization)
    rule = rule_of(organization)
    with open_published(place.published) as published:
        reports = load_reports(published)
        groups = load_groups(published, rounding_key(organization.folder))
        meanings = load_meanings(published, reports)
    return Told([counted_outside(r, rule.threshold).known for r in reports.values()], groups, meanings, rule)


def main() -> None:
    told = told_outside(workspace(*sys.argv[1:2]))
    rule = told.rule
    numbers = numbers_of(told.known, told.groups, rule.threshold, rule.reach, told.meanings)
    print(f"{len(numbers.keys)} numbers, {len(numbers.small)} small ones and small differences, steps of {rule.step}\n")
    print(f"{'method':34} {'withheld in funders reports':>28} {'off by':>7} {'known':>6} {'narrow':>7}")
    for name, (attacker, protect) in METHODS.items():
        shown = protect(numbers, rule)
        off = [abs(told - number.size) for number, told in shown.items() if told is not None]
        found = attacker(numbers, rule.step).narrowed(shown, numbers.small, rule.step)
        few = sum(one.spread < FEWEST_VALUES - 1 for one in found)
        lost = ", ".join(_lost(report, numbers, shown) for report in told.known if report.funder)
        print(f"{name:34} {lost:>28} {np.mean(off):>7.2f} {few:>6} {len(found):>7}")
    print(f"\nknown: fewer than {FEWEST_VALUES} values are left; narrow: fewer than {rule.step}")


def _lost(report: Report, numbers: Numbers, shown: Shown) -> str:
    told = [numbers.told[figure.figure_id].numbers for figure in report.figures]
    return f"{sum(any(shown[number] is None for number in each) for each in told)} of {len(told)}"


if __name__ == "__main__":
    main()
