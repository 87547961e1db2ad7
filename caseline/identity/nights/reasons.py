"""Who decided a merge or a split, and why: a person's ruling, the sharing policy, a reference, or the machine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from caseline.identity.deciding.clustering import Tie
from caseline.identity.deciding.edges import Pair
from caseline.identity.deciding.matching import Matched
from caseline.identity.ids.history import MACHINE, REFERENCE, SHARING, Event
from caseline.identity.nights.rows import evidence
from caseline.identity.nights.rulings import DIFFERENT, SAME, Ruling


@dataclass(frozen=True)
class Known:
    """What a run knows when it tells events: rulings in force, the client of each record before and now, and how
    each record had been linked before."""

    matched: Matched
    decided: Mapping[Pair, Ruling]
    former: Mapping[str, str]
    client_of: Mapping[str, str]
    linked_by: Mapping[str, str]
    affiliate_of: Mapping[str, str]


def told(events: Iterable[Event], known: Known) -> list[Event]:
    """The events with `decided_by` and `reason` filled in."""
    events = list(events)
    moved = {event.event: True for event in events}
    if "merged" not in moved and "split" not in moved:
        return events
    teller = _Teller(known)
    return [
        teller.merge(event) if event.event == "merged" else teller.split(event) if event.event == "split" else event
        for event in events
    ]


class _Teller:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._now: dict[str, list[str]] = defaultdict(list)
        self._then: dict[str, list[str]] = defaultdict(list)
        for key, client_id in sorted(known.client_of.items()):
            self._now[client_id].append(key)
        for key, client_id in sorted(known.former.items()):
            if key in known.client_of:
                self._then[client_id].append(key)
        self._pairs: dict[str, list[int]] = defaultdict(list)
        for i, (left, right) in enumerate(zip(known.matched.pairs.left, known.matched.pairs.right, strict=True)):
            self._pairs[left].append(i)
            self._pairs[right].append(i)

    def merge(self, event: Event) -> Event:
        moved = set(event.record_keys)
        others = {key for key in self._now[event.client_id] if key not in moved}
        if ruling := self._ruled(SAME, moved, others):
            return replace(event, decided_by=ruling.who, reason=_why("ruled to be one person", ruling))
        pairs = self._known.matched.pairs
        across = [i for i in self._between(moved, others) if pairs.decision[i] == "link"]
        if not across:
            return event
        best = min(across, key=lambda i: (int(pairs.tie[i]), -float(pairs.weight[i]), i))
        who = REFERENCE if pairs.tie[best] == Tie.REFERENCE else MACHINE
        return replace(event, decided_by=who, reason=evidence(self._known.matched, best))

    def split(self, event: Event) -> Event:
        moved = set(event.record_keys)
        stayed = {key for key in self._then[event.client_id] if key not in moved}
        if ruling := self._ruled(DIFFERENT, moved, stayed):
            return replace(event, decided_by=ruling.who, reason=_why("ruled to be different people", ruling))
        if held := self._held_back(moved, stayed):
            why = (
                f"not shared beyond {' and '.join(held)}: consent or the affiliate's policy does not cover the network"
            )
            return replace(event, decided_by=SHARING, reason=why)
        if self._was_ruled_same(moved | stayed):
            return replace(event, decided_by="a person", reason="the ruling that had joined them was taken out")
        pairs = self._known.matched.pairs
        across = [i for i in self._between(moved, stayed) if pairs.decision[i] != "link"]
        if not across:
            return replace(event, reason="as the records are now, nothing ties them any more")
        best = max(across, key=lambda i: (float(pairs.weight[i]), -i))
        return replace(event, reason=f"as the records are now: {evidence(self._known.matched, best)}")

    def _ruled(self, kind: str, ones: set[str], others: set[str]) -> Ruling | None:
        """The first ruling of a kind between two sets of records."""
        for (a, b), ruling in sorted(self._known.decided.items()):
            if ruling.ruling == kind and ((a in ones and b in others) or (b in ones and a in others)):
                return ruling
        return None

    def _was_ruled_same(self, keys: set[str]) -> bool:
        still = {key for pair, ruling in self._known.decided.items() if ruling.ruling == SAME for key in pair}
        return any(self._known.linked_by.get(key) == "person" and key not in still for key in keys)

    def _held_back(self, moved: set[str], stayed: set[str]) -> list[str]:
        restricted, affiliate_of = self._known.matched.restricted, self._known.affiliate_of
        between = {affiliate_of[key] for key in moved} | {affiliate_of[key] for key in stayed}
        held = {affiliate_of[key] for key in (moved | stayed) if key in restricted}
        return sorted(held) if len(between) > 1 else []

    def _between(self, ones: set[str], others: set[str]) -> list[int]:
        pairs = self._known.matched.pairs
        found = {i for key in ones for i in self._pairs[key] if pairs.left[i] in others or pairs.right[i] in others}
        return sorted(found)


def _why(what: str, ruling: Ruling) -> str:
    return f"{what}: {ruling.reason}" if ruling.reason else what
