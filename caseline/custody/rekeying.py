"""Other keys for everything below an output folder: when a key may be known to others, and where none was used yet."""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from caseline.custody.anew import written_anew
from caseline.custody.frozen import kept_evidence, plain_evidence
from caseline.ground.errors import CaselineError
from caseline.ground.keys import (
    KEY_BYTES,
    REKEYED,
    Keys,
    is_in_file,
    key_id,
    keys_of,
    keys_of_workspace,
    masters,
    wrap,
    write_masters,
)  # fmt: skip
from caseline.ground.sealed_files import MARK, opened_with, sealed_with
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import attach_with, in_memory, writer_lock
from caseline.ground.written import write_whole

_SEALED_ROWS = {
    "api": ("record", ("name", "key")), "submissions": ("submission", ("number",)), "links": ("link", ("number",)),
}  # fmt: skip
"""Databases by the folder they lie in: the table whose content is encrypted, and its key."""


def rekey(place: Workspace) -> list[Path]:
    """Encrypts everything below the output folder, and the evidence of kept reports, with a new key under a new
    master key. Gives the files.

    Where the master key is not in a file of ours the new one has to stand there first, before the former. Nothing has
    changed until all is written; what was cut off after that is finished, and nothing else done.
    Raises CaselineError where another run is writing, or there is no new master key.
    """
    with writer_lock(place.warehouse, wait_seconds=0):
        if finished := finish_rekeying(place):
            return finished
        old = keys_of_workspace(place)
        known = masters(old.organization)
        if is_in_file():
            known = [secrets.token_bytes(KEY_BYTES), *known]
            write_masters(old.organization, known)
        elif key_id(known[0]) == old.master_id and old.encrypts:
            raise CaselineError(
                "The master key is kept elsewhere: put a new one there, before the former and with a space between, "
                "and ask again. `caseline keys new` makes one."
            )
        new = replace(old, data=secrets.token_bytes(KEY_BYTES), encrypts=True, master_id=key_id(known[0]))
        for path in _files(place.output):
            _write_anew(path, old, new)
        for path in kept_evidence(place.organization):
            write_whole(_fresh(path, new), sealed_with(new, plain_evidence(path, old), path))
        for made_again in (place.log, place.sharing_costs):
            made_again.unlink(missing_ok=True)
        wrap(
            place.output, old.organization, known[0], encrypts=True, data=new.data, audit=old.audit, erasure=old.erasure
        )
        return finish_rekeying(place)


def finish_rekeying(place: Workspace) -> list[Path]:
    """Puts files in place that are under the keys in use already, and drops those under keys that never came to be.

    Gives the files put in place. The caller holds the writer's lock.
    """
    keys = keys_of(place.output)
    finished = []
    for fresh in sorted(written_anew(place)):
        own, _, key = fresh.name.rpartition(REKEYED)
        if keys and key == key_id(keys.data):
            finished.append(fresh.replace(fresh.with_name(own)))
        else:
            fresh.unlink()
    return finished


def _files(output: Path) -> Iterator[Path]:
    for path in sorted(output.rglob("*")):
        if path.is_file() and path.suffix not in (".lock", ".fresh"):
            yield path


def _write_anew(path: Path, old: Keys, new: Keys) -> None:
    """A file that is encrypted, beside itself under the new keys."""
    fresh = _fresh(path, new)
    if path.suffix == ".duckdb":
        _copy_warehouse(path, fresh, old, new)
    elif path.suffix == ".sqlite" and path.parent.name in _SEALED_ROWS:
        _copy_rows(path, fresh, old, new, *_SEALED_ROWS[path.parent.name])
    elif path.parent.name == "identity" or path.read_bytes()[: len(MARK)] == MARK:
        write_whole(fresh, sealed_with(new, opened_with(old, path.read_bytes(), path), path))


def _fresh(path: Path, new: Keys) -> Path:
    return path.with_name(f"{path.name}{REKEYED}{key_id(new.data)}")


def _copy_warehouse(path: Path, fresh: Path, old: Keys, new: Keys) -> None:
    with in_memory() as connection:
        attach_with(connection, old, path, "old", read_only=True)
        attach_with(connection, new, fresh, "new")
        connection.execute("copy from database old to new")
        connection.execute("checkpoint new")


def _copy_rows(path: Path, fresh: Path, old: Keys, new: Keys, table: str, key: Sequence[str]) -> None:
    """A copy of a database of which `content` of every row of a table is encrypted."""
    columns, where = ", ".join(key), " and ".join(f"{name} = ?" for name in key)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(fresh)) as target:
        source.backup(target)
        target.executemany(
            f"update {table} set content = ? where {where}",
            (
                (sealed_with(new, opened_with(old, _bytes(content), path), path), *own)
                for content, *own in source.execute(f"select content, {columns} from {table}")
            ),
        )
        target.commit()
        target.execute("vacuum")


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content
