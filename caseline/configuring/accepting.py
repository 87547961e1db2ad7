"""Changes in force once a person accepts them: written whole, logged before, and taken back by their number."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from caseline.configuring.edited import Edited, FileChange
from caseline.configuring.proposing import Proposal, checked
from caseline.ground.errors import CaselineError
from caseline.ground.sealed_files import read_sealed, write_sealed
from caseline.ground.settings import Workspace
from caseline.ground.written import write_whole

WAIT_SECONDS = 20
ACCEPTED = "accepted"
TAKEN_BACK = "taken back"
Told = Callable[[str], None]
"""Hears what is about to be written, for the audit log; where it fails nothing is written."""


@dataclass(frozen=True)
class Accepted:
    """A change that is or was in force: its number, when and by whom, what it says, and the files it changed."""

    number: int
    at: str
    by: str
    said: tuple[str, ...]
    files: tuple[FileChange, ...]
    about: str
    """What was changed, for the audit log."""
    is_back: bool = False
    """Whether it was taken back."""


def accept(place: Workspace, proposal: Proposal, mark: str, by: str, told: Told) -> Accepted:
    """Write a proposal into the organisation's files. `mark`: that of the proposal which the person saw.

    Raises CaselineError where the files are others by now; nothing is written then.
    """
    with _locked(place):
        if mark != proposal.mark or not _stand(place.organization, proposal.files):
            raise CaselineError("The files were changed meanwhile. Nothing was written; look at the proposal anew.")
        number = len(_kept(place)) + 1
        told(f"{ACCEPTED} {number}: {proposal.about}")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        accepted = Accepted(number, now, by, proposal.said, proposal.files, proposal.about)
        _keep(place, accepted)  # first: a write that is cut off can be taken back
        for file in proposal.files:
            path = place.organization / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, (file.after or "").encode())
        return accepted


def take_back(place: Workspace, number: int, told: Told) -> Accepted:
    """Put back what stood in the files before a change.

    Raises CaselineError where there is no such change, one of its files was changed since, or what stands elsewhere
    needs it: what comes of it passes the same checks as a proposal.
    """
    with _locked(place):
        found = next((one for one in history(place) if one.number == number), None)
        if found is None or found.is_back:
            raise CaselineError(f"No change {number} is in force. `caseline configure --log` lists them.")
        if not all(_text(place.organization / file.path) in (file.before, file.after) for file in found.files):
            raise CaselineError(
                f"What change {number} wrote was changed since: {_named(found.files)}. Take later changes back first, "
                "or edit the file."
            )
        _check_without(place, found)
        told(f"{TAKEN_BACK} {number}: {found.about}")
        for file in reversed(found.files):
            path = place.organization / file.path
            if file.before is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, file.before.encode())
        back = replace(found, is_back=True)
        _keep(place, back)
        return back


def _check_without(place: Workspace, change: Accepted) -> None:
    edited = Edited(place.organization)
    for file in change.files:
        edited.put(file.path, file.before)
    try:
        with checked(edited):
            return
    except CaselineError as error:
        raise CaselineError(
            f"Change {change.number} cannot be taken back: what stands elsewhere needs it.\n{error}"
        ) from None


def history(place: Workspace) -> list[Accepted]:
    """Every change that was accepted, oldest first. Raises CaselineError where one cannot be read."""
    return [_read(path) for path in _kept(place)]


def _kept(place: Workspace) -> list[Path]:
    return sorted(place.configured.glob("*.json"))


def _path(place: Workspace, number: int) -> Path:
    return place.configured / f"{number:06}.json"


def _keep(place: Workspace, accepted: Accepted) -> None:
    path = _path(place, accepted.number)
    content = {
        "number": accepted.number, "at": accepted.at, "by": accepted.by, "said": accepted.said,
        "files": [[file.path, file.before, file.after] for file in accepted.files], "about": accepted.about,
        "is_back": accepted.is_back,
    }  # fmt: skip
    write_sealed(path, json.dumps(content, ensure_ascii=False).encode())


def _read(path: Path) -> Accepted:
    said = json.loads(read_sealed(path))
    files = tuple(FileChange(*file) for file in said["files"])
    about = said.get("about", _named(files))
    return Accepted(said["number"], said["at"], said["by"], tuple(said["said"]), files, about, said["is_back"])


def _stand(folder: Path, files: tuple[FileChange, ...]) -> bool:
    """Whether files are as they were before a change."""
    return all(_text(folder / file.path) == file.before for file in files)


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.is_file() else None


def _named(files: tuple[FileChange, ...]) -> str:
    return ", ".join(file.path for file in files)


@contextmanager
def _locked(place: Workspace) -> Iterator[None]:
    """Hold the right to change the organisation's words."""
    place.configured.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place.configured / ".lock").acquire(timeout=WAIT_SECONDS):
            yield
    except Timeout:
        raise CaselineError("Somebody else is changing the settings. Try again in a moment.") from None
