"""A run of coding: where reading has a budget, skills that look for risks read every note before the others begin.

Where a budget or a cap ends it early, what waits is then anything but a danger. A coder that costs nothing reads each
wave of notes with all skills, those that look for risks first, so that it makes up its mind about each sentence once.
A second reader reads after the first in each round, on a budget of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from caseline.coding.coder import Coder
from caseline.coding.nights.canary import Examined, examine
from caseline.coding.nights.engine import CodingSummary, code_notes
from caseline.coding.nights.ledger import Partition
from caseline.ground.progress import ProgressCallback, quiet
from caseline.organization.skills import Skill


def measure_and_read(
    connection: duckdb.DuckDBPyConnection,
    partitions: Sequence[Partition],
    skills: Sequence[Skill],
    coder: Coder,
    run_id: str,
    may_drop: float,
    organization: Path | None = None,
    progress: ProgressCallback = quiet,
    say: Callable[[str], None] = lambda sentence: None,
    second: Coder | None = None,
) -> tuple[Examined, CodingSummary]:
    """Measure what has changed in how notes are read (`examine`), and read what is new (`code_notes`)."""
    everything = Examined()
    readers = [coder, *([second] if second else [])]
    summaries = [CodingSummary(reader.name) for reader in readers]
    rounds = [[skill for skill in skills if skill.risk == of_risk] for of_risk in (True, False)]
    for of_round in rounds if any(reader.budget for reader in readers) else [list(skills)]:
        for place, reader in enumerate(readers):
            examined = examine(
                connection,
                of_round,
                reader,
                run_id,
                may_drop,
                organization,
                progress,
                say,
                is_second=place > 0,
            )
            everything = everything + examined
            read = code_notes(connection, partitions, examined.readable, reader, run_id, progress, say)
            summaries[place] = summaries[place] + read
    return everything, replace(summaries[0], second=summaries[1]) if second else summaries[0]
