"""A note as it is read: without what nobody sees in it, and in pieces that a model can hold; offsets come back.

Invisible characters (zero width, direction marks, control characters, hidden tags) and endless white space are left
out, so that a word is read as a person reads it. A code's quote is still the note's own text, hidden marks and all.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from caseline.coding.coder import Coder, FoundCode, Reading
from caseline.coding.instructions import instruction_spans
from caseline.organization.skills import Skill

LONGEST_PIECE = 12_000
"""Characters; about 3,000 tokens, which leaves the smallest of today's models room for a codebook."""
MOST_PIECES = 40

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
_ENDLESS_SPACE = re.compile(r"(?<=\s{60})\s+")
_HIDDEN_TEXT = re.compile(r"[\U000e0020-\U000e007e]{2}|[\u202d\u202e]")
"""Letters made of invisible tags, and marks that show text in another order than it stands."""
_PAUSES = ("\n", ". ", "! ", "? ")


@dataclass(frozen=True)
class Piece:
    """A stretch of a note as it is read; text[i] stands at `origin[i]` of the note."""

    text: str
    origin: Sequence[int]


def pieces(note: str) -> list[Piece]:
    """The note in pieces, cut where a sentence or at least a word ends."""
    seen = _without(_ENDLESS_SPACE, _without(_INVISIBLE, Piece(note, range(len(note)))))
    cut = []
    start = 0
    while len(seen.text) - start > LONGEST_PIECE:
        end = _pause(seen.text, start)
        cut.append(Piece(seen.text[start:end], seen.origin[start:end]))
        start = end
    return [*cut, Piece(seen.text[start:], seen.origin[start:])]


def read_notes(
    coder: Coder, notes: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None
) -> list[Reading]:
    """One reading per note, in order, each put together from its pieces. `progress` is called with notes done."""
    cut = [pieces(note) for note in notes]
    sent = [own if len(own) <= MOST_PIECES else [] for own in cut]
    ends = list(accumulate(map(len, sent)))
    readings = iter(
        coder.read(
            [piece.text for own in sent for piece in own],
            skill,
            progress and (lambda done: progress(bisect_right(ends, done))),
        )
    )
    return [
        _joined(note, [(piece, next(readings)) for piece in own], skill) if own else _too_long(note)
        for note, own in zip(notes, sent, strict=True)
    ]


def _without(pattern: re.Pattern[str], piece: Piece) -> Piece:
    if not pattern.search(piece.text):
        return piece
    kept, at = [], 0
    for match in pattern.finditer(piece.text):
        kept.append((at, match.start()))
        at = match.end()
    kept.append((at, len(piece.text)))
    return Piece(
        "".join(piece.text[start:end] for start, end in kept),
        [offset for start, end in kept for offset in piece.origin[start:end]],
    )


def _pause(text: str, start: int) -> int:
    """Where a piece that begins at `start` ends: after a sentence in its second half, else a word, else anywhere."""
    half, limit = start + LONGEST_PIECE // 2, start + LONGEST_PIECE
    for marks in (_PAUSES, (" ",)):
        at = max(text.rfind(mark, half, limit) + len(mark) for mark in marks)
        if at > half:
            return at
    return limit


def _joined(note: str, read: list[tuple[Piece, Reading]], skill: Skill) -> Reading:
    if waiting := next((reading.waiting for _, reading in read if reading.waiting), None):
        return Reading(waiting=waiting)
    codes = [_in_note(found, piece, note) for piece, reading in read for found in reading.codes]
    if skill.kind == "rubric" and codes:
        pick = min if skill.choose == "lowest" else max
        codes = [pick(codes, key=lambda found: int(found.value or 0))]
    failed = next((reading.failed for _, reading in read if reading.failed), None)
    return Reading(
        () if failed else tuple(codes),
        sum(reading.dropped_quotes for _, reading in read),
        any(reading.flagged_instruction for _, reading in read) or bool(_HIDDEN_TEXT.search(note)),
        failed,
        pieces=len(read),
    )


def _in_note(found: FoundCode, piece: Piece, note: str) -> FoundCode:
    start, end = piece.origin[found.start], piece.origin[found.end - 1] + 1
    return replace(found, start=start, end=end, quote=note[start:end])


def _too_long(note: str) -> Reading:
    return Reading(
        flagged_instruction=bool(instruction_spans(note)),
        failed=f"the note is longer than {LONGEST_PIECE * MOST_PIECES:,} characters",
    )
