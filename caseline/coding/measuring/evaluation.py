"""`caseline evaluate`: a skill against its gold set or against a sample's truth, and drift since the accepted run."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from caseline.coding.coders import Coder, Reading, chosen_coder, coder_of, embedded_coder
from caseline.coding.gold import GoldNote, gold_notes, judged
from caseline.coding.measuring.accepted import keep_accepted, load_accepted
from caseline.coding.measuring.agreement import Agreement, Label, agreements, macro_f1
from caseline.coding.measuring.evaluation_table import label_name, rounded, table
from caseline.coding.measuring.swaps import swapped
from caseline.coding.pieces import read_notes
from caseline.coding.pseudonyms.people import knowing
from caseline.coding.ruled import with_rulings
from caseline.coding.skills import Skill, load_skill
from caseline.errors import CaselineError
from caseline.organization import load_organization
from caseline.settings import workspace
from caseline.warehouse import connect


@dataclass(frozen=True)
class JudgedNote:
    """A note and what a person found in it. `undecided` labels count neither way."""

    text: str
    present: frozenset[Label]
    undecided: frozenset[Label]
    is_ruled: bool = False


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

    @property
    def macro_f1(self) -> float | None:
        return macro_f1(self.by_label)

    def as_json(self) -> dict[str, Any]:
        """What is kept when the run is accepted; the same run gives the same bytes."""
        return {
            "skill_version": self.skill.version,
            "coder": self.coder,
            "notes": self.notes,
            "macro_f1": rounded(self.macro_f1),
            "f1": {label_name(label): rounded(agreement.f1) for label, agreement in self.by_label.items()},
        }


def evaluate(
    skill: str | Path, organization: str | None = None, accept: bool = False, against: str | None = None
) -> RenderableType:
    """Measure a skill and give tables to print. With an organisation, against its rulings too, and a sample's `truth/`.

    `against` names another coder (a model, or `embedded`) whose codes of the same notes are compared with. `accept`
    keeps the gold result, with the organisation or in the skill folder, as what later runs are compared with.
    Raises CaselineError when there is nothing to measure against.
    """
    place = workspace(organization) if organization else None
    chosen = load_skill(skill, place.organization if place else None)
    coder = coder_of(load_organization(place.organization) if place else None)
    if place and place.warehouse.exists():
        with connect(place.warehouse, read_only=True) as connection:
            (chosen,) = with_rulings([chosen], connection)
            coder = knowing(coder, connection, {item.note_id for item in chosen.ruled})
    notes = judged_in_gold(chosen)
    if not notes:
        raise CaselineError(f"The skill '{chosen.name}' has no gold set. Add coded notes to {chosen.gold_path}.")
    gold, ruled = ([note for note in notes if note.is_ruled is is_ruled] for is_ruled in (False, True))
    texts = [note.text for note in gold]
    readings = read_notes(coder, texts, chosen)
    result = compare(chosen, coder.name, gold, readings, "its gold set")
    parts: list[RenderableType] = [
        table(result, load_accepted(chosen, place.organization if place else None)),
        swapped(coder, chosen, dict(zip(texts, readings, strict=True))).sentence(),
    ]
    if ruled:  # apart: what people are asked about is the doubtful part, and drift is of the same notes
        parts.append(table(measure(chosen, coder, ruled, "what people ruled"), None))
    if place and (known := place.organization / "truth" / "codes.csv").exists():
        truth = judged_in_truth(chosen, known, place.warehouse)
        parts.append(table(measure(chosen, coder, truth, f"the truth of {place.organization.name}"), None))
    if against:
        other = embedded_coder() if against == "embedded" else chosen_coder(against)
        parts.append(table(between(chosen, coder, other, texts), None))
    if accept:
        kept = keep_accepted(chosen, result.as_json(), place.organization if place else None)
        parts.append(f"Accepted: later readings are compared with this result, kept in {kept}.")
    return Group(*parts, *([str(coder.budget)] if coder.budget else []))


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
        [_present(reading) for reading in readings],
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
    )


def between(skill: Skill, coder: Coder, other: Coder, texts: Sequence[str]) -> Evaluation:
    """How far two coders agree on the same notes, the second in the place of a person."""
    theirs = [
        JudgedNote(text, _present(reading), frozenset())
        for text, reading in zip(texts, read_notes(other, texts, skill), strict=True)
    ]
    return measure(skill, coder, theirs, f"what {other.name} reads in its gold set")


def _present(reading: Reading) -> frozenset[Label]:
    return frozenset((found.code, found.value) for found in reading.codes if found.status == "present")


def judged_in_gold(skill: Skill, split: str | None = None) -> list[JudgedNote]:
    """The skill's gold set and rulings by note; empty where it has none."""
    notes = [note for note in gold_notes(judged(skill)) if split in (None, note.split)]
    return [JudgedNote(note.text, note.present, _undecided(note, skill), note.is_alone) for note in notes]


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
        )
        for note_id, text in notes
    ]
