"""Gold sets: notes that a person coded, one JSON object a line."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from caseline.ground.errors import ConfigurationError
from caseline.ground.yaml_files import Strict
from caseline.organization.skills import Label, Skill
from caseline.organization.skills.gold_items import GoldItem, Span

ENOUGH_EXAMPLES = 10
"""Coded notes from which on a code is learnt from its examples too."""
FIRST_RULINGS = 10
"""Rulings of a skill from which on they are learnt from."""
TEST, LEARNT = "test", "dev"
AUTHORS = "caseline"
"""The annotator of notes that were written and coded together with a shipped skill."""
BY_AUTHORS = "written by the skill's authors"
"""What a gold set is called, wherever it is shown, that they wrote, in whole or in part."""


class GoldNote(Strict):
    """One note with what a person said of its codes, as (code, value). `is_alone`: of no other code."""

    note_id: str
    text: str
    split: str
    present: frozenset[Label]
    unclear: frozenset[Label]
    absent: frozenset[Label]
    is_alone: bool
    annotators: frozenset[str]
    spans: dict[Label, list[Span]]
    """Where people say that each code stands, or is denied."""


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
            present=_labels(own, "present"),
            unclear=_labels(own, "unclear"),
            absent=_labels(own, "absent"),
            is_alone=all(item.is_alone for item in own),
            annotators=frozenset(item.annotator for item in own),
            spans=_spans(own),
        )
        for note_id, own in by_note.items()
    ]


def _labels(items: Iterable[GoldItem], status: str) -> frozenset[Label]:
    return frozenset((item.code, item.value) for item in items if item.code and item.status == status)


def _spans(items: Iterable[GoldItem]) -> dict[Label, list[Span]]:
    found: dict[Label, list[Span]] = {}
    for item in items:
        if item.code:
            found.setdefault((item.code, item.value), []).extend(item.spans)
    return found


def is_by_authors(annotators: Iterable[str]) -> bool:
    """Whether the skill's authors coded any of it: what they wrote with the skill in mind flatters it."""
    return any(name.strip().casefold() == AUTHORS for name in annotators)


def judged(skill: Skill) -> list[GoldItem]:
    """The skill's gold set, and rulings on notes that it does not hold."""
    gold = load_gold(skill)
    own = {item.note_id for item in gold}
    return gold + [item for item in skill.ruled if item.note_id not in own]


def examples_of(skill: Skill) -> list[GoldItem]:
    """What may be learnt from: the gold set without its test split, and of the rulings the first 10, 20, 40, ...

    What was learnt reads every note again; so it changes when rulings have doubled, not with each.
    """
    learnt = [item for item in judged(skill) if item.split != TEST]
    ruled = [item for item in learnt if item.is_alone]
    return [item for item in learnt if not item.is_alone] + ruled[: _doubled(len(ruled))]


def _doubled(rulings: int) -> int:
    """The largest of 10, 20, 40, ... that is not more; 0 below 10."""
    size = FIRST_RULINGS
    while 2 * size <= rulings:
        size *= 2
    return size if size <= rulings else 0


def learnable_codes(examples: Iterable[GoldItem], skill: Skill) -> list[int]:
    """Numbers (as in `skill.codes`) of the codes with examples enough, and notes enough without them."""
    examples = list(examples)
    whole = {item.note_id for item in examples if not item.is_alone}
    present: dict[int, set[str]] = {}
    ruled: dict[int, set[str]] = {}
    for item in examples:
        if item.code:
            number = code_number(item, skill)
            ruled.setdefault(number, set()).update({item.note_id} if item.is_alone else ())
            present.setdefault(number, set()).update({item.note_id} if is_present(item) else ())
    return sorted(
        code
        for code, own in present.items()
        if len(own) >= ENOUGH_EXAMPLES and len((whole | ruled[code]) - own) >= ENOUGH_EXAMPLES
    )


def notes_with_code(items: Iterable[GoldItem]) -> Counter[Label]:
    """In how many notes a person found each code."""
    return Counter(label for note in gold_notes(items) for label in note.present)


def is_present(item: GoldItem) -> bool:
    return item.code is not None and item.status == "present"


def code_number(item: GoldItem, skill: Skill) -> int:
    """Which of `skill.codes` an item is about."""
    return next(number for number, code in enumerate(skill.codes) if skill.values(code) == (item.code, item.value))


def gold_hash(skill: Skill) -> str:
    """A short hash of what there is to learn from; '' where no code has examples enough."""
    examples = examples_of(skill)
    if not learnable_codes(examples, skill):
        return ""
    lines = skill.gold_path.read_bytes() if skill.gold_path.exists() else b""
    ruled = "".join(item.model_dump_json() for item in examples if item.is_alone)
    return hashlib.sha256(lines + ruled.encode()).hexdigest()[:12]


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
