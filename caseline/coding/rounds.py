"""A run of coding in two rounds: skills that look for risks are measured and read every note before the others begin.

Where a budget, a cap or the night ends early, what waits is then anything but a danger.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from caseline.coding.coders import Coder, ProgressCallback, quiet
from caseline.coding.engine import CodingSummary, code_notes
from caseline.coding.ledger import Partition
from caseline.coding.measuring.canary import Examined, examine
from caseline.coding.skills import Skill


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
) -> tuple[Examined, CodingSummary]:
    """Measure what has changed in how notes are read (`examine`), and read what is new (`code_notes`)."""
    everything, summary = Examined(), CodingSummary(coder.name)
    for of_risk in (True, False):
        examined = examine(
            connection,
            [skill for skill in skills if skill.risk == of_risk],
            coder,
            run_id,
            may_drop,
            organization,
            progress,
            say,
        )
        everything = everything + examined
        summary = summary + code_notes(connection, partitions, examined.readable, coder, run_id, progress, say)
    return everything, summary
