"""The register of client IDs: one file a run beside the warehouse, so that a deleted warehouse gives the same IDs.

`run-000001.jsonl` holds the run on its first line and one event on each line after it. A file is written once,
whole, and is on the disk before the warehouse knows of the run; a run in which nothing happened writes none. One that
cannot be read is written again from the warehouse where that knows the run.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.sealed_files import read_sealed, write_sealed
from caseline.identity.ids.history import Event


@dataclass(frozen=True)
class Run:
    """A run that did something: its number, the day its data was as of, what it had seen, and what it found."""

    run: int
    as_of: str | None
    content_hash: str
    records: int
    clients: int
    in_review: int
    weights: str

    @property
    def label(self) -> str:
        return f"run {self.run}"


@dataclass(frozen=True)
class Page:
    """One run with its events."""

    run: Run
    events: list[Event]


def last_run(folder: Path) -> int:
    """The number of the newest run in the register; 0 where there is none. Raises CaselineError on a gap."""
    numbers = sorted(int(path.stem.removeprefix("run-")) for path in folder.glob("run-*.jsonl"))
    for expected, number in enumerate(numbers, start=1):
        if number != expected:
            raise CaselineError(
                f"The register of client IDs in {folder} lacks {_path(folder, expected).name}. IDs cannot be assigned "
                "without their history: bring the file back from a backup."
            )
    return len(numbers)


def append(folder: Path, page: Page) -> None:
    """Writes one run, in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, page.run.run)
    lines = [asdict(page.run), *(asdict(event) for event in page.events)]
    write_sealed(path, "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines).encode())


def unreadable(folder: Path) -> list[int]:
    """The numbers of the runs whose files are torn, empty or missing among the others."""
    return [number for number in range(1, newest(folder) + 1) if not _can_be_read(folder, number)]


def newest(folder: Path) -> int:
    """The highest number that a file has; 0 where there is none."""
    return max((int(path.stem.removeprefix("run-")) for path in folder.glob("run-*.jsonl")), default=0)


def drop(folder: Path, number: int) -> None:
    """Take away the file of a run."""
    _path(folder, number).unlink(missing_ok=True)


def _can_be_read(folder: Path, number: int) -> bool:
    try:
        read(folder, number)
    except CaselineError:
        return False
    return True


def pages(folder: Path, first: int = 1) -> Iterator[Page]:
    """The runs from number `first` on, in order. Raises CaselineError, naming the file, where one cannot be read."""
    for number in range(first, last_run(folder) + 1):
        yield read(folder, number)


def read(folder: Path, number: int) -> Page:
    """One run. Raises CaselineError, naming the file, when it cannot be read."""
    path = _path(folder, number)
    try:
        head, *lines = [json.loads(line) for line in read_sealed(path).decode().splitlines()]
        run = Run(**head)
        names = {field.name for field in fields(Event)}
        events = [Event(**(line | {"record_keys": tuple(line["record_keys"])})) for line in lines if names >= set(line)]
        if len(events) != len(lines) or run.run != number:
            raise ValueError
    except (OSError, ValueError, TypeError, KeyError, CaselineError):
        raise CaselineError(
            f"{path} in the register of client IDs cannot be read. It was changed or is broken: bring it back from "
            "a backup."
        ) from None
    return Page(run, events)


def _path(folder: Path, number: int) -> Path:
    return folder / f"run-{number:06d}.jsonl"
