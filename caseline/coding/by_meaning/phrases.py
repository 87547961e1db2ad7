"""Phrases of a skill that its organisation wrote itself: they always count, whatever the encoder makes of them."""

from functools import cache

from caseline.coding.by_rules.lexicon import Lexicon, compiled
from caseline.organization.skills import SHIPPED_SKILLS, SKILL_FILE, Skill, load_skill_folder

NOTHING = "\ufffc"
"""A phrase that stands nowhere: a code without any would be read from its title."""


def own_phrases(skill: Skill) -> Lexicon | None:
    """The phrases that are not those of the shipped skill of that name; None where there are none."""
    shipped = _shipped_phrases(skill.name)
    added = [[cue for cue in code.cues if cue not in shipped.get(code.key, ())] for code in skill.codes]
    if not any(added):
        return None
    codes = [
        code.model_copy(update={"cues": cues or [NOTHING], "examples": []})
        for code, cues in zip(skill.codes, added, strict=True)
    ]
    return compiled(skill.model_copy(update={"codes": codes}))


@cache
def _shipped_phrases(name: str) -> dict[str, frozenset[str]]:
    if not (SHIPPED_SKILLS / name / SKILL_FILE).exists():
        return {}
    return {code.key: frozenset(code.cues) for code in load_skill_folder(SHIPPED_SKILLS / name).codes}
