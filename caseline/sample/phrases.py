"""Sentences that caseworkers write, kept as prose in `phrases/*.txt`, and how one is turned into words.

In a line, `[a|b]` is a choice, `<slot>` a word of this client or day, and `{code other: words}` says that the words
are evidence for codes; `{!code: words}` that they only look like it (denied, past, another's, an if).
A line that starts with `@kids`, `@youth` or `@adult` is used for such clients only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from random import Random
from typing import Protocol

SKILLS = {
    "presenting-needs": "housing food employment income transportation childcare health_care mental_health "
    "substance_use legal education safety documents social_support",
    "risk-flags": "suicidal_ideation self_harm domestic_violence child_safety overdose_risk eviction_risk "
    "unsheltered_tonight medical_urgent exploitation",
    "goal-progress": "goal_set progress goal_met setback no_progress",
    "outcome-evidence": "housing_obtained employment_obtained income_increased education_completed benefits_obtained "
    "family_reunified sobriety_maintained school_attendance_improved",
}
SKILL_OF = {code: skill for skill, codes in SKILLS.items() for code in codes.split()}
_CLOSING = (".", ",", ";", "?")
_TOKEN = re.compile(r"\{[!a-z_0-9 ]+: |[\[\]|{}]|<[A-Za-z_0-9]+>|[^\[\]|{}<]+|<")


@dataclass(frozen=True)
class Text:
    words: str


@dataclass(frozen=True)
class Slot:
    name: str


@dataclass(frozen=True)
class Choice:
    options: tuple[tuple["Node", ...], ...]


@dataclass(frozen=True)
class Marked:
    codes: tuple[str, ...]
    absent: bool
    inside: tuple["Node", ...]


Node = Text | Slot | Choice | Marked


@dataclass(frozen=True)
class Template:
    """One line: for whom it is, its parts, the codes it shows, the housing level it speaks of (0: none).

    `said` holds all its codes, those that are absent with a `!` before.
    """

    audience: str
    nodes: tuple[Node, ...]
    present: frozenset[str]
    absent: frozenset[str]
    level: int
    said: frozenset[str]

    @cached_property
    def contradicts(self) -> frozenset[str]:
        """What a note must not have said for this to fit in."""
        return frozenset(code[1:] if code.startswith("!") else f"!{code}" for code in self.said)

    @property
    def gist(self) -> frozenset[str]:
        """The codes it is about, without the housing need that others bring along."""
        codes = self.present | self.absent
        return codes - {"housing"} if len(codes) > 1 and not self.level else codes


@cache
def phrasebook() -> dict[str, tuple[Template, ...]]:
    """All templates by key (such as `need.food`). Raises ValueError on a line that names an unknown code."""
    book: dict[str, list[Template]] = {}
    key = ""
    for path in sorted((Path(__file__).parent / "phrases").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                key = line[3:].strip()
            elif line.strip() and not line.startswith("#"):
                book.setdefault(key, []).append(parse(line.strip()))
    return {key: tuple(templates) for key, templates in book.items()}


def parse(line: str) -> Template:
    """One line of a phrase file as a template."""
    audience, line = line[1:].split(" ", 1) if line.startswith("@") else ("", line)
    nodes, rest = _sequence(_TOKEN.findall(line), ())
    if rest:
        raise ValueError(f"unbalanced brackets in: {line}")
    marks = list(_marks(nodes))
    codes = [(code, mark.absent) for mark in marks for code in mark.codes]
    levels = [int(code[-1]) for code, absent in codes if code.startswith("level") and not absent]
    for code, _ in codes:
        if code not in SKILL_OF and not re.fullmatch(r"level[1-5]", code):
            raise ValueError(f"unknown code {code} in: {line}")
    return Template(
        audience,
        nodes,
        frozenset(code for code, absent in codes if not absent),
        frozenset(code for code, absent in codes if absent),
        min(levels, default=0),
        frozenset(f"!{code}" if absent else code for code, absent in codes),
    )


def _sequence(tokens: list[str], stops: tuple[str, ...]) -> tuple[tuple[Node, ...], list[str]]:
    nodes: list[Node] = []
    while tokens and tokens[0] not in stops:
        token, tokens = tokens[0], tokens[1:]
        if token == "[":
            options = []
            while True:
                inside, tokens = _sequence(tokens, ("|", "]"))
                options.append(inside)
                closing, tokens = tokens[0], tokens[1:]
                if closing == "]":
                    break
            nodes.append(Choice(tuple(options)))
        elif token.startswith("{"):
            inside, tokens = _sequence(tokens, ("}",))
            tokens = tokens[1:]
            codes = token[1:].rstrip().rstrip(":")
            nodes.append(Marked(tuple(codes.lstrip("!").split()), codes.startswith("!"), inside))
        elif token.startswith("<") and token.endswith(">"):
            nodes.append(Slot(token[1:-1]))
        else:
            nodes.append(Text(token))
    return tuple(nodes), tokens


def _marks(nodes: tuple[Node, ...]) -> Iterator[Marked]:
    for node in nodes:
        if isinstance(node, Marked):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from _marks(option)


Piece = tuple[str, tuple[str, ...], bool]
"""Words, the codes they are evidence for, and whether those are absent ones."""


class SlotWords(Protocol):
    """Words for slots, worked out only when a template asks: `slots["name"]`."""

    def __getitem__(self, name: str) -> str: ...


def fill(template: Template, slots: SlotWords, rng: Random) -> list[Piece]:
    """The template in words, as pieces in order."""
    pieces: list[Piece] = []
    _fill(template.nodes, slots, rng, pieces)
    return pieces


def _fill(nodes: tuple[Node, ...], slots: SlotWords, rng: Random, pieces: list[Piece]) -> None:
    for node in nodes:
        if isinstance(node, Text):
            _append(pieces, node.words)
        elif isinstance(node, Slot):
            _append(pieces, slots[node.name])
        elif isinstance(node, Choice):
            _fill(rng.choice(node.options), slots, rng, pieces)
        else:
            inside: list[Piece] = []
            _fill(node.inside, slots, rng, inside)
            pieces.append(("".join(piece[0] for piece in inside), node.codes, node.absent))


def _append(pieces: list[Piece], words: str) -> None:
    """Add plain words, to the last piece where that is plain too; no space before a comma or a second space."""
    if pieces and not pieces[-1][1]:
        before = pieces[-1][0]
        before = before.rstrip(" ") if words[:1] in _CLOSING else before
        pieces[-1] = (before + (words.lstrip(" ") if before.endswith(" ") else words), (), False)
    else:
        pieces.append((words, (), False))
