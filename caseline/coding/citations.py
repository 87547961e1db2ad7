"""Citations: a quote counts only when it stands in the note, at offsets into the note as it was given.

Unicode form, white space, quote marks, dashes and case are forgiven, because models and editors change them.
Nothing else is: there is no edit distance, so "stable" never stands for "unstable".
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SAME_MARK = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "‹": "<",
        "›": ">",
    }
)


@dataclass(frozen=True)
class Citation:
    """Where a quote stands: `quote` is exactly text[start:end]."""

    quote: str
    start: int
    end: int


class NoteIndex:
    """One note made ready for finding quotes in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain, self._origin = _normalised(text)

    def places(self, quote: str) -> Iterator[Citation]:
        """Every place where the quote stands as whole words, in order."""
        wanted, _ = _normalised(quote)
        wanted = wanted.strip()
        if not any(character.isalnum() for character in wanted):
            return
        at = self.plain.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if self._is_whole(at, end):
                yield self._citation(at, end)
            at = self.plain.find(wanted, at + 1)

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether no word is cut in two, and no character of the note either."""
        cuts_before = start > 0 and self.plain[start - 1].isalnum() and self.plain[start].isalnum()
        cuts_after = end < len(self.plain) and self.plain[end - 1].isalnum() and self.plain[end].isalnum()
        starts_inside = start > 0 and self._origin[start - 1] == self._origin[start]
        ends_inside = end < len(self.plain) and self._origin[end - 1] == self._origin[end]
        return not (cuts_before or cuts_after or starts_inside or ends_inside)

    def _citation(self, at: int, end: int) -> Citation:
        start = self._origin[at]
        stop = self._origin[end] if end < len(self.plain) else len(self.text)
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Citation(self.text[start:stop], start, stop)


def find_quote(text: str, quote: str) -> Citation | None:
    """Where `quote` stands in `text`, or None when it does not."""
    return next(NoteIndex(text).places(quote), None)


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text in one form, and for each of its characters the offset in the original it came from."""
    plain: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1  # a letter and its combining marks are one character to a reader
        for character in unicodedata.normalize("NFKC", text[at:end]).translate(_SAME_MARK).casefold():
            if character.isspace():
                if plain and plain[-1] == " ":
                    continue
                character = " "
            plain.append(character)
            origin.append(at)
        at = end
    return "".join(plain), origin
