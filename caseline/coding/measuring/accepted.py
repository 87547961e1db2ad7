"""The measurement of a skill that a person accepted: what every later one is compared with."""

import json
from pathlib import Path
from typing import Any

from caseline.organization.skills import Skill

OWN = Path("transformation") / "accepted_skills"
"""Where an organisation keeps what it accepted itself, a file a skill."""


def load_accepted(skill: Skill, organization: Path | None = None) -> dict[str, Any] | None:
    """What the organisation accepted, else what came with the skill; None where nobody accepted anything."""
    return accepted_by(organization, skill) or _read(skill.evaluation_path)


def accepted_by(organization: Path | None, skill: Skill) -> dict[str, Any] | None:
    """What the organisation itself accepted."""
    return _read(organization / OWN / f"{skill.name}.json") if organization else None


def keep_accepted(skill: Skill, measured: dict[str, Any], organization: Path | None = None) -> Path:
    """Keep a measurement: with the organisation where one is named, else with the skill."""
    path = organization / OWN / f"{skill.name}.json" if organization else skill.evaluation_path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return path


def _read(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
