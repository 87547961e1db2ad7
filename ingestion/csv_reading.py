"""Reading CSV as it comes: any usual encoding and delimiter, physical line numbers, broken rows told one by one."""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from ingestion.boundary import Unreadable, has_lone_surrogate
from ingestion.encodings import Encoding, detect_encoding
from ingestion.files import FoundFile
from ingestion.header_rows import LOOKED_AT, Known, find_header
from ingestion.null_words import null_words, remark_on

LONGEST_CELL = 2_000_000
LONGEST_RECORD_LINES = 5_000
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class BadRow:
    """A physical line that cannot be read as a row, with the reason and the fix in words.

    `cells` are those of a line that has too many or too few of them.
    """

    line: int
    reason: str
    fix: str
    cells: Sequence[str] = field(default=(), repr=False, compare=False, kw_only=True)
    is_after_blank: bool = field(default=False, compare=False, kw_only=True)


@dataclass(frozen=True)
class Row:
    """One record, with the physical line it starts on (1-based; 0 where there are no lines)."""

    line: int
    cells: list[str]
    is_after_blank: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Head:
    """What the beginning of a CSV file tells. `headers` is empty for an empty file.

    `line` is the physical line of the header, `rows_from` that at which its rows begin; `first_rows` are a few of them.
    """

    encoding: Encoding
    delimiter: str
    headers: list[str]
    line: int = 1
    rows_from: int = 2
    first_rows: Sequence[Sequence[str]] = field(default=(), repr=False)

    @property
    def notes(self) -> list[str]:
        """What is not as usual about how this file is read."""
        notes = [] if self.encoding.title == "UTF-8" else [f"Read as {self.encoding}."]
        if self.line > 1:
            notes.append(f"Its header is line {self.line:,}: what stands above it is a title and no row.")
        if nothing := null_words(self.first_rows):
            notes.append(remark_on(nothing))
        return notes


def read_head(file: FoundFile, known: Known | None = None, header_line: int | None = None) -> Head:
    """Encoding, delimiter and headers of a CSV file; `known` and `header_line` help to find the header as in
    `find_header`. Raises Unreadable, and what opening the file raises."""
    with file.open() as stream:
        encoding = detect_encoding(stream)
    with open_text(file, encoding) as text:
        delimiter = sniff_delimiter(list(islice(text, LOOKED_AT)))
    with open_text(file, encoding) as text:
        records = list(islice(_records(iter(text), delimiter), LOOKED_AT))
    if not records:
        return Head(encoding, delimiter, [])
    place = find_header([cells for _, _, cells, _ in records], known, _place_of(header_line, records))
    line, _, cells, problem = records[place.at]
    if problem:
        raise Unreadable(f"The header of this file cannot be read, so none of it was. {problem.reason}", problem.fix)
    if has_lone_surrogate(cells):
        raise Unreadable(f"The header of this file holds characters that are not {encoding.title}.")
    below = [cells for _, _, cells, _ in records[place.rows_at :]]
    return Head(encoding, delimiter, place.headers, line, records[place.rows_at - 1][1], below)


def _place_of(header_line: int | None, records: "list[_Record]") -> int | None:
    if header_line is None:
        return None
    return next((at for at, (line, *_) in enumerate(records) if line >= header_line), None)


_Record = tuple[int, int, list[str], BadRow | None]
"""The line of a record, the line after it, its cells, and why it cannot be read."""


def _records(lines: Iterator[str], delimiter: str) -> Iterator[_Record]:
    """Records as they come, of any number of cells, without blank ones."""
    source = Lines(lines)
    while True:
        source.begin()
        try:
            cells = next(csv.reader(source, delimiter=delimiter, strict=True))
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            source.retry_from_second_line()
            yield source.start, source.number, [], _broken_quotes(source.start)
            continue
        if any(cell.strip() for cell in cells):
            yield source.start, source.number, cells, None


@contextmanager
def open_text(file: FoundFile, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    """The file as text, with its line endings as they are."""
    with file.open() as stream, io.TextIOWrapper(stream, encoding.codec, errors=encoding.errors, newline="") as text:
        yield text


def sniff_delimiter(lines: Sequence[str]) -> str:
    """Comma, semicolon, tab or bar: whichever parts most lines alike, into most cells."""
    if lines and (said := re.match(r"sep=(.)\s*$", lines[0])):
        return said[1]
    outside_quotes = ["".join(line.split('"')[::2]) for line in lines]

    def parts(delimiter: str) -> int:
        counts = Counter(count for line in outside_quotes if (count := line.count(delimiter)))
        return max((cells * times for cells, times in counts.items()), default=0)

    return max(",;\t|", key=parts)


def rows_below(text: Iterator[str], head: Head) -> Iterator[Row | BadRow]:
    """The rows under the header, one by one, as `read_rows` gives them."""
    lines = Lines(text)
    for _ in range(head.rows_from - 1):
        next(lines, "")
    return read_rows(lines, head.delimiter, len(head.headers))


def read_rows(lines: Iterator[str], delimiter: str, width: int | None = None) -> Iterator[Row | BadRow]:
    """Records one by one; the first (the header) gives the width unless it is given.

    A record that cannot be read (broken quotes, too many or too few cells) holds back the one physical line it
    starts on, and reading goes on at the next.
    """
    source = lines if isinstance(lines, Lines) else Lines(lines)
    after_blank = False
    while True:
        source.begin()
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            source.retry_from_second_line()
            yield _broken_quotes(source.start)
            continue
        if not any(cells):
            after_blank = True
            continue
        if width is None:
            width = len(cells)
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) == width:
            yield Row(source.start, cells, after_blank)
        else:
            source.retry_from_second_line()
            yield BadRow(
                source.start,
                f"This line has {len(cells)} columns where the header has {width}.",
                "Export the file again, or mend the line: a stray comma or a cut-off row is the usual cause.",
                cells=cells,
                is_after_blank=after_blank,
            )
        after_blank = False


def _broken_quotes(line: int) -> BadRow:
    return BadRow(
        line,
        "The quotation marks on this line do not match, so its columns cannot be told apart.",
        'Close the quotation mark, or write a quotation mark inside a cell twice ("").',
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
