"""Row ids: a digest of a row's content, made for many rows at once, and which of them were read before in this run."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

DIGEST = hashlib.sha256().digest_size
_Keys = NDArray[np.uint64]
_Files = NDArray[np.int32]


@dataclass
class _Run:
    """Digests in order: their first 8 bytes, the next 8, and in which file each stood last."""

    keys: _Keys
    more: _Keys
    files: _Files


class Seen:
    """Rows already read in this run, so that one standing in several files lands once, from the newest.

    Holds 20 bytes a row.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._singles: set[bytes] = set()
        self._files = 0
        self.connection = duckdb.connect(config={"threads": 1, "temp_directory": ""})
        """What joins the cells of rows: one for all files, for a file takes less time to read than this to open."""

    def begin_file(self) -> int:
        """The number of the file that is read next, from 1."""
        self._files += 1
        return self._files

    def add(self, digest: bytes) -> bool:
        """Take one row of a kind that always comes singly; whether it is new."""
        before = len(self._singles)
        self._singles.add(digest)
        return len(self._singles) > before

    def add_all(self, digests: NDArray[np.uint64], file: int) -> _Files:
        """Take rows of one file ((rows, 4) 64-bit parts of digests); the file each stood in last, 0 where it is new."""
        order = np.argsort(digests[:, 0], kind="stable")
        keys, more = digests[order, 0], digests[order, 1]
        stood = np.zeros(len(keys), np.int32)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run.keys, keys), len(run.keys) - 1)
            is_here = (run.keys[at] == keys) & (run.more[at] == more)
            stood[is_here] = run.files[at[is_here]]
            run.files[at[is_here]] = file
        new = stood == 0
        self._keep(_Run(keys[new], more[new], np.full(int(new.sum()), file, np.int32)))
        found = np.empty_like(stood)
        found[order] = stood
        return found

    def _keep(self, run: _Run) -> None:
        if not len(run.keys):
            return
        while self._runs and len(self._runs[-1].keys) <= len(run.keys):  # so there are never many runs to look in
            run = _merged(self._runs.pop(), run)
        self._runs.append(run)


def _merged(one: _Run, other: _Run) -> _Run:
    keys = np.concatenate([one.keys, other.keys])
    order = np.argsort(keys, kind="stable")
    more, files = np.concatenate([one.more, other.more]), np.concatenate([one.files, other.files])
    return _Run(keys[order], more[order], files[order])


class RowIds:
    """Gives the rows of one file their ids: the hash of a prefix and of the cells at `positions`, in their order.

    The very same row again in one file stays a row of its own, with an id that counts it.
    """

    def __init__(self, prefix: str, positions: Sequence[int], seen: Seen) -> None:
        self._hash = hashlib.sha256(prefix.encode("utf-8", "surrogatepass"))
        self._seen, self._file = seen, seen.begin_file()
        self._times: dict[bytes, int] = {}
        cells = ", ".join(f"coalesce(\"{at}\", '')" for at in positions)
        self._content = f"concat_ws(chr(31), {cells}) as content"

    def of(self, cells: pa.Table) -> tuple[pa.Array, NDArray[np.bool_]]:
        """The id of each row, and whether to take it: False where it stood in another file already.

        `cells` has its columns named by their position, null where a cell is empty.
        """
        contents = self._seen.connection.from_arrow(cells).project(self._content).to_arrow_table()["content"]
        digests = bytearray(b"".join(map(self._digest, contents.cast(pa.binary()).to_pylist())))
        parts = np.frombuffer(bytes(digests), np.uint64).reshape(-1, DIGEST // 8)
        stood = self._seen.add_all(parts, self._file)
        is_new = stood == 0
        for at in np.flatnonzero((stood == self._file) | _is_repeated(parts[:, 0])).tolist():
            place = slice(at * DIGEST, (at + 1) * DIGEST)
            digest = bytes(digests[place])
            times = self._times.get(digest, int(stood[at] == self._file)) + 1
            self._times[digest] = times
            if times > 1:
                digests[place] = again = hashlib.sha256(digest + str(times).encode()).digest()
                is_new[at] = self._seen.add(again)
        return _hex(digests), is_new

    def _digest(self, content: bytes) -> bytes:
        digest = self._hash.copy()
        digest.update(content)
        return digest.digest()


def _is_repeated(keys: _Keys) -> NDArray[np.bool_]:
    """Which of these stand here more than once."""
    order = np.argsort(keys, kind="stable")
    is_twin = keys[order[1:]] == keys[order[:-1]]
    repeated = np.zeros(len(keys), np.bool_)
    repeated[order[1:][is_twin]] = repeated[order[:-1][is_twin]] = True
    return repeated


def _hex(digests: bytearray) -> pa.Array:
    count = len(digests) // DIGEST
    ends = np.arange(0, 2 * len(digests) + 1, 2 * DIGEST, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(digests.hex().encode()))
