"""Salesforce IDs: 15 characters of which case matters, or 18, where three more say which letters are capitals."""

import re

import pyarrow as pa
import pyarrow.compute as pc

_SHORT = re.compile(r"(?=.{0,2}\d)[0-9A-Za-z]{15}")
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(text: str) -> str:
    """An ID of 15 characters as the same one of 18; anything else as it is."""
    if not _SHORT.fullmatch(text):
        return text
    suffix = [
        _SUFFIX[sum(1 << at for at, letter in enumerate(text[start : start + 5]) if letter.isupper())]
        for start in (0, 5, 10)
    ]
    return text + "".join(suffix)


def long_ids(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text with every ID in 18 characters."""
    is_short = pc.fill_null(pc.equal(pc.utf8_length(column), 15), False)
    if not pc.any(is_short).as_py():
        return column
    return pa.chunked_array(
        [[None if text is None else salesforce_id(text) for text in column.to_pylist()]], pa.string()
    )
