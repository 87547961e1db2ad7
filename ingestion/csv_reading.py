"""Reading CSV as it comes: any usual encoding and delimiter, physical line numbers, broken rows told one by one."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from ingestion.boundary import Unreadable, has_lone_surrogate
from ingestion.files import CHUNK, FoundFile

LONGEST_CELL = 2_000_000
LONGEST_RECORD_LINES = 5_000
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes become text. `may_break` is set when some bytes may not belong to the encoding: `errors`
    says how they are let through, as half characters.

    `may_end_anywhere`: the bytes were not all looked at when it was detected, so reading them may fail.
    """

    codec: str
    title: str
    may_break: bool = False
    errors: str = "strict"
    may_end_anywhere: bool = False


@dataclass(frozen=True)
class BadRow:
    """A physical line that cannot be read as a row, with the reason and the fix in words."""

    line: int
    reason: str
    fix: str


@dataclass(frozen=True)
class Row:
    """One record, with the physical line it starts on (1-based; 0 where there are no lines)."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Head:
    """What the beginning of a CSV file tells. `headers` is empty for an empty file."""

    encoding: Encoding
    delimiter: str
    headers: list[str]


UTF8 = Encoding("utf-8-sig", "UTF-8")
BROKEN_UTF8 = Encoding("utf-8-sig", "UTF-8", may_break=True, errors="surrogateescape")
WINDOWS = Encoding("cp1252", "Windows-1252")
MAC = Encoding("mac_roman", "Mac Roman")

_NOT_IN_WINDOWS = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def detect_encoding(stream: BinaryIO) -> Encoding:
    """Tell UTF-8, UTF-16, Windows-1252 and Mac Roman apart by content."""
    head = stream.read(4)
    if head in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):  # the former begins like UTF-16
        return _wide("utf-32", "UTF-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _wide("utf-16", "UTF-16")
    head += stream.read(CHUNK)
    if head[1:200:2].count(0) > len(head[1:200:2]) * 0.8:
        return _wide("utf-16-le", "UTF-16")
    if head[0:200:2].count(0) > len(head[0:200:2]) * 0.8:
        return _wide("utf-16-be", "UTF-16")
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = head
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = stream.read(CHUNK)
        decoder.decode(b"", final=True)
        return UTF8
    except UnicodeDecodeError:
        return _legacy_encoding(head + chunk + stream.read())


def _wide(codec: str, title: str) -> Encoding:
    return Encoding(codec, title, may_break=True, errors="surrogatepass", may_end_anywhere=True)


def _legacy_encoding(content: bytes) -> Encoding:
    text = content.decode("utf-8", errors="surrogateescape")
    broken = sum(1 for character in text if "\udc80" <= character <= "\udcff")
    if sum(1 for character in text if ord(character) > 127) - broken > broken:
        return BROKEN_UTF8
    high = [byte for byte in content if byte > 127]
    low_half = sum(1 for byte in high if byte < 0xA0)
    is_mac = b"\n" not in content or any(byte in _NOT_IN_WINDOWS for byte in high) or low_half > len(high) / 2
    return MAC if is_mac else WINDOWS


def read_head(file: FoundFile) -> Head:
    """Encoding, delimiter and headers of a CSV file. Raises Unreadable, and what opening the file raises."""
    with file.open() as stream:
        encoding = detect_encoding(stream)
    with open_text(file, encoding) as text:
        first_line = next(text, "")
    delimiter = sniff_delimiter(first_line)
    with open_text(file, encoding) as text:
        first = next(read_rows(iter(text), delimiter), None)
    if isinstance(first, BadRow):
        raise Unreadable(f"The header of this file cannot be read, so none of it was. {first.reason}", first.fix)
    if first and has_lone_surrogate(first.cells):
        raise Unreadable(f"The header of this file holds characters that are not {encoding.title}.")
    return Head(encoding, delimiter, [cell.strip() for cell in first.cells] if first else [])


@contextmanager
def open_text(file: FoundFile, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    """The file as text, with its line endings as they are."""
    with file.open() as stream, io.TextIOWrapper(stream, encoding.codec, errors=encoding.errors, newline="") as text:
        yield text


def sniff_delimiter(header_line: str) -> str:
    """Comma, semicolon, tab or bar: whichever parts the header most."""
    outside_quotes = "".join(header_line.split('"')[::2])
    return max(",;\t|", key=outside_quotes.count)


def read_rows(lines: Iterator[str], delimiter: str, width: int | None = None) -> Iterator[Row | BadRow]:
    """Records one by one; the first (the header) gives the width unless it is given.

    A record that cannot be read (broken quotes, too many or too few cells) holds back the one physical line it
    starts on, and reading goes on at the next.
    """
    source = lines if isinstance(lines, Lines) else Lines(lines)
    while True:
        source.begin()
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            source.retry_from_second_line()
            yield BadRow(
                source.start,
                "The quotation marks on this line do not match, so its columns cannot be told apart.",
                'Close the quotation mark, or write a quotation mark inside a cell twice ("").',
            )
            continue
        if not any(cells):
            continue
        if width is None:
            width = len(cells)
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) == width:
            yield Row(source.start, cells)
        else:
            source.retry_from_second_line()
            yield BadRow(
                source.start,
                f"This line has {len(cells)} columns where the header has {width}.",
                "Export the file again, or mend the line: a stray comma or a cut-off row is the usual cause.",
            )


class _TooLong(Exception):
    pass


class Lines:
    """Physical lines with their numbers, and a way back to the second line of a record that went wrong.

    `number` is that of the next line. Whoever takes lines past this object counts them there.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again = lines, deque[str]()
        self._taken: list[str] = []
        self.start, self.number = 1, 1

    @property
    def is_in_order(self) -> bool:
        """Whether the next line is one that was never given before."""
        return not self._again

    def begin(self) -> None:
        self._taken.clear()
        self.start = self.number

    def retry_from_second_line(self) -> None:
        self._again.extendleft(reversed(self._taken[1:]))
        self.number = self.start + 1

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        self.number += 1
        if len(self._taken) > LONGEST_RECORD_LINES:
            raise _TooLong
        return line
