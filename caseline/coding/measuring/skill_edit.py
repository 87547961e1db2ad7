"""A code changed in the text of a skill, or added to it. Every other character of it stays as it was."""

import re
from typing import Literal

from caseline.ground.errors import CaselineError

Part = Literal["cues", "misleading", "examples", "include", "exclude"]
_LABEL = {
    "cues": "Words to look for:", "misleading": "Misleading words:", "examples": "Examples:", "include": "Include:",
    "exclude": "Exclude:",
}  # fmt: skip
_LABELS = {part: (label,) for part, label in _LABEL.items()} | {"examples": ("Examples:", "Example:")}
_LISTED = ("examples", "include", "exclude")
"""Parts that are lists of sentences; the others are phrases on a line."""
_DANGER = "Danger:"
_NEIGHBOUR = {"cues": "misleading", "misleading": "cues"}
_HEADING = re.compile(r"#{1,6}\s")
_ANY_LABEL = re.compile(r"\s*[A-Z][a-z]+(?: [a-z]+){0,3}:")
_ITEM = re.compile(r"\s*[-*+]\s")


def with_words(text: str, code: str, part: Part, words: str) -> str:
    """The text of SKILL.md with `words` added to a part of the code (a rubric's level: its number).

    Raises CaselineError when the text has no such code.
    """
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    first, end = _section(lines, code)
    entry = f'"{words}"' if part == "examples" else words
    at = _line_of(lines, first, end, _LABELS[part])
    if at is None:
        _insert_part(lines, first, end, part, entry, newline)
    elif part in _LISTED or _ends_with_label(lines[at]):
        _insert_item(lines, at, end, entry, newline)
    else:
        lines[at] = _with_phrase(lines[at], entry)
    return "".join(lines)


def with_meaning(text: str, code: str, meaning: str) -> str:
    """The text with what a code means in place of what it meant. Raises CaselineError where there is no such code."""
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    first, end = _section(lines, code)
    _end_line(lines, first, newline)
    begins = next((at for at in range(first + 1, end) if lines[at].strip()), end)
    is_meant = begins < end and not _ANY_LABEL.match(lines[begins]) and not _ITEM.match(lines[begins])
    ends = _paragraph_end(lines, begins, end) if is_meant else first + 1
    lines[first + 1 : ends] = [f"{meaning}{newline}"] + ([] if is_meant or first + 1 == end else [newline])
    return "".join(lines)


def with_danger(text: str, code: str, danger: str) -> str:
    """The text with by when somebody must have looked at a risk. Raises CaselineError where there is no such code."""
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    first, end = _section(lines, code)
    at = _line_of(lines, first, end, (_DANGER,))
    if at is not None:
        lines[at] = f"{_DANGER} {danger}{newline}"
        return "".join(lines)
    at = end
    while at > first + 1 and not lines[at - 1].strip():
        at -= 1
    _end_line(lines, at - 1, newline)
    lines[at:at] = [newline, f"{_DANGER} {danger}{newline}"]
    return "".join(lines)


def with_code(text: str, code: str, title: str, meaning: str) -> str:
    """The text with one more code at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    return f"{text.rstrip()}{newline}{newline}### {code} — {title}{newline}{meaning}{newline}"


def _section(lines: list[str], code: str) -> tuple[int, int]:
    """The line of the code's heading, and the line after its last one."""
    heading = re.compile(rf"###\s+{re.escape(code)}\s*(?:—|–|:|\s-\s)")
    first = next((at for at, line in enumerate(lines) if heading.match(line)), None)
    if first is None:
        raise CaselineError(f"The skill has no section '### {code} — ...' to write into.")
    return first, next((at for at in range(first + 1, len(lines)) if _HEADING.match(lines[at])), len(lines))


def _line_of(lines: list[str], first: int, end: int, labels: tuple[str, ...]) -> int | None:
    return next((at for at in range(first + 1, end) if lines[at].lstrip().startswith(labels)), None)


def _ends_with_label(line: str) -> bool:
    return line.rstrip().endswith(":")


def _with_phrase(line: str, phrase: str) -> str:
    kept = line.rstrip()
    return f"{kept}{' ' if kept.endswith(';') else '; '}{phrase}{line[len(kept) :]}"


def _insert_item(lines: list[str], label: int, end: int, entry: str, newline: str) -> None:
    """An item more in the list below a label, in the manner of its last one."""
    items = [at for at in range(label + 1, _list_end(lines, label, end)) if _ITEM.match(lines[at])]
    mark = _ITEM.match(lines[items[-1]]) if items else None
    after = _list_end(lines, label, end)
    while after > label + 1 and not lines[after - 1].strip():
        after -= 1
    _end_line(lines, after - 1, newline)
    lines.insert(after, f"{mark[0] if mark else '- '}{entry}{newline}")


def _list_end(lines: list[str], label: int, end: int) -> int:
    """The line after the list below a label: its items, and what is indented under them."""
    at = label + 1
    while at < end and (not lines[at].strip() or _ITEM.match(lines[at]) or lines[at].startswith((" ", "\t"))):
        at += 1
    return at


def _insert_part(lines: list[str], first: int, end: int, part: Part, entry: str, newline: str) -> None:
    """A part that the code had not: phrases beside the other phrases, all else at the end of the section."""
    beside = _line_of(lines, first, end, _LABELS[_NEIGHBOUR[part]]) if part in _NEIGHBOUR else None
    if beside is not None and not _ends_with_label(lines[beside]):
        after = beside if part == "cues" else _paragraph_end(lines, beside, end)
        _end_line(lines, after - 1, newline)
        lines.insert(after, f"{_LABEL[part]} {entry}{newline}")
        return
    at = end
    while at > first + 1 and not lines[at - 1].strip():
        at -= 1
    _end_line(lines, at - 1, newline)
    added = [f"{_LABEL[part]}{newline}", f"- {entry}{newline}"]
    lines[at:at] = [newline, *(added if part in _LISTED else [f"{_LABEL[part]} {entry}{newline}"])]


def _paragraph_end(lines: list[str], label: int, end: int) -> int:
    """The line after a label and the lines that go on with it."""
    at = label + 1
    while at < end and lines[at].strip() and not _ANY_LABEL.match(lines[at]) and not _ITEM.match(lines[at]):
        at += 1
    return at


def _end_line(lines: list[str], at: int, newline: str) -> None:
    if not lines[at].endswith("\n"):
        lines[at] += newline
