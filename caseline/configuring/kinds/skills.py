"""Changes of what notes are read for. Of a shipped skill the organisation gets a copy of its own first."""

from typing import Annotated, Literal

from caseline.coding.measuring.skill_edit import Part, with_code, with_danger, with_meaning, with_words
from caseline.configuring.edited import Edited
from caseline.configuring.kinds.change import SETTINGS_FILE, Change, Phrases, Prose, free_id, one_of, quoted
from caseline.configuring.known import Known
from caseline.ground.errors import CaselineError
from caseline.ground.yaml_editing import YamlText
from caseline.organization.skills import SKILL_FILE, Skill
from caseline.organization.skills.skill import SHIPPED_SKILLS

AnyCode = Annotated[str, one_of("code", "Which code")]


class AddCode(Change):
    title = "Add a code to a skill"
    change: Literal["add_code"] = "add_code"
    skill: Annotated[str, one_of("skill", "To which skill")]
    name: Annotated[Prose, one_of("", "What the code is called")]
    meaning: Annotated[Prose, one_of("", "What it means, in a sentence")]
    phrases: Annotated[Phrases, one_of("", "Words to look for, with ; between")] = []
    exclude: Annotated[Phrases, one_of("", "What does not count, with ; between")] = []

    def said(self, known: Known) -> str:
        where = known.title("skill", self.skill)
        words = f", found by {quoted(self.phrases)} among others" if self.phrases else ""
        return f"Notes are read for a new code “{self.name}” under {where}{words}: {self.meaning}"

    def apply(self, edited: Edited, known: Known) -> None:
        skill = _skill(known, self.skill)
        code = free_id(self.name, [one.key for one in skill.codes], "code")
        path = _own_copy(edited, skill)
        text = with_code(edited.read(path), code, self.name, self.meaning)
        for part, entries in (("exclude", self.exclude), ("cues", self.phrases)):
            for entry in entries:
                text = with_words(text, code, part, entry)  # type: ignore[arg-type]
        edited.write(path, text)
        if known.organization.skills is not None and self.skill not in known.organization.skills:
            settings = YamlText(edited.read(SETTINGS_FILE))
            settings.append(("skills",), self.skill)
            edited.write(SETTINGS_FILE, settings.text)


class RewordCode(Change):
    title = "Change what a code means"
    change: Literal["reword_code"] = "reword_code"
    code: AnyCode
    meaning: Annotated[Prose, one_of("", "What it means from now on, in a sentence")]

    def said(self, known: Known) -> str:
        return f"“{known.title('code', self.code)}” means from now on: {self.meaning}"

    def apply(self, edited: Edited, known: Known) -> None:
        path, key = _page_of(edited, known, self.code)
        edited.write(path, with_meaning(edited.read(path), key, self.meaning))


class _AddWords(Change):
    """Words that are added to a part of a code."""

    code: AnyCode

    def _add(self, edited: Edited, known: Known, part: Part, entries: list[str]) -> None:
        path, key = _page_of(edited, known, self.code)
        text = edited.read(path)
        there = {words.lower() for words in getattr(known.code(self.code)[1], part)}
        fresh = [entry for entry in entries if entry.lower() not in there]
        if not fresh:
            raise CaselineError(f"{quoted(entries)} stands under “{known.title('code', self.code)}” already.")
        for entry in fresh:
            text = with_words(text, key, part, entry)
        edited.write(path, text)


class IncludeInCode(_AddWords):
    title = "Say what counts as a code too"
    change: Literal["include_in_code"] = "include_in_code"
    counts: Annotated[Prose, one_of("", "What counts too")]

    def said(self, known: Known) -> str:
        return f"As “{known.title('code', self.code)}” counts too: {self.counts}"

    def apply(self, edited: Edited, known: Known) -> None:
        self._add(edited, known, "include", [self.counts])


class ExcludeFromCode(_AddWords):
    title = "Say what does not count as a code"
    change: Literal["exclude_from_code"] = "exclude_from_code"
    counts_not: Annotated[Prose, one_of("", "What does not count")]

    def said(self, known: Known) -> str:
        return f"As “{known.title('code', self.code)}” does not count: {self.counts_not}"

    def apply(self, edited: Edited, known: Known) -> None:
        self._add(edited, known, "exclude", [self.counts_not])


class AddPhrases(_AddWords):
    title = "Add words to look for"
    change: Literal["add_phrases"] = "add_phrases"
    phrases: Annotated[Phrases, one_of("", "Words to look for, with ; between", min_length=1)]

    def said(self, known: Known) -> str:
        return f"“{known.title('code', self.code)}” is looked for by {quoted(self.phrases)} too."

    def apply(self, edited: Edited, known: Known) -> None:
        self._add(edited, known, "cues", self.phrases)


class AddMisleading(_AddWords):
    title = "Add words that mislead"
    change: Literal["add_misleading"] = "add_misleading"
    phrases: Annotated[Phrases, one_of("", "Words that do not tell of it, with ; between", min_length=1)]

    def said(self, known: Known) -> str:
        return f"{quoted(self.phrases)} does not tell of “{known.title('code', self.code)}”."

    def apply(self, edited: Edited, known: Known) -> None:
        self._add(edited, known, "misleading", self.phrases)


class SetDanger(Change):
    title = "Say how urgent a risk is"
    change: Literal["set_danger"] = "set_danger"
    code: Annotated[str, one_of("risk", "Which risk")]
    danger: Annotated[Literal["at once", "today", "this week", "this month"], one_of("danger", "Looked at by when")]

    def said(self, known: Known) -> str:
        return f"Whoever has “{known.title('risk', self.code)}” in a note is to be looked at {self.danger}."

    def apply(self, edited: Edited, known: Known) -> None:
        path, key = _page_of(edited, known, self.code)
        edited.write(path, with_danger(edited.read(path), key, self.danger))


def _skill(known: Known, name: str) -> Skill:
    return next(skill for skill in known.every_skill if skill.name == name)


def _page_of(edited: Edited, known: Known, code: str) -> tuple[str, str]:
    """The file in which a code's section stands, of the organisation's own, and the name of the section."""
    skill, found = known.code(code)
    rubric = f"framework/rubrics/{skill.name}.md"
    if skill.kind == "rubric" and f"\n### {found.key}" in edited.read(rubric):
        return rubric, found.key
    return _own_copy(edited, skill), found.key


def _own_copy(edited: Edited, skill: Skill) -> str:
    """The organisation's own page of a skill, copied from the shipped one where there is none yet."""
    folder = f"framework/skills/{skill.name}"
    if not edited.exists(f"{folder}/{SKILL_FILE}"):
        shipped = SHIPPED_SKILLS / skill.name
        for name in (SKILL_FILE, "gold.jsonl"):
            if (shipped / name).is_file():
                edited.copy(f"{folder}/{name}", (shipped / name).read_text(encoding="utf-8"))
    return f"{folder}/{SKILL_FILE}"
