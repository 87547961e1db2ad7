"""Citations: a quote counts only when it stands in the note, at offsets into the note as it was given.

Unicode form, white space, quote marks, dashes and case are forgiven, because models and editors change them.
Nothing else is: there is no edit distance, so "stable" never stands for "unstable". A quote never cuts a word or a
number either: "can" does not stand in "can't", "compliant" not in "non-compliant", "$1" not in "$1,200".
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_SAME_MARK = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "‹": "<",
        "›": ">",
    }
)
_ANOTHER_NUMBER = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")
"""Compatibility forms that are kept: 5² is not 52."""
_WORD_JOINERS = frozenset("'’‘`´′-‐‑_")
_NUMBER_JOINERS = frozenset(".,:/")


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
        starts_inside = start > 0 and self._origin[start - 1] == self._origin[start]
        ends_inside = end < len(self.plain) and self._origin[end - 1] == self._origin[end]
        if starts_inside or ends_inside:
            return False
        after = self._origin[end] if end < len(self.plain) else len(self.text)
        return not (_is_inside_word(self.text, self._origin[start]) or _is_inside_word(self.text, after))

    def _citation(self, at: int, end: int) -> Citation:
        start = self._origin[at]
        stop = self._origin[end] if end < len(self.plain) else len(self.text)
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Citation(self.text[start:stop], start, stop)


def find_quote(text: str, quote: str) -> Citation | None:
    """Where `quote` stands in `text`, or None when it does not."""
    return next(NoteIndex(text).places(quote), None)


def _is_inside_word(text: str, at: int) -> bool:
    """Whether text[at] goes on with the word or number before it. Invisible characters part nothing."""
    left, right = at - 1, at
    while left >= 0 and unicodedata.category(text[left]) == "Cf":
        left -= 1
    while right < len(text) and unicodedata.category(text[right]) == "Cf":
        right += 1
    if left < 0 or right >= len(text):
        return False
    before, after = text[left], text[right]
    if before.isalnum() and after.isalnum():
        return True
    if before.isalnum() and right + 1 < len(text):
        return _joins(before, after, text[right + 1])
    return after.isalnum() and left > 0 and _joins(text[left - 1], before, after)


def _joins(before: str, mark: str, after: str) -> bool:
    """Whether a mark between two characters makes one word of them (`can't`, `drug-free`) or one number (`1,200`)."""
    if mark in _WORD_JOINERS:
        return before.isalnum() and after.isalnum()
    return mark in _NUMBER_JOINERS and before.isdecimal() and after.isdecimal()


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text in one form, and for each of its characters the offset in the original it came from."""
    plain: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1  # a letter and its combining marks are one character to a reader
        for character in _one_form(text[at:end]):
            if character.isspace():
                if plain and plain[-1] == " ":
                    continue
                character = " "
            plain.append(character)
            origin.append(at)
        at = end
    return "".join(plain), origin


def _one_form(characters: str) -> str:
    form: Literal["NFC", "NFKC"] = (
        "NFC" if unicodedata.decomposition(characters[0]).startswith(_ANOTHER_NUMBER) else "NFKC"
    )
    return unicodedata.normalize(form, characters).translate(_SAME_MARK).casefold()
