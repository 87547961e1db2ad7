"""Blocks of whole lines of a CSV text, and whether a block is plain: one record a line, beyond any doubt."""

import io
from collections.abc import Iterator
from typing import TextIO

import numpy as np

BLOCK = 1 << 19  # characters
_BOM = b"\xef\xbb\xbf"
_LINE_FEED, _RETURN, _QUOTE = b'\n\r"'


class BlockLines:
    """The physical lines of a text, which may also be taken a block at a time wherever a block begins.

    `text` keeps its line endings. A block ends with a line; it is longer than twice `BLOCK` only where a line is.
    """

    def __init__(self, text: TextIO) -> None:
        self._text, self._rest = text, ""
        self._lines: list[str] = []

    @property
    def is_at_block(self) -> bool:
        """Whether the next line is the first of a block."""
        return not self._lines

    def next_block(self) -> str:
        """The next block, empty at the end; only where a block begins."""
        begun = [self._rest]
        while piece := self._text.read(BLOCK):
            # A return that is last may have its line feed in the next piece.
            end = piece.rfind("\n") + 1 or piece.rfind("\r", 0, -1) + 1
            if end:
                self._rest = piece[end:]
                return "".join([*begun, piece[:end]])
            begun.append(piece)
        self._rest = ""
        return "".join(begun)

    def take_by_line(self, block: str) -> None:
        """Give the lines of this block next."""
        self._lines = _lines(block)
        self._lines.reverse()

    def begin_block(self) -> None:
        """Begin a block with the next line, wherever that is."""
        self._rest = "".join(reversed(self._lines)) + self._rest
        self._lines = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._lines:
            self.take_by_line(self.next_block())
        if not self._lines:
            raise StopIteration
        return self._lines.pop()


def is_plain(block: bytes, delimiter: str) -> bool:
    """Whether each line of a UTF-8 block is a record to every reader of CSV, if it has the right number of columns."""
    if b"\0" in block or block.startswith(_BOM):
        return False
    returns = block.count(b"\r")
    if returns and not returns == block.count(b"\r\n") == block.count(b"\n"):
        return False
    return b'"' not in block or _quotes_are_plain(block, ord(delimiter))


def _quotes_are_plain(block: bytes, delimiter: int) -> bool:
    """Whether every quotation mark opens a cell, closes one on the same line, or stands doubled within one."""
    marks = np.frombuffer(b"\n" + block + b"\n", np.uint8)
    quotes = np.flatnonzero(marks == _QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    if not np.isin(marks[opening - 1], (delimiter, _LINE_FEED, _QUOTE)).all():
        return False
    if not np.isin(marks[closing + 1], (delimiter, _LINE_FEED, _RETURN, _QUOTE)).all():
        return False
    line_ends = np.flatnonzero(marks == _LINE_FEED)
    return bool((np.searchsorted(line_ends, opening) == np.searchsorted(line_ends, closing)).all())


def _lines(block: str) -> list[str]:
    with io.StringIO(block, newline="") as lines:
        return list(lines)
