"""Who is signed in: sessions in memory, which end when they are not used, when they are old, or with the server."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reports.site.narrowing import Narrowing

MOST = 10_000
Moment = tuple[float, float]
"""A time by the machine's own clock and by that of the day."""


@dataclass
class Session:
    """One browser in which one person is signed in. `token` guards what the browser sends; `person` is an email, or
    nobody's where the machine is one's own."""

    person: str
    token: str
    began: Moment
    used: Moment
    searched: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """What was last searched for, by page."""
    narrowing: Narrowing = field(default_factory=Narrowing)
    """What lists are narrowed to."""
    told: str = ""
    """What came of what was last sent, to be shown once."""
    _opened: dict[str, tuple[float, str]] = field(default_factory=dict)

    def open(self, client: str, until: float, why: str) -> None:
        """Have a client outside the case load in sight until then."""
        self._opened[client] = (until, why)

    def opened(self, now: float) -> dict[str, str]:
        """The clients that were opened and still are, with the reason that was given."""
        return {client: why for client, (until, why) in sorted(self._opened.items()) if now < until}


@dataclass
class Sessions:
    """Sessions by the hash of what the browser's cookie holds: whoever reads this memory has no cookie."""

    idle_seconds: float
    longest_seconds: float
    now: Callable[[], float] = time.monotonic
    """Whose time nobody sets, but which may stand still while the machine is suspended."""
    day: Callable[[], float] = time.time
    """Whose time goes on then."""
    _by_hash: dict[bytes, Session] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, person: str) -> tuple[str, Session]:
        """A new session, and what its cookie holds."""
        cookie, now = secrets.token_urlsafe(32), self._moment()
        session = Session(person, secrets.token_urlsafe(32), now, now)
        with self._lock:
            self._by_hash = {key: one for key, one in self._by_hash.items() if self._goes_on(one, now)}
            while len(self._by_hash) >= MOST:
                del self._by_hash[min(self._by_hash, key=lambda key: self._by_hash[key].used)]
            self._by_hash[_hash(cookie)] = session
        return cookie, session

    def of(self, cookie: str) -> Session | None:
        """The session of a cookie, used now; None where it has ended or there never was one."""
        now = self._moment()
        with self._lock:
            session = self._by_hash.get(_hash(cookie))
            if session is None:
                return None
            if not self._goes_on(session, now):
                del self._by_hash[_hash(cookie)]
                return None
            session.used = now
            return session

    def end(self, cookie: str) -> None:
        with self._lock:
            self._by_hash.pop(_hash(cookie), None)

    def end_all_of(self, person: str) -> None:
        """End every session of a person, as a new password does."""
        with self._lock:
            self._by_hash = {key: one for key, one in self._by_hash.items() if one.person != person}

    def _moment(self) -> Moment:
        return self.now(), self.day()

    def _goes_on(self, session: Session, now: Moment) -> bool:
        return _between(session.used, now) <= self.idle_seconds and _between(session.began, now) <= self.longest_seconds


def _between(before: Moment, now: Moment) -> float:
    """Seconds, by the clock that has gone on more."""
    return max(after - earlier for earlier, after in zip(before, now, strict=True))


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
