"""Which words tell what a goal is about: the shipped list, or an organisation's own `framework/goal_kinds.yml`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import RootModel, StringConstraints

from caseline.ground.yaml_files import load_yaml

SHIPPED = Path(__file__).with_name("goal_kinds.yml")
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Phrases = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class GoalKinds(RootModel[dict[Kind, Phrases]]):
    """Phrases of each kind of goal, with `;` between them."""


def goal_kind_rows(folder: Path) -> Iterator[Mapping[str, str]]:
    """A row a kind and phrase, of the organisation in `folder`. Raises ConfigurationError(s) with file and line."""
    own = folder / "framework" / "goal_kinds.yml"
    kinds = load_yaml(own if own.exists() else SHIPPED, GoalKinds).root
    for kind, phrases in kinds.items():
        for phrase in dict.fromkeys(phrase.strip().lower() for phrase in phrases.split(";")):
            if phrase:
                yield {"kind": kind, "phrase": phrase}
