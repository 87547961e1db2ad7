"""What two records may be other than one person: the rival explanations, and what tells each of them apart.

Members of one household share last name, address and phone as often as the records at hand teach. Beyond that each
kind has rates of its own for what is peculiar to it, stated here, by the words of the level: how often a pair of that
kind reaches it. What a kind does not state it has from any two members of a household.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from caseline.identity.comparing.comparisons import COMPARISONS


@dataclass(frozen=True)
class Kind:
    """One rival explanation: its name for people, its share of all household pairs, and its own rates by level."""

    words: str
    share: float
    rates: Mapping[str, float] = field(default_factory=dict)


_PLACE_OF = {
    level.words: (field_at, level_at)
    for field_at, comparison in enumerate(COMPARISONS)
    for level_at, level in enumerate(comparison.levels)
}
KINDS = (
    Kind("two people of one household", 0.42),
    Kind(
        "a parent and a child",
        0.25,
        {
            "same first name": 0.05,
            "first names are forms of one name": 0.02,
            "first names alike, but each in use": 0.02,
            "one has a first name of the other among its names": 0.02,
            "same middle name": 0.10,
            "same date of birth": 1e-5,
            "same year of birth, the day not known of either": 1e-5,
            "dates of birth a generation apart": 0.95,
            "same SSN": 0.02,
            "same last four of the SSN": 0.02,
            "different suffixes": 0.95,
            "same email": 0.25,
        },
    ),
    Kind(
        "brothers or sisters",
        0.20,
        {
            "same first name": 0.003,
            "first names are forms of one name": 0.02,
            "first names alike, but each in use": 0.06,
            "first names spelled almost alike": 0.03,
            "one has a first name of the other among its names": 0.01,
            "first names somewhat alike": 0.08,
            "same middle name": 0.05,
            "same date of birth": 0.002,
            "years of birth differ by one slip": 0.004,
            "same day and month of birth, another year": 0.004,
            "dates of birth a generation apart": 0.10,
            "same SSN": 0.005,
            "SSNs differ in the last digit only": 0.02,
            "same email": 0.10,
        },
    ),
    Kind(
        "husband and wife",
        0.09,
        {
            "same first name": 0.005,
            "first names alike, but each in use": 0.04,
            "first names spelled almost alike": 0.01,
            "first names somewhat alike": 0.05,
            "same date of birth": 0.001,
            "different sex": 0.95,
            "dates of birth a generation apart": 0.10,
            "same SSN": 0.01,
            "same email": 0.35,
        },
    ),
    Kind(
        "twins",
        0.04,
        {
            "same first name": 0.001,
            "first names alike, but each in use": 0.15,
            "first names are forms of one name": 0.07,
            "first names spelled almost alike": 0.28,
            "one has a first name of the other among its names": 0.01,
            "first names somewhat alike": 0.15,
            "same middle name": 0.10,
            "same date of birth": 0.96,
            "same year of birth, the day not known of either": 0.01,
            "days of birth differ by one slip": 0.02,
            "different sex": 0.33,
            "same SSN": 0.01,
            "SSNs differ in the last digit only": 0.25,
            "SSNs differ by one slip": 0.05,
            "same last four of the SSN": 0.005,
        },
    ),
)


SHARED = [np.full(len(comparison.levels), comparison.household_shares) for comparison in COMPARISONS]
"""Per comparison the levels that two of one household reach for a reason, whatever the value: not by chance."""


def own_rates(kind: Kind, household: list[np.ndarray]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Per comparison how often `kind` reaches each level, and which of them not by chance.

    What it does not state is shared out as in any `household`.
    """
    rates, reasoned = [rate.copy() for rate in household], [levels.copy() for levels in SHARED]
    for words, rate in kind.rates.items():
        at, level = _PLACE_OF[words]
        reasoned[at][level] = True
        rates[at][level] = -rate  # marked until the rest is shared out
    for own in rates:
        stated = own < 0
        own[~stated] *= (1 + own[stated].sum()) / own[~stated].sum()
        own[stated] *= -1
    return rates, reasoned
