"""A small database of one file that several processes write to, on the disk when a change is done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.written import OWNER_ONLY

WAIT_SECONDS = 20


@dataclass(frozen=True)
class Database:
    """`tables`: the statements that make what is not there yet."""

    path: Path
    tables: str

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """All changes within stand together, or none does. Raises CaselineError where they cannot be written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with closing(self._opened()) as connection:
                connection.executescript(self.tables)
                self.path.chmod(OWNER_ONLY)
                connection.execute("begin immediate")
                try:
                    yield connection
                except BaseException:
                    connection.execute("rollback")
                    raise
                connection.execute("commit")
        except (sqlite3.Error, OSError) as error:
            raise CaselineError(f"{self.path} cannot be written ({type(error).__name__}).") from None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """None where nothing was ever kept. Raises CaselineError where it cannot be read."""
        if not self.path.exists():
            yield None
            return
        try:
            with closing(self._opened()) as connection:
                connection.executescript(self.tables)  # of a database from before, what is not there yet
                yield connection
        except sqlite3.Error as error:
            raise CaselineError(f"{self.path} cannot be read ({type(error).__name__}).") from None

    def compact(self) -> None:
        """Have what was deleted gone from the file."""
        with closing(self._opened()) as connection:
            connection.execute("vacuum")

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
        connection.execute("pragma synchronous = full")
        return connection
