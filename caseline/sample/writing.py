"""How sentences become a note: the worker's habits, joints, slips, and where each code stands in the text."""

import re
from dataclasses import dataclass, field
from datetime import date
from random import Random

from caseline.sample.damage import typo
from caseline.sample.phrases import SKILL_OF, Piece

_SHORTER = {
    "Client": "Ct", "client": "ct", "with": "w/", "without": "w/o", "appointment": "appt", "landlord": "LL",
    "apartment": "apt", "weeks": "wks", "months": "mos", "because": "b/c", "application": "app", "follow-up": "f/u",
}  # fmt: skip
_LOOSER = {
    "Client": "cl", "client": "cl", "with": "w", "appointment": "appt", "and": "&", "tomorrow": "tmrw",
    "paperwork": "ppwk",
}  # fmt: skip
_LONGER = {
    "w/": "with", "appt": "appointment", "LL": "landlord", "hx": "history", "ct": "client", "TC": "Telephone call",
    "F/u": "Follow-up", "HV": "Home visit", "LVM": "Left voicemail",
}  # fmt: skip
_HABITS = {"short": _SHORTER, "loose": _LOOSER, "full": _LONGER, "long": _LONGER}
_SEEN = {
    style: re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(habits, key=len, reverse=True))) + r")(?![\w-])")
    for style, habits in _HABITS.items()
}
_ALWAYS = ("full", "long")


@dataclass
class Mark:
    """One code that stands (or only seems to stand) in a note; offsets count characters of the note's text."""

    skill: str
    code: str
    value: str
    status: str
    start: int
    end: int
    quote: str


@dataclass
class Note:
    on: date
    author: str
    subject: str
    text: str
    marks: list[Mark] = field(default_factory=list)


def assemble(sentences: list[list[Piece]], style: str, rng: Random) -> tuple[str, list[Mark]]:
    """The text of a note in one style of writing, with a mark for every code that stands in it."""
    text, marks = "", list[Mark]()
    for number, sentence in enumerate(sentences):
        if number:
            text += " " if text.endswith(":") else _joint(style, rng)
        begin, small = len(text), style == "loose" and rng.random() < 0.8
        for words, codes, absent in sentence:
            words = _in_style(words, style, rng)
            if words[:1] in (".", ",", ";", "?"):
                text = text.rstrip(" ")
            if text.endswith((" ", "\n")) or not text:
                words = words.lstrip(" ")
            if len(text) == begin:
                words = _begun(words, small)
            marks += _marks_of(words.rstrip(" "), codes, absent, len(text))
            text += words
        text = text.rstrip(" ")
        if style == "loose" and text.endswith(".") and all(mark.end < len(text) for mark in marks):
            text = text[:-1]
        if style != "loose" and text[-1:] not in '.!?:"':
            text += "."
    return text.rstrip(), _one_level(marks)


def _begun(words: str, small: bool) -> str:
    if not small:
        return words[:1].upper() + words[1:]
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _joint(style: str, rng: Random) -> str:
    if style == "loose":
        return rng.choice(("  ", " - ", ". ", "\n", ", "))
    if style == "long" and rng.random() < 0.2:
        return "\n\n"
    return "\n" if style == "short" and rng.random() < 0.12 else " "


def _in_style(words: str, style: str, rng: Random) -> str:
    habits = _HABITS[style]

    def written(found: re.Match[str]) -> str:
        return habits[found[0]] if style in _ALWAYS or rng.random() < 0.75 else found[0]

    words = _SEEN[style].sub(written, words)
    if rng.random() < (0.05 if style == "loose" else 0.012):
        parts = words.split(" ")
        at = rng.randrange(len(parts))
        if parts[at].isalpha() and parts[at].islower():
            parts[at] = typo(parts[at], rng)
        words = " ".join(parts)
    return words


def _marks_of(quote: str, codes: tuple[str, ...], absent: bool, start: int) -> list[Mark]:
    status, place = "absent" if absent else "present", (start, start + len(quote), quote)
    return [
        Mark("housing-stability", "level", code[-1], status, *place)
        if code.startswith("level")
        else Mark(SKILL_OF[code], code, "", status, *place)
        for code in codes
    ]


def _one_level(marks: list[Mark]) -> list[Mark]:
    """A note has one housing level: the lowest it speaks of."""
    levels = [mark for mark in marks if mark.code == "level"]
    lowest = min(levels, key=lambda mark: (mark.value, mark.start), default=None)
    return [mark for mark in marks if mark.code != "level" or mark is lowest]
