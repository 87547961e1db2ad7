"""Hashed exports carry SHA-256 sums in place of names and SSNs: equal sums are all the evidence there is."""

from collections import defaultdict
from itertools import combinations, pairwise

import pandas as pd

_TOO_COMMON = 50  # records that share a sum and a date of birth beyond which it is no evidence


def pairs(frame: pd.DataFrame) -> list[tuple[int, int]]:
    """Pairs of positions of hashed records that are one person.

    Needs the exact date of birth and two of three equal sums: first name, last name, SSN.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    for position, key in keys(frame):
        blocks[key].append(position)
    chains = (pairwise(block) for _, block in sorted(blocks.items()) if 1 < len(block) <= _TOO_COMMON)
    return sorted({pair for chain in chains for pair in chain})


def keys(frame: pd.DataFrame) -> list[tuple[int, str]]:
    """Positions of hashed records, each with every key that one person's hashed records share."""
    if "is_hashed" not in frame or not frame["is_hashed"].any():
        return []
    marked = frame["is_hashed"].map(lambda value: value is True or value == 1).tolist()
    columns = [_text(frame, name) for name in ("dob", "first_name", "last_name", "ssn")]
    found = []
    for position, (dob, *sums) in enumerate(zip(*columns, strict=True)):
        if marked[position] and dob:
            both = ((i, a, j, b) for (i, a), (j, b) in combinations(enumerate(sums), 2) if a and b)
            found += [(position, f"{dob}|{i}{j}|{a}|{b}") for i, a, j, b in both]
    return found


def _text(frame: pd.DataFrame, name: str) -> list[str]:
    return (
        [str(value).strip() if isinstance(value, str) else "" for value in frame[name]]
        if name in frame
        else ([""] * len(frame))
    )
