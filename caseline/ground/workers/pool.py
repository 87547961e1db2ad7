"""The side that hands out work and hears of it."""

import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

Tell = Callable[[Any], None]
"""How a piece of work says where it is, while it goes on."""


@dataclass(frozen=True)
class Task:
    """A piece of work: a function of a module, called as `work(*arguments, tell)`; all of it is pickled."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Fault:
    """How a piece of work ended badly. `words` hold no data; `details`, for the run's own log, may.

    `is_for_people`: the words say what is wrong and what to do, as a CaselineError does.
    """

    words: str
    last_told: Any = None
    details: str = ""
    is_for_people: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of the task at `place`: what it gave, or its fault."""

    place: int
    given: Any = None
    fault: Fault | None = None


class Workers:
    """Up to `count` processes of this program, started where there is work; each does one piece after another.

    They stay ready for what comes next and end with this process, however it ends. One that crashes is replaced.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def do(self, tasks: Sequence[Task], heard: Callable[[int, Any], None] = lambda place, said: None) -> list[Outcome]:
        """Do all tasks; gives their outcomes in the order of the tasks. `heard` gets what each says meanwhile.

        Tasks are handed out in their order, the first of a call to the process that was started first.
        """
        try:
            return sorted(self._done(tasks, heard), key=lambda outcome: outcome.place)
        finally:
            while self._busy:  # somebody stopped it
                self._busy.pop().end()

    def _done(self, tasks: Sequence[Task], heard: Callable[[int, Any], None]) -> Iterator[Outcome]:
        waiting = list(enumerate(tasks))
        self._idle.sort(key=lambda worker: worker.number)
        while waiting or self._busy:
            while waiting and len(self._busy) < self.count:
                worker = self._idle.pop(0) if self._idle else _Worker(self._free_number())
                self._busy.append(worker)
                worker.begin(*waiting.pop(0))
            ready = wait([worker.answers for worker in self._busy])
            for worker in [one for one in self._busy if one.answers in ready]:
                outcome = worker.hear(heard)
                if outcome:
                    self._busy.remove(worker)
                    if worker.is_running:
                        self._idle.append(worker)
                    yield outcome

    def _free_number(self) -> int:
        taken = {worker.number for worker in [*self._idle, *self._busy]}
        return next(number for number in range(len(taken) + 1) if number not in taken)

    def end(self) -> None:
        """Whatever they are doing."""
        for worker in [*self._idle, *self._busy]:
            worker.end()
        self._idle, self._busy = [], []


_KEPT = Workers(0)
atexit.register(_KEPT.end)


def kept_workers(count: int) -> Workers:
    """The workers of this process: starting one takes about a second, so steps share them."""
    _KEPT.count = count
    return _KEPT


class _Worker:
    """One process."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._place, self._told = 0, None
        # not multiprocessing: its children run the main module of this process anew, whatever that is
        self._process = subprocess.Popen(
            [sys.executable, "-m", "caseline.ground.workers.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        assert self._process.stdin and self._process.stdout
        self._asks = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self.answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self.is_running = True

    def begin(self, place: int, task: Task) -> None:
        self._place, self._told = place, None
        with suppress(BrokenPipeError):  # it has ended, which is heard of next
            self._asks.send(task)

    def hear(self, heard: Callable[[int, Any], None]) -> Outcome | None:
        """The outcome, where what it says next is that."""
        try:
            kind, said = self.answers.recv()
        except (EOFError, OSError):
            return Outcome(self._place, fault=Fault(self._end_in_words(), self._told))
        if kind == "told":
            self._told = said
            heard(self._place, said)
            return None
        if kind == "given":
            return Outcome(self._place, said)
        words, details, is_for_people = said
        return Outcome(self._place, fault=Fault(words, self._told, details, is_for_people))

    def end(self) -> None:
        """Whatever it is doing."""
        self.is_running = False
        self._process.kill()
        self._process.wait()
        self._asks.close()
        self.answers.close()

    def _end_in_words(self) -> str:
        self._process.kill()  # where it closed its answers and goes on
        code = self._process.wait()
        self.end()
        if code >= 0:
            return f"its process ended with {code}"
        with suppress(ValueError):
            return f"its process was ended by {signal.Signals(-code).name}"
        return f"its process was ended by signal {-code}"
