"""Why two records were joined or kept apart, in words that name fields but never values."""

import json

import numpy as np

from caseline.identity.comparisons import COMPARISONS

_TELLING = 0.5  # log2 odds from which a field is worth a word


def words(levels: np.ndarray, parts: np.ndarray) -> str:
    """The fields of one pair in words, what speaks most for one person first, then what speaks against."""
    order = sorted(range(len(COMPARISONS)), key=lambda i: -parts[i])
    said = [(parts[i], COMPARISONS[i].levels[levels[i]].words) for i in order if levels[i] >= 0]
    agree = [text for part, text in said if part >= _TELLING]
    differ = [text for part, text in reversed(said) if part <= -_TELLING]
    return "; but ".join(", ".join(side) for side in (agree, differ) if side) or "nothing telling is known of both"


def field_weights(levels: np.ndarray, parts: np.ndarray) -> dict[str, float]:
    """log2 odds per compared field, rounded; fields that one of the two lacks are left out."""
    return {
        comparison.name: round(float(part), 2)
        for comparison, level, part in zip(COMPARISONS, levels, parts, strict=True)
        if level >= 0
    }


def as_json(weights: dict[str, float]) -> str:
    return json.dumps(weights, separators=(",", ":"))
