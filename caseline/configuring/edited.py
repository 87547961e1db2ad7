"""An organisation's files with changes that are not written yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from caseline.audit.running import SETTINGS

BOM = "\ufeff"


@dataclass(frozen=True)
class FileChange:
    """A file of the organisation's by its path from the folder: its text `before`, None where it is new, and `after`.
    `copied`: the text that a new file began as a copy of."""

    path: str
    before: str | None
    after: str
    copied: str | None = None


@dataclass
class Edited:
    """The files below `folder` as they would be. Line ends and marks of encoding stay those of each file."""

    folder: Path
    _texts: dict[str, FileChange] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        return path in self._texts or (self.folder / path).is_file()

    def read(self, path: str) -> str:
        """The text of a file with plain line ends; empty where there is none."""
        return _plain(self._texts[path].after if path in self._texts else self._stored(path) or "")

    def write(self, path: str, text: str) -> None:
        known = self._texts.get(path) or FileChange(path, self._stored(path), "")
        former = known.before or ""
        after = text.replace("\n", "\r\n") if "\r\n" in former else text
        self._texts[path] = replace(known, after=BOM + after if former.startswith(BOM) else after)

    def copy(self, path: str, text: str) -> None:
        """Begin a new file as a copy of what is shipped."""
        self._texts[path] = FileChange(path, None, text, text)

    @property
    def changes(self) -> tuple[FileChange, ...]:
        return tuple(change for _, change in sorted(self._texts.items()) if change.after != change.before)

    @contextmanager
    def trial(self) -> Iterator[Path]:
        """A folder that holds the organisation's words as they would be: links to its files, and those that change.
        Nothing of its data is there."""
        with TemporaryDirectory(prefix="caseline-trial-") as kept:
            # named like the organisation's own: a mistake is told by the path that people know
            trial = Path(kept) / self.folder.name
            trial.mkdir()
            for path in self._files():
                (trial / path).parent.mkdir(parents=True, exist_ok=True)
                (trial / path).symlink_to(self.folder / path)
            for change in self.changes:
                path = trial / change.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_bytes(change.after.encode())
            yield trial

    def _files(self) -> Iterator[Path]:
        for entry in sorted(self.folder.iterdir()):
            if entry.is_file():
                yield entry.relative_to(self.folder)
            elif entry.name in SETTINGS:
                for folder, _, names in os.walk(entry):
                    yield from (Path(folder, name).relative_to(self.folder) for name in names)

    def _stored(self, path: str) -> str | None:
        file = self.folder / path
        return file.read_bytes().decode("utf-8") if file.is_file() else None


def _plain(text: str) -> str:
    return text.removeprefix(BOM).replace("\r\n", "\n")
