"""What people ruled about pairs of records, and what a ruling still means when a record of it has left the data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from caseline.identity.deciding.edges import Pair, Rulings
from caseline.identity.ids.history import History

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"


@dataclass(frozen=True)
class Ruling:
    """One line of identity_rulings.csv."""

    record_key_a: str
    record_key_b: str
    ruling: str
    reason: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None

    @property
    def pair(self) -> Pair:
        """Both keys, the smaller one first."""
        a, b = sorted((self.record_key_a, self.record_key_b))
        return a, b

    @property
    def subject(self) -> Pair:
        """What it is about."""
        return self.pair

    @property
    def who(self) -> str:
        return self.decided_by or "a person"


def departed(rulings: Iterable[Ruling], present: Collection[str], history: History) -> set[str]:
    """Records that a ruling set apart from others and that no run has seen of late."""
    keys = {key for ruling in rulings if ruling.ruling == DIFFERENT for key in ruling.pair}
    return {key for key in keys if key not in present and key not in history.client_of}


def in_force(
    rulings: Iterable[Ruling], present: Collection[str], history: History, last_client: Mapping[str, str]
) -> dict[Pair, Ruling]:
    """Each pair of present records that a ruling decides. *Different* beats *same*.

    A person who sets two records apart sets two people apart. So when one of the records leaves the data (a system
    merged or renumbered it), the ruling passes to the other records of the clients they had.
    `last_client` is the client of each record that had left before.
    """
    decided: dict[Pair, Ruling] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for key, client_id in sorted(history.client_of.items()):
        if key in present:
            members[client_id].append(key)

    def stand_ins(key: str) -> tuple[str | None, list[str]]:
        former = history.client_of.get(key) or last_client.get(key)
        client_id = history.stands_for(former) if former else None
        return client_id, [key] if key in present else members.get(client_id or "", [])

    for ruling in sorted(rulings, key=lambda r: (r.ruling == DIFFERENT, r.pair, r.ruling)):
        a, b = ruling.pair
        if a == b:
            continue
        if a in present and b in present:
            decided[a, b] = ruling
        elif ruling.ruling == DIFFERENT:
            (client_a, ones), (client_b, others) = stand_ins(a), stand_ins(b)
            if client_a != client_b:
                decided |= {(min(x, y), max(x, y)): ruling for x in ones for y in others}
    return decided


def as_pairs(decided: Mapping[Pair, Ruling]) -> Rulings:
    """The rulings as matching wants them; *unsure* decides nothing."""
    kinds = {
        kind: frozenset(pair for pair, ruling in decided.items() if ruling.ruling == kind) for kind in (SAME, DIFFERENT)
    }
    return Rulings(same=kinds[SAME], different=kinds[DIFFERENT])
