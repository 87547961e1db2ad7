"""How near the endpoint coder comes to what latency allows, and what it loses when the network misbehaves.

    python -m bench.endpoint [NOTES]        # 1,000

A server on loopback, in a process of its own, answers each request after 300 ms. The ceiling is notes x 300 ms / 32 at
concurrency 32. Then the same with 10% refused (429, Retry-After 1 s), 5% failed (500), 2% broken JSON and 1% sockets
that hang; and once against a limit of 40 requests a second, where the ceiling is the limit. Last a night of an
organisation with 40 small months: 6 notes a month, five skills.
"""

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.organization.skills import load_skill, load_skills
from tests.integration.loopback_endpoint import LoopbackEndpoint, Says, answer
from tests.integration.note_warehouse import code_pending, note_warehouse, put

LATENCY = 0.3
CONCURRENCY = 32
A_SECOND = 40
HUNG = 30.0


def steady(note: str, number: int) -> Says:
    said = answer(("food", "out of food"))
    said.after = LATENCY
    return said


def silent(note: str, number: int) -> Says:
    said = answer()
    said.after = LATENCY
    return said


def faulty() -> Callable[[str, int], Says]:
    chance = random.Random(7)

    def behaviour(note: str, number: int) -> Says:
        luck = chance.random()
        if luck < 0.10:
            return Says(status=429, headers={"Retry-After": "1"})
        if luck < 0.15:
            return Says(status=500)
        if luck < 0.17:
            return Says('{"codes": [', after=LATENCY)
        return Says(after=HUNG) if luck < 0.18 else steady(note, number)

    return behaviour


def limited() -> Callable[[str, int], Says]:
    lock, at, tokens = threading.Lock(), time.monotonic(), float(A_SECOND)

    def behaviour(note: str, number: int) -> Says:
        nonlocal at, tokens
        with lock:
            now = time.monotonic()
            at, tokens = now, min(A_SECOND, tokens + (now - at) * A_SECOND)
            if tokens < 1:
                return Says(status=429, headers={"Retry-After": "1"})
            tokens -= 1
        return steady(note, number)

    return behaviour


def serve(kind: str, line: Connection) -> None:
    """The server's process: says its address, serves until told to stop, says how many requests it had."""
    kinds = {"steady": lambda: steady, "silent": lambda: silent, "faulty": faulty, "limited": limited}
    server = LoopbackEndpoint(kinds[kind]())
    line.send(server.url)
    line.recv()
    line.send(len(server.requests))


@contextmanager
def endpoint(kind: str) -> Iterator[tuple[EndpointCoder, Callable[[], int]]]:
    """A coder with an open connection to a server of this kind, and how many requests the server had."""
    here, there = Pipe()
    server = Process(target=serve, args=(kind, there), daemon=True)
    server.start()
    settings = EndpointSettings("loopback", here.recv(), "none", concurrency=CONCURRENCY, timeout_seconds=5)
    coder = EndpointCoder(settings)
    coder.read(["The first note opens the connection."], load_skill("presenting-needs"))

    def stop() -> int:
        here.send("stop")
        return here.recv() - 1

    yield coder, stop
    server.join()


def measure(kind: str, notes: int, ceiling_seconds: float) -> None:
    with endpoint(kind) as (coder, stop):
        start, cpu = time.perf_counter(), time.process_time()
        texts = [f"Visit {number}: ran out of food." for number in range(notes)]
        readings = coder.read(texts, load_skill("presenting-needs"))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        lost = sum(len(reading.codes) != 1 for reading in readings)
        say(kind, notes, stop(), seconds, cpu, ceiling_seconds, lost)


def measure_months(months: int = 40, notes: int = 6, skills: int = 5) -> None:
    chosen = load_skills()[:skills]
    with endpoint("silent") as (coder, stop), TemporaryDirectory() as folder:
        with note_warehouse(Path(folder) / "notes.duckdb") as connection:
            for number in range(months * notes):
                month = f"{2020 + number % months // 12}-{number % months % 12 + 1:02}"
                put(connection, f"n{number}", "east", month, f"Visit {number}: ran out of food.")
            start, cpu = time.perf_counter(), time.process_time()
            summary = code_pending(connection, chosen, coder)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        asked = months * notes * skills
        say("months", asked, stop(), seconds, cpu, asked * LATENCY / CONCURRENCY, asked - summary.readings)


def say(kind: str, notes: int, requests: int, seconds: float, cpu: float, ceiling_seconds: float, lost: int) -> None:
    print(
        f"{kind:8} {notes:6,} readings, {requests:6,} requests, {seconds:5.1f} s ({cpu:.1f} s of CPU): "
        f"{ceiling_seconds / seconds:5.1%} of the ceiling, {lost} lost"
    )


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    by_latency = count * LATENCY / CONCURRENCY
    measure("steady", count, by_latency)
    measure("faulty", count, by_latency)
    measure("limited", count, max(by_latency, (count - A_SECOND) / A_SECOND))
    measure_months()
