"""The LSA made last, as a page shows it: how many people and households, by population."""

import csv
from dataclasses import dataclass
from pathlib import Path

from reports.hud.trace import last_written

POPULATIONS = {
    "0": "Everybody", "10": "Youth 18 to 21", "11": "Youth 22 to 24", "12": "Parenting youth 18 to 24",
    "13": "Veteran households", "14": "Non-veterans 25 and over", "45": "Seniors 55 and over",
    "46": "Parenting children", "15": "Chronically homeless", "18": "With a disabled adult or head",
    "19": "Fleeing domestic violence", "48": "Survivors of domestic violence who are not fleeing",
}  # fmt: skip
"""Populations of households (section 9.3)."""
UNIVERSES = {
    "16": "Shelter, safe haven and transitional housing",
    "14": "Rapid re-housing",
    "15": "Permanent supportive housing",
}
_PEOPLE = "53"
_REPORT_PERIOD = "1"


@dataclass(frozen=True)
class LsaSummary:
    """`people` by population and universe, in the names above; empty where HUD asks for no such number."""

    coc: str
    first_day: str
    last_day: str
    people: dict[str, dict[str, int]]


def last_lsa() -> LsaSummary | None:
    """Of the LSA that `caseline hud-report` wrote last; None where there is none (any more)."""
    folder = last_written("lsa", None)
    if folder is None or not (folder / "LSAReport.csv").exists():
        return None
    (about,) = _rows(folder / "LSAReport.csv")
    people: dict[str, dict[str, int]] = {name: {} for name in POPULATIONS.values()}
    counted = [
        row
        for row in _rows(folder / "LSACalculated.csv")
        if row["ReportRow"] == _PEOPLE and row["Cohort"] == _REPORT_PERIOD and row["Universe"] in UNIVERSES
    ]
    # of all household types together (0) where HUD asks for that, else of the one type that it asks for
    for row in sorted(counted, key=lambda row: row["HHType"], reverse=True):
        if row["Population"] in POPULATIONS:
            people[POPULATIONS[row["Population"]]][UNIVERSES[row["Universe"]]] = int(row["Value"])
    return LsaSummary(about["ReportCoC"], about["ReportStart"], about["ReportEnd"], people)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
