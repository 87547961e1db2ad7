"""People whose identity is withheld: no record of theirs is compared with others, in either direction.

A record is protected where it says so, where the name given stands for one that is withheld, or where the person
refused to give one. Only an ID that the same system gave ties it to another record.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from caseline.ground.shipped import SHIPPED

FLAGS = ("is_protected", "name_quality", "consent")
"""What a record may say of itself: a yes or no, HMIS's quality of the name, an answer to consent."""

WITHHELD_NAMES = SHIPPED / "dbt_project" / "dbt_project.yml"
"""Whose variable `withheld_names` says what stands in place of a name that is withheld, for files and for models."""
_YES = frozenset({"1", "true", "t", "yes", "y", "x"})
_NO = frozenset({"0", "false", "f", "no", "n", "refused", "declined", "revoked", "withdrawn", "denied", "notgiven"})
_NAME_REFUSED = frozenset({"9", "refused", "prefersnottoanswer", "clientprefersnottoanswer", "clientrefused"})
_NAMES = ("first_name", "last_name", "full_name")
_CODE = "[a-z]?[0-9]+[a-z]?"
_SHARED_BY = 50  # records of one system under one ID from which it is no person's


def protected(frame: pd.DataFrame) -> np.ndarray:
    """Per record of `frame`, as it came, whether the person's identity is withheld."""
    found = _says(frame, "is_protected", _YES) | _says(frame, "name_quality", _NAME_REFUSED)
    found |= _says(frame, "consent", _NO)
    names = [pa.array(frame[column], pa.string(), from_pandas=True) for column in _NAMES if column in frame]
    return found | withheld(names) if names else found


def withheld(names: Sequence[pa.Array]) -> np.ndarray:
    """Per record whether its names, taken together, say that they are withheld: "Anonymous", "DV client 12",
    "Participant 0042"; not "Anon Levy". The macro `is_withheld` tells it of a warehouse in the same way."""
    whole = pc.binary_join_element_wise(*(pc.fill_null(name, "") for name in names), " ")
    words = pc.replace_substring_regex(pc.utf8_lower(whole), "[^a-z0-9à-ž]+", " ")
    words = pc.binary_join_element_wise("", words, "", " ")
    says, stands_for, nothing_else = (pc.match_substring_regex(words, pattern) for pattern in _patterns())
    found: np.ndarray = pc.or_(says, pc.and_(stands_for, nothing_else)).to_numpy(zero_copy_only=False)
    return found


@cache
def _patterns() -> tuple[str, str, str]:
    """What says that a name is withheld; what stands for one where there is no other; and that there is no other."""
    said = yaml.safe_load(WITHHELD_NAMES.read_text(encoding="utf-8"))["vars"]["caseline"]["withheld_names"]
    says, alone, role, numbered, beside = (
        "|".join(said[kind]) for kind in ("says", "alone", "role", "numbered", "beside")
    )
    return (
        f" ({says})[0-9]* ",
        f" ({alone}) | ({role}|{numbered}) ?{_CODE} | ({role}) [a-z] ",
        f"^ *(({alone}|{beside}|({role}|{numbered})({_CODE})?|{_CODE}|[a-z]) +)+$",
    )


def keys(frame: pd.DataFrame) -> list[tuple[int, str]]:
    """Positions of the records that bear an ID of their own system, each with that ID, where it is a person's."""
    if "other_id" not in frame or "source" not in frame:
        return []
    sides = ("source", "affiliate_id", "other_id")
    columns = [frame[side] if side in frame else [""] * len(frame) for side in sides]
    found = [
        (position, f"{source}|{affiliate}|{_plain(other)}")
        for position, (source, affiliate, other) in enumerate(zip(*columns, strict=True))
        if isinstance(source, str) and isinstance(other, str) and other.strip()
    ]
    held = Counter(key for _, key in found)
    return [(position, key) for position, key in found if held[key] <= _SHARED_BY]


def own_pairs(frame: pd.DataFrame, is_protected: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of positions of which at least one is protected and that the same system's own ID says are one person."""
    if not is_protected.any():
        return []
    holders: dict[str, list[int]] = {}
    for position, key in keys(frame):
        holders.setdefault(key, []).append(position)
    found = set()
    for block in holders.values():
        first = next((position for position in block if is_protected[position]), None)
        if first is not None:
            found |= {(min(first, other), max(first, other)) for other in block if other != first}
    return sorted(found)


def _says(frame: pd.DataFrame, column: str, words: frozenset[str]) -> np.ndarray:
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].isin({value for value in set(frame[column]) if _plain(value) in words}).to_numpy()


def _plain(value: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(value).lower()) if value is not None and value == value else ""
