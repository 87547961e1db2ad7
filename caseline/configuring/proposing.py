"""A proposal: changes tried on a copy, checked as `caseline check` does, with their difference and what they move."""

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from caseline.configuring.edited import Edited, FileChange
from caseline.configuring.kinds import Change
from caseline.configuring.known import Known
from caseline.configuring.moving import moved
from caseline.configuring.moving.notes import Searching
from caseline.framework.tables import framework_rows
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from ingestion.api.connection import connections

AROUND = 1
"""Lines around a difference that are shown."""


@dataclass(frozen=True)
class Proposal:
    """Changes that can be accepted: what each does in a sentence, the files, and what moves on today's data."""

    changes: tuple[Change, ...]
    said: tuple[str, ...]
    files: tuple[FileChange, ...]
    moves: tuple[str, ...]

    @property
    def about(self) -> str:
        """What is changed and in which files, for the audit log."""
        changes = "; ".join(change.named() for change in self.changes)
        return f"{changes} in {', '.join(file.path for file in self.files)}"

    @cached_property
    def mark(self) -> str:
        """What tells it from the same changes on other files: only what was seen is accepted."""
        content = repr([(file.path, file.before, file.after) for file in self.files])
        return hashlib.sha256(content.encode()).hexdigest()[:20]


def propose(place: Workspace, changes: Sequence[Change], searching: Searching | None = None) -> Proposal:
    """Try changes one after the other. Nothing is written to the organisation's folder. New words are looked for in
    notes only where `searching` hears of it, for the audit log.

    Raises CaselineError, or ConfigurationError(s) that name file, line and fix, where one cannot be made or what
    comes of it does not pass the checks.
    """
    edited, before = Edited(place.organization), Known.of(place.organization)
    said = []
    for change in changes:
        with edited.trial() as folder:
            known = Known.of(folder) if edited.changes else before
            said.append(change.said(known))
            change.apply(edited, known)
    if not edited.changes:
        raise CaselineError("That is how it is already: nothing changes.")
    with checked(edited) as after:
        moves = moved(before, after, place.published, searching)
    return Proposal(tuple(changes), tuple(said), edited.changes, tuple(moves))


@contextmanager
def checked(edited: Edited) -> Iterator[Known]:
    """What the words would be, as far as `caseline check` reads configuration.

    Raises CaselineError, or ConfigurationError(s) that name file, line and fix, where they do not pass.
    """
    with edited.trial() as folder:
        after = Known.of(folder)
        framework_rows(after.organization)
        connections(after.organization.apis, after.organization.affiliate_ids)
        yield after


def difference(file: FileChange) -> list[str]:
    """Lines of a file that go (-) and come (+), with those around them; of a copy, against what it is a copy of."""
    former = file.before if file.before is not None else file.copied or ""
    lines = difflib.unified_diff(former.splitlines(), (file.after or "").splitlines(), n=AROUND, lineterm="")
    return [line for line in list(lines)[2:] if not line.startswith("@@")]
