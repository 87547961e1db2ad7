"""Everything that was ever sent, taken together."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.attacker import published
from tests.attacker.facts import Facts, Names, gather
from tests.attacker.meaning import questions
from tests.attacker.program import Program
from tests.attacker.verdicts import Verdict, attack


@dataclass(frozen=True)
class Publication:
    """A folder that an audience was given. Folders of one `version` speak of the same state of the data."""

    audience: str
    folder: Path
    version: str = "current"


@dataclass(frozen=True)
class Findings:
    facts: Facts
    verdicts: list[Verdict]
    targets: int

    @property
    def pinned(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.is_pinned]


def run(publications: Iterable[Publication], asked: list[Path], threshold: int = 11, seconds: float = 20.0) -> Findings:
    """What follows from all publications and the questions as they were asked, folders of YAML files.

    `seconds` is the limit of one question to the solver. Raises ValueError where the publications fit no population.
    """
    publications = list(publications)
    statements = [said for one in publications for said in published.read(one.folder, one.audience, one.version)]
    names = Names()
    for one in publications:
        _learn(names, one.folder)
    days = [date.fromisoformat(day) for said in statements for day in (said.start, said.end) if day]
    if not days:
        raise ValueError("no publication says which days it is about")
    known = questions(asked, min(days), max(days))
    facts, universe = gather(statements, known, names)
    program = Program(facts, universe)
    return Findings(facts, attack(program, threshold, seconds), len(program.targets))


def _learn(names: Names, folder: Path) -> None:
    """Which key stands for which label, from the tables that print both."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if "row_key" in row and "question_id" in row and "report" in row:
                    where = f"{row['report']}:{row['question_id']}"
                    names.learn(where, row["row_label"], row["row_key"])
                    names.learn(where, row["column_label"], row["column_key"])
                elif "Figure" in row and "Part" in row:
                    report, question, row_key, column_key = row["Figure"].split(":")
                    names.learn(f"{report}:{question}", row["Part"], row_key)
                    names.learn(f"{report}:{question}", row["By"], column_key)
