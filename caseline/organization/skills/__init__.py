"""Coding skills: folders in plain English, read into checked objects. Who reads notes with them is in `coding`."""

from caseline.organization.skills.skill import (
    LEVEL_CODE,
    SHIPPED_SKILLS,
    SKILL_FILE,
    Circumstance,
    Code,
    Danger,
    Label,
    Skill,
    load_skill,
    load_skill_folder,
    load_skills,
    skills_of,
)

__all__ = [
    "LEVEL_CODE",
    "SHIPPED_SKILLS",
    "SKILL_FILE",
    "Circumstance",
    "Code",
    "Danger",
    "Label",
    "Skill",
    "load_skill",
    "load_skill_folder",
    "load_skills",
    "skills_of",
]
