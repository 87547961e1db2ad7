"""The notes that a reading got wrong: the sentence, what people say is in it, what was found, and why.

They hold words of notes: for the screen of who asked, never for a log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from caseline.coding.by_rules.embedded import split
from caseline.coding.coder import Coder, FoundCode, Reading
from caseline.coding.gold import TEST
from caseline.coding.measuring.agreement import Agreement
from caseline.coding.measuring.judged_notes import JudgedNote
from caseline.coding.measuring.reasons import Reasons
from caseline.organization.skills import Label, Skill

FEW = 5
"""Of the worst that are shown unasked."""
LONGEST_SHOWN = 300


@dataclass(frozen=True)
class Miss:
    """A code that people gave and the reading did not (`expected`), or the reverse (`found`); of a rubric both."""

    note: JudgedNote
    expected: Label | None
    found: Label | None
    words: str
    why: str

    @property
    def label(self) -> Label:
        label = self.expected or self.found
        assert label is not None  # one of the two is what went wrong
        return label


def misses(skill: Skill, coder: Coder, notes: Sequence[JudgedNote], readings: Sequence[Reading]) -> list[Miss]:
    """What went wrong, in the order of the notes."""
    reasons = Reasons(skill, coder)
    return [miss for note, read in zip(notes, readings, strict=True) for miss in _of_note(note, read, skill, reasons)]


def _of_note(note: JudgedNote, reading: Reading, skill: Skill, reasons: Reasons) -> Iterator[Miss]:
    found = {(one.code, one.value): one for one in reading.codes if one.status == "present"}
    missed = sorted(note.present - found.keys() - note.undecided, key=str)
    raised = sorted(found.keys() - note.present - note.undecided, key=str)
    if skill.kind == "rubric":
        for wanted, other in zip_longest(missed, raised):
            if wanted and other:
                yield Miss(
                    note, wanted, other, _words(note, wanted, None), _other_level(note, wanted, found[other], skill)
                )
            elif wanted:
                yield Miss(note, wanted, None, _words(note, wanted, None), reasons.missed(note, reading, wanted))
            else:
                yield Miss(note, None, other, _words(note, None, found[other]), reasons.raised(note, found[other]))
        return
    for label in missed:
        yield Miss(note, label, None, _words(note, label, None), reasons.missed(note, reading, label))
    for label in raised:
        yield Miss(note, None, label, _words(note, None, found[label]), reasons.raised(note, found[label]))


def _other_level(note: JudgedNote, wanted: Label, found: FoundCode, skill: Skill) -> str:
    elsewhere = not any(span.start < found.end and found.start < span.end for span in note.spans.get(wanted, ()))
    of_several = f", and of several levels the {skill.choose} counts" if elsewhere else ""
    return f"“{_shortened(found.quote)}” was read as level {found.value}{of_several}"


def _words(note: JudgedNote, label: Label | None, found: FoundCode | None) -> str:
    """The sentences in which it stands; the note where nobody said where."""
    places = (
        [(found.start, found.end)]
        if found
        else [(at.start, at.end) for at in note.spans.get(label, ())]
        if label
        else []
    )
    met = [one for one in split(note.text) if any(start < one.end and one.start < end for start, end in places)]
    if not met:
        return _shortened(note.text)
    return _shortened(" … ".join(note.text[one.start : one.end] for one in met))


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"


def told(found: Sequence[Miss], skill: Skill, by_label: Mapping[Label, Agreement], most: int | None) -> RenderableType:
    """For the screen: how many, and those of the codes that agree least first. `most` None shows every one.

    Fewer than all leave out the half kept for measuring: who mends a skill with that in view measures nothing by it.
    """
    if not found:
        return "No note was read wrong."
    notes = len({miss.note.text for miss in found})
    missed = sum(miss.expected is not None for miss in found)
    count = (
        f"{notes:,} note{'s were' if notes != 1 else ' was'} read wrong: {missed:,} codes missed, "
        f"{len(found) - missed:,} given that people did not give."
    )
    shown = list(found) if most is None else _worst([one for one in found if one.note.split != TEST], by_label)[:most]
    if len(shown) < len(found):
        count += " --misses shows them all" + (", the half kept for measuring (test) too." if most else ".")
    return Group(Text(count), *(Padding(_shown(miss, skill), (0, 0, 0, 2)) for miss in shown))


def _worst(found: Sequence[Miss], by_label: Mapping[Label, Agreement]) -> list[Miss]:
    """One of each code, beginning with the code that agrees least, then a second of each, and so on."""
    ranked: list[tuple[int, float, Miss]] = []
    seen: dict[Label, int] = {}
    for miss in found:
        ranked.append((seen.setdefault(miss.label, 0), by_label[miss.label].f1 or 0.0, miss))
        seen[miss.label] += 1
    return [miss for _, _, miss in sorted(ranked, key=lambda one: one[:2])]


def _shown(miss: Miss, skill: Skill) -> Text:
    half = " (test half)" if miss.note.split == TEST else ""
    return Text.assemble(
        (f"{miss.note.note_id}{half}: ", "dim"),
        (f"“{miss.words}”\n", "italic"),
        f"  expected {_named(miss.expected, skill)}, found {_named(miss.found, skill)}: {miss.why}.",
    )


def _named(label: Label | None, skill: Skill) -> str:
    return "nothing of it" if label is None else f"“{skill.title_of(label)}”"
