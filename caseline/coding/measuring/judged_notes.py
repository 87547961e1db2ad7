"""Notes beside which people, or a sample's generator, said what is in them: what a reading is held against."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from caseline.coding.gold import GoldNote, gold_notes, is_by_authors, judged
from caseline.ground.warehouse import connect
from caseline.organization.skills import Label, Skill
from caseline.organization.skills.gold_items import Span


@dataclass(frozen=True)
class JudgedNote:
    """A note and what a person found in it. `undecided` labels count neither way.

    `denied` labels are those of which the person wrote down that they are not there; `spans` says where each stands.
    """

    text: str
    present: frozenset[Label]
    undecided: frozenset[Label]
    is_ruled: bool = False
    note_id: str = ""
    split: str = ""
    annotators: frozenset[str] = frozenset()
    denied: frozenset[Label] = frozenset()
    spans: Mapping[Label, Sequence[Span]] = field(default_factory=dict)

    @property
    def is_by_authors(self) -> bool:
        return is_by_authors(self.annotators)


def judged_in_gold(skill: Skill, split: str | None = None) -> list[JudgedNote]:
    """The skill's gold set and rulings by note; empty where it has none."""
    return [
        JudgedNote(
            note.text,
            note.present,
            _undecided(note, skill),
            note.is_alone,
            note.note_id,
            note.split,
            note.annotators,
            note.absent - note.present,
            note.spans,
        )
        for note in gold_notes(judged(skill))
        if split in (None, note.split)
    ]


def _undecided(note: GoldNote, skill: Skill) -> frozenset[Label]:
    """Codes on which a note says nothing: a ruling is about its own code alone, an accepted level about every level."""
    if not note.is_alone or (skill.kind == "rubric" and note.present):
        return note.unclear
    return frozenset(map(skill.values, skill.codes)) - note.present - (note.absent - note.unclear)


def judged_in_truth(skill: Skill, truth: Path, warehouse: Path) -> list[JudgedNote]:
    """Every note in the warehouse with what the sample's generator knows of it."""
    by_note: dict[str, dict[str, set[Label]]] = {}
    with truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["skill"] == skill.name:
                known = by_note.setdefault(row["note_id"], {})
                known.setdefault(row["status"], set()).add((row["code"], row["value"] or None))
    with connect(warehouse, read_only=True) as connection:
        notes = connection.execute(
            "select note_id, note_text from record.case_note where coalesce(note_text, '') <> '' order by note_id"
        ).fetchall()
    return [
        JudgedNote(
            text,
            frozenset(by_note.get(note_id, {}).get("present", ())),
            frozenset(by_note.get(note_id, {}).get("unclear", ())),
            note_id=note_id,
        )
        for note_id, text in notes
    ]
