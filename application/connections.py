"""Connections of HTTP that nobody can hold open by sending half a request, nor one address have all of."""

import asyncio
from collections import Counter
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 15.0
"""How long a request may take to arrive, from its first byte or from the connection's beginning; and a large one, for
each further part of it."""
PART_BYTES = 256 * 1024
OF_ONE_ADDRESS = 100


class Connection(H11Protocol):
    """Closed where a request does not arrive in time, or where its address has too many of them. A proxy is one
    address: its limit is its own."""

    of_address: ClassVar[Counter[str]] = Counter()
    _late: asyncio.TimerHandle | None = None
    _from: str | None = None
    _arrived = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self._from = address
        self.of_address[address] += 1
        if self.of_address[address] > OF_ONE_ADDRESS and address != self.config.forwarded_allow_ips:
            transport.close()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_waiting()
        if self._from is not None:
            self.of_address[self._from] -= 1
            if self.of_address[self._from] <= 0:
                del self.of_address[self._from]

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._arrived += len(data)
        if self._arrived > PART_BYTES:
            self._stop_waiting()
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        self._stop_waiting()
        super().on_response_complete()

    def _wait(self) -> None:
        if self._late is None:
            self._arrived = 0
            self._late = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.close()
