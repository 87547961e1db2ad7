"""How near the endpoint coder comes to what latency allows, and what it loses when the network misbehaves.

    python -m bench.endpoint [NOTES]        # 1,000

A server on loopback, in a process of its own, answers each request after 300 ms. The ceiling is notes x 300 ms / 32 at
concurrency 32. Then the same with 10% refused (429, Retry-After 1 s), 5% failed (500), 2% broken JSON and 1% sockets
that hang; and once against a limit of 40 requests a second, where the ceiling is the limit.
"""

import random
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection

from caseline.coding.endpoint import EndpointCoder, EndpointSettings
from caseline.coding.skills import load_skill
from tests.integration.loopback_endpoint import LoopbackEndpoint, Says, answer

LATENCY = 0.3
CONCURRENCY = 32
A_SECOND = 40
HUNG = 30.0


def steady(note: str, number: int) -> Says:
    said = answer(("food", "out of food"))
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
    server = LoopbackEndpoint({"steady": lambda: steady, "faulty": faulty, "limited": limited}[kind]())
    line.send(server.url)
    line.recv()
    line.send(len(server.requests))


def measure(kind: str, notes: int, ceiling_seconds: float) -> None:
    here, there = Pipe()
    server = Process(target=serve, args=(kind, there), daemon=True)
    server.start()
    settings = EndpointSettings("loopback", here.recv(), "none", concurrency=CONCURRENCY, timeout_seconds=5)
    coder, skill = EndpointCoder(settings), load_skill("presenting-needs")
    coder.read(["The first note opens the connection."], skill)
    start, cpu = time.perf_counter(), time.process_time()
    readings = coder.read([f"Visit {number}: ran out of food." for number in range(notes)], skill)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    here.send("stop")
    lost = sum(len(reading.codes) != 1 for reading in readings)
    share = ceiling_seconds / seconds
    print(
        f"{kind:8} {notes:6,} notes, {here.recv() - 1:6,} requests, {seconds:5.1f} s ({cpu:.1f} s of CPU): "
        f"{share:5.1%} of the ceiling, {lost} notes lost"
    )
    server.join()


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    by_latency = count * LATENCY / CONCURRENCY
    measure("steady", count, by_latency)
    measure("faulty", count, by_latency)
    measure("limited", count, max(by_latency, (count - A_SECOND) / A_SECOND))
