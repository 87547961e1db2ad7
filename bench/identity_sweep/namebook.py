"""Names by the frequency people bear them, and the short forms they go by."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import yaml

_CENSUS_FILES = {"F": "dist.female.first", "M": "dist.male.first", "family": "dist.all.last"}


@dataclass(frozen=True)
class Draw:
    """Values drawn by weight."""

    values: Sequence[str]
    cumulated: Sequence[float]

    @classmethod
    def weighted(cls, values: Sequence[str], weights: Sequence[float]) -> "Draw":
        return cls(values, list(accumulate(weights)))

    @classmethod
    def ranked(cls, values: Sequence[str]) -> "Draw":
        """The commonest first, each somewhat rarer than the one before it."""
        return cls.weighted(values, [1 / (rank + 6) for rank in range(len(values))])

    def with_rest(self, rest: "Draw", share: float) -> "Draw":
        """These values, and with the given share those of `rest`."""
        ours, theirs = (1 - share) / self.cumulated[-1], share / rest.cumulated[-1]
        weights = [ours * weight for weight in self._weights()] + [theirs * weight for weight in rest._weights()]
        return Draw.weighted([*self.values, *rest.values], weights)

    def like(self, pattern: str) -> "Draw":
        """The values that match a pattern."""
        kept = [n for n, value in enumerate(self.values) if re.search(pattern, value)]
        weights = self._weights()
        return Draw.weighted([self.values[n] for n in kept], [weights[n] for n in kept])

    def _weights(self) -> list[float]:
        return [after - before for before, after in pairwise([0.0, *self.cumulated])]

    def one(self, rng: random.Random) -> str:
        return rng.choices(self.values, cum_weights=self.cumulated)[0]


@dataclass(frozen=True)
class Culture:
    """Names that go together: given names by sex (F, M), family names, middle names by sex where they are a custom."""

    name: str
    given: dict[str, Draw]
    family: Draw
    middle: dict[str, Draw]
    two_surnames: float = 0.0
    arrived: bool = False


class Namebook:
    """All cultures, by the share of people who bear their names."""

    def __init__(self) -> None:
        described, census = settings(), _census()
        self.cultures = {name: _culture(name, about, census) for name, about in described["cultures"].items()}
        shares = {name: about["share"] for name, about in described["cultures"].items()}
        self.cultures["census"] = census
        shares["census"] = 1 - sum(shares.values())
        self._by_share = Draw.weighted(list(shares), list(shares.values()))
        self.short_forms = {name: words(forms) for name, forms in described["short_forms"].items()}

    def culture(self, rng: random.Random) -> Culture:
        return self.cultures[self._by_share.one(rng)]


@cache
def namebook() -> Namebook:
    """The one of this bench: reading the census takes a moment."""
    return Namebook()


def words(text: str) -> list[str]:
    """The words of a list with commas."""
    return [word.strip() for word in text.split(",")]


@cache
def settings() -> dict[str, Any]:
    """What `names.yml` holds."""
    described: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))
    return described


def _culture(name: str, about: dict[str, Any], census: Culture) -> Culture:
    given = {"F": Draw.ranked(words(about["women"])), "M": Draw.ranked(words(about["men"]))}
    family = Draw.ranked(words(about["family"]))
    if rest := about.get("rest"):
        family = family.with_rest(census.family.like(rest["like"]), rest["share"])
    western = about.get("western", 0.0)
    return Culture(
        name,
        {sex: draw.with_rest(census.given[sex], western) if western else draw for sex, draw in given.items()},
        family,
        {sex: Draw.ranked(words(names)) for sex, names in about.get("middle", {}).items()},
        about.get("two_surnames", 0.0),
        about.get("arrived", False),
    )


def _census() -> Culture:
    draws = {}
    for part, file in _CENSUS_FILES.items():
        rows = [
            line.split() for line in resources.files("names").joinpath(file).read_text().splitlines() if line.strip()
        ]
        draws[part] = Draw.weighted([row[0].title() for row in rows], [float(row[1]) + 0.0002 for row in rows])
    given = {sex: draws[sex] for sex in "FM"}
    return Culture("census", given, draws["family"], given)
