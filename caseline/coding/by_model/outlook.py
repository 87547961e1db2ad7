"""What reading will take, said before it starts."""

from collections.abc import Iterable

from caseline.coding.by_model.requests import requests_for
from caseline.coding.coder import Coder
from caseline.organization.skills import Skill


def outlook(coder: Coder, work: Iterable[tuple[Skill, int, int]]) -> str | None:
    """A sentence on so many texts of so many characters together for each skill; None where reading costs nothing."""
    if coder.budget is None:
        return None
    asked = [_asked(coder, *one) for one in work]
    requests, characters = (sum(one[part] for one in asked) for part in (0, 1))
    return coder.budget.ahead(requests, characters) if requests else None


def is_affordable(coder: Coder, skill: Skill, texts: int, length: int) -> bool:
    """Whether what is left of the budget is likely to be enough for so many texts of so many characters together."""
    return coder.budget is None or coder.budget.is_enough_for(*_asked(coder, skill, texts, length))


def _asked(coder: Coder, skill: Skill, texts: int, length: int) -> tuple[int, int]:
    """Requests, and the characters of them all."""
    return texts, texts * requests_for(coder.name, skill)("").utmost.read + length
