"""What a coder is: something that reads texts with one skill and says which codes stand where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from caseline.coding.budget import Budget
from caseline.organization.skills import Skill

Status = Literal["present", "absent", "unclear"]


@dataclass(frozen=True)
class FoundCode:
    """One code in one text. `start` and `end` are code points into the text; `quote` is text[start:end]."""

    code: str
    value: str | None
    status: Status
    quote: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What a coder found in one text. `failed` and `waiting` are reasons without any word of the text, or None.

    A failed text was tried in vain; a waiting one was not read yet, and nothing is said of it.
    """

    codes: tuple[FoundCode, ...] = ()
    dropped_quotes: int = 0
    flagged_instruction: bool = False
    failed: str | None = None
    pieces: int = 1
    """In how many pieces a long note was read."""
    waiting: str | None = None

    @property
    def was_read(self) -> bool:
        return self.failed is None and self.waiting is None


class Coder(Protocol):
    """Reads texts with one skill. The same text gives the same reading as far as the coder can promise it."""

    @property
    def name(self) -> str:
        """Who coded, as the tables write it."""

    @property
    def budget(self) -> Budget | None:
        """What reading may cost and has cost; None where it costs nothing."""

    @property
    def at_once(self) -> "Coder":
        """The same coder, answering within this run: itself, unless it hands notes in and hears of them later."""

    def prompt_hash(self, skill: Skill) -> str:
        """A short hash of what besides the note decides the answer; '' when the skill's version says it all."""

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order. `progress` is called with how many texts are done."""
