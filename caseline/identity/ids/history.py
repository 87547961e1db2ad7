"""The history of client IDs as a list of events, and the state that the list adds up to.

Nothing happens to an ID without an event, so the events alone rebuild who has which ID: `register.py` keeps them
in files that outlive a warehouse.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

MACHINE, REFERENCE, SHARING = "machine", "reference", "sharing policy"
"""Who decided, where it was not a person (a person stands by name)."""


@dataclass(frozen=True)
class Event:
    """Something that happened to an ID, with the record keys it happened to.

    created, joined, returned: record_keys came to client_id (a new ID; one in use; one that was at rest).
    merged: other_client_id was retired into client_id and took record_keys along.
    split: record_keys left client_id for other_client_id.
    left, closed: record_keys are in no source any more; closed: they were the last of client_id.
    `anchor_key` is the record that an ID put to rest waits for.
    """

    event: str
    client_id: str
    other_client_id: str | None
    record_keys: tuple[str, ...]
    reason: str
    decided_by: str = MACHINE
    anchor_key: str | None = None


@dataclass(frozen=True)
class Rest:
    """An ID that no record bears now: since which run, and what it was merged into (None: closed)."""

    since: int
    into: str | None


@dataclass
class History:
    """Who bears which ID after all events so far: the ID of each record; of each ID ever used the run it was minted in
    and its anchor, the record it was minted from or waits for; and the IDs at rest."""

    client_of: dict[str, str] = field(default_factory=dict)
    minted_in: dict[str, int] = field(default_factory=dict)
    anchor: dict[str, str] = field(default_factory=dict)
    resting: dict[str, Rest] = field(default_factory=dict)

    def apply(self, events: Iterable[Event], run: int) -> "History":
        """This history with the events of one run added."""
        after = History(dict(self.client_of), dict(self.minted_in), dict(self.anchor), dict(self.resting))
        for event in events:
            after._add(event, run)
        return after

    def _add(self, event: Event, run: int) -> None:
        if event.event in ("left", "closed"):
            for key in event.record_keys:
                del self.client_of[key]
        else:
            bearer = event.other_client_id if event.event == "split" else event.client_id
            assert bearer is not None
            self.minted_in.setdefault(bearer, run)
            self.anchor.setdefault(bearer, event.record_keys[0])
            self.resting.pop(bearer, None)
            self.client_of.update(dict.fromkeys(event.record_keys, bearer))
        if event.anchor_key is not None:
            retired = event.other_client_id or event.client_id
            into = event.client_id if event.other_client_id else None
            self.resting[retired] = Rest(run, into)
            self.anchor[retired] = event.anchor_key

    def clusters(self, without: Collection[str]) -> list[list[str]]:
        """The records of each client, but for those `without`."""
        found: dict[str, list[str]] = {}
        for key, client_id in self.client_of.items():
            if key not in without:
                found.setdefault(client_id, []).append(key)
        return list(found.values())

    def stands_for(self, client_id: str) -> str | None:
        """The ID to use today where somebody kept `client_id`; None when its person is not in the data."""
        now: str | None = client_id
        while now is not None and now in self.resting:
            rest = self.resting[now]
            now = self.client_of.get(self.anchor[now], rest.into)
        return now
