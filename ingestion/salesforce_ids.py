"""Salesforce IDs: 15 characters of which case matters, or 18, where three more say which letters are capitals."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_LETTERS = np.frombuffer(_SUFFIX.encode(), np.uint8)
_BITS = np.array([1, 2, 4, 8, 16], np.uint8)
_ID = re.compile(r"(?=.{0,2}\d)([0-9A-Za-z]{15})(?:[A-Z0-5]{3})?")


def salesforce_id(text: str) -> str:
    """An ID in 18 characters, whether it is written in 15 or in 18; anything else as it is."""
    found = _ID.fullmatch(text)
    if not found:
        return text
    capitals = [sum(1 << at for at in range(5) if found[1][start + at].isupper()) for start in (0, 5, 10)]
    return found[1] + "".join(_SUFFIX[number] for number in capitals)


def long_ids(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text with every ID in 18 characters."""
    values = column.combine_chunks()
    is_id = pc.and_(
        pc.match_substring_regex(values, "^[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?$"),
        pc.match_substring_regex(values, "^.{0,2}[0-9]"),
    )
    is_id = pc.fill_null(is_id, False)
    short = pc.utf8_slice_codeunits(values.filter(is_id), 0, 15)
    if not len(short):
        return column
    letters = np.frombuffer("".join(short.to_pylist()).encode(), np.uint8).reshape(-1, 15)
    is_capital = ((letters >= ord("A")) & (letters <= ord("Z"))).reshape(-1, 3, 5)
    whole = np.hstack([letters, _LETTERS[(is_capital * _BITS).sum(axis=2)]]).astype(np.uint8)
    ends = np.arange(0, whole.size + 1, 18, dtype=np.int32)
    ids = pa.StringArray.from_buffers(len(whole), pa.py_buffer(ends), pa.py_buffer(whole.tobytes()))
    return pa.chunked_array([pc.replace_with_mask(values, is_id, ids)])
