"""How far each skill agrees with people, as it was accepted in its folder."""

import json

from caseline.coding.skills import Skill
from reports.published import Row


def agreement(skill: Skill) -> Row | None:
    """The accepted measurement against the gold set; `is_current` says whether it is of this very wording."""
    if not skill.evaluation_path.exists():
        return None
    accepted = json.loads(skill.evaluation_path.read_text(encoding="utf-8"))
    return accepted | {"is_current": accepted.get("skill_version") == skill.version}
