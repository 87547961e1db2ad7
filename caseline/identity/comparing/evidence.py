"""Why two records were joined or kept apart, in words that name fields but never values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from caseline.identity.comparing.comparisons import COMPARISONS

_TELLING = 0.5  # log2 odds from which a field is worth a word
_STRENGTHS = ((10.0, "very strongly "), (4.0, "strongly "), (_TELLING, ""))
_TITLES = {
    "ssn": "SSN", "place": "ZIP and city", "other_id": "other ID",
    **{c.name: c.name.replace("_", " ") for c in COMPARISONS if c.name not in ("ssn", "place", "other_id")},
}  # fmt: skip
_FIELD_OF = {level.words: comparison.name for comparison in COMPARISONS for level in comparison.levels}
_DIFFERS = {level.words for comparison in COMPARISONS for level in comparison.levels if level.differs}
Side = Literal["for", "against", "little"]


@dataclass(frozen=True)
class FieldSaid:
    """What one field says about a pair: `found` in words, its weight in log2 odds, and what that amounts to."""

    field: str
    found: str
    weight: float

    @property
    def side(self) -> Side:
        """Whether it speaks for one person; two values that differ never do, whatever else explains them even less."""
        if abs(self.weight) < _TELLING:
            return "little"
        return "against" if self.weight < 0 or self.found in _DIFFERS else "for"

    @property
    def speaks(self) -> str:
        if self.side == "little":
            return "says little either way"
        if self.side == "against" and self.weight > 0:
            return "differs, and was not counted against one person"
        how = next(strength for least, strength in _STRENGTHS if abs(self.weight) >= least)
        return f"speaks {how}{'for one person' if self.side == 'for' else 'against'}"


def words(levels: np.ndarray, parts: np.ndarray) -> str:
    """The fields of one pair in words, what speaks most for one person first, then what speaks against."""
    said = _in_order(
        FieldSaid(comparison.name, comparison.levels[level].words, float(part))
        for comparison, level, part in zip(COMPARISONS, levels, parts, strict=True)
        if level >= 0
    )
    agree = [one.found for one in said if one.side == "for"]
    differ = [one.found for one in reversed(said) if one.side == "against"]
    return "; but ".join(", ".join(side) for side in (agree, differ) if side) or "nothing telling is known of both"


def field_weights(levels: np.ndarray, parts: np.ndarray) -> dict[str, float]:
    """log2 odds per compared field, rounded; fields that one of the two lacks are left out."""
    return {
        comparison.name: round(float(part), 2)
        for comparison, level, part in zip(COMPARISONS, levels, parts, strict=True)
        if level >= 0
    }


def worded_weights(levels: np.ndarray, parts: np.ndarray) -> str:
    """The weight of each compared field under the words for what was found, as JSON: {"same last name": 6.1, ...}."""
    found = {
        comparison.levels[level].words: round(float(part), 2)
        for comparison, level, part in zip(COMPARISONS, levels, parts, strict=True)
        if level >= 0
    }
    return json.dumps(found, separators=(",", ":"))


def explained(weights_json: str | None) -> list[FieldSaid]:
    """Field by field what a pair's `field_weights_json` says, what speaks most for one person first."""
    found: Mapping[str, float] = json.loads(weights_json or "{}")
    return _in_order(
        FieldSaid(_TITLES.get(_FIELD_OF.get(text, ""), text), text, weight) for text, weight in found.items()
    )


def _in_order(said: Iterable[FieldSaid]) -> list[FieldSaid]:
    return sorted(said, key=lambda one: -one.weight)


def not_known(weights_json: str | None) -> list[str]:
    """The fields that one of the two records lacks."""
    told = {_FIELD_OF.get(text) for text in json.loads(weights_json or "{}")}
    return [_TITLES[comparison.name] for comparison in COMPARISONS if comparison.name not in told]
