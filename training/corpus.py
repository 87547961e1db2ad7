"""The corpus: passages by many authors with marks, what a second reader says of them, and the sentences to learn
from.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from caseline.coding.by_meaning.encoder import SAYINGS
from caseline.coding.grammar.words import sentences
from caseline.organization.skills import SHIPPED_SKILLS, Code, load_skill_folder

STATEMENTS = Path(__file__).parent / "statements"
MARK = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)\]\]")
LOOKALIKE = "lookalike"
ORDINARY = ("days-03", "days-04", "days-05", "days-13")
"""Authors of notes of ordinary days, which were not written to hold codes."""
HELD_OUT = ("barriers-02", "goals-02", "homes-02", "needs-02", "risk-04", "strengths-02", *ORDINARY)
"""Authors who are never learnt from: thresholds and their figures come from them."""
UNTOUCHED = ("days-16", "days-24", "days-25")
"""Authors from whom no threshold comes either: only figures."""
BORROWED = {
    ("social-drivers", ours): ("presenting-needs", theirs)
    for ours, theirs in {
        "housing": "housing", "food": "food", "transport": "transportation", "employment": "employment",
        "money": "income", "support": "social_support", "safety": "safety", "legal": "legal",
        "substance_use": "substance_use", "health": "health_care",
    }.items()
}  # fmt: skip
"""Codes that mean what another skill's code means, and are learnt from its passages."""
MOST_TELLING = ("present", "possible", "plan", "denied", "past", "other")
"""Of several statuses of a code in one passage, the first of these is what the passage says."""

Key = tuple[str, str]
"""A skill's name and a code's key in it (a rubric's level is '1' to '5')."""


@dataclass(frozen=True)
class Mark:
    """Words of a passage that speak to a code: text[start:end]."""

    code: Key
    status: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A passage as its author marked it. `open` are codes on which the second reader differs."""

    author: str
    line: int
    text: str
    marks: tuple[Mark, ...]
    labelled: frozenset[Key]
    open: frozenset[Key]

    @property
    def id(self) -> str:
        return f"{self.author}:{self.line}"


@dataclass(frozen=True)
class Unit:
    """A sentence to learn from: what it says of each code, and of which codes it says anything at all (`known`)."""

    passage: str
    number: int
    text: str
    before: str
    says: dict[Key, str]
    known: frozenset[Key]
    spoken: tuple[tuple[int, int, str], ...]
    """Words that speak to any code, as (start, end, status) in the sentence."""


@cache
def codebook() -> dict[Key, Code]:
    """Every code of the shipped skills, in the order of the model's numbers."""
    skills = [load_skill_folder(path.parent) for path in sorted(SHIPPED_SKILLS.glob("*/SKILL.md"))]
    return {(skill.name, code.key): code for skill in skills for code in sorted(skill.codes, key=lambda code: code.key)}


def corpus_files() -> list[Path]:
    return sorted(SHIPPED_SKILLS.glob("*/corpus/*.txt"))


def corpus_hash() -> str:
    """What was learnt from: a hash of all passages, second readings and statements."""
    content = hashlib.sha256()
    for path in sorted([*corpus_files(), *SHIPPED_SKILLS.glob("*/corpus/*.tsv"), *STATEMENTS.glob("*.txt")]):
        content.update(path.read_bytes())
    return content.hexdigest()


def passages() -> Iterator[Passage]:
    """All passages; one that is marked for several skills comes once, with the marks of all."""
    by_author: dict[str, list[Path]] = {}
    for path in corpus_files():
        by_author.setdefault(path.stem, []).append(path)
    for author, paths in sorted(by_author.items()):
        second = {key: said for path in paths for key, said in _second_readings(path).items()}
        skills = [path.parent.parent.name for path in paths]
        labelled = frozenset(key for key in codebook() if key[0] in skills)
        columns = [path.read_text(encoding="utf-8").splitlines() for path in paths]
        for number, lines in enumerate(zip(*columns, strict=True), 1):
            parsed = [_parsed(line, skill) for line, skill in zip(lines, skills, strict=True)]
            text = parsed[0][0]
            if any(other != text for other, _ in parsed):
                raise ValueError(f"{paths[0]}:{number}: the skills have different words")
            marks = tuple(mark for _, own in parsed for mark in own)
            yield _with_borrowed(
                Passage(author, number, text, marks, labelled, _differing(marks, labelled, second, number))
            )


def first_reading(marks: tuple[Mark, ...]) -> dict[Key, str]:
    """What a passage says of each code by its author, look-alikes left out."""
    found: dict[Key, str] = {}
    for status in reversed(MOST_TELLING):
        found |= {mark.code: status for mark in marks if mark.status == status}
    return found


def units(passage: Passage) -> list[Unit]:
    """The sentences of a passage. A mark over several belongs to the one that holds most of it; the others are left
    open.
    """
    spans = [(sentence.start, sentence.end) for sentence in sentences(passage.text)]
    found, before = [], ""
    for number, (start, end) in enumerate(spans):
        says: dict[Key, str] = {}
        unsure: set[Key] = set(passage.open)
        for mark in passage.marks:
            shared = _shared(mark, start, end)
            if shared <= 0:
                continue
            if shared < max(_shared(mark, *span) for span in spans):
                unsure.add(mark.code)
                continue
            status = SAYINGS[0] if mark.status == LOOKALIKE else mark.status
            if says.get(mark.code, SAYINGS[0]) in (SAYINGS[0],) or status == "present":
                says[mark.code] = status
        known = passage.labelled - (unsure - set(says)) - passage.open
        says = {code: status for code, status in says.items() if code in known}
        spoken = tuple(
            (max(mark.start, start) - start, min(mark.end, end) - start, mark.status)
            for mark in passage.marks
            if says.get(mark.code) == mark.status and _shared(mark, start, end) > 0
        )
        found.append(Unit(passage.id, number, passage.text[start:end], before, says, known, spoken))
        before = passage.text[start:end]
    return found


def _shared(mark: Mark, start: int, end: int) -> int:
    return min(end, mark.end) - max(start, mark.start)


def _parsed(line: str, skill: str) -> tuple[str, list[Mark]]:
    text, marks, at = "", [], 0
    for match in MARK.finditer(line):
        text += line[at : match.start()]
        start = len(text)
        text += match[2]
        at = match.end()
        for said in match[1].split(","):
            code, _, status = said.strip().partition(":")
            marks.append(Mark((skill, code), status, start, len(text)))
    return text + line[at:], marks


def _second_readings(path: Path) -> dict[tuple[Key, int], str]:
    """(code, line) -> status, from `<author>.second.tsv`; a line with no code has the key ('', '')."""
    second = path.with_suffix(".second.tsv")
    found: dict[tuple[Key, int], str] = {}
    for row in second.read_text(encoding="utf-8").splitlines() if second.exists() else []:
        line, _, said = row.partition("\t")
        found[("", ""), int(line)] = ""
        for part in said.split(","):
            code, _, status = part.strip().partition(":")
            if status:
                found[(path.parent.parent.name, code), int(line)] = status
    return found


def _differing(
    marks: tuple[Mark, ...], labelled: frozenset[Key], second: dict[tuple[Key, int], str], line: int
) -> frozenset[Key]:
    if (("", ""), line) not in second:
        return frozenset()
    first = first_reading(marks)
    return frozenset(code for code in labelled if first.get(code) != second.get((code, line)))


def _with_borrowed(passage: Passage) -> Passage:
    lent = {theirs: ours for ours, theirs in BORROWED.items() if theirs in passage.labelled}
    marks = [Mark(lent[mark.code], mark.status, mark.start, mark.end) for mark in passage.marks if mark.code in lent]
    return Passage(
        passage.author, passage.line, passage.text, (*passage.marks, *marks), passage.labelled | set(lent.values()),
        passage.open | {lent[code] for code in passage.open if code in lent},
    )  # fmt: skip
