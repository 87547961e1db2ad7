"""How many of the pairs that a rule leaves to a person are one person: what their fields alone do not tell.

The weights take each field by itself, and a rule holds a pair where that is known to say too much. So of such a pair
nothing likelier is said than what was found of others held for the same reason.
"""

import numpy as np

from caseline.identity.deciding import rules

# Of the pairs asked for each reason the share that was one person (`python -m bench.asked --seed 31`, last column; one
# more counted as one person and one more as two).
ONE_PERSON = {
    rules.BIRTHS_DIFFER: 0.82,
    rules.NAMELESS: 0.88,
    rules.HALF_A_NAME: 0.94,
    rules.NAMES_IN_USE: 0.88,
    rules.NEAR_IN_BOTH: 0.98,
    rules.NAMES_UNLIKE: 0.93,
    rules.ONE_SUFFIX: 0.32,
    rules.ONLY_YEAR: 0.98,
    rules.ONLY_NAMES: 0.78,
    rules.NAMESAKES: 0.78,  # np_dev20k alone: 17 of 20
    rules.OTHER_FIRST_NAME: 0.57,
    rules.CONTESTED: 0.89,
}


def at_most(reasons: np.ndarray) -> np.ndarray:
    """Per pair the highest probability to be told of it; 1 where it waits for no reason of a rule's."""
    shares = {reason: ONE_PERSON.get(reason, 1.0) for reason in set(reasons.tolist())}
    return np.array([shares[reason] for reason in reasons.tolist()])
