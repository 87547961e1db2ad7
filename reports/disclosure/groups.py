"""Who stands behind each figure: groups of people as bits, and the key that each is rounded by."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from reports.published import Published

Place = tuple[str, str]
"""A figure and a role in it: `counted`, or the `base` that a share is of."""


@dataclass(frozen=True)
class Group:
    """`people`: a bit for each client, so that groups can be compared; `key`: what it is rounded by."""

    people: int
    key: int

    @property
    def size(self) -> int:
        return self.people.bit_count()


class Groups:
    """The group behind each place of the figures."""

    def __init__(self, groups: Mapping[Place, Group]) -> None:
        self._groups = groups

    def of(self, place: Place) -> Group:
        """Nobody where no record stands behind it."""
        return self._groups.get(place, Group(0, 0))


def load_groups(published: Published, secret: str) -> Groups:
    """From the evidence that counts outside; `secret` is the organisation's."""
    groups = {}
    for row in published.stream(_GROUPS, secret):
        people = np.zeros(row["of"], dtype=np.uint8)
        people[row["members"]] = 1
        bits = int.from_bytes(np.packbits(people, bitorder="little").tobytes(), "little")
        groups[row["figure_id"], row["role"]] = Group(bits, _number(row["smallest"]))
    return Groups(groups)


def groups_of(members: Mapping[Place, Iterable[str]], secret: str) -> Groups:
    """The same of people by their ids."""
    number = {client: place for place, client in enumerate(sorted({c for each in members.values() for c in each}))}
    return Groups(
        {
            place: Group(
                sum(1 << number[client] for client in set(clients)),
                _number(min(hashlib.sha256((secret + client).encode()).hexdigest() for client in clients)),
            )
            for place, clients in members.items()
            if clients
        }
    )


def _number(digest: str) -> int:
    """From the end of a hash: its beginning is small, being the smallest of many."""
    return int(digest[-8:], 16)


_GROUPS = """
with behind as (
    select distinct figure_id, role, client_id from reporting.evidence
    where role in ('counted', 'base') and counts_outside and client_id is not null
),
person as (
    select client_id, row_number() over (order by client_id) - 1 as number, sha256(? || client_id) as digest,
        count(*) over () as people
    from (select distinct client_id from behind)
)
select behind.figure_id, behind.role, list(person.number) as members, min(person.digest) as smallest,
    any_value(person.people) as of
from behind inner join person using (client_id)
group by behind.figure_id, behind.role
"""
