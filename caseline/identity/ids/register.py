"""The register of client IDs: one file a run beside the warehouse, so that a deleted warehouse gives the same IDs.

`run-000001.jsonl` holds the run on its first line and one event on each line after it. A file is written once,
whole, and never changed; a run in which nothing happened writes none. What must be backed up is this folder.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from caseline.ground.errors import CaselineError
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
    fresh = path.with_suffix(".fresh")
    fresh.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), encoding="utf-8")
    fresh.replace(path)


def pages(folder: Path, first: int = 1) -> Iterator[Page]:
    """The runs from number `first` on, in order. Raises CaselineError, naming the file, where one cannot be read."""
    for number in range(first, last_run(folder) + 1):
        yield read(folder, number)


def read(folder: Path, number: int) -> Page:
    """One run. Raises CaselineError, naming the file, when it cannot be read."""
    path = _path(folder, number)
    try:
        head, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        run = Run(**head)
        names = {field.name for field in fields(Event)}
        events = [Event(**(line | {"record_keys": tuple(line["record_keys"])})) for line in lines if names >= set(line)]
        if len(events) != len(lines) or run.run != number:
            raise ValueError
    except (OSError, ValueError, TypeError, KeyError):
        raise CaselineError(
            f"{path} in the register of client IDs cannot be read. It was changed or is broken: bring it back from "
            "a backup."
        ) from None
    return Page(run, events)


def _path(folder: Path, number: int) -> Path:
    return folder / f"run-{number:06d}.jsonl"
