"""The outcomes an organisation works towards, in Markdown with a few settings on top."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from caseline.ground.errors import ConfigurationError
from caseline.ground.yaml_files import Identified, load_each

Stage = Literal["baseline", "mid", "exit", "follow_up"]


class Outcome(Identified):
    """One outcome: the survey item that measures it, which way is better, and when each stage is due."""

    title: str
    programs: list[str] = Field(default_factory=list, description="Programs that work towards it; left out: all")
    item: str
    direction: Literal["higher", "lower"] = "higher"
    improvement: float = Field(default=1, gt=0, description="How many points count as improved")
    skill: str | None = None
    risks: list[str] | None = Field(
        default=None,
        description="Risks that a good answer cannot stand beside; left out: any, where no skill reads the outcome",
    )
    stages: dict[Stage, int] = Field(
        default_factory=dict, description="Days after entry, or after exit, a stage is due"
    )
    description: str = ""


def load_outcomes(folder: Path, program_ids: list[str]) -> list[Outcome]:
    """Every `outcomes/*.md`, in order of id. Raises ConfigurationError(s) that name file, line and fix."""
    outcomes = []
    for path, outcome, prose in load_each(folder / "outcomes", Outcome):
        unknown = [program for program in outcome.programs if program not in program_ids]
        if unknown:
            raise ConfigurationError(
                f"'{unknown[0]}' is not a program of this organisation",
                file=path,
                fix=f"Use one of: {', '.join(program_ids)}."
                if program_ids
                else "List your programs in organization.yml, or leave `programs` out, which means all.",
            )
        outcomes.append(outcome.model_copy(update={"description": prose}))
    return outcomes
