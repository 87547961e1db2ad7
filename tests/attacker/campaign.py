"""Everything that was ever sent, taken together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.attacker.facts import Facts, Names, as_rounded, gather
from tests.attacker.meaning import questions
from tests.attacker.means import hidden_means
from tests.attacker.program import Program
from tests.attacker.readers import Publication, read, tables
from tests.attacker.verdicts import Verdict, attack

TABLES = {".csv", ".parquet", ".xlsx"}


@dataclass(frozen=True)
class Findings:
    facts: Facts
    program: Program
    verdicts: list[Verdict]

    @property
    def pinned(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.is_pinned]


def run(publications: Iterable[Publication], asked: list[Path], threshold: int = 11, seconds: float = 20.0) -> Findings:
    """What follows from all publications and the questions as they were asked, folders of YAML files.

    `seconds` is the limit of one question to the solver. Raises ValueError where the publications fit no population.
    """
    publications = list(publications)
    statements = [said for one in publications for said in read(one)]
    names = Names()
    for path in sorted(path for one in publications for path in one.folder.rglob("*") if path.suffix in TABLES):
        for labels_and_keys in tables.keys(path):
            names.learn(*labels_and_keys)
    days = [date.fromisoformat(day) for said in statements for day in (said.start, said.end) if day]
    if not days:
        raise ValueError("no publication says which days it is about")
    known = questions(asked, min(days), max(days))
    facts, universe = gather(statements, known, names)
    program = Program(facts, universe)
    found = attack(program, threshold, seconds) + hidden_means(as_rounded(statements), known, names, threshold)
    return Findings(facts, program, found)
