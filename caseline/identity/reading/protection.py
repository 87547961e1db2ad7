"""People whose identity is withheld: no record of theirs is compared with others, in either direction.

A record is protected where it says so, where the name given is a word for one that is withheld, or where the person
refused to give one. Only an ID that the same system gave ties it to another record.
"""

import re
from collections import Counter

import numpy as np
import pandas as pd

FLAGS = ("is_protected", "name_quality", "consent")
"""What a record may say of itself: a yes or no, HMIS's quality of the name, an answer to consent."""

_WITHHELD = frozenset(
    {
        "anon", "anonymised", "anonymized", "anonymous", "confidential", "deidentified", "domesticviolence",
        "donotdisclose", "donotrelease", "donotshare", "dv", "notdisclosed", "protected", "pseudonym", "redacted",
        "safeathome", "undisclosed", "vawa", "withheld",
    }
)  # fmt: skip
_REFUSED = frozenset({"declined", "declinedtoanswer", "prefersnottoanswer", "refused", "refusedtoanswer"})
# Who somebody is to those who may not name them; with a number it stands for a name: "Participant 0042".
_CODED = frozenset({"caller", "case", "client", "guest", "individual", "participant", "person", "survivor", "victim"})
_HURT = frozenset({"survivor", "victim"})
# Beside a word for a name withheld these are no name either: "Client 0042".
_BESIDE = _CODED | {"a", "answer", "doe", "identity", "name", "of", "the", "to"}
_PHRASES = (
    ("do", "not", "disclose"), ("do", "not", "release"), ("do", "not", "share"), ("domestic", "violence"),
    ("not", "disclosed"), ("safe", "at", "home"),
)  # fmt: skip
_TELLING = _WITHHELD | _REFUSED
_OF_NO_NAME = _TELLING | _BESIDE | {word for phrase in _PHRASES for word in phrase}
_YES = frozenset({"1", "true", "t", "yes", "y", "x"})
_NO = frozenset({"0", "false", "f", "no", "n", "refused", "declined", "revoked", "withdrawn", "denied", "notgiven"})
_NAME_REFUSED = frozenset({"9", "refused", "prefersnottoanswer", "clientprefersnottoanswer", "clientrefused"})
_SHARED_BY = 50  # records of one system under one ID from which it is no person's


def protected(frame: pd.DataFrame) -> np.ndarray:
    """Per record of `frame`, as it came, whether the person's identity is withheld."""
    found = _says(frame, "is_protected", _YES) | _says(frame, "name_quality", _NAME_REFUSED)
    found |= _says(frame, "consent", _NO)
    no_names = {}
    for column in ("first_name", "last_name", "full_name"):
        if column in frame:
            held = {value for value in set(frame[column]) if not isinstance(value, str) or not _names_in(value)}
            no_names[column] = frame[column].isin(held).to_numpy()
            withheld = {value for value in held if isinstance(value, str) and is_withheld(value)}
            found |= frame[column].isin(withheld).to_numpy()
    if "first_name" in no_names and "last_name" in no_names:
        for row in np.flatnonzero(no_names["first_name"] & no_names["last_name"]):  # "Do Not", "Disclose"
            words = [frame[column].iloc[row] for column in ("first_name", "last_name")]
            found[row] |= is_withheld(" ".join(word for word in words if isinstance(word, str)))
    return found


def is_withheld(name: str) -> bool:
    """Whether a name is a word for one that is withheld: "Anonymous", "DV client 12", "Refused", "Participant 0042";
    not "Anon Levy"."""
    if _names_in(name):
        return False
    words = _words(name)
    if "".join(words) in _TELLING:
        return True
    is_coded = bool(_CODED & set(words)) and any(letter.isdigit() for letter in name)
    is_told = not (_TELLING | _HURT).isdisjoint(words)
    return is_coded or is_told or any(_holds(words, phrase) for phrase in _PHRASES)


def _words(name: str) -> list[str]:
    return re.sub(r"[^a-z ]", "", re.sub(r"[-/_.,()]", " ", name.lower())).split()


def _names_in(name: str) -> bool:
    """Whether any word may be a name."""
    if name.isalpha():  # as most names are; only then is there nothing to take apart
        return name.lower() not in _OF_NO_NAME
    words = _words(name)
    return "".join(words) not in _TELLING and any(word not in _OF_NO_NAME for word in words)


def _holds(words: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words)))


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
