"""Codes that the encoder was not trained for, asked of a sentence by their wording: title, meaning, what to include.

Only codes that say what they mean: a bare title ("The client does not smoke") is read better by rules.

A sentence is asked only of the few codes it is nearest to, and of those that rules find, since asking costs as much as
reading the sentence.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caseline.coding.by_meaning.encoder import SAYINGS, Encoder, Said, Saying, SentenceInContext, Stated
from caseline.organization.skills import Circumstance, Code, Skill

ASKED = 3
"""Codes asked of a sentence, those it is nearest to."""
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
        return cls({number: statement_of(skill.codes[number]) for number in numbers}, owners, about)

    def near(self, said: Said) -> list[int]:
        """The codes to ask of a sentence, nearest first."""
        nearness = self.about @ said.about
        best = {number: float(nearness[self.owners == number].max()) for number in self.statements}
        return sorted(best, key=lambda number: -best[number])[:ASKED]


def counted(stated: Stated, code: Code) -> list[float]:
    """How likely a sentence says each of SAYINGS of a code, where circumstances that the skill lets count are as good
    as present.
    """
    chances = stated.likely.tolist()
    present = SAYINGS.index("present")
    for saying in {COUNTS_AS[circumstance] for circumstance in code.also_counts}:
        chances[present] += chances[SAYINGS.index(saying)]
        chances[SAYINGS.index(saying)] = 0.0
    return chances


def chances_of(code: Code, place: int | None, sentences: Sequence[SentenceInContext], by: Encoder) -> list[list[float]]:
    """How likely each sentence says each of SAYINGS of a code: as the encoder was trained for it (its number there), or
    by its wording.
    """
    if place is None:
        return [counted(stated, code) for stated in by.judge([(statement_of(code), one) for one in sentences])]
    return [said.likely[place].tolist() for said in by.read(sentences)]


def statement_of(code: Code) -> str:
    """A code as the statement that is asked."""
    return f"{code.title}. {code.meaning}"


def _wordings(code: Code) -> Sequence[str]:
    return [code.title, code.meaning, *code.include]
