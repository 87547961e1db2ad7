"""Submissions as they came in: written once, never changed, each encrypted where its folder is.

The same submission sent again is the same row; one that was altered and sent again is a later version beside it. What
counts is what was sent: the day on which it came, and what the form says by itself, make no other version.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.sealed_files import opened, read_sealed, sealed, write_sealed
from caseline.organization.intake_forms import resolved
from caseline.organization.intake_forms.sent_files import KeptFile
from ingestion.submissions.database import Database

FILE, FILES = "submissions.sqlite", "files"
"""The database, and beside it the folder of files that came with submissions."""
_TABLES = """
create table if not exists submission (
    number integer primary key, id text not null, digest text not null, affiliate text not null, form text not null,
    sent_at text not null, content blob not null, unique (id, digest)
);
create table if not exists file (
    number integer primary key, id text not null, name text not null, sha256 text not null, unique (id, name)
);
"""
_OF_CONSENT = (
    resolved.CONSENT_VERSION, resolved.SCOPE, resolved.AGREED_ON, resolved.EXPIRES_ON, resolved.AGREED_AT,
)  # fmt: skip
"""What is written beside a consent: it is that of the day on which it was given."""
_NOT_SENT = (*_OF_CONSENT, resolved.FORM_VERSION)


@dataclass(frozen=True)
class Sent:
    """One submission. `answers` by field of its table; `held` says why it is not taken in, where it is not."""

    id: str
    affiliate: str
    form: str
    answers: dict[str, str]
    held: str = ""


@dataclass(frozen=True)
class Kept:
    """A submission as it is kept: its number in the order of coming, and when it came on the organisation's clock."""

    number: int
    sent_at: datetime
    sent: Sent


@dataclass(frozen=True)
class Upload:
    """A file that is the answer to a question of a submission, without its content."""

    submission: Kept
    name: str
    sha256: str


class Store:
    """The submissions of one organisation in a folder. Several processes may write."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._database = Database(self.path, _TABLES)

    def keep(self, sent: Sent, now: datetime, files: Iterable[KeptFile] = ()) -> bool:
        """Keeps a submission with the files that its answers name; it is on the disk when this returns. Whether it is
        new: not the same as one before.

        Of two versions of one submission the later is at least a second later, and a consent that it repeats is the one
        that was given before. Raises CaselineError where it cannot be written.
        """
        digest, files = _digest(sent), list(files)
        for file in files:  # before the submission says that they are there
            self._write(self._path_of(sent.id, file.name), file.content)
        with self._database.changing() as connection:
            versions = self._versions(connection, sent)
            if any(_digest(one.sent) == digest for one in versions):
                return False
            at = now.replace(microsecond=0)
            if versions:
                at = max(at, max(one.sent_at for one in versions) + timedelta(seconds=1))
                sent = _with_consent_of(versions[-1].sent, sent)
            plain = json.dumps({"answers": sent.answers, "held": sent.held}, ensure_ascii=True).encode()
            connection.execute(
                "insert into submission (id, digest, affiliate, form, sent_at, content) values (?, ?, ?, ?, ?, ?)",
                [sent.id, digest, sent.affiliate, sent.form, at.isoformat(), sealed(plain, self.path)],
            )
            connection.executemany(
                "insert or ignore into file (id, name, sha256) values (?, ?, ?)",
                ((sent.id, file.name, hashlib.sha256(file.content).hexdigest()) for file in files),
            )
        return True

    def uploads(self, affiliates: Sequence[str]) -> list[Upload]:
        """The files that the newest version of each submission to these affiliates names, in the order of coming. Those
        of what is held back are left out."""
        marks = ", ".join("?" * len(affiliates))
        query = f"""select name, sha256, max(submission.number), id, affiliate, form, sent_at, submission.content
            from file join submission using (id) where affiliate in ({marks}) 
            group by file.number order by file.number"""
        with self._database.reading() as connection:
            rows = connection.execute(query, list(affiliates)).fetchall() if connection else []
        found = [Upload(self._kept(*of), name, sha256) for name, sha256, *of in rows]
        return [
            one for one in found if not one.submission.sent.held and one.name in one.submission.sent.answers.values()
        ]

    def content(self, own_id: str, name: str) -> bytes | None:
        """What is in a file of a submission; None where there is none of this name."""
        path = self._path_of(own_id, name)
        return read_sealed(path) if path.exists() else None

    def holds(self, sent: Sent) -> bool:
        """Whether it is kept just so."""
        with self._database.reading() as connection:
            versions = self._versions(connection, sent) if connection else []
            return any(_digest(one.sent) == _digest(sent) for one in versions)

    def count(self, since: datetime | None = None) -> int:
        """How many versions of submissions there are, of those that came since."""
        query = "select count(*) from submission where sent_at > ?"
        with self._database.reading() as connection:
            return connection.execute(query, [since.isoformat() if since else ""]).fetchone()[0] if connection else 0

    def parts(self, affiliates: Sequence[str]) -> list[tuple[str, str, str]]:
        """Affiliate, form and month (2026-11) of all that was sent to these affiliates."""
        marks = ", ".join("?" * len(affiliates))
        query = f"""select distinct affiliate, form, substr(sent_at, 1, 7) from submission
            where affiliate in ({marks}) order by 1, 2, 3"""
        with self._database.reading() as connection:
            return connection.execute(query, list(affiliates)).fetchall() if connection else []

    def of(self, affiliate: str, form: str, month: str) -> Iterator[Kept]:
        """What was sent to a form in a month, in the order of coming."""
        query = """select number, id, sent_at, content from submission
            where affiliate = ? and form = ? and substr(sent_at, 1, 7) = ? order by number"""
        with self._database.reading() as connection:
            rows = connection.execute(query, [affiliate, form, month]).fetchall() if connection else []
        for number, own_id, at, content in rows:
            yield self._kept(number, own_id, affiliate, form, at, content)

    def forget(self, ids: Sequence[str]) -> int:
        """Deletes submissions for good, as a client's right to be erased asks. Returns how many rows."""
        if not self.path.exists() or not ids:
            return 0
        with self._database.changing() as connection:
            for one in ids:
                for (name,) in connection.execute("select name from file where id = ?", [one]).fetchall():
                    self._path_of(one, name).unlink(missing_ok=True)
                connection.execute("delete from file where id = ?", [one])
            deleted = sum(connection.execute("delete from submission where id = ?", [one]).rowcount for one in ids)
        self._database.compact()
        return deleted

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_sealed(path, content)
        except OSError as error:
            raise CaselineError(f"{path} cannot be written ({type(error).__name__}).") from None

    def _path_of(self, own_id: str, name: str) -> Path:
        """Where a file of a submission is: a name that tells neither."""
        stored = hashlib.sha256(f"{own_id}\n{name}".encode()).hexdigest()
        return self.path.parent / FILES / stored[:2] / stored

    def _versions(self, connection: sqlite3.Connection, sent: Sent) -> list[Kept]:
        """The versions of a submission, in the order of coming."""
        query = "select number, id, affiliate, form, sent_at, content from submission where id = ? order by number"
        return [self._kept(*row) for row in connection.execute(query, [sent.id])]

    def _kept(self, number: int, own_id: str, affiliate: str, form: str, at: str, content: bytes) -> Kept:
        read = json.loads(opened(content, self.path))
        return Kept(number, datetime.fromisoformat(at), Sent(own_id, affiliate, form, read["answers"], read["held"]))


def _with_consent_of(former: Sent, sent: Sent) -> Sent:
    """What was sent, with the days of the former version's consent where it says the same of consent."""
    said = (resolved.AGREED, resolved.SIGNED, resolved.DRAWN)
    if any(former.answers.get(name) != sent.answers.get(name) for name in said):
        return sent
    own = {name: text for name, text in sent.answers.items() if name not in _OF_CONSENT}
    kept = {name: former.answers[name] for name in _OF_CONSENT if name in former.answers}
    return replace(sent, answers=own | kept)


def _digest(sent: Sent) -> str:
    answers = {name: text for name, text in sent.answers.items() if name not in _NOT_SENT}
    content = json.dumps([sent.affiliate, sent.form, answers], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
