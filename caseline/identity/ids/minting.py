"""Client IDs that last: minted once from a cluster's first record, carried over by overlap, never another person's."""

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from caseline.identity.ids.history import Event, History

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 10


@dataclass
class Assignment:
    """The ID of each record, and everything that happened on the way to it."""

    client_of: dict[str, str]
    events: list[Event] = field(default_factory=list)


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
    clusters: Iterable[list[str]], history: History, first_seen: Mapping[str, str], taken: Iterable[str] = ()
) -> Assignment:
    """Gives each cluster of record keys its client ID; `history` is left as it was.

    `history` may be that of some clients only, where `clusters` holds all their records; `taken` are then the IDs of
    others. `first_seen` is a sortable date per record. The oldest ID survives a merge; on a split the part with the
    oldest record keeps the ID, unless that part has one of its own: an ID at rest (merged away, or without records)
    stands up again with its anchor record when that record's cluster would otherwise need a new ID, and with no other.
    """
    groups = sorted(sorted(keys) for keys in clusters)
    group_of = {key: number for number, keys in enumerate(groups) for key in keys}
    waking: dict[int, str] = {}
    for client_id in sorted(history.resting, key=lambda i: (history.minted_in[i], i)):
        anchor = history.anchor[client_id]
        if anchor in group_of:
            waking.setdefault(group_of[anchor], client_id)
    holder, wanted = _carried_over(history, group_of, first_seen, waking)
    minted: set[str] = set()
    used = {*taken, *history.minted_in}
    for number, keys in enumerate(groups):
        if number in holder:
            continue
        if number in waking:
            holder[number] = waking[number]
        else:
            holder[number] = mint(keys[0], used)
            used.add(holder[number])
            minted.add(holder[number])
    heirs = {client_id: holder[number] for client_id, number in wanted.items()}
    return Assignment(
        {key: holder[number] for key, number in group_of.items()},
        [
            *_arrivals(groups, holder, minted, history),
            *_moves(groups, holder, heirs, history, first_seen),
            *_departures(group_of, history),
        ],
    )


def _carried_over(
    history: History, group_of: Mapping[str, int], first_seen: Mapping[str, str], waking: Mapping[int, str]
) -> tuple[dict[int, str], dict[str, int]]:
    """The ID that each group keeps, and the group that each ID in use would like best: that of its oldest record.

    A part that has an ID of its own to wake up is left to that: taking a merge apart gives both their IDs back.
    """
    records_of: dict[str, list[str]] = defaultdict(list)
    for key, client_id in sorted(history.client_of.items()):
        if key in group_of:
            records_of[client_id].append(key)
    holder: dict[int, str] = {}
    wanted: dict[str, int] = {}
    for client_id in sorted(records_of, key=lambda i: (history.minted_in[i], i)):
        home = group_of.get(history.anchor[client_id])
        others = {number for number in waking if number != home}
        ranked = _parts(records_of[client_id], group_of, first_seen, others)
        wanted[client_id] = ranked[0]
        free = next((number for number in ranked if number not in holder), None)
        if free is not None:
            holder[free] = client_id
    return holder, wanted


def _oldest(keys: Iterable[str], first_seen: Mapping[str, str]) -> str:
    return min(keys, key=lambda key: (first_seen.get(key, "9999"), key))


def _parts(keys: list[str], group_of: Mapping[str, int], first_seen: Mapping[str, str], others: set[int]) -> list[int]:
    """The groups an ID's records are in now: the one with its oldest record first, then the larger ones; last those
    that have an ID of their own to wake up."""
    first = group_of[_oldest(keys, first_seen)]
    sizes: dict[int, int] = defaultdict(int)
    for key in keys:
        sizes[group_of[key]] += 1
    return sorted(sizes, key=lambda number: (number in others, number != first, -sizes[number], number))


def _arrivals(
    groups: list[list[str]], holder: Mapping[int, str], minted: set[str], history: History
) -> Iterable[Event]:
    for number, keys in enumerate(groups):
        new = tuple(key for key in keys if key not in history.client_of)
        client_id = holder[number]
        if not new:
            continue
        if len(new) < len(keys) or (client_id not in minted and client_id not in history.resting):
            yield Event("joined", client_id, None, new, "another record of this person")
        elif client_id in minted:
            yield Event("created", client_id, None, new, "a person not seen before")
        else:
            yield Event("returned", client_id, None, new, "the record this ID was kept for is back")


def _moves(
    groups: list[list[str]],
    holder: Mapping[int, str],
    heirs: Mapping[str, str],
    history: History,
    first_seen: Mapping[str, str],
) -> Iterable[Event]:
    moved: dict[tuple[str, str], list[str]] = defaultdict(list)
    for number, keys in enumerate(groups):
        for key in keys:
            if history.client_of.get(key, holder[number]) != holder[number]:
                moved[history.client_of[key], holder[number]].append(key)
    kept = set(holder.values())
    # A part that leaves is told before the rest is merged away: the order in which the register is read back.
    for (old, new), keys in sorted(moved.items(), key=lambda move: (heirs[move[0][0]] == move[0][1], move[0])):
        if old not in kept and heirs[old] == new:
            home = history.anchor[old]
            anchor = home if home in keys else _oldest(keys, first_seen)
            yield Event("merged", new, old, tuple(keys), "found to be one person", anchor_key=anchor)
        else:
            yield Event("split", old, new, tuple(keys), "found to be different people")


def _departures(group_of: Mapping[str, int], history: History) -> Iterable[Event]:
    gone: dict[str, list[str]] = defaultdict(list)
    stays: set[str] = set()
    for key, client_id in sorted(history.client_of.items()):
        if key in group_of:
            stays.add(client_id)
        else:
            gone[client_id].append(key)
    for client_id, keys in sorted(gone.items()):
        if client_id in stays:
            yield Event("left", client_id, None, tuple(keys), "the record is no longer in the data")
        else:
            why = "no record of this person is in the data any more"
            home = history.anchor[client_id]
            yield Event("closed", client_id, None, tuple(keys), why, anchor_key=home if home in keys else keys[0])
