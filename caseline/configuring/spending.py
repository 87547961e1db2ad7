"""What the sentences of one day took of a language model: together they are one run, with its caps."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from caseline.coding.budget import Budget, Tokens
from caseline.ground.errors import CaselineError
from caseline.ground.written import write_whole
from caseline.organization.language_model import LanguageModel


@dataclass(frozen=True)
class Spending:
    """The caps that `use` names, and the file of what all processes spent since midnight UTC."""

    use: LanguageModel
    file: Path

    def set_aside(self, utmost: Tokens) -> None:
        """Count what a request may take at most, before it is sent. Raises CaselineError where it fits no more."""
        with self._changed() as budget:
            if not budget.fits(utmost):
                raise CaselineError(
                    "The sentence was not sent: what sentences may take in a day is spent. Choose the change from "
                    "the list instead, or raise the caps of language_model."
                )
            budget.count(utmost, None)

    def count(self, utmost: Tokens, tokens: Tokens | None) -> None:
        """Count what a request took in place of its utmost; one that the endpoint does not say stays at that."""
        with self._changed() as budget:
            budget.count(utmost, (tokens or utmost) - utmost)

    @contextmanager
    def _changed(self) -> Iterator[Budget]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        today = datetime.now(UTC).date().isoformat()
        with FileLock(self.file.with_suffix(".lock")):
            kept = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {"day": ""}
            spent = Tokens(kept["read"], kept["written"]) if kept["day"] == today else Tokens()
            budget = Budget(self.use, spent)
            yield budget
            now = {"day": today, "read": budget.spent.read, "written": budget.spent.written}
            write_whole(self.file, json.dumps(now).encode())
