"""The risks that a run raised: open ones in the notes it read, by danger, sure and possible."""

from typing import NamedTuple

import duckdb

_RAISED = """
select danger, count(case when tier = 'sure' then 1 end), count(case when tier = 'possible' then 1 end)
from intelligence.risk
where run_id = ? and answered_by is null
group by danger, danger_rank
order by danger_rank
"""


class Raised(NamedTuple):
    """How many open risks must be looked at by when."""

    danger: str
    sure: int
    possible: int


def risks_raised(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[Raised]:
    """Those in the notes that a run read, the gravest first."""
    return [Raised(*row) for row in connection.execute(_RAISED, [run_id]).fetchall()]


def in_words(raised: list[Raised]) -> str:
    """'2 open risks in the notes read tonight. Look at once: 1 (1 sure, 0 possible); today: 1 (0 sure, 1 possible).'"""
    total = sum(each.sure + each.possible for each in raised)
    if not total:
        return "No open risk in the notes read tonight."
    parts = [
        f"{each.danger}: {each.sure + each.possible:,} ({each.sure:,} sure, {each.possible:,} possible)"
        for each in raised
    ]
    return f"{total:,} open {'risk' if total == 1 else 'risks'} in the notes read tonight. Look {'; '.join(parts)}."
