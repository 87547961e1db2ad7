"""The canary: a wording of a skill reads the skill's gold set before its codes count.

It is measured once, when the skill, the coder or what the coder is asked has changed. Where it agrees clearly less with
people than what they accepted, its codes are held back: notes that were read keep their codes, new notes are read for
a person to look at, and a person may accept the fall (`caseline evaluate SKILL --accept`).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from caseline.coding.by_model.outlook import is_affordable, outlook
from caseline.coding.coder import Coder
from caseline.coding.gold import is_by_authors, load_gold
from caseline.coding.measuring.accepted import accepted_by, load_accepted
from caseline.coding.measuring.judged_notes import JudgedNote, judged_in_gold
from caseline.coding.measuring.measured import Evaluation, compare
from caseline.coding.measuring.swaps import Swapped, about_others, swapped
from caseline.coding.nights.ledger import create_tables
from caseline.coding.nights.wordings import Measured, measured_wordings, wording_of, write_measured
from caseline.coding.pieces import read_notes
from caseline.coding.pseudonyms.people import knowing_texts
from caseline.ground.progress import ProgressCallback, quiet
from caseline.organization.skills import Skill

MUST_BE_READ = 0.9
"""The share of a gold set that has to be read for a measurement: an endpoint that is down is no skill gone bad."""


@dataclass(frozen=True)
class Examined:
    """The skills that may read notes now, the names of those whose codes are held back, and what people are told."""

    readable: list[Skill] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __add__(self, later: "Examined") -> "Examined":
        return Examined(self.readable + later.readable, self.held_back + later.held_back, self.told + later.told)


class _UnreadError(Exception):
    """The gold set could not be read in this run."""


def examine(
    connection: duckdb.DuckDBPyConnection,
    skills: Sequence[Skill],
    coder: Coder,
    run_id: str,
    may_drop: float,
    organization: Path | None = None,
    progress: ProgressCallback = quiet,
    say: Callable[[str], None] = lambda sentence: None,
    is_second: bool = False,
) -> Examined:
    """Measure the wordings that are new, and say which stand.

    `may_drop` is how far macro F1 may fall below what was accepted (`_before` says which). Codes of a second reader
    (`is_second`) are counted only where the first has not read yet, so nothing of it is held back.
    A skill whose gold set cannot be read now reads no note in this run.
    """
    create_tables(connection)
    known = measured_wordings(connection)
    gold = {
        # rulings grow with every decision; a measure has to stay the same
        skill.name: [note for note in judged_in_gold(skill) if not note.is_ruled]
        for skill in skills
        if (former := known.get(wording_of(skill, coder))) is None or former.gold != _fingerprint(skill)
    }
    if cost := outlook(coder, [(skill, *_size(gold[skill.name])) for skill in skills if skill.name in gold]):
        say(f"Skills are first measured on the notes that people coded. {cost}")
    examined = Examined()
    for done, skill in enumerate(skills):
        progress("Measuring skills", done, len(skills))
        measured, found = known.get(wording_of(skill, coder)), None
        if skill.name in gold:
            try:
                told_whom = knowing_texts(coder, connection, [(note.note_id, note.text) for note in gold[skill.name]])
                found, about_others = _evaluated(skill, told_whom, gold[skill.name])
            except _UnreadError as error:
                by = f" with the second reader, {coder.name}," if is_second else ""
                examined.told.append(f"The skill '{skill.name}'{by} reads no note in this run: {error}.")
                continue
            fresh = Measured(
                wording_of(skill, coder), run_id, _fingerprint(skill), _is_own(skill), found.notes, found.macro_f1,
                about_others.notes, about_others.flipped,
            )  # fmt: skip
            measured = replace(fresh, sequence=measured.sequence, standing=measured.standing) if measured else fresh
        assert measured is not None  # known, or measured just now
        measured = _beside(measured) if is_second else _judged(measured, skill, known.values(), organization, may_drop)
        write_measured(connection, measured, found.by_label if found else None)
        known[measured.wording] = measured
        examined.readable.append(skill)
        if measured.standing == "held back":
            examined.held_back.append(skill.name)
            examined.told.append(_why_held_back(measured))
    progress("Measuring skills", len(skills), len(skills))
    return examined


def _fingerprint(skill: Skill) -> str:
    return hashlib.sha256(skill.gold_path.read_bytes()).hexdigest()[:12] if skill.gold_path.exists() else ""


def _is_own(skill: Skill) -> bool:
    annotators = {item.annotator for item in load_gold(skill)}
    return bool(annotators) and not is_by_authors(annotators)


def _size(notes: Sequence[JudgedNote]) -> tuple[int, int]:
    """Texts to be read, and the characters of them all: each note, and each about somebody else."""
    texts = [text for note in notes for text in (note.text, *about_others(note.text))]
    return len(texts), sum(map(len, texts))


def _evaluated(skill: Skill, coder: Coder, gold: Sequence[JudgedNote]) -> tuple[Evaluation, Swapped]:
    """The coder's reading of the gold set beside people's, and beside its reading of the same about somebody else.

    Raises _UnreadError where too little of the set could be read.
    """
    if not is_affordable(coder, skill, *_size(gold)):
        raise _UnreadError("what is left of the budget is too little to measure it first")
    readings = read_notes(coder.at_once, [note.text for note in gold], skill) if gold else []
    read = [(note, reading) for note, reading in zip(gold, readings, strict=True) if reading.was_read]
    if len(read) < MUST_BE_READ * len(gold):
        why = next(reading.waiting or reading.failed for reading in readings if not reading.was_read)
        raise _UnreadError(f"the notes it is measured on could not be read ({why})")
    evaluation = compare(
        skill, coder.name, [note for note, _ in read], [reading for _, reading in read], "its gold set"
    )
    return evaluation, swapped(coder.at_once, skill, {note.text: reading for note, reading in read})


def _beside(measured: Measured) -> Measured:
    """The wording of a second reader: it stands, and comes after any that a first reader had in use."""
    stood = measured.sequence > 0 and measured.standing == "stands"
    return replace(measured, standing="stands", sequence=measured.sequence if stood else 0)


def _judged(
    measured: Measured, skill: Skill, known: Iterable[Measured], organization: Path | None, may_drop: float
) -> Measured:
    """Whether the wording stands. What stood once goes on standing; what is in use comes last."""
    others = [other for other in known if other.wording.skill == skill.name and other.wording != measured.wording]
    newest = max(other.sequence for other in (*others, measured))
    stood_before = [other for other in others if other.standing == "stands" and other.sequence > 0]
    before = _before(skill, measured.wording.coder, stood_before, organization)
    stood = measured.sequence > 0 and measured.standing == "stands"
    fell = before is not None and measured.macro_f1 is not None and round(before - measured.macro_f1, 4) > may_drop
    stands = stood or not fell
    keeps_place = measured.sequence > 0 and (not stands or (stood and measured.sequence == newest))
    return replace(
        measured,
        accepted_macro_f1=before,
        standing="stands" if stands else "held back",
        sequence=measured.sequence if keeps_place else newest + 1,
    )


def _before(skill: Skill, coder: str, stood: Sequence[Measured], organization: Path | None) -> float | None:
    """The macro F1 to compare with: accepted here, else the best that stood here, else accepted with the skill.

    The last is no measure for a skill that the organisation has worded in its own way. It comes first for the coder
    it was accepted with: notes of a skill's authors agree with the coder they were written beside, and say little of
    another.
    """
    if own := accepted_by(organization, skill):
        return own["macro_f1"]
    accepted = load_accepted(skill)
    if accepted and accepted["skill_version"] != skill.version:
        accepted = None
    if accepted and accepted.get("coder") == coder and not _is_own(skill):
        return accepted["macro_f1"]
    if stood:
        return max((other.macro_f1 for other in stood if other.macro_f1 is not None), default=None)
    return accepted["macro_f1"] if accepted else None


def _why_held_back(measured: Measured) -> str:
    skill = measured.wording.skill
    return (
        f"The codes of '{skill}' as {measured.wording.coder} reads now are held back: it agrees less with people than "
        f"what was accepted (macro F1 {measured.macro_f1:.2f} after {measured.accepted_macro_f1:.2f}). Notes keep the "
        f"codes they have; new notes are read and wait for a person. Mend the skill, or let its codes count with: "
        f"caseline evaluate {skill} --accept"
    )
