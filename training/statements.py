"""Statements of every kind, in several wordings, with sentences that say them, or nearly: what teaches the reader to
judge a statement that nobody has shown it.

A file of `training/statements` holds blocks: `# a whole sentence`, `~ a title`, `~ a meaning`, then lines of a status
and a sentence with a tab between.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from caseline.coding.by_meaning.encoder import SAYINGS, Saying
from training.corpus import STATEMENTS, Key, Unit, codebook

HELD_OUT = ("statements-04",)
"""Authors of statements who are never learnt from."""


@dataclass(frozen=True)
class Statement:
    """What may hold of a client, in several wordings, and (what it says of that, sentence) for each sentence."""

    author: str
    wordings: tuple[str, ...]
    sentences: tuple[tuple[Saying, str], ...]


class Pair(NamedTuple):
    """A statement, a sentence with what stands before it, and what that says of the statement."""

    statement: str
    before: str
    text: str
    says: Saying


def statements() -> list[Statement]:
    return [own for path in sorted(STATEMENTS.glob("*.txt")) for own in _blocks(path)]


def _blocks(path: Path) -> Iterator[Statement]:
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        wordings, found = [], []
        for line in block.splitlines():
            if line[0] in "#~":
                wordings.append(line[1:].strip())
                continue
            says, _, text = (part.strip() for part in line.partition("\t"))
            if says not in SAYINGS or not text:
                raise ValueError(f"{path.name}: no status and sentence in a line under {wordings[:1]}")
            found.append((says, text))
        yield Statement(path.stem, tuple(wordings), tuple(found))


def wordings(code: Key) -> tuple[str, ...]:
    """A shipped code as a statement."""
    own = codebook()[code]
    return (own.title, own.meaning, f"{own.title}. {own.meaning}")


def pairs_of_statements(
    learnt: Sequence[Statement], near: Sequence[Sequence[int]], chance: random.Random
) -> list[Pair]:
    """Each sentence with its own statement, and with one that it does not speak of: as often as not one of those that
    are about nearly the same, whose numbers `near` gives for each.
    """
    found = []
    for own, others in zip(learnt, near, strict=True):
        for says, text in own.sentences:
            found.append(Pair(chance.choice(own.wordings), "", text, says))
            other = learnt[chance.choice(others)] if chance.random() < 0.5 else chance.choice(learnt)
            if other is not own:
                found.append(Pair(chance.choice(other.wordings), "", text, "none"))
    return found


def pairs_of_passages(learnt: Sequence[Unit], chance: random.Random) -> list[Pair]:
    """Sentences with a code they speak of, and with one of those that were asked of and are not there."""
    found = []
    for unit in learnt:
        if unit.says:
            code, says = chance.choice(sorted(unit.says.items()))
            found.append(Pair(chance.choice(wordings(code)), unit.before, unit.text, says))  # type: ignore[arg-type]
        absent = sorted(unit.known - set(unit.says))
        if absent and chance.random() < (0.7 if unit.says else 0.3):
            found.append(Pair(chance.choice(wordings(chance.choice(absent))), unit.before, unit.text, "none"))
    return found
