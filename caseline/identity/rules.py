"""What no weight may overrule: pairs that are certainly one person, and pairs a machine never joins."""

import numpy as np
import pandas as pd

from caseline.identity.compare import Compared
from caseline.identity.comparisons import COMPARISONS

_AT = {comparison.name: position for position, comparison in enumerate(COMPARISONS)}
_FIRST_SWAPPED, _FIRST_ALIKE, _FIRST_SHORT, _FIRST_DIFFERENT = 1, 3, 4, 6
_LAST_PART, _LAST_DIFFERENT = 2, 3
_DOB_SAME, _DOB_SLIP, _DOB_DIFFERENT = 0, 2, 4
_SSN_SAME, _SSN_SLIP, _SSN_DIFFERENT = 0, 2, 3


def certain(compared: Compared) -> np.ndarray:
    """Pairs with the same whole SSN whose names agree, or whose first name and date of birth do."""
    first, last, dob, ssn = (compared.levels[:, _AT[n]] for n in ("first_name", "last_name", "date_of_birth", "ssn"))
    first_agrees = (first >= 0) & (first <= _FIRST_ALIKE)
    last_agrees = ((last >= 0) & (last <= _LAST_PART)) | (first == _FIRST_SWAPPED)
    dob_agrees = (dob >= 0) & (dob <= _DOB_SLIP)
    return (ssn == _SSN_SAME) & first_agrees & (last_agrees | dob_agrees) & (dob != _DOB_DIFFERENT)


def never(compared: Compared, people: pd.DataFrame) -> np.ndarray:
    """Per pair the reason why a machine does not join it, or '' where there is none.

    `people` is indexed by position and has the column `suffix`.
    """
    first, last, dob, ssn = (compared.levels[:, _AT[n]] for n in ("first_name", "last_name", "date_of_birth", "ssn"))
    suffix = people["suffix"].to_numpy(dtype=object)
    left, right = suffix[compared.left], suffix[compared.right]
    reasons = np.full(len(first), "", dtype=object)
    both = (left != None) & (right != None)  # noqa: E711  elementwise
    reasons[both & (left != right)] = "the suffixes (Jr, Sr) differ"
    twins = (dob == _DOB_SAME) & (first == _FIRST_DIFFERENT) & (last != _LAST_DIFFERENT) & (ssn != _SSN_SAME)
    reasons[twins] = "same date of birth but different first names, as twins have"
    conflict = (ssn == _SSN_DIFFERENT) & ((first == _FIRST_DIFFERENT) | (dob == _DOB_DIFFERENT))
    reasons[conflict] = "the SSNs differ, and so does the first name or the date of birth"
    return reasons
