"""Coding skills: folders in plain English, read into checked objects."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field

from caseline.ground.errors import CaselineError, ConfigurationError
from caseline.ground.shipped import SHIPPED
from caseline.ground.yaml_files import FRONT_MATTER_FENCE, Strict, did_you_mean, load_front_matter
from caseline.organization.profile import Organization
from caseline.organization.skills.gold_items import GoldItem
from caseline.organization.skills.sections import DANGERS, Section, parse_sections

SHIPPED_SKILLS = SHIPPED / "skills"
SKILL_FILE = "SKILL.md"
LEVEL_CODE = "level"
UNRANKED: Literal["today"] = "today"
"""The danger of a risk whose skill says nothing of it."""

Circumstance = Literal["denial", "family", "history", "condition", "plan", "doubt"]
Danger = Literal["at once", "today", "this week", "this month"]
Label = tuple[str, str | None]
"""(code, value) as the tables write them; a rubric's value is its level."""

_NOT_READ = {"danger", "answered_by"}
"""What people do about a code. No coder reads it, so that no note is read again when it changes."""


class Code(Strict):
    """One code, or one level of a rubric (`id` is then 'level'), in the organisation's words."""

    id: str
    title: str
    level: int | None = None
    is_risk: bool = False
    meaning: str = ""
    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    also_counts: list[Circumstance] = Field(default_factory=list)
    cues: list[str] = Field(default_factory=list)
    misleading: list[str] = Field(default_factory=list)
    examples: list[str] = Field(default_factory=list)
    danger: Danger | None = Field(default=None, description="By when somebody must have looked; None where no risk")
    answered_by: list[str] = Field(
        default_factory=list, description="Words in the name of a service or referral that is about this risk"
    )

    @property
    def danger_rank(self) -> int | None:
        """1 for the gravest danger; None where the code is no risk."""
        return DANGERS.index(self.danger) + 1 if self.danger else None

    @property
    def key(self) -> str:
        """What tells this entry from its neighbours: the code, or the level's number."""
        return self.id if self.level is None else str(self.level)

    @property
    def wording(self) -> str:
        """What it means and what it takes in and leaves out, for somebody who decides about it."""
        parts = [self.meaning]
        parts += [f"Counts: {'; '.join(self.include)}."] if self.include else []
        parts += [f"Does not count: {'; '.join(self.exclude)}."] if self.exclude else []
        return " ".join(filter(None, parts))


class SkillSettings(Strict):
    """The settings on top of SKILL.md."""

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    title: str
    kind: Literal["codes", "rubric"]
    risk: bool = Field(default=False, description="Each code is a risk flag that waits for a person")
    choose: Literal["lowest", "highest"] = Field(
        default="lowest", description="The level of a note that holds words of several"
    )
    abstain: list[str] = Field(default_factory=list, description="When to give no code at all")


class Skill(SkillSettings):
    """A skill as the coders read it. `version` changes when, and only when, wording that matters changes."""

    purpose: str = ""
    codes: list[Code]
    folder: Path
    ruled: tuple[GoldItem, ...] = Field(default=(), description="What people ruled, which adds to the gold set")

    @property
    def version(self) -> str:
        aside = dict.fromkeys(("folder", "title", "purpose", "ruled"), True)
        content = self.model_dump(mode="json", exclude={**aside, "codes": {"__all__": _NOT_READ}})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def gold_path(self) -> Path:
        return self.folder / "gold.jsonl"

    @property
    def evaluation_path(self) -> Path:
        return self.folder / "evaluation.json"

    def values(self, code: Code) -> Label:
        return code.id, None if code.level is None else str(code.level)

    def precedence(self, number: int) -> int:
        """Of the levels of a rubric that a note tells of, the one with the least of these is the note's."""
        level = self.codes[number].level or 0
        return level if self.choose == "lowest" else -level

    def title_of(self, label: Label) -> str:
        """What people call the code or level that the tables write as (code, value)."""
        code = next(code for code in self.codes if self.values(code) == label)
        return code.title if code.level is None else f"{code.level} · {code.title}"


def load_skills(organization: Path | None = None) -> list[Skill]:
    """The shipped skills and the organisation's own (same name: its own wins), with its rubric levels; by name.

    Raises ConfigurationError(s) that name file, line and fix.
    """
    folders = {path.parent.name: path.parent for path in sorted(SHIPPED_SKILLS.glob(f"*/{SKILL_FILE}"))}
    rubrics = None
    if organization is not None:
        own = sorted((organization / "framework" / "skills").glob(f"*/{SKILL_FILE}"))
        folders |= {path.parent.name: path.parent for path in own}
        rubrics = organization / "framework" / "rubrics"
    skills = [load_skill_folder(folders[name], rubrics) for name in sorted(folders)]
    _check_rubrics(rubrics, skills)
    return skills


def skills_of(organization: Organization) -> list[Skill]:
    """The skills that read the notes of an organisation: those it names in `organization.yml`, or all.

    Raises ConfigurationError(s) that name file, line and fix.
    """
    skills = load_skills(organization.folder)
    if organization.skills is None:
        return skills
    known = [skill.name for skill in skills]
    for name in organization.skills:
        if name not in known:
            raise ConfigurationError(
                f"'{name}' under 'skills' is no skill",
                file=organization.folder / "organization.yml",
                fix=did_you_mean(name, known),
            )
    return [skill for skill in skills if skill.name in organization.skills]


def load_skill(name_or_folder: str | Path, organization: Path | None = None) -> Skill:
    """One skill by the name of a shipped or an organisation's skill, or by its folder. Raises CaselineError."""
    folder = Path(name_or_folder)
    if (folder / SKILL_FILE).exists():
        return load_skill_folder(folder, organization / "framework" / "rubrics" if organization else None)
    skills = load_skills(organization)
    for skill in skills:
        if skill.name == str(name_or_folder):
            return skill
    raise CaselineError(
        f"There is no skill '{name_or_folder}', neither by name nor as a folder with {SKILL_FILE}. "
        f"There are: {', '.join(skill.name for skill in skills)}."
    )


def load_skill_folder(folder: Path, rubrics: Path | None = None) -> Skill:
    """Read and check one skill folder; levels in `rubrics`/<name>.md replace those of the same number."""
    path = folder / SKILL_FILE
    settings, body, first_line = load_front_matter(path, SkillSettings)
    purpose, sections = parse_sections(body, path, first_line)
    if settings.name != folder.name:
        raise ConfigurationError(
            f"The skill is named '{settings.name}' but its folder '{folder.name}'",
            file=path,
            line=2,
            fix="Give both the same name.",
        )
    override = rubrics / f"{settings.name}.md" if rubrics else None
    if override and override.exists():
        settings, levels = _reworded(settings, override)
    else:
        levels = []
    codes = _in_order({code.key: code for code in [*_codes(settings, sections, path), *levels]}.values())
    return Skill(**settings.model_dump(), purpose=purpose, codes=codes, folder=folder)


def _codes(settings: SkillSettings, sections: list[Section], path: Path) -> list[Code]:
    if not sections:
        example = "### 1 — In crisis" if settings.kind == "rubric" else "### housing — Housing"
        raise ConfigurationError("The skill has no codes", file=path, fix=f"Add a section such as '{example}'.")
    codes: dict[str, Code] = {}
    for section in sections:
        code = _code(settings, section, path)
        if code.key in codes:
            raise ConfigurationError(
                f"'{code.key}' stands here twice", file=path, line=section.line, fix="Join the two sections."
            )
        codes[code.key] = code
    return _in_order(codes.values())


def _in_order(codes: Iterable[Code]) -> list[Code]:
    return sorted(codes, key=lambda code: code.level or 0)


def _code(settings: SkillSettings, section: Section, path: Path) -> Code:
    is_level = section.id.isdecimal()
    if is_level != (settings.kind == "rubric"):
        fix = "'### 1 — In crisis'" if settings.kind == "rubric" else "'### housing — Housing'"
        raise ConfigurationError(
            f"'{section.id}' does not fit a skill of kind '{settings.kind}'",
            file=path,
            line=section.line,
            fix=f"Write the heading like {fix}.",
        )
    for label, part in (("Danger", "danger"), ("Answered by", "answered_by")):
        if part in section.parts and not settings.risk:
            raise ConfigurationError(
                f"'{label}:' stands under '{section.id}', which is no risk",
                file=path,
                line=section.line,
                fix="Leave it out, or write 'risk: true' at the top of the file if all codes of this skill are risks.",
            )
    parts = section.parts | ({"danger": section.parts.get("danger", [UNRANKED])[0]} if settings.risk else {})
    return Code.model_validate(
        {
            "id": LEVEL_CODE if is_level else section.id,
            "level": int(section.id) if is_level else None,
            "title": section.title,
            "is_risk": settings.risk,
            "meaning": section.meaning,
            **parts,
        }
    )


def _reworded(settings: SkillSettings, path: Path) -> tuple[SkillSettings, list[Code]]:
    """The settings and the levels of a skill as an organisation's file words them; what it leaves out stays."""
    text, first_line = path.read_text(encoding="utf-8"), 1
    if text.startswith(FRONT_MATTER_FENCE):
        own, text, first_line = load_front_matter(path, SkillSettings)
        for name in own.model_fields_set & {"name", "kind", "risk"}:
            has, says = getattr(settings, name), getattr(own, name)
            if says != has:
                raise ConfigurationError(
                    f"The {name} of '{settings.name}' is '{has}', here it is '{says}'",
                    file=path,
                    line=2,
                    fix="Write it as the skill has it; another kind of skill needs a folder of its own.",
                )
        settings = settings.model_copy(update=own.model_dump(exclude_unset=True))
    _, sections = parse_sections(text, path, first_line)
    has_settings = first_line > 1
    return settings, _codes(settings, sections, path) if sections or not has_settings else []


def _check_rubrics(rubrics: Path | None, skills: list[Skill]) -> None:
    known = [skill.name for skill in skills if skill.kind == "rubric"]
    for path in sorted(rubrics.glob("*.md")) if rubrics else []:
        if path.stem not in known:
            raise ConfigurationError(
                f"There is no rubric skill '{path.stem}'",
                file=path,
                fix=f"Name the file after one of: {', '.join(known)}.",
            )
