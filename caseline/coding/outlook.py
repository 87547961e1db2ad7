"""What reading will take, said before it starts."""

from collections.abc import Iterable

from caseline.coding.coders import Coder
from caseline.coding.requests import requests_for
from caseline.coding.skills import Skill


def outlook(coder: Coder, work: Iterable[tuple[Skill, int, int]]) -> str | None:
    """A sentence on so many texts of so many characters together for each skill; None where reading costs nothing."""
    if coder.budget is None:
        return None
    requests = characters = 0
    for skill, texts, length in work:
        requests += texts
        characters += texts * requests_for(coder.name, skill)("").utmost.read + length
    return coder.budget.ahead(requests, characters) if requests else None
