"""What no weight may overrule: what a machine never joins, and what a link needs beside a high probability."""

import numpy as np
import pandas as pd

from caseline.identity.comparing.compare import Compared
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.model import Scores, Weights
from caseline.identity.deciding.clustering import LINK, Bar

_AT = {comparison.name: position for position, comparison in enumerate(COMPARISONS)}
_LEVEL = {level.words: number for c in COMPARISONS for number, level in enumerate(c.levels)}
_SUFFIXES_DIFFER = "the suffixes (Jr, Sr) differ"
_RARE_NAMES = 0.99  # probability from which names alone are enough
_RARER_NAMES = 0.997  # the same where a phone, an email or a number differs
_OWN = ("date_of_birth", "ssn", "phone", "email", "other_id")
_AGREES = {  # beside names: the last level that still agrees
    "date_of_birth": "same year of birth, one day not known", "ssn": "SSNs differ by one slip",
    "phone": "phones differ by one digit", "email": "emails somewhat alike", "address": "addresses almost alike",
    "place": "same ZIP", "other_id": "same other ID",
}  # fmt: skip


def barred(compared: Compared, scores: Scores, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """Per pair a Bar and the reason for it ('' where there is none). A machine joins no barred pair.

    Suffixes that differ bar; another first name on what else looks like one person, where the records show families,
    is held for a person.
    """
    other_name = (scores.probability >= LINK) & _reaches(compared, "first_name", "different first names")
    other_name &= ~_reaches(compared, "other_id", "same other ID") & weights.families
    differ = _reaches(compared, "suffix", "different suffixes")
    # Father and son are not born on one day.
    differ &= ~(_reaches(compared, "date_of_birth", "same date of birth") & _reaches(compared, "ssn", "same SSN"))
    bar = np.where(differ, Bar.MACHINE, np.where(other_name, Bar.HELD, Bar.NONE))
    return bar, np.where(differ, _SUFFIXES_DIFFER, "").astype(object)


def too_little(compared: Compared, people: pd.DataFrame, scores: Scores) -> np.ndarray:
    """Pairs of which too little is known for a machine, however likely they look.

    Nothing but the names agrees and they are not rare; or one has a suffix (Jr, Sr) that the other lacks and nothing
    of the person's own speaks for one person.
    """
    agrees = {field: _upto(compared, field, words) for field, words in _AGREES.items()}
    differs = np.any([(compared.levels[:, _AT[field]] >= 0) & ~agrees[field] for field in _OWN], axis=0)
    only_names = ~np.any(list(agrees.values()), axis=0) & (
        scores.probability < np.where(differs, _RARER_NAMES, _RARE_NAMES)
    )
    born = _upto(compared, "date_of_birth", "years of birth differ by one slip")
    same_ssn = _upto(compared, "ssn", "same last four of the SSN")
    suffix = people["suffix"].notna().to_numpy()
    one_suffix = (suffix[compared.left] != suffix[compared.right]) & ~born & ~same_ssn
    return only_names | (one_suffix & ~_reaches(compared, "other_id", "same other ID"))


def _reaches(compared: Compared, field: str, words: str) -> np.ndarray:
    return compared.levels[:, _AT[field]] == _LEVEL[words]


def _upto(compared: Compared, field: str, words: str) -> np.ndarray:
    level = compared.levels[:, _AT[field]]
    return (level >= 0) & (level <= _LEVEL[words])
