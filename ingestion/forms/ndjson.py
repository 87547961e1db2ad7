"""A JSON object on each line (FHIR's bulk export, Ed-Fi, dumps of databases), plain or packed with gzip, line by line.

What is nested becomes a path: `name/0/family`. Lists are numbered from 0.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, cast

from ingestion.boundary import Unreadable
from ingestion.csv_reading import BadRow
from ingestion.files import MAX_RATIO, RATIO_MATTERS_FROM, FoundFile
from ingestion.forms.fhir import Unfit, is_resource, laid_out
from ingestion.forms.submission import Answer, Submission

KINDS = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
LONGEST_LINE = 64 << 20
_HEADER_LINES = 50
_EXPORT_AGAIN = "Export the file again, with one JSON object on each line."


def is_ndjson(name: str) -> bool:
    """Whether a file of this name holds a JSON object on each line."""
    return name.lower().endswith(KINDS)


def submissions_of_ndjson(file: FoundFile) -> Iterator[Submission | BadRow]:
    """Each line as a submission without repeats; `line` is the physical line. Lines without a mark on them are none."""
    with _open(file) as stream:
        for number, line in enumerate(_lines(stream, _most_bytes(file)), 1):
            if line.strip():
                yield _submission(number, line)


def headers_of_ndjson(file: FoundFile) -> list[str]:
    """The paths of the first lines, and of FHIR's resources their type (`resourceType: Patient`)."""
    paths: dict[str, None] = {}
    for item in islice(submissions_of_ndjson(file), _HEADER_LINES):
        if isinstance(item, Submission):
            for answer in item.answers:
                paths[answer.field] = None
                if answer.field == "resourceType":
                    paths[f"resourceType: {answer.value}"] = None
    return list(paths)


@contextmanager
def _open(file: FoundFile) -> Iterator[BinaryIO]:
    with file.open() as stream:
        if file.name.lower().endswith(".gz"):
            with gzip.open(stream) as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield stream


def _most_bytes(file: FoundFile) -> int | None:
    """What a packed file may unpack to."""
    if not file.name.lower().endswith(".gz"):
        return None
    return max(RATIO_MATTERS_FROM, MAX_RATIO * file.path.stat().st_size)


def _lines(stream: BinaryIO, most_bytes: int | None) -> Iterator[bytes]:
    """Physical lines. Raises Unreadable where one line, or all that was unpacked, is far more than an export holds."""
    unpacked = 0
    while line := stream.readline(LONGEST_LINE + 1):
        unpacked += len(line)
        if len(line) > LONGEST_LINE:
            raise Unreadable(f"A line is longer than {LONGEST_LINE >> 20} MB.", _EXPORT_AGAIN)
        if most_bytes and unpacked > most_bytes:
            raise Unreadable("This file unpacks to far more than an export would hold.", "Export it again.")
        yield line


def _submission(number: int, line: bytes) -> Submission | BadRow:
    try:
        content = json.loads(line.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except UnicodeDecodeError:
        return BadRow(number, "This line holds characters that are not UTF-8.", "Export the file again as UTF-8.")
    except (json.JSONDecodeError, RecursionError):
        return BadRow(number, "This line is not valid JSON, or was cut off.", _EXPORT_AGAIN)
    if not isinstance(content, dict):
        return BadRow(number, "This line holds no JSON object.", _EXPORT_AGAIN)
    if is_resource(content):
        try:
            content = laid_out(content)
        except Unfit as unfit:
            return BadRow(number, unfit.reason, unfit.fix)
    return Submission(number, [Answer("", 0, path, value) for path, value in _leaves(content, "")])


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every value that is not empty, with its path."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for part, inner in parts:
            yield from _leaves(inner, f"{path}/{part}" if path else str(part))
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    elif value not in (None, ""):
        yield path, str(value)
