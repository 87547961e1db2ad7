"""How often something may be done in a stretch of time, by whom."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

MOST_KNOWN = 20_000


@dataclass
class Limit:
    """At most `times` in any `seconds`, counted for each key by itself."""

    times: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _done: OrderedDict[Hashable, deque[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, key: Hashable, times: int = 1) -> bool:
        """Whether it may be done so many times more; if so it counts as done."""
        now = self.now()
        with self._lock:
            done = self._done.setdefault(key, deque())
            self._done.move_to_end(key)
            if len(self._done) > MOST_KNOWN:
                self._done.popitem(last=False)
            while done and now - done[0] > self.seconds:
                done.popleft()
            if len(done) + times > self.times:
                return False
            done.extend([now] * times)
            return True

    def take_back(self, key: Hashable) -> None:
        """What was done last counts no more."""
        with self._lock:
            if done := self._done.get(key):
                done.pop()

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._done.pop(key, None)
