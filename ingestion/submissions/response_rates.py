"""How many of those who were asked again answered: by form, program and moment."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ingestion.submissions.links import ANSWERED, OPENED, STOPPED, Link

FOLLOW_UP = "follow_up"
"""How `about` of a link begins that asks again by the rule of a form; its months stand at the end."""


@dataclass(frozen=True)
class ResponseRate:
    """What became of the links of one form, program and moment. Clients, each counted once."""

    form: str
    program: str
    months: int
    asked: int
    opened: int
    answered: int
    stopped: int

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked)

    def told(self) -> dict[str, Any]:
        """As a row of a table."""
        return asdict(self) | {"percent": self.percent}


def response_rates(links: Iterable[Link], counts: Callable[[Link], bool] = lambda link: True) -> list[ResponseRate]:
    """The rates of the links that count."""
    by_moment: dict[tuple[str, str, int], dict[str, list[Link]]] = {}
    asked: dict[str, str] = {}  # whom of a stay, which may have another client ID since
    for link in links:
        parts = link.purpose.about.split(":")
        if parts[0] == FOLLOW_UP and counts(link):
            moment = (link.purpose.form, link.purpose.program or "", int(parts[-1]))
            client = asked.setdefault(link.purpose.about, link.purpose.client_id)
            by_moment.setdefault(moment, {}).setdefault(client, []).append(link)
    return [
        ResponseRate(*moment, len(clients), *(_with(clients, what) for what in (OPENED, ANSWERED, STOPPED)))
        for moment, clients in sorted(by_moment.items())
    ]


def _with(clients: dict[str, list[Link]], what: str) -> int:
    return sum(any(link.has(what) for link in links) for links in clients.values())
