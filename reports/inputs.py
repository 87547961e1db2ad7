"""The exports that a warehouse was made from, and the short name of all of them together."""

import hashlib
import re
from collections.abc import Collection
from pathlib import PurePosixPath

import duckdb

from reports.words import search_words

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])")
"""'AnnRoe_intake' is three words."""
FEWEST_LETTERS = 4
DOCUMENTS = "documents"
"""The folder of letters and mails in an export."""

LETTERS = "letters and mails"
OTHERS = "all other exports together"
UNNAMED = "a file that is not named here"

FILES = "select distinct file, sha256, rows_loaded from intake.load_file where outcome = 'loaded' order by all"


def data_version(connection: duckdb.DuckDBPyConnection) -> str:
    """A short name of all that was taken in: the same files with the same content have the same."""
    files = "\n".join(f"{sha256} {file}" for file, sha256, _ in connection.execute(FILES).fetchall())
    return hashlib.sha256(files.encode()).hexdigest()[:12]


def named_outside(file: str, names: frozenset[str]) -> str:
    """What the file itself is called: which folders it lies in is nobody's business outside. Letters and mails are one,
    since how many there are counts what is about few; one whose name holds a word of `names` is not named either."""
    path = PurePosixPath(file)
    if DOCUMENTS in [part.lower() for part in path.parts[:-1]]:
        return LETTERS
    return UNNAMED if _names_somebody(path.name, names) else path.name


def _names_somebody(file: str, names: frozenset[str]) -> bool:
    """Whether a word of the file's name is one of the names, or one of four letters and more stands anywhere in it."""
    words = {word for part in _WORD.findall(file) for word in search_words(part)}
    whole = "".join(search_words(file))
    plain = {word for name in names for word in search_words(name)}
    return bool(words & plain) or any(len(name) >= FEWEST_LETTERS and name in whole for name in plain)


def inputs_outside(
    connection: duckdb.DuckDBPyConnection, named: Collection[str], names: frozenset[str]
) -> list[tuple[str, str]]:
    """The exports that are `named`, each with its SHA-256, several of one name by the hash of their hashes; so, too,
    letters and mails, and all others together: which there are tells of every program."""
    found: dict[str, list[str]] = {}
    for file, sha256, _ in connection.execute(FILES).fetchall():
        name = named_outside(file, names)
        found.setdefault(name if name in named else OTHERS, []).append(sha256 or "")
    return [(name, _together(name, found[name])) for name in sorted(found, key=lambda name: (name == OTHERS, name))]


def _together(name: str, hashes: list[str]) -> str:
    is_one = len(hashes) == 1 and name not in (OTHERS, LETTERS)
    return hashes[0] if is_one else hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
