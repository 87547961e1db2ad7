"""HUD's tables of one agency, which print every count however small."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.attacker.said import Said, whole

HUD = "hud"
"""Stands for the report of HUD's tables."""

LINES = {
    "Q5a": {"1. Total number of persons served": "active", "5. Number of leavers": "leavers"},
    "Q10a": {"Woman": "gender=Woman", "Man": "gender=Man"},
}


def is_question(path: Path) -> bool:
    return path.suffix == ".csv" and bool(re.fullmatch(r"Q\d+[a-z]?\d?", path.stem))


def of_question(path: Path) -> Iterator[Said]:
    """People active in the agency's projects in the report's period, and those among them who left."""
    if path.stem not in LINES or not path.with_name("Q4a.csv").exists():
        return
    about = _lines(path.with_name("Q4a.csv"))[1]
    agency, start, end = about[0], *[day for day in about if re.fullmatch(r"\d{4}-\d\d-\d\d", day)][:2]
    for line in _lines(path):
        what = LINES[path.stem].get(line[0])
        column = 2 if path.stem == "Q5a" else 1
        if what and (count := whole(line[column])) is not None:
            yield Said(HUD, what, agency, "Total", str(count), start=start, end=end, clients=count)


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
