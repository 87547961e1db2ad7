"""Who a site is built for, and so what is written into it at all."""

from dataclasses import dataclass

from caseline.errors import CaselineError


@dataclass(frozen=True)
class Audience:
    """`sees_clients`: names, notes, lists and records. Without it, small counts are hidden as well."""

    name: str
    sees_clients: bool


AUDIENCES = {
    "director": Audience("director", sees_clients=True),
    "funder": Audience("funder", sees_clients=False),
}


def audience(name: str) -> Audience:
    """Raises CaselineError, naming the audiences there are."""
    if name not in AUDIENCES:
        raise CaselineError(f"There is no audience '{name}'. There are: {', '.join(AUDIENCES)}.")
    return AUDIENCES[name]
