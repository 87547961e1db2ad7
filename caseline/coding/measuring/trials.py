"""Suggestions tried on the gold set, in a copy of the skill, and written into the skill once a person accepts them."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from caseline.coding.by_rules.embedded import split
from caseline.coding.coder import Coder, Reading
from caseline.coding.grammar.cues import CueIndex
from caseline.coding.measuring.judged_notes import JudgedNote
from caseline.coding.measuring.misses import misses
from caseline.coding.measuring.skill_edit import with_words
from caseline.coding.measuring.suggestions import Suggestion, suggestions
from caseline.coding.pieces import read_notes
from caseline.ground.errors import CaselineError
from caseline.organization.skills import SHIPPED_SKILLS, SKILL_FILE, Skill, load_skill_folder


@dataclass(frozen=True)
class Effect:
    """Of the judged notes, how many a change puts right and how many wrong, in any code."""

    right: int
    wrong: int


@dataclass(frozen=True)
class Tried:
    """A suggestion with its effect on the gold set."""

    suggestion: Suggestion
    effect: Effect


class Trials:
    """Suggestions for one skill, tried one after the other. Accepting one changes what the next is measured against.

    The copy stands for the skill as an organisation's own, in which phrases that are added always count.
    """

    def __init__(self, skill: Skill, organization: Path | None, coder: Coder, notes: Sequence[JudgedNote]) -> None:
        self.coder = coder
        self.notes = notes
        self.skill = skill
        self._organization = organization
        self._rubrics = organization / "framework" / "rubrics" if organization else None
        self._kept = TemporaryDirectory()
        self._copy = Path(self._kept.name) / skill.name
        _copy_skill(skill.folder, self._copy)
        self._as_is = self._loaded()
        self._readings = self._read(self._as_is, notes)

    def __enter__(self) -> "Trials":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.cleanup()

    @property
    def folder(self) -> Path | None:
        """Where an accepted suggestion is written: the skill's folder, of a shipped one the organisation's copy of it.

        None for a shipped skill without an organisation.
        """
        if not self.is_copied:
            return self.skill.folder
        return self._organization / "framework" / "skills" / self.skill.name if self._organization else None

    @property
    def is_copied(self) -> bool:
        """Whether the skill is a shipped one, of which the organisation gets a copy with what it accepts."""
        return self.skill.folder.parent == SHIPPED_SKILLS

    def offers(self, one_for_each_note: bool = False) -> Iterator[Tried]:
        """What puts more notes right than wrong; an example also where it changes nothing, for people and models.

        `one_for_each_note` leaves out what helps no note that a former one does not help already.
        """
        helped: set[tuple[str, str, str | None, str]] = set()
        for one in suggestions(self._as_is, misses(self._as_is, self.coder, self.notes, self._readings), self.notes):
            helps = {(one.part, *one.label, text) for text in one.texts}
            if one_for_each_note and helps <= helped:
                continue
            changed, readings = self._with(one)
            effect = _effect(self.notes, self._readings, readings)
            if not _adds_only(one, self._as_is, changed):
                continue
            if effect.right > effect.wrong or (one.part == "examples" and not effect.wrong):
                helped |= helps
                yield Tried(one, effect)

    def accept(self, one: Suggestion) -> Path:
        """Write it into the skill; gives the file. Raises CaselineError where it cannot, and changes nothing then."""
        folder = self.folder
        if folder is None:
            raise CaselineError(
                f"'{self.skill.name}' is a shipped skill, which an update replaces. Name the organisation whose own "
                f"copy is to be changed: caseline evaluate {self.skill.name} --suggest -o ORGANISATION"
            )
        page = folder / SKILL_FILE
        changed, readings = self._with(one)
        if not _adds_only(one, self._as_is, changed):
            raise CaselineError(
                f"“{one.words}” cannot be written into {page} without changing more. Where a level is worded in the "
                f"organisation's framework/rubrics/{self.skill.name}.md it belongs there; write it by hand."
            )
        if not page.exists():
            _copy_skill(self.skill.folder, folder)
        text = _text(page)
        if text != self._text:
            raise CaselineError(f"{page} was changed meanwhile. Start again.")
        _write(page, self._edited(one))
        _write(self._copy / SKILL_FILE, self._edited(one))
        self._as_is, self._readings = changed, readings
        return page

    @property
    def _text(self) -> str:
        return _text(self._copy / SKILL_FILE)

    def _edited(self, one: Suggestion) -> str:
        code, value = one.label
        return with_words(self._text, value or code, one.part, one.words)

    def _with(self, one: Suggestion) -> tuple[Skill, list[Reading]]:
        """The skill with the words, and what is read with it: anew where the words stand.

        Everywhere of an example, and of the first phrase of a code, which from then on is not read from its title.
        """
        before = self._text
        _write(self._copy / SKILL_FILE, self._edited(one))
        try:
            changed = self._loaded()
        finally:
            _write(self._copy / SKILL_FILE, before)
        is_first = any(self._as_is.values(code) == one.label and not code.cues for code in self._as_is.codes)
        everywhere = one.part == "examples" or (one.part == "cues" and is_first)
        again = [at for at, note in enumerate(self.notes) if everywhere or _holds(note.text, one, changed)]
        readings = list(self._readings)
        for at, reading in zip(again, self._read(changed, [self.notes[at] for at in again]), strict=True):
            readings[at] = reading
        return changed, readings

    def _loaded(self) -> Skill:
        return load_skill_folder(self._copy, self._rubrics).model_copy(update={"ruled": self.skill.ruled})

    def _read(self, skill: Skill, notes: Sequence[JudgedNote]) -> list[Reading]:
        return read_notes(self.coder, [note.text for note in notes], skill)


def _adds_only(one: Suggestion, before: Skill, after: Skill) -> bool:
    """Whether the words are all that is new, in the part of the code they were meant for."""
    for code, changed in zip(before.codes, after.codes, strict=True):
        part: str = one.part
        same = changed.model_dump(exclude={part}) == code.model_dump(exclude={part})
        added = [one.words] if before.values(code) == one.label else []
        if not same or sorted(getattr(changed, one.part)) != sorted([*getattr(code, one.part), *added]):
            return False
    return True


def _holds(text: str, one: Suggestion, skill: Skill) -> bool:
    index: CueIndex[bool] = CueIndex(strict=skill.risk) if one.part == "cues" else CueIndex(widen=False)
    index.add(one.words, True)
    return any(index.hits(sentence) for sentence in split(text))


def _effect(notes: Sequence[JudgedNote], before: Sequence[Reading], after: Sequence[Reading]) -> Effect:
    right = wrong = 0
    for note, former, latter in zip(notes, before, after, strict=True):
        was, now = _errors(note, former), _errors(note, latter)
        right += bool(was - now)
        wrong += bool(now - was)
    return Effect(right, wrong)


def _errors(note: JudgedNote, reading: Reading) -> frozenset[tuple[str, str | None]]:
    found = {(one.code, one.value) for one in reading.codes if one.status == "present"}
    return (note.present ^ found) - note.undecided


def _copy_skill(folder: Path, to: Path) -> None:
    """The page and the notes that people coded; what was accepted for the original is no measure of a copy."""
    to.mkdir(parents=True, exist_ok=True)
    for name in (SKILL_FILE, "gold.jsonl"):
        if (folder / name).exists():
            shutil.copyfile(folder / name, to / name)


def _text(page: Path) -> str:
    """As it stands, ends of lines too."""
    return page.read_bytes().decode("utf-8")


def _write(page: Path, text: str) -> None:
    page.write_bytes(text.encode("utf-8"))
