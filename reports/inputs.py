"""The exports that a warehouse was made from, and the short name of all of them together."""

import hashlib
from pathlib import PurePosixPath

import duckdb

DOCUMENTS = "documents"
"""The folder of letters and mails in an export."""

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


def inputs_outside(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Every export with its SHA-256; letters and mails of a folder together, by the hash of their hashes."""
    found: dict[str, list[str]] = {}
    for file, sha256, _ in connection.execute(FILES).fetchall():
        found.setdefault(named_outside(file), []).append(sha256 or "")
    together = {name: hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest() for name, hashes in found.items()}
    return [(name, together[name] if name.endswith("/") else found[name][0]) for name in sorted(found)]
