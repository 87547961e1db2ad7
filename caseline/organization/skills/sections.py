"""The Markdown of a skill: one `### code — Title` section per code, with labelled parts."""

import difflib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from caseline.ground.errors import ConfigurationError
from caseline.ground.yaml_files import did_you_mean

LABELS = {
    "Include": "include",
    "Exclude": "exclude",
    "Also counts": "also_counts",
    "Words to look for": "cues",
    "Misleading words": "misleading",
    "Example": "examples",
    "Examples": "examples",
    "Danger": "danger",
    "Answered by": "answered_by",
}
PHRASE_LISTS = {"cues", "misleading", "also_counts", "answered_by"}
DANGERS = ("at once", "today", "this week", "this month")
"""By when somebody must have looked at a risk, the gravest first."""
CIRCUMSTANCES = ("denial", "family", "history", "condition", "plan", "doubt")

_HEADING = re.compile(r"^(?P<id>[A-Za-z0-9_ -]+?)\s*(?:—|–|:|\s-\s)\s*(?P<title>.+)$")
_LABEL = re.compile(r"^(?P<label>[A-Z][a-z]+(?: [a-z]+){0,3}):(?:\s+(?P<rest>.*))?$")
_QUOTES = "\"'“”‘’"


@dataclass
class Section:
    """One code's section as it was written. `line` is 1-based in the file."""

    id: str
    title: str
    line: int
    meaning: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)


@lru_cache(maxsize=64)
def parse_sections(body: str, path: Path, first_line: int) -> tuple[str, list[Section]]:
    """Split Markdown into the purpose (prose before the first `###`) and its sections, which nobody changes: several
    steps of a process read the same skills.

    Raises ConfigurationError for a heading without a title, a wrong code name or an unknown label.
    """
    purpose: list[str] = []
    sections: list[Section] = []
    label: str | None = None
    in_list = 0
    tokens = MarkdownIt("commonmark").parse(body)
    for position, token in enumerate(tokens):
        in_list += {"bullet_list_open": 1, "bullet_list_close": -1}.get(token.type, 0)
        if token.type != "inline":
            continue
        line = first_line + (token.map[0] if token.map else 0)
        opener = tokens[position - 1]
        if opener.type == "heading_open":
            if opener.tag == "h3":
                sections.append(_section(token.content, path, line))
            label = None
        elif not sections:
            purpose.append(token.content)
        elif in_list and label:
            _add(sections[-1], label, token.content, path, line)
        else:
            label = _paragraph(sections[-1], token, path, line)
    return "\n\n".join(purpose), sections


def _section(heading: str, path: Path, line: int) -> Section:
    match = _HEADING.match(heading)
    if not match:
        raise ConfigurationError(
            "The heading of a code needs a name and a title",
            file=path,
            line=line,
            fix="Write it like '### housing — Housing'.",
        )
    code = match["id"].strip()
    if not re.fullmatch(r"[a-z][a-z0-9_]*|[0-9]+", code):
        raise ConfigurationError(
            f"'{code}' cannot be the name of a code",
            file=path,
            line=line,
            fix=f"Use small letters, digits and _: '{re.sub(r'[^a-z0-9]+', '_', code.lower()).strip('_')}'.",
        )
    return Section(code, match["title"].strip(), line)


def _paragraph(section: Section, token: Token, path: Path, first_line: int) -> str | None:
    """Read a paragraph line by line; returns the label that a list below it belongs to."""
    label: str | None = None
    for offset, text in enumerate(token.content.split("\n")):
        match = _LABEL.match(text.strip())
        if match and _is_label(match):
            name = match["label"]
            if name not in LABELS:
                raise ConfigurationError(
                    f"'{name}:' is not a part of a code",
                    file=path,
                    line=first_line + offset,
                    fix=did_you_mean(name, list(LABELS)),
                )
            label = LABELS[name]
            if match["rest"]:
                _add(section, label, match["rest"], path, first_line + offset)
        elif label:
            _add(section, label, text, path, first_line + offset)
        else:
            section.meaning = f"{section.meaning} {text}".strip()
    return label


def _is_label(match: re.Match[str]) -> bool:
    """A known label, a misspelt one, or a label with nothing behind it; other words before a colon are prose."""
    name = match["label"]
    return name in LABELS or not match["rest"] or bool(difflib.get_close_matches(name, LABELS, cutoff=0.75))


def _add(section: Section, label: str, text: str, path: Path, line: int) -> None:
    text = " ".join(text.split())
    if label in PHRASE_LISTS - {"also_counts"} and "," in text:
        raise ConfigurationError(
            "A comma stands among phrases",
            file=path,
            line=line,
            fix="Write ; between phrases. Within a phrase write ... where the comma is: no ... never again.",
        )
    entries = re.split(r"[;,]", text) if label in PHRASE_LISTS else [text]
    for entry in entries:
        entry = entry.strip()
        if len(entry) > 1 and entry[0] in _QUOTES and entry[-1] in _QUOTES:
            entry = entry[1:-1]
        if label == "also_counts":
            entry = entry.rstrip(".")
            if entry and entry not in CIRCUMSTANCES:
                raise ConfigurationError(
                    f"'{entry}' is not something that can also count",
                    file=path,
                    line=line,
                    fix=did_you_mean(entry, list(CIRCUMSTANCES)),
                )
        if label == "danger":
            entry = entry.rstrip(".").lower()
            if entry not in DANGERS or section.parts.get("danger"):
                raise ConfigurationError(
                    f"'{entry}' does not say by when somebody must have looked"
                    if entry not in DANGERS
                    else f"'{section.id}' has two dangers",
                    file=path,
                    line=line,
                    fix=f"Write one of: {', '.join(DANGERS)}.",
                )
        if entry and label in PHRASE_LISTS and not any(character.isalpha() for character in entry):
            raise ConfigurationError(
                f"'{entry}' holds no word to look for", file=path, line=line, fix="Write phrases, with ; between them."
            )
        if entry:
            section.parts.setdefault(label, []).append(entry)
