"""What protecting counts costs a report: how many of its numbers are rounded, how far, and how many are withheld."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.sealed_files import read_sealed, write_sealed
from caseline.organization.profile import Organization
from reports.disclosure.rules import rule_of
from reports.disclosure.sharing import WITHHELD, shared_reports
from reports.figures import Figure, Report, load_reports
from reports.published import open_published
from reports.wording import counted


@dataclass(frozen=True)
class Cost:
    """Of the numbers of one report. `off`: how many clients or events a count is off, on average."""

    title: str
    numbers: int
    withheld: int
    not_counted: int
    off: float

    def __str__(self) -> str:
        told = f"{self.title}: {counted(self.numbers, 'number')}, counts off by {self.off:.1f} on average"
        return f"{told}, {self.withheld} withheld, {self.not_counted} not counted"


def cost(inside: Report, shared: Report) -> Cost:
    """`inside`: the report as it is; `shared`: as it leaves."""
    full = {figure.figure_id: figure for figure in inside.figures}
    off = [
        abs((told.value or 0) - _counted(full[told.figure_id]))
        for told in shared.figures
        if told.count in ("clients", "events") and not told.is_hidden
    ]
    hidden = [figure.shown for figure in shared.figures if figure.is_hidden]
    withheld = hidden.count(WITHHELD)
    return Cost(shared.title, len(full), withheld, len(hidden) - withheld, sum(off) / max(len(off), 1))


def _counted(figure: Figure) -> float:
    return (figure.outside.value if figure.outside else figure.value) or 0


def costs(inside: Mapping[str, Report], shared: Mapping[str, Report]) -> list[Cost]:
    """Of every report for a funder."""
    return [cost(inside[name], report) for name, report in shared.items() if report.funder]


@dataclass(frozen=True)
class KeptCosts:
    """What the last run wrote down. `rule`: how it protected counts, in a sentence; None where the file cannot be read,
    be it that another version of Caseline wrote it."""

    rule: str | None
    reports: tuple[Cost, ...] = ()


def no_costs() -> KeptCosts | None:
    """For whoever may not know of all reports."""
    return None


def keep_costs(published: Path, organization: Organization, file: Path) -> None:
    """Write down what the last run's reports lose. To find it out takes seconds, which nobody waits for on a page."""
    rule = rule_of(organization)
    with open_published(published) as source:
        found = costs(load_reports(source), shared_reports(source, organization, rule))
    write_sealed(file, json.dumps(asdict(KeptCosts(rule.sentence, tuple(found)))).encode())


def kept_costs(file: Path) -> KeptCosts | None:
    """What was written down last; None where no run has."""
    if not file.exists():
        return None
    try:
        kept = json.loads(read_sealed(file))
        return KeptCosts(kept["rule"], tuple(Cost(**one) for one in kept["reports"]))
    except (CaselineError, ValueError, TypeError, KeyError):
        return KeptCosts(None)
