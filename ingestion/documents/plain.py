"""Plain text in any usual encoding, and transcripts as subtitles (.vtt, .srt) with speaker and time."""

import io
import re
from collections.abc import Iterator

from ingestion.documents.document import Document, Line, NotRead
from ingestion.encodings import detect_encoding

WIDEST_WRAPPED = 100
_SCAN = 200_000
_TIMES = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s+-->\s+[\d:.,]+.*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]+)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_NAMED = re.compile(r"\s*(?:[->]+\s*)?\[?([^\W\d_][\w.'’ -]{0,40}?)\]?:\s+(?=\S)")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}


def read_text(content: bytes) -> Document:
    """The lines of a text file. Raises NotRead when it is empty or not text."""
    lines = _lines(content)
    is_wrapped = max(map(len, lines)) <= WIDEST_WRAPPED
    return Document("text", [Line(line, None, at, is_wrapped=is_wrapped) for at, line in enumerate(lines, 1)])


def read_transcript(content: bytes) -> Document:
    """What was said, a turn a paragraph: '[00:01:05] Ana: ...'. Raises NotRead when there is no time in it."""
    said = list(_cues(_lines(content)))
    if not said:
        raise NotRead(
            "This transcript has no line with times (00:00:01.000 --> 00:00:04.000), so it is not one of its kind.",
            "Export it again, or give a plain transcript the ending .txt.",
        )
    lines: list[Line] = []
    speaker: str | None = None
    for at, (number, clock, named, words) in enumerate(said):
        is_new_turn = at == 0 or (named is not None and named != speaker)
        speaker = named or speaker
        head = f"[{clock}] " + (f"{speaker}: " if speaker else "") if is_new_turn else ""
        lines.append(Line(head + words, None, number, speaker, clock))
    if not any(character.isalnum() for *_, words in said for character in words):
        raise NotRead("This transcript is empty: nobody says a word.", "Put the right file here.")
    return Document("transcript", [*_joined_turns(lines)])


def _joined_turns(lines: list[Line]) -> Iterator[Line]:
    """Every line of a turn but its last goes on in the next."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        goes_on = following is not None and not following.text.startswith("[")
        yield Line(line.text, None, line.number, line.speaker, line.said_at, goes_on=goes_on)


def _cues(lines: list[str]) -> Iterator[tuple[int, str, str | None, str]]:
    """(line, clock, speaker where one is named, words) of every line of words under a time."""
    clock = None
    for number, line in enumerate(lines, 1):
        times = _TIMES.match(line)
        if times:
            hours, minutes, seconds = times.groups()
            clock = f"{int(hours or 0):02}:{int(minutes):02}:{seconds}"
        elif not line.strip():
            clock = None
        elif clock is not None:
            voice = _VOICE.search(line)
            words = _TAG.sub("", _VOICE.sub("", line))
            for entity, character in _ENTITIES.items():
                words = words.replace(entity, character)
            named = None if voice else _NAMED.match(words)
            if words.strip():
                yield (
                    number,
                    clock,
                    voice[1].strip() if voice else named[1].strip() if named else None,
                    words[named.end() :] if named else words,
                )


def _lines(content: bytes) -> list[str]:
    encoding = detect_encoding(io.BytesIO(content))
    text = content.decode(encoding.codec, errors="replace" if encoding.may_break else "strict").lstrip("\ufeff")
    odd = sum(character < " " and character not in "\t\n\r\f\x1a" for character in text[:_SCAN])
    if odd * 100 > len(text[:_SCAN]):
        raise NotRead("This file is not text, though its name says so.", "Give it the ending of what it is.")
    if not any(character.isalnum() for character in text):
        raise NotRead("This file is empty: it has not one word.", "Put the right file here.")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
