"""The risks that a run raised: open ones in the notes it read, by danger, sure and possible."""

from typing import NamedTuple

import duckdb

_RAISED = """
select danger, count(case when tier = 'sure' then 1 end), count(case when tier = 'possible' then 1 end)
from reporting.open_risk as open
where exists (
    select 1
    from intelligence.risk as risk
    where
        risk.run_id = ? and risk.answered_by is null
        and risk.client_id = open.client_id and risk.code_title = open.code_title
)
group by danger, danger_rank
order by danger_rank
"""
_OLDER = """
select count(distinct risk.client_id || ':' || risk.code_title)
from intelligence.risk as risk
left join reporting.open_risk as open on risk.client_id = open.client_id and risk.code_title = open.code_title
where risk.run_id = ? and risk.answered_by is null and open.risk_id is null
"""


class Raised(NamedTuple):
    """How many open risks must be looked at by when."""

    danger: str
    sure: int
    possible: int


def risks_raised(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[Raised]:
    """The open risks (`reporting.open_risk`) that stand in notes a run read, the gravest first."""
    return [Raised(*row) for row in connection.execute(_RAISED, [run_id]).fetchall()]


def in_words(connection: duckdb.DuckDBPyConnection, run_id: str) -> str:
    """'2 open risks in the notes read tonight. Look at once: 1 (1 sure, 0 possible); today: 1 (0 sure, 1 possible).',
    and how many more stand in notes too old for the list of open risks.
    """
    raised = risks_raised(connection, run_id)
    total = sum(each.sure + each.possible for each in raised)
    (older,) = connection.execute(_OLDER, [run_id]).fetchone() or (0,)
    waiting = f" {older:,} more in older notes {'waits' if older == 1 else 'wait'} in Codes to decide." if older else ""
    if not total:
        return f"No open risk in the notes read tonight.{waiting}"
    parts = [
        f"{each.danger}: {each.sure + each.possible:,} ({each.sure:,} sure, {each.possible:,} possible)"
        for each in raised
    ]
    risks = "risk" if total == 1 else "risks"
    return f"{total:,} open {risks} in the notes read tonight. Look {'; '.join(parts)}.{waiting}"
