"""What no weight may overrule: pairs that are certainly one person, and pairs a machine never joins."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from caseline.identity.comparing.compare import Compared
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.model import Scores, Weights
from caseline.identity.deciding.clustering import Bar
from caseline.identity.reading.standardise import is_known_name

_AT = {comparison.name: position for position, comparison in enumerate(COMPARISONS)}
_FIRST_SWAPPED, _FIRST_ALIKE, _FIRST_SOMEWHAT, _FIRST_DIFFERENT = 1, 3, 5, 7
_LAST_PART, _LAST_DIFFERENT = 2, 4
_DOB_SAME, _DOB_SLIP, _DOB_DIFFERENT = 0, 2, 5
_SSN_SAME, _SSN_LAST_FOUR, _SSN_LAST_DIGIT, _SSN_SLIP, _SSN_DIFFERENT = 0, 1, 2, 3, 4
_OTHER_ID_SAME = 0
_GENERATION = 15  # years
_RECORDS_A_SLIP = 100  # records of a name in which one slip of the pen is made again
_RARE_NAMES = 0.99  # probability from which names alone are enough
_RARER_NAMES = 0.997  # the same where a phone, an email or a number differs
_OWN = ("date_of_birth", "ssn", "phone", "email", "other_id")
_MORE_THAN_NAMES = ("date_of_birth", "ssn", "phone", "email", "address", "place", "other_id")


def certain(compared: Compared) -> np.ndarray:
    """Pairs with the same whole SSN whose names agree, or whose first name and date of birth do."""
    first, last, dob, ssn = _named(compared)
    first_agrees = (first >= 0) & (first <= _FIRST_ALIKE)
    last_agrees = ((last >= 0) & (last <= _LAST_PART)) | (first == _FIRST_SWAPPED)
    dob_agrees = (dob >= 0) & (dob <= _DOB_SLIP)
    return (ssn == _SSN_SAME) & first_agrees & (last_agrees | dob_agrees) & (dob != _DOB_DIFFERENT)


def barred(
    compared: Compared, people: pd.DataFrame, weights: Weights, are_names: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Per pair a Bar and the reason for it ('' where there is none). A machine joins no barred pair by itself.

    `people` is indexed by position and has the column `suffix`; `are_names` is what `both_are_names` says. Where the
    records show no families, a wrong first name or SSN is a slip, not a twin.
    """
    first, last, dob, ssn = _named(compared)
    bar = np.full(len(first), int(Bar.NONE))
    reason = np.full(len(first), "", dtype=object)

    def apply(pairs: np.ndarray, kind: Bar, words: str) -> None:
        bar[pairs], reason[pairs] = kind, words

    other_person = (ssn < 0) | (ssn == _SSN_LAST_DIGIT) | (ssn == _SSN_DIFFERENT)
    born_together = (dob == _DOB_SAME) | (ssn == _SSN_LAST_DIGIT)
    two_names = (first >= _FIRST_ALIKE) & are_names
    twins = (
        born_together
        & ((first == _FIRST_DIFFERENT) | two_names)
        & (last >= 0)
        & (last < _LAST_DIFFERENT)
        & other_person
    )
    apply(twins & weights.families, Bar.LIKELY, "born together but with different first names, as twins are")
    conflict = (ssn == _SSN_DIFFERENT) & ((first >= _FIRST_SOMEWHAT) | (dob == _DOB_DIFFERENT))
    apply(conflict & weights.families, Bar.LIKELY, "the SSNs differ, and so does the first name or the date of birth")
    suffix = people["suffix"].to_numpy(dtype=object)
    left, right = suffix[compared.left], suffix[compared.right]
    both = np.array([a is not None and b is not None and a != b for a, b in zip(left, right, strict=True)], dtype=bool)
    both &= ~((dob == _DOB_SAME) & (ssn == _SSN_SAME))  # father and son are not born on one day
    apply(both, Bar.MACHINE, "the suffixes (Jr, Sr) differ")
    return bar, reason


def doubtful(
    compared: Compared, people: pd.DataFrame, scores: Scores, weights: Weights, are_names: np.ndarray
) -> np.ndarray:
    """Pairs that a machine leaves to a person, however likely they look.

    Nothing but the names agrees and they are not rare; or one has a suffix (Jr, Sr) that the other lacks and no
    date of birth, SSN or other ID speaks for one person. Where the records show families, also: born fifteen years
    apart (parent and child), different first names with nothing of the person's own in common (a relative's SSN), or
    first names almost alike, or dates of birth that differ, with nothing in common but what a household shares.
    """
    first, _, dob, ssn = _named(compared)
    agrees = scores.parts[:, [_AT[name] for name in _MORE_THAN_NAMES]] > 0
    differs = (scores.parts[:, [_AT[name] for name in _OWN]] < 0).any(1)
    only_names = ~agrees.any(1) & (scores.probability < np.where(differs, _RARER_NAMES, _RARE_NAMES))
    born_alike = (dob >= 0) & (dob <= _DOB_SLIP)
    other_id = compared.levels[:, _AT["other_id"]] == _OTHER_ID_SAME
    same_ssn = (ssn >= 0) & (ssn <= _SSN_LAST_FOUR)
    suffix, year = people["suffix"].notna().to_numpy(), _years(people)
    one_suffix = (suffix[compared.left] != suffix[compared.right]) & ~born_alike
    apart = (np.abs(year[compared.left] - year[compared.right]) >= _GENERATION) & ~born_alike
    parent_and_child = (one_suffix | (apart & weights.families)) & ~same_ssn & ~other_id
    relative = (first == _FIRST_DIFFERENT) & ~born_alike & ~other_id & weights.families
    own = (scores.parts[:, [_AT[name] for name in ("ssn", "email", "other_id")]] > 0).any(1)
    alike = scores.household & are_names & (first >= _FIRST_ALIKE) & ~born_alike
    look_alike = (alike | (dob == _DOB_DIFFERENT)) & ~own & weights.families
    return only_names | parent_and_child | relative | look_alike


def both_are_names(compared: Compared, people: pd.DataFrame, first_names: Mapping[str, int]) -> np.ndarray:
    """Pairs whose first names are names each: Eric and Erin, not Eric and Erci.

    A name has nicknames, or several records hold it, and more of them than slips in writing the other would make.
    """
    held = people["first"].map(first_names).fillna(0).to_numpy(dtype=np.int64)
    known = people["first"].map(is_known_name, na_action="ignore").fillna(False).to_numpy(dtype=bool)
    left, right = compared.left, compared.right
    fewer, more = np.minimum(held[left], held[right]), np.maximum(held[left], held[right])
    rarer_is_known = np.where(held[left] < held[right], known[left], known[right])
    slip = (fewer * _RECORDS_A_SLIP < more) & ~rarer_is_known
    is_name = known | (held > 0)
    return is_name[left] & is_name[right] & ~slip


def _years(people: pd.DataFrame) -> np.ndarray:
    return np.array([float(dob[:4]) if dob else np.nan for dob in people["dob"]])


def _named(compared: Compared) -> list[np.ndarray]:
    return [compared.levels[:, _AT[name]] for name in ("first_name", "last_name", "date_of_birth", "ssn")]
