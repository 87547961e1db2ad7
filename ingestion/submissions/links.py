"""Links that ask one client for a few fields: signed, for one purpose, until a day; and what became of each.

A link's key is shown once; here is its hash. Whom a link is for and what it asks is encrypted where its folder is.
What would confirm who opens it is a keyed hash.
"""

import base64
import hashlib
import hmac
import json
import secrets
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from caseline.ground.keys import Keys
from caseline.ground.sealed_files import opened, sealed
from ingestion.submissions.database import Database

FILE = "links.sqlite"
MOST_TRIES = 5
LONGEST_DAYS = 180
MADE, MAILED, TEXTED, BOUNCED, OPENED, CONFIRMED, WRONG, ANSWERED, REVOKED, REPLACED, STOPPED = (
    "made", "mailed", "texted", "bounced", "opened", "confirmed", "wrong", "answered", "revoked", "replaced", "stopped",
)  # fmt: skip
_RANDOM_BYTES, _MAC_BYTES = 15, 16
_STOPPED = "select hash from stopped union select hash from stopped_from"
_LAST = """
select coalesce(max(number), 0)
from (select number from given union all select number from link union all select number from message)
"""
"""The highest number there ever was: none is given twice, also after its link was forgotten."""
_TABLES = """
create table if not exists link (
    number integer primary key, hash text not null unique, until text not null, content blob not null
);
create table if not exists event (number integer not null, at text not null, what text not null);
create table if not exists stopped (hash text primary key, at text not null);
create table if not exists stopped_from (address text, hash text, at text not null, primary key (address, hash));
create table if not exists message (
    id text primary key, number integer not null, address text not null, at text not null
);
create table if not exists given (number integer not null);
"""


@dataclass(frozen=True)
class Purpose:
    """What a link asks, of whom, and where the answer goes.

    `record` and `source` are the client's record that the answer is noted with. `confirm` names what the client is
    asked for first (dob, phone, zip; empty where nothing is), `proof` its keyed hash. `about` is what it is asked for,
    such as a thing that is missing; `due_on` the day of a follow-up, by the clock of the data.
    """

    form: str
    fields: tuple[str, ...]
    with_consent: bool
    affiliate: str
    client_id: str
    source: str
    record: str
    program: str | None = None
    stage: str | None = None
    confirm: str = ""
    proof: str = ""
    about: str = ""
    made_by: str = ""
    due_on: str = ""


@dataclass(frozen=True)
class Link:
    """A link, by its number, with what happened to it, oldest first."""

    number: int
    until: datetime
    purpose: Purpose
    events: tuple[tuple[datetime, str], ...] = ()
    hash: str = field(default="", repr=False)

    def has(self, what: str) -> bool:
        return any(event == what for _, event in self.events)

    @property
    def made_at(self) -> datetime:
        return self.events[0][0]

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - sum(event == WRONG for _, event in self.events)

    def state(self, now: datetime) -> str:
        """answered, revoked, replaced, locked, expired, or open."""
        for what in (ANSWERED, REVOKED, REPLACED):
            if self.has(what):
                return what
        return "locked" if self.tries_left <= 0 else "expired" if now > self.until else "open"


class Links:
    """The links of one organisation. Several processes may write."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.path, self._key = folder / FILE, hmac.digest(keys.erasure, b"links to clients", "sha256")
        self._database = Database(self.path, _TABLES)

    def make(self, purpose: Purpose, days: int, now: datetime) -> tuple[Link, str]:
        """A new link and its key, which stands in its address and nowhere else. Raises CaselineError."""
        until = (now + timedelta(days=days)).replace(microsecond=0)
        body = secrets.token_bytes(_RANDOM_BYTES) + struct.pack(">I", int(until.timestamp()))
        key = _text(body + self._mac(b"key", body)[:_MAC_BYTES])
        content = json.dumps(asdict(purpose), ensure_ascii=True).encode()
        with self._database.changing() as connection:
            number = connection.execute(_LAST).fetchone()[0] + 1
            connection.execute("delete from given")
            connection.execute("insert into given values (?)", [number])
            connection.execute(
                "insert into link (number, hash, until, content) values (?, ?, ?, ?)",
                [number, _hash(key), until.isoformat(), sealed(content, self.path)],
            )
            connection.execute("insert into event values (?, ?, ?)", [number, now.isoformat(), MADE])
        return Link(number, until, purpose, ((now, MADE),), _hash(key)), key

    def find(self, key: str) -> Link | None:
        """The link of a key; None where the key is not one of ours. Its state says whether it still works."""
        try:
            raw = base64.urlsafe_b64decode(key.encode("ascii") + b"=" * (-len(key) % 4))
        except (ValueError, UnicodeEncodeError):
            return None
        body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if _text(raw) != key or not hmac.compare_digest(self._mac(b"key", body)[:_MAC_BYTES], mac):
            return None
        return next(self._found("where link.hash = ?", [_hash(key)]), None)

    def all(self) -> list[Link]:
        return list(self._found("", []))

    def numbered(self, number: int) -> Link | None:
        return next(self._found("where link.number = ?", [number]), None)

    def note(self, link: Link, what: str, now: datetime) -> None:
        """Writes down what happened to a link."""
        with self._database.changing() as connection:
            connection.execute("insert into event values (?, ?, ?)", [link.number, now.isoformat(), what])

    def confirms(self, link: Link, given: str, now: datetime) -> bool:
        """Whether this is what the client knows; each time it is not counts, and after the last nothing is right."""
        with self._database.changing() as connection:
            wrong = connection.execute(
                "select count(*) from event where number = ? and what = ?", [link.number, WRONG]
            ).fetchone()[0]
            is_right = wrong < MOST_TRIES and hmac.compare_digest(
                self.proof(link.purpose.confirm, given), link.purpose.proof
            )
            what = CONFIRMED if is_right else WRONG
            connection.execute("insert into event values (?, ?, ?)", [link.number, now.isoformat(), what])
        return is_right

    def proof(self, kind: str, known: str) -> str:
        """The keyed hash of what a client knows."""
        return self._mac(b"proof", f"{kind}\x1f{plain(kind, known)}".encode()).hex()

    def pass_of(self, link: Link, until: datetime) -> str:
        """What the browser that confirmed holds, until then."""
        body = struct.pack(">I", int(until.timestamp()))
        return _text(body + self._mac(b"pass", body + link.hash.encode()))

    def is_passed(self, link: Link, given: str, now: datetime) -> bool:
        try:
            raw = base64.urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4))
            (until,) = struct.unpack(">I", raw[:4])
        except (ValueError, UnicodeEncodeError, struct.error):
            return False
        right = self._mac(b"pass", raw[:4] + link.hash.encode())
        return hmac.compare_digest(right, raw[4:]) and now.timestamp() <= until

    def signed(self, what: str) -> str:
        """A mark that only who has the key can make, for what a page of ours carries."""
        return _text(self._mac(b"page", what.encode())[:_MAC_BYTES])

    def forget(self, client_ids: Sequence[str]) -> None:
        """Deletes the links of a client for good, and what was sent of them.

        That somebody wants no more messages stays, as a keyed hash."""
        numbers = [(link.number,) for link in self.all() if link.purpose.client_id in client_ids]
        if not numbers:
            return
        with self._database.changing() as connection:
            connection.executemany("delete from event where number = ?", numbers)
            connection.executemany("delete from message where number = ?", numbers)
            connection.executemany("delete from link where number = ?", numbers)
        self._database.compact()

    def stop(self, client_id: str, now: datetime) -> None:
        """A client wants no more messages."""
        with self._database.changing() as connection:
            connection.execute("insert or ignore into stopped values (?, ?)", [self._of(client_id), now.isoformat()])

    def stop_from(self, address: str, client_id: str, now: datetime) -> None:
        """A client wants no more messages, as whoever has an address said, of which this is the keyed hash."""
        with self._database.changing() as connection:
            values = [address, self._of(client_id), now.isoformat()]
            connection.execute("insert or ignore into stopped_from values (?, ?, ?)", values)

    def start_again(self, address: str) -> None:
        """Takes back what was said from an address, and nothing that was said otherwise."""
        with self._database.changing() as connection:
            connection.execute("delete from stopped_from where address = ?", [address])

    def has_stopped(self, client_ids: Sequence[str]) -> frozenset[str]:
        """Those of the clients who want no more messages."""
        with self._database.reading() as connection:
            stopped = {row[0] for row in connection.execute(_STOPPED)} if connection else set()
        return frozenset(one for one in client_ids if self._of(one) in stopped)

    def _of(self, client_id: str) -> str:
        return self._mac(b"client", client_id.encode()).hex()

    def _found(self, where: str, values: Sequence[Any]) -> Iterator[Link]:
        with self._database.reading() as connection:
            if connection is None:
                return
            rows = connection.execute(
                f"select number, until, content, hash from link {where} order by number", values
            ).fetchall()
            told = connection.execute(
                f"select event.number, at, what from event join link using (number) {where} order by event.rowid",
                values,
            ).fetchall()
        events: dict[int, list[tuple[datetime, str]]] = {}
        for number, at, what in told:
            events.setdefault(number, []).append((datetime.fromisoformat(at), what))
        for number, until, content, own in rows:
            read = json.loads(opened(content, self.path))
            purpose = Purpose(**read | {"fields": tuple(read["fields"])})
            yield Link(number, datetime.fromisoformat(until), purpose, tuple(events[number]), own)

    def _mac(self, use: bytes, content: bytes) -> bytes:
        return hmac.digest(self._key, use + b"\x1f" + content, "sha256")


def plain(kind: str, known: str) -> str:
    """What a client knows as it is compared: without what people write in more ways than one."""
    if kind == "dob":
        return known.strip()
    digits = "".join(filter(str.isdigit, known))
    return digits[-4:] if kind == "phone" else digits[:5]


def now() -> datetime:
    return datetime.now(UTC)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
