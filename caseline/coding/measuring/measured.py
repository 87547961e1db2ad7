"""A skill measured with one coder on notes that people judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from caseline.coding.coder import Coder, Reading
from caseline.coding.gold import BY_AUTHORS, is_by_authors
from caseline.coding.measuring.agreement import Agreement, agreements, macro_f1
from caseline.coding.measuring.judged_notes import JudgedNote
from caseline.coding.pieces import read_notes
from caseline.organization.skills import Label, Skill


@dataclass(frozen=True)
class Evaluation:
    """A skill measured with one coder on one set of judged notes."""

    skill: Skill
    coder: str
    judged_by: str
    notes: int
    by_label: dict[Label, Agreement]
    dropped_quotes: int
    failed: int
    annotators: frozenset[str] = frozenset()

    @property
    def is_by_authors(self) -> bool:
        """Whether the skill's authors coded any of the notes."""
        return is_by_authors(self.annotators)

    @property
    def macro_f1(self) -> float | None:
        return macro_f1(self.by_label)

    def as_json(self) -> dict[str, Any]:
        """What is kept when the run is accepted; the same run gives the same bytes."""
        return {
            "skill_version": self.skill.version,
            "coder": self.coder,
            "notes": self.notes,
            "gold": BY_AUTHORS if self.is_by_authors else "coded by others than the skill's authors",
            "macro_f1": rounded(self.macro_f1),
            "f1": {label_name(label): rounded(agreement.f1) for label, agreement in self.by_label.items()},
        }


def measure(skill: Skill, coder: Coder, notes: Sequence[JudgedNote], judged_by: str) -> Evaluation:
    """Read the notes with the coder and compare. Notes that could not be read count as read without codes."""
    return compare(skill, coder.name, notes, read_notes(coder, [note.text for note in notes], skill), judged_by)


def compare(
    skill: Skill, coder: str, notes: Sequence[JudgedNote], readings: Sequence[Reading], judged_by: str
) -> Evaluation:
    """What a coder read in the notes beside what a person found in them."""
    by_label = agreements(
        [skill.values(code) for code in skill.codes],
        [note.present for note in notes],
        [present(reading) for reading in readings],
        [note.undecided for note in notes],
    )
    return Evaluation(
        skill,
        coder,
        judged_by,
        len(notes),
        by_label,
        sum(reading.dropped_quotes for reading in readings),
        sum(not reading.was_read for reading in readings),
        frozenset(name for note in notes for name in note.annotators),
    )


def present(reading: Reading) -> frozenset[Label]:
    """The codes that a coder found to be there."""
    return frozenset((found.code, found.value) for found in reading.codes if found.status == "present")


def label_name(label: Label) -> str:
    """A code with its value, if it has one."""
    return f"{label[0]} {label[1]}" if label[1] else label[0]


def rounded(ratio: float | None) -> float | None:
    """As kept in files."""
    return None if ratio is None else round(ratio, 4)
