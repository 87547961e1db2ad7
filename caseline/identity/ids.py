"""Client IDs that last: minted once from a cluster's first record, carried over by overlap, never used again."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 10


@dataclass(frozen=True)
class Event:
    """Something that happened to an ID: `created`, `merged` (other_client_id retired into client_id) or
    `split` (record_keys left client_id for other_client_id)."""

    event: str
    client_id: str
    other_client_id: str | None
    record_keys: tuple[str, ...]
    reason: str


@dataclass
class Assignment:
    """The ID of each record, what happened, and which former IDs now stand for which (None: no record is left)."""

    client_of: dict[str, str]
    events: list[Event] = field(default_factory=list)
    retired: dict[str, str | None] = field(default_factory=dict)


def mint(anchor: str, taken: Container[str] = ()) -> str:
    """`C-` and ten Crockford base32 characters, the same for the same `anchor`, never one of `taken`."""
    attempt = 0
    while True:
        digest = hashlib.sha256(f"{anchor}#{attempt}".encode()).digest()
        number = int.from_bytes(digest[:8], "big")
        client_id = "C-" + "".join(_CROCKFORD[(number >> (5 * i)) & 31] for i in range(_LETTERS))
        if client_id not in taken:
            return client_id
        attempt += 1


def assign(
    clusters: Iterable[list[str]],
    former: Mapping[str, str],
    age: Mapping[str, int],
    first_seen: Mapping[str, str],
    gone: Collection[str] = (),
) -> Assignment:
    """Gives each cluster of record keys its client ID.

    `former` is the ID each record had, `age` the run in which each ID ever used was minted (smaller is older),
    `first_seen` a sortable date per record, `gone` the IDs whose records had all disappeared: one comes back with
    the record it was minted from, and with no other. The oldest ID survives a merge; on a split the part with the
    oldest record keeps the ID.
    """
    groups = sorted(sorted(keys) for keys in clusters)
    group_of = {key: number for number, keys in enumerate(groups) for key in keys}
    records_of: dict[str, list[str]] = defaultdict(list)
    for key in sorted(former):
        if key in group_of:
            records_of[former[key]].append(key)
    holder: dict[int, str] = {}
    wanted: dict[str, int] = {}
    for client_id in sorted(records_of, key=lambda i: (age.get(i, 0), i)):
        ranked = _parts(records_of[client_id], group_of, first_seen)
        wanted[client_id] = ranked[0]
        free = next((number for number in ranked if number not in holder), None)
        if free is not None:
            holder[free] = client_id
    taken = (set(age) | set(former.values())) - set(gone)
    minted = set()
    for number, keys in enumerate(groups):
        if number not in holder:
            holder[number] = mint(keys[0], taken)
            taken.add(holder[number])
            minted.add(holder[number])
    result = Assignment({key: holder[number] for key, number in group_of.items()})
    alive = set(holder.values())
    for client_id in sorted(set(former.values()) - alive):
        result.retired[client_id] = holder[wanted[client_id]] if client_id in wanted else None
    result.events = _events(groups, holder, minted, former, result)
    return result


def _parts(keys: list[str], group_of: Mapping[str, int], first_seen: Mapping[str, str]) -> list[int]:
    """The groups an ID's records are in now: the one with its oldest record first, then the larger ones."""
    oldest = min(keys, key=lambda key: (first_seen.get(key, "9999"), key))
    sizes: dict[int, int] = defaultdict(int)
    for key in keys:
        sizes[group_of[key]] += 1
    return sorted(sizes, key=lambda number: (number != group_of[oldest], -sizes[number], number))


def _events(
    groups: list[list[str]],
    holder: Mapping[int, str],
    minted: set[str],
    former: Mapping[str, str],
    result: Assignment,
) -> list[Event]:
    events = []
    moved: dict[tuple[str, str], list[str]] = defaultdict(list)
    for number, keys in enumerate(groups):
        client_id = holder[number]
        if client_id in minted and not any(key in former for key in keys):
            events.append(Event("created", client_id, None, tuple(keys), "a person not seen before"))
        for key in keys:
            if key in former and former[key] != client_id:
                moved[former[key], client_id].append(key)
    for (old, new), keys in sorted(moved.items()):
        if result.retired.get(old) == new:
            events.append(Event("merged", new, old, tuple(keys), "found to be one person"))
        else:
            events.append(Event("split", old, new, tuple(keys), "found to be different people"))
    return events
