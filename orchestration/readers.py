"""Reading notes with several processes: the texts are shared among them, each is read as it is alone.

A reader behind an endpoint asks several notes at once by itself and has one budget, so its texts are not shared.
"""

import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from caseline.coding.budget import Budget
from caseline.coding.coder import Coder, Reading
from caseline.ground.errors import CaselineError
from caseline.ground.workers import Fault, Task, Tell, kept_workers
from caseline.organization.skills import Skill

FEW = 32
"""Texts that a process should have to read at least: fewer are read here before one more would be ready."""


@dataclass(frozen=True)
class SharedReader:
    """A coder whose texts `workers` processes read. A text that its process does not survive has failed; no other."""

    coder: Coder
    workers: int
    log: Callable[[str], object] = print
    """What engines say of a fault, which may hold words of a note, goes there."""

    @property
    def name(self) -> str:
        return self.coder.name

    @property
    def budget(self) -> Budget | None:
        return self.coder.budget

    @property
    def at_once(self) -> "SharedReader":
        return self

    def prompt_hash(self, skill: Skill) -> str:
        return self.coder.prompt_hash(skill)

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order. Raises CaselineError as the coder does."""
        processes = min(self.workers, len(texts) // FEW)
        if processes < 2:
            return self.coder.read(texts, skill, progress)
        shares: list[list[str]] = [[] for _ in range(processes)]
        for text in dict.fromkeys(texts):  # by its content: what a process remembers of it serves the next skill
            shares[zlib.crc32(text.encode("utf-8", "surrogatepass")) % processes].append(text)
        done = [0] * processes

        def heard(share: int, read: int) -> None:
            done[share] = read
            if progress:
                progress(sum(done))

        tasks = [Task(read_share, (self.coder, pickle.dumps(skill), share)) for share in shares]
        outcomes = kept_workers(self.workers).do(tasks, heard)
        found: dict[str, Reading] = {}
        for share, outcome in zip(shares, outcomes, strict=True):
            readings = self._one_by_one(share, skill) if outcome.fault else outcome.given
            found |= zip(share, readings, strict=True)
        return [found[text] for text in texts]

    def _one_by_one(self, texts: Sequence[str], skill: Skill) -> list[Reading]:
        """What a process did not come through with: the text that it fails at is told from the others."""
        tasks = [Task(read_share, (self.coder, pickle.dumps(skill), [text])) for text in texts]
        outcomes = kept_workers(self.workers).do(tasks)
        faults = [outcome.fault for outcome in outcomes if outcome.fault]
        for fault in faults:
            self.log(fault.details or fault.words)
        if len(faults) == len(texts):  # it is not the texts
            raise CaselineError(_in_words(faults[0]))
        return list(
            chain.from_iterable([Reading(failed=_in_words(one.fault))] if one.fault else one.given for one in outcomes)
        )


def shared(coder: Coder, workers: int) -> Coder:
    """The coder, with its texts shared among so many processes where it reads by itself."""
    return SharedReader(coder, workers) if workers > 1 and coder.budget is None else coder


def _in_words(fault: Fault) -> str:
    return fault.words if fault.is_for_people else f"The reading ended badly: {fault.words}."


def read_share(coder: Coder, skill: bytes, texts: Sequence[str], tell: Tell) -> list[Reading]:
    """What a worker does."""
    return coder.read(texts, _skill(skill), tell)


@lru_cache(maxsize=256)
def _skill(pickled: bytes) -> Skill:
    """The same object each time: what is made ready for it is found by it."""
    skill = pickle.loads(pickled)
    assert isinstance(skill, Skill)
    return skill
