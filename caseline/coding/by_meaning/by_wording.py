"""Codes that the encoder was not trained for, asked of a sentence by their wording: title, meaning, what to include.

A sentence is asked only of the few codes it is nearest to, since asking costs as much as reading the sentence.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caseline.coding.by_meaning.encoder import SAYINGS, Encoder, Said, Saying, SentenceInContext, Stated, Thresholds
from caseline.coding.skills import Circumstance, Code, Skill

ASKED = 3
"""Codes asked of a sentence, those it is nearest to."""
NEAR = 0.25
"""How near they must be to it (cosine)."""
BY_WORDING = Thresholds(sure=0.5, possible=0.3)
COUNTS_AS: dict[Circumstance, Saying] = {
    "denial": "denied",
    "family": "other",
    "history": "past",
    "condition": "plan",
    "plan": "plan",
    "doubt": "possible",
}
"""What a sentence says of a code under the circumstances that a skill may let count."""


@dataclass(frozen=True)
class Worded:
    """Codes of a skill by number, with the statement asked of each, and what each of their wordings is about."""

    statements: dict[int, str]
    owners: NDArray[np.int32]
    """The code's number for each row of `about`."""
    about: NDArray[np.float32]
    """Shape (wordings, size): title, meaning and each thing to include."""

    @classmethod
    def of(cls, skill: Skill, numbers: Collection[int], by: Encoder) -> "Worded":
        wordings = [(number, text) for number in numbers for text in _wordings(skill.codes[number])]
        said = by.read([SentenceInContext(text, "") for _, text in wordings])
        about = np.array([one.about for one in said], dtype=np.float32)
        owners = np.array([number for number, _ in wordings], dtype=np.int32)
        return cls({number: _statement(skill.codes[number]) for number in numbers}, owners, about)

    def near(self, said: Said) -> list[int]:
        """The codes to ask of a sentence, nearest first."""
        if not self.statements:
            return []
        nearness = self.about @ said.about
        best = {number: float(nearness[self.owners == number].max()) for number in self.statements}
        order = sorted(best, key=lambda number: -best[number])[:ASKED]
        return [number for number in order if best[number] >= NEAR]


def counted(stated: Stated, code: Code) -> dict[Saying, float]:
    """What a sentence says of a code, where circumstances that the skill lets count are as good as present."""
    chances = dict(zip(SAYINGS, stated.likely.tolist(), strict=True))
    for saying in {COUNTS_AS[circumstance] for circumstance in code.also_counts}:
        chances["present"] += chances[saying]
        chances[saying] = 0.0
    return chances


def _wordings(code: Code) -> Sequence[str]:
    return [text for text in (code.title, code.meaning, *code.include) if text]


def _statement(code: Code) -> str:
    return f"{code.title}. {code.meaning}" if code.meaning else code.title
