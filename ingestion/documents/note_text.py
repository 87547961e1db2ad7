"""Lines of a document as one text to read: wrapped lines joined to paragraphs, and where in it each line begins.

A sentence goes on over the end of a line, so that "denied" on one line and "any thoughts of suicide" on the next are
read together. A paragraph is a line of the text; each line of the document keeps its place.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.documents.document import Line

LONGEST_NOTE = 100_000
"""Characters. A longer document becomes several notes, cut where a page or at least a line ends."""

NARROWEST_COLUMN = 30
NEARLY_FULL = 0.75
HALF_FULL = 0.5
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00ad": "",
        "\u00a0": " ",
        "\x0c": " ",
    }
)
_SPACE = re.compile(r"[ \t\u2002-\u200a\u202f\u3000]+")
_ITEM = re.compile(r"\s*(?:[-*•▪►●◦‣·]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|[A-Z][\w ]{0,30}:\s)")
_ENDS_IN_HYPHEN = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# Words that English joins with a hyphen: it stays when a line ends after it ("self-" / "harm").
_JOINED_WITH_HYPHEN = frozenset(
    [
        "all",
        "anti",
        "care",
        "case",
        "check",
        "cross",
        "day",
        "de",
        "drop",
        "drug",
        "ex",
        "follow",
        "full",
        "half",
        "hard",
        "health",
        "high",
        "home",
        "in",
        "job",
        "less",
        "life",
        "long",
        "low",
        "mid",
        "move",
        "multi",
        "non",
        "off",
        "on",
        "one",
        "open",
        "out",
        "over",
        "part",
        "post",
        "pre",
        "pro",
        "re",
        "self",
        "semi",
        "short",
        "single",
        "sober",
        "step",
        "sub",
        "three",
        "two",
        "under",
        "up",
        "walk",
        "well",
        "work",
        "year",
    ]
)


@dataclass(frozen=True)
class Place:
    """Where a line of the document begins in the text, in characters from 0."""

    start: int
    line: Line


@dataclass(frozen=True)
class NoteText:
    """One text to read, with the places of its lines in order."""

    text: str
    places: tuple[Place, ...]

    @property
    def words(self) -> str:
        """The same for texts that differ in white space only."""
        return " ".join(self.text.split())


def note_texts(lines: Sequence[Line]) -> list[NoteText]:
    """The lines as texts of at most LONGEST_NOTE characters, usually one; none when there are no words."""
    cleaned = [(clean(line.text), line) for line in lines]
    return [joined for part in _parts(cleaned) if (joined := _joined(part)).text]


def clean(text: str) -> str:
    """The words of a line: ligatures in letters, white space as single spaces, no soft hyphens."""
    return _SPACE.sub(" ", text.translate(_LIGATURES)).strip()


def _parts(lines: list[tuple[str, Line]]) -> Iterator[list[tuple[str, Line]]]:
    """Lines that make one note: cut at the last page that ends in the latter half, else at a line."""
    part: list[tuple[str, Line]] = []
    size = 0
    for text, line in lines:
        for piece in _pieces(text):
            if part and size + len(piece) >= LONGEST_NOTE:
                cut = _page_end(part)
                yield part[:cut]
                part = part[cut:]
                size = sum(len(kept) + 1 for kept, _ in part)
            part.append((piece, line))
            size += len(piece) + 1
    yield part


def _page_end(part: list[tuple[str, Line]]) -> int:
    last = part[-1][1].page
    starts = next((at for at, (_, line) in enumerate(part) if line.page == last), 0)
    return starts if last is not None and starts > len(part) // 2 else len(part)


def _pieces(text: str) -> list[str]:
    """A line longer than any note, at spaces."""
    pieces = []
    while len(text) >= LONGEST_NOTE:
        at = text.rfind(" ", 1, LONGEST_NOTE - 1)
        at = at if at > 0 else LONGEST_NOTE - 1
        pieces.append(text[:at])
        text = text[at:].lstrip()
    return [*pieces, text]


def _joined(lines: list[tuple[str, Line]]) -> NoteText:
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(text for text, _ in lines).lower()))
    full = _widths(lines)
    pieces: list[str] = []
    places: list[Place] = []
    length = 0
    former: tuple[str, Line] | None = None
    for text, line in lines:
        if text:
            between = "\n" if former else ""
            if former and former[0] and _continues(former, (text, line), full):
                hyphen = _ENDS_IN_HYPHEN.search(former[0])
                between = "" if hyphen else " "
                if hyphen and not _keeps_hyphen(hyphen[1], text, words):
                    pieces[-1] = pieces[-1][:-1]
                    length -= 1
            pieces += [between, text]
            length += len(between)
            places.append(Place(length, line))
            length += len(text)
        if text or former:
            former = (text, line)  # after an empty line begins a paragraph
    return NoteText("".join(pieces), tuple(places))


def _widths(lines: list[tuple[str, Line]]) -> dict[int | None, int]:
    """How many characters a full line of each page has; 0 where lines are not wrapped."""
    by_page: dict[int | None, list[int]] = {}
    for text, line in lines:
        if text and line.is_wrapped:
            by_page.setdefault(line.page, []).append(len(text))
    return {page: sorted(widths)[int(len(widths) * 0.9)] for page, widths in by_page.items()}


def _continues(former: tuple[str, Line], following: tuple[str, Line], full: dict[int | None, int]) -> bool:
    """Whether a line goes on in the next: it is about full, less so where the next begins small; never into an item."""
    (text, line), (next_text, next_line) = former, following
    if line.goes_on:
        return True
    begins_small = next_text[0].islower()
    if not line.is_wrapped or (_ITEM.match(next_text) and not begins_small):
        return False
    width = full.get(line.page, 0)
    if width < NARROWEST_COLUMN or len(text) < (HALF_FULL if begins_small else NEARLY_FULL) * width:
        return False
    if line.page != next_line.page:
        return begins_small and text[-1] not in ".!?:;"
    return begins_small or text[-1] not in ":;"


def _keeps_hyphen(before: str, following: str, words: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line belongs to the word: the document writes it so, or English does."""
    after = _FIRST_WORD.match(following)
    if after is None:
        return True
    first, last = before.lower(), after[0].lower()
    hyphened, whole = words[f"{first}-{last}"], words[first + last]
    if hyphened != whole:
        return hyphened > whole
    return first in _JOINED_WITH_HYPHEN or not after[0][0].islower()
