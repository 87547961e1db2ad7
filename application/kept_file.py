"""A JSON file for its owner alone, that several processes may read and change."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from caseline.ground.written import write_whole


@dataclass(frozen=True)
class KeptFile:
    """`sections`: the names of the objects that it holds."""

    path: Path
    sections: tuple[str, ...]

    def read(self) -> dict[str, Any]:
        if not self.path.exists():
            return {name: {} for name in self.sections}
        kept: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return kept

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """What it holds, written back at the end of the block; nobody else changes it meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self.path.with_suffix(".lock"), mode=0o600):
            kept = self.read()
            yield kept
            write_whole(self.path, json.dumps(kept, indent=1).encode())
