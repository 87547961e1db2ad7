"""Who may be linked with whom: what an affiliate shares with the network, and where a machine may not join alone.

Consent is a person's, not a record's: within an affiliate the newest statement of any record of a person counts for
all of them. A person who may not be shared is resolved inside the affiliate only, by construction: no pair that
leaves the affiliate is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from caseline.identity.deciding.clustering import Edges, Evidence, Tie, cluster

ALL, WITH_CONSENT, NEVER = "all", "with_consent", "never"


@dataclass(frozen=True)
class Policy:
    """Per affiliate what it shares (`all` where nothing is said) and whether a person confirms every merge; per
    record the latest statement on sharing: the day ('' when unknown) and whether it covers the network today."""

    share: Mapping[str, str] = field(default_factory=dict)
    review_only: frozenset[str] = frozenset()
    statements: Mapping[str, tuple[str, bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class Joined:
    """Per record the smallest position of its cluster, and whether it stays inside its affiliate."""

    root: np.ndarray
    restricted: np.ndarray


def join(ids: list[str], affiliates: np.ndarray, edges: Edges, evidence: Evidence, policy: Policy) -> Joined:
    """Clusters records as far as the policy lets them meet. `affiliates[i]` is the affiliate of record `ids[i]`."""
    if all(policy.share.get(affiliate, ALL) == ALL for affiliate in set(affiliates)):
        return Joined(cluster(len(ids), edges, evidence), np.zeros(len(ids), dtype=bool))
    inside = affiliates[edges.left] == affiliates[edges.right]
    local = cluster(len(ids), edges.take(inside), evidence)
    restricted = _restricted(ids, affiliates, local, policy)
    free = ~(restricted[edges.left] | restricted[edges.right])
    network = cluster(len(ids), edges.take(free), evidence)
    return Joined(np.where(restricted, local, network), restricted)


def crosses(edges: Edges, affiliates: np.ndarray, restricted: np.ndarray) -> np.ndarray:
    """Pairs that no one may look at: two affiliates, and one of the records is not shared."""
    return (affiliates[edges.left] != affiliates[edges.right]) & (restricted[edges.left] | restricted[edges.right])


def waits_for_a_person(
    ids: list[str], affiliates: np.ndarray, edges: Edges, policy: Policy, former: Mapping[str, str]
) -> np.ndarray:
    """Pairs that a machine would join, but whose affiliate wants every merge confirmed; what is joined stays so."""
    if not policy.review_only:
        return np.zeros(len(edges.left), dtype=bool)
    asks = np.isin(affiliates, sorted(policy.review_only))
    by_machine = (edges.tie == Tie.CERTAIN) | (edges.tie == Tie.LIKELY)
    waits = by_machine & (asks[edges.left] | asks[edges.right])
    for i in np.flatnonzero(waits):
        one, other = former.get(ids[edges.left[i]]), former.get(ids[edges.right[i]])
        waits[i] = one is None or one != other
    return waits


def _restricted(ids: list[str], affiliates: np.ndarray, local: np.ndarray, policy: Policy) -> np.ndarray:
    """Where statements of one day disagree, the one that shares less counts; without any, nothing is shared."""
    newest: dict[int, tuple[str, bool]] = {}
    for record, person in zip(ids, local.tolist(), strict=True):
        if record in policy.statements:
            given_on, covers = policy.statements[record]
            newest[person] = max(newest.get(person, ("", False)), (given_on, not covers))
    shares = [
        policy.share.get(affiliate, ALL) == ALL
        or (policy.share[affiliate] == WITH_CONSENT and person in newest and not newest[person][1])
        for affiliate, person in zip(affiliates.tolist(), local.tolist(), strict=True)
    ]
    return ~np.array(shares, dtype=bool)
