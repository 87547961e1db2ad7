"""What protecting counts costs a report: how many of its numbers are rounded, how far, and how many are withheld."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.disclosure.sharing import WITHHELD
from reports.figures import Figure, Report
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
