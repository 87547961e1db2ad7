"""Hashed exports carry SHA-256 sums in place of names and SSNs: equal sums are all the evidence there is."""

from collections import defaultdict
from itertools import combinations, pairwise

import pandas as pd

_TOO_COMMON = 50  # records that share a sum and a date of birth beyond which it is no evidence


def pairs(frame: pd.DataFrame) -> list[tuple[int, int]]:
    """Pairs of positions of hashed records that are one person.

    Needs the exact date of birth and two of three equal sums: first name, last name, SSN.
    """
    if "is_hashed" not in frame or not frame["is_hashed"].any():
        return []
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    marked = frame["is_hashed"].map(lambda value: value is True or value == 1).tolist()
    columns = [_text(frame, name) for name in ("dob", "first_name", "last_name", "ssn")]
    for position, values in enumerate(zip(*columns, strict=True)):
        dob, *sums = values
        if not (marked[position] and dob):
            continue
        for (i, a), (j, b) in combinations(enumerate(sums), 2):
            if a and b:
                blocks[dob, f"{i}{j}", a, b].append(position)
    chains = (pairwise(block) for _, block in sorted(blocks.items()) if 1 < len(block) <= _TOO_COMMON)
    return sorted({pair for chain in chains for pair in chain})


def _text(frame: pd.DataFrame, name: str) -> list[str]:
    return (
        [str(value).strip() if isinstance(value, str) else "" for value in frame[name]]
        if name in frame
        else ([""] * len(frame))
    )
