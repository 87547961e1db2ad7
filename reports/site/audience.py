"""Who a site is for, and so what is on its pages at all."""

from dataclasses import dataclass

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.figures import Report, without_quotes

ABOUT_CLIENTS = ("missing", "unusual")
OUTSIDE = ("index.html", "comprehensive.html", "aggregate.html", "codebook.html", "measures.html", "dictionary.html")


@dataclass(frozen=True)
class Audience:
    """`sees_clients`: names, notes, lists and records. Without it, small counts are hidden as well.

    `reports`: the only reports it gets, without quotes; none named: all, as far as it sees clients.
    """

    name: str
    sees_clients: bool
    reports: tuple[str, ...] = ()

    def gets(self, shared: dict[str, Report]) -> dict[str, Report]:
        """Of reports that may leave, those that this audience reads."""
        if not self.reports:
            return {name: report for name, report in shared.items() if name not in ABOUT_CLIENTS}
        return {name: without_quotes(shared[name]) for name in self.reports if name in shared}

    def has(self, path: str) -> bool:
        """Whether a page at the head or foot of every page is one of this audience's outside."""
        return path in OUTSIDE or path.startswith("reports/") or (self.name == "network" and path == "sharing.html")


INSIDE = Audience("inside", sees_clients=True)
"""Whoever reads pages on request; what of them is told by the gate."""
AUDIENCES = {
    "funder": Audience("funder", sees_clients=False),
    "network": Audience("network", sees_clients=False, reports=("comprehensive", "aggregate")),
}


def audience(name: str) -> Audience:
    """Raises CaselineError, naming the audiences there are."""
    if name not in AUDIENCES:
        raise CaselineError(f"There is no audience '{name}'. There are: {', '.join(AUDIENCES)}.")
    return AUDIENCES[name]


def audiences_of(organization: Organization) -> list[str]:
    """The audiences that an organisation builds pages for: a network only where there are several affiliates."""
    return [name for name in AUDIENCES if name != "network" or len(organization.affiliates) > 1]
