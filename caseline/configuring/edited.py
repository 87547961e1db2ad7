"""An organisation's files with changes that are not written yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from caseline.audit.running import SETTINGS
from caseline.ground.errors import CaselineError, ConfigurationError, ConfigurationErrors

BOM = "\ufeff"
NO_WORDS = ("data", "frozen")
"""Folders of an organisation's in which its data is, and copies of it."""


@dataclass(frozen=True)
class FileChange:
    """A file of the organisation's by its path from the folder: its text `before`, None where it is new, and `after`,
    None where it goes. `copied`: the text that a new file began as a copy of."""

    path: str
    before: str | None
    after: str | None
    copied: str | None = None


@dataclass
class Edited:
    """The files below `folder` as they would be. Line ends and marks of encoding stay those of each file."""

    folder: Path
    _texts: dict[str, FileChange] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        return self._text(path) is not None

    def read(self, path: str) -> str:
        """The text of a file with plain line ends; empty where there is none."""
        return _plain(self._text(path) or "")

    def write(self, path: str, text: str) -> None:
        known = self._texts.get(path) or FileChange(path, self._stored(path), "")
        former = known.before or ""
        after = text.replace("\n", "\r\n") if "\r\n" in former else text
        self._texts[path] = replace(known, after=BOM + after if former.startswith(BOM) else after)

    def copy(self, path: str, text: str) -> None:
        """Begin a new file as a copy of what is shipped."""
        self._texts[path] = FileChange(path, None, text, text)

    def put(self, path: str, text: str | None) -> None:
        """Have a file be `text` to the letter; None: not be there."""
        self._texts[path] = FileChange(path, self._stored(path), text)

    @property
    def changes(self) -> tuple[FileChange, ...]:
        return tuple(change for _, change in sorted(self._texts.items()) if change.after != change.before)

    @contextmanager
    def trial(self) -> Iterator[Path]:
        """A folder that holds the organisation's words as they would be: links to its files, and those that change.
        Nothing of its data is there."""
        with TemporaryDirectory(prefix="caseline-trial-") as kept:
            trial = Path(kept) / self.folder.name
            trial.mkdir()
            for path in self._files():
                (trial / path).parent.mkdir(parents=True, exist_ok=True)
                (trial / path).symlink_to((self.folder / path).absolute())
            for change in self.changes:
                path = trial / change.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                if change.after is not None:
                    path.write_bytes(change.after.encode())
            with _told_of(trial, self.folder):
                yield trial

    def _files(self) -> Iterator[Path]:
        """Files that may change, and whatever stands beside them in the folder, which they may name: fonts."""
        for entry in sorted(self.folder.iterdir()):
            if entry.is_dir() and entry.name in SETTINGS:
                for folder, _, names in os.walk(entry, followlinks=True):
                    yield from (Path(folder, name).relative_to(self.folder) for name in names)
            elif entry.name not in NO_WORDS:
                yield entry.relative_to(self.folder)

    def _text(self, path: str) -> str | None:
        return self._texts[path].after if path in self._texts else self._stored(path)

    def _stored(self, path: str) -> str | None:
        file = self.folder / path
        return file.read_bytes().decode("utf-8") if file.is_file() else None


@contextmanager
def _told_of(trial: Path, folder: Path) -> Iterator[None]:
    """A mistake in a trial is told by the path of the organisation's own file."""

    def own(said: object) -> str:
        return str(said).replace(str(trial), str(folder))

    def mended(one: ConfigurationError) -> ConfigurationError:
        file, fix = own(one.file) if one.file else None, own(one.fix) if one.fix else None
        return ConfigurationError(own(one.problem), file=file, line=one.line, fix=fix)

    try:
        yield
    except ConfigurationErrors as errors:
        raise ConfigurationErrors([mended(one) for one in errors.problems]) from None
    except ConfigurationError as error:
        raise mended(error) from None
    except CaselineError as error:
        raise CaselineError(own(error)) from None


def _plain(text: str) -> str:
    return text.removeprefix(BOM).replace("\r\n", "\n")
