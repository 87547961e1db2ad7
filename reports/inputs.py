"""The exports that a warehouse was made from, and the short name of all of them together."""

import hashlib
from collections.abc import Collection
from pathlib import PurePosixPath

import duckdb

DOCUMENTS = "documents"
"""The folder of letters and mails in an export."""

OTHERS = "all other exports together"

FILES = "select distinct file, sha256, rows_loaded from intake.load_file where outcome = 'loaded' order by all"


def data_version(connection: duckdb.DuckDBPyConnection) -> str:
    """A short name of all that was taken in: the same files with the same content have the same."""
    files = "\n".join(f"{sha256} {file}" for file, sha256, _ in connection.execute(FILES).fetchall())
    return hashlib.sha256(files.encode()).hexdigest()[:12]


def named_outside(file: str) -> str:
    """The file, or of a letter or mail its folder: what it is called may name a client, and how many there are counts
    what is about few."""
    folders = PurePosixPath(file).parts[:-1]
    return "/".join(folders[: folders.index(DOCUMENTS) + 1]) + "/" if DOCUMENTS in folders else file


def inputs_outside(connection: duckdb.DuckDBPyConnection, named: Collection[str]) -> list[tuple[str, str]]:
    """The exports that are `named` with their SHA-256; letters and mails of a folder, and all others, together by the
    hash of their hashes. What an export is called may name a client, and which there are tells of every program."""
    found: dict[str, list[str]] = {}
    for file, sha256, _ in connection.execute(FILES).fetchall():
        name = named_outside(file)
        found.setdefault(name if name in named else OTHERS, []).append(sha256 or "")
    return [(name, _together(name, found[name])) for name in sorted(found, key=lambda name: (name == OTHERS, name))]


def _together(name: str, hashes: list[str]) -> str:
    is_one = name != OTHERS and not name.endswith("/")
    return hashes[0] if is_one else hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
