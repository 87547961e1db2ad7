"""What a system's tables hold, as far as it was asked: kept between runs, so that only changes have to be asked for.

Each record is encrypted for itself; names of tables and IDs of records are not.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from caseline.ground.sealed_files import opened, sealed

_TABLES = """
create table if not exists record (name text, key text, content blob, primary key (name, key)) without rowid;
create table if not exists asked (name text primary key, until text, whole_on text, link text) without rowid;
"""


@dataclass(frozen=True)
class Asked:
    """How far a table was asked: everything changed before `until`, all of it on `whole_on`, the rest at `link`."""

    until: datetime
    whole_on: date
    link: str | None = None


def mirror_path(work_dir: Path, affiliate_id: str, system: str) -> Path:
    """Where the mirror of an affiliate's system is kept, among what the intake keeps between runs."""
    return work_dir / "api" / f"{affiliate_id}-{system}.sqlite"


class Mirror:
    """One system's tables, by the names their files have. May be deleted: then all is asked for again."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes within stand together, or none does."""
        self._connection.execute("begin")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def asked(self, name: str) -> Asked | None:
        """How far a table was asked; None before the first time."""
        row = self._connection.execute("select until, whole_on, link from asked where name = ?", [name]).fetchone()
        return Asked(datetime.fromisoformat(row[0]), date.fromisoformat(row[1]), row[2]) if row else None

    def now_asked(self, name: str, asked: Asked) -> None:
        until, whole_on, link = map(_text, asdict(asked).values())
        self._connection.execute("insert or replace into asked values (?, ?, ?, ?)", [name, until, whole_on, link])

    def clear(self, name: str) -> None:
        self._connection.execute("delete from record where name = ?", [name])

    def put(self, name: str, key: str, record: Any) -> None:
        text = json.dumps(record, ensure_ascii=True)  # a lone surrogate is for the door to see
        content = sealed(text.encode(), self._path)
        self._connection.execute("insert or replace into record values (?, ?, ?)", [name, key, content])

    def drop(self, name: str, key: str) -> None:
        self._connection.execute("delete from record where name = ? and key = ?", [name, key])

    def records(self, name: str) -> Iterator[Any]:
        """Every record, in order of its ID."""
        for (content,) in self._connection.execute("select content from record where name = ? order by key", [name]):
            yield json.loads(opened(content, self._path))


def _text(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date | datetime) else value
