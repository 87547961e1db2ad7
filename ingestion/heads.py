"""The head of a CSV file, or why the file cannot be read without one."""

from ingestion.boundary import Problem, attempt
from ingestion.csv_reading import Head, read_head
from ingestion.files import FoundFile
from ingestion.header_rows import Known

_PACKED = {"gz", "bz2", "xz", "zst", "7z", "rar", "tar", "tgz"}


def head_of(file: FoundFile, known: Known | None = None, header_line: int | None = None) -> Head | Problem:
    """Encoding, delimiter and headers. There is always a header: a file without one is a problem.

    `known` and `header_line` help to find it, as in `find_header`.
    """
    head = attempt(lambda: read_head(file, known, header_line))
    if isinstance(head, Head) and not head.headers:
        return Problem("This file is empty: it has not even a header.", "Export it again, or remove it.")
    return head


def packed(file: FoundFile) -> Problem | None:
    """Why a file that holds others is not opened; None for a file that holds none."""
    kind = file.name.lower().rsplit(".", 1)[-1]
    if kind == "zip":
        return Problem("This is a zip inside a zip, which is not opened.", "Unpack it here.")
    if kind in _PACKED:
        return Problem(f"This is a packed file (.{kind}), which is not opened.", "Unpack it here, or make it a zip.")
    return None
