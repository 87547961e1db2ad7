"""Gold sets: notes that a person coded, one JSON object a line."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from caseline.coding.skills import Skill
from caseline.errors import ConfigurationError
from caseline.yaml_files import Strict

ENOUGH_EXAMPLES = 10
"""Coded notes from which on a code is learnt from its examples too."""


class Span(Strict):
    """Where the words stand: `quote` is text[start:end], in code points."""

    start: int
    end: int
    quote: str


class GoldItem(Strict):
    """One judgement on one note. A note without any code has one line with code null."""

    note_id: str
    text: str
    code: str | None
    value: str | None = None
    status: Literal["present", "absent", "unclear"]
    spans: list[Span] = Field(default_factory=list)
    annotator: str
    split: str


class GoldNote(Strict):
    """One note with the codes a person found present in it, as (code, value)."""

    note_id: str
    text: str
    split: str
    present: frozenset[tuple[str, str | None]]
    unclear: frozenset[tuple[str, str | None]]


def load_gold(skill: Skill) -> list[GoldItem]:
    """Every line of the skill's gold.jsonl. Raises ConfigurationError that names the line."""
    path = skill.gold_path
    if not path.exists():
        return []
    known = {skill.values(code) for code in skill.codes}
    items = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            items.append(_item(line, path, number, known))
    return items


def gold_notes(items: Iterable[GoldItem]) -> list[GoldNote]:
    """Gold by note, in the order of the file."""
    by_note: dict[str, list[GoldItem]] = {}
    for item in items:
        by_note.setdefault(item.note_id, []).append(item)
    return [
        GoldNote(
            note_id=note_id,
            text=own[0].text,
            split=own[0].split,
            present=frozenset((i.code, i.value) for i in own if i.code and i.status == "present"),
            unclear=frozenset((i.code, i.value) for i in own if i.code and i.status == "unclear"),
        )
        for note_id, own in by_note.items()
    ]


def examples_of(skill: Skill) -> list[GoldItem]:
    """What may be learnt from: the gold set without its test split."""
    return [item for item in load_gold(skill) if item.split != "test"]


def learnable_codes(examples: Iterable[GoldItem], skill: Skill) -> list[int]:
    """Numbers (as in `skill.codes`) of the codes with examples enough, and notes enough without them."""
    notes: dict[int, set[str]] = {}
    every = set()
    for item in examples:
        every.add(item.note_id)
        if item.code and item.status == "present":
            notes.setdefault(code_number(item, skill), set()).add(item.note_id)
    return sorted(
        code for code, own in notes.items() if len(own) >= ENOUGH_EXAMPLES and len(every - own) >= ENOUGH_EXAMPLES
    )


def notes_with_code(items: Iterable[GoldItem]) -> Counter[tuple[str | None, str | None]]:
    """In how many notes a person found each code."""
    return Counter((code, value) for _, code, value in {(i.note_id, i.code, i.value) for i in items if is_present(i)})


def is_present(item: GoldItem) -> bool:
    return item.code is not None and item.status == "present"


def code_number(item: GoldItem, skill: Skill) -> int:
    """Which of `skill.codes` an item is about."""
    return next(number for number, code in enumerate(skill.codes) if skill.values(code) == (item.code, item.value))


def gold_hash(skill: Skill) -> str:
    """A short hash of what there is to learn from; '' where no code has examples enough."""
    if not learnable_codes(examples_of(skill), skill):
        return ""
    return hashlib.sha256(skill.gold_path.read_bytes()).hexdigest()[:12]


def _item(line: str, path: Path, number: int, known: set[tuple[str, str | None]]) -> GoldItem:
    try:
        item = GoldItem.model_validate(json.loads(line))
    except json.JSONDecodeError:
        raise ConfigurationError(
            "This line is not JSON", file=path, line=number, fix="Write one object a line."
        ) from None
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(map(str, detail["loc"]))
        raise ConfigurationError(f"'{where}' is wrong: {detail['msg']}", file=path, line=number) from None
    if item.code is not None and (item.code, item.value) not in known:
        raise ConfigurationError(
            f"The skill has no code '{item.code}'" + (f" with value '{item.value}'" if item.value else ""),
            file=path,
            line=number,
            fix=f"Use one of: {', '.join(sorted({f'{c}={v}' if v else c for c, v in known}))}.",
        )
    for span in item.spans:
        if item.text[span.start : span.end] != span.quote:
            raise ConfigurationError(
                f"The quote of '{item.code}' does not stand at {span.start}..{span.end}",
                file=path,
                line=number,
                fix="Correct start and end; they count characters from 0.",
            )
    return item
