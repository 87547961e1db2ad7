"""A token bucket that learns how fast an endpoint may be asked, from what it refuses and how long it asks to wait."""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BURST_SECONDS = 0.25
"""What the bucket holds: this long at the present rate."""
MEMORY_SECONDS = 5.0
SECONDS_BETWEEN_LESSONS = 1.0
REFUSED_AT_MOST = 0.2
"""The share of refusals that changes nothing: a little above what an endpoint bears is where it is used best."""
REFUSALS_THAT_CLOSE = 3
FASTER_BY = 0.2
"""Requests a second that every answer adds."""


class Throttle:
    """Lets requests through at the rate the endpoint has shown to bear; without limit until it refuses in earnest.

    Too many refusals bring the rate down to what was answered lately; each answer raises it a little. A refusal among
    answers makes nobody else wait; as many in a row as are out close the bucket for as long as was asked.
    """

    def __init__(self) -> None:
        self.rate = math.inf
        self._next = self._opens = 0.0
        self._refused_in_row = self._out = 0
        self._lately: deque[tuple[float, bool]] = deque()
        """When the endpoint answered (True) or refused (False), since the rate was last changed."""
        self._since = math.inf

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a token and take it; the request goes out inside."""
        while (wait := max(self._next, self._opens) - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        now = time.monotonic()
        self._since = min(self._since, now)
        self._next = max(self._next, now - BURST_SECONDS) + 1 / self.rate
        self._out += 1
        try:
            yield
        finally:
            self._out -= 1

    def answered(self) -> None:
        """The endpoint took a request, whatever it made of it."""
        self._refused_in_row = 0
        self._remember(time.monotonic(), True)
        self.rate += FASTER_BY

    def refused(self, wait: float) -> None:
        """The endpoint refused a request and wants it again in `wait` seconds."""
        now = time.monotonic()
        self._refused_in_row += 1
        if self._refused_in_row >= max(REFUSALS_THAT_CLOSE, self._out):  # a refusal is sooner back than an answer
            self._opens = max(self._opens, now + wait)
        self._remember(now, False)
        first_lesson = self.rate == math.inf and self._opens > now
        if first_lesson or now - self._since >= SECONDS_BETWEEN_LESSONS:
            self._learn(now, wait)

    def _learn(self, now: float, wait: float) -> None:
        answers = sum(answered for _, answered in self._lately)
        refusals = len(self._lately) - answers
        if refusals <= REFUSED_AT_MOST * (refusals + answers + self._out):
            return
        borne = (answers or self._out) / min(MEMORY_SECONDS, max(BURST_SECONDS, now - self._since))
        self.rate = min(self.rate, max(borne, 1 / wait))
        self._lately.clear()
        self._since = max(now, self._opens)

    def _remember(self, now: float, answered: bool) -> None:
        self._lately.append((now, answered))
        while self._lately[0][0] < now - MEMORY_SECONDS:
            self._lately.popleft()
