"""What a person is asked about who is who: which two clients may be one, and which one may be two."""

from collections.abc import Mapping
from operator import itemgetter

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from caseline.identity.deciding.clustering import Tie, components
from caseline.identity.deciding.matching import Pairs

ASKED = 0.0
"""Log2 odds, as its fields tell, below which a pair is left out unless a rule holds it: less likely one than two."""


def questions(pairs: Pairs, client_of: Mapping[str, str]) -> dict[int, str]:
    """Per pair that is asked, by its place in `pairs`: the first client ID among those that hang together with it."""
    return _one_of_two(pairs, client_of) | _two_of_one(pairs, client_of)


def _two_of_one(pairs: Pairs, client_of: Mapping[str, str]) -> dict[int, str]:
    """Of each client whose records contradict each other, the two that do most: the least likely to be one person.

    Records that a person said are this client's are not asked about again.
    """
    said = {
        key
        for i in np.flatnonzero(pairs.tie == Tie.RULING).tolist()
        if pairs.decision[i] == "link"
        for key in (pairs.left[i], pairs.right[i])
    }
    worst: dict[str, int] = {}
    for i in sorted(np.flatnonzero(pairs.suspect).tolist(), key=lambda i: (pairs.weight[i], pairs.left[i])):
        if not {pairs.left[i], pairs.right[i]} <= said:
            worst.setdefault(client_of[pairs.left[i]], i)
    return {i: client for client, i in worst.items()}


def _one_of_two(pairs: Pairs, client_of: Mapping[str, str]) -> dict[int, str]:
    """Of each two clients who may be one the likeliest pair, and no more pairs than settle every doubt.

    Ten records of one client and ten of another are one question. Of three clients who may all be one, two pairs are
    asked: what they answer answers the third, or the next run asks it.
    """
    likeliest: dict[tuple[str, str], int] = {}
    strongest = zip(-pairs.probability, -pairs.weight, pairs.left, pairs.right, strict=True)
    order = [i for i, _ in sorted(enumerate(strongest), key=itemgetter(1))]
    for i in order:
        if pairs.decision[i] == "review" and (pairs.weight[i] >= ASKED or pairs.bar[i]):
            one, other = sorted((client_of[pairs.left[i]], client_of[pairs.right[i]]))
            likeliest.setdefault((one, other), i)
    if not likeliest:
        return {}
    clients = sorted({client for both in likeliest for client in both})
    at = {client: number for number, client in enumerate(clients)}
    left, right = (np.array([at[both[side]] for both in likeliest], dtype=np.int64) for side in (0, 1))
    place = np.arange(1, len(likeliest) + 1)  # of the likeliest first, so that no two weigh alike
    spanning = minimum_spanning_tree(coo_array((place, (left, right)), shape=(len(clients), len(clients))))
    first = components(len(clients), left, right)
    of_place = list(likeliest.values())
    return {of_place[int(number) - 1]: clients[int(first[left[int(number) - 1]])] for number in spanning.data}
