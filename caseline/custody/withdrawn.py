"""Whose consent is withdrawn, and what with them in it was sent to whom before: they have to be told."""

from dataclasses import dataclass
from datetime import date

from caseline.audit import EVERYONE, AuditLog, Line
from caseline.custody.disclosing import SENT
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect

_WITHDRAWN = """
with standing as (select client_id, covers_network, lower(trim(scope)) as scope from record.consent where is_standing),
last_said as (select client_id, max(counts_from) as counts_from from record.consent group by client_id)
select distinct given.client_id, last_said.counts_from
from record.consent as given inner join last_said using (client_id)
where given.is_granted and given.counts_from is not null and not exists (
    select 1 from standing where standing.client_id = given.client_id
        and (standing.covers_network or (
            not given.covers_network and standing.scope is not distinct from lower(trim(given.scope))
        ))
)
order by 1
"""
"""Who consented once to more than what was said last: to anything, or to sharing with others than now."""
_FORMERLY = "select former_client_id, client_id from reporting.client_alias where client_id is not null"


@dataclass(frozen=True)
class Withdrawn:
    """Clients with the day since when, and the lines about what was sent with the clients of these in it."""

    clients: dict[str, date]
    sent: list[tuple[Line, tuple[str, ...]]]


def withdrawn(place: Workspace, log: AuditLog) -> Withdrawn:
    """Reads the published warehouse and the log. Raises CaselineError where there is no warehouse yet."""
    with connect(place.published, read_only=True) as connection:
        clients: dict[str, date] = dict(connection.execute(_WITHDRAWN).fetchall())
        formerly: dict[str, str] = dict(connection.execute(_FORMERLY).fetchall())
    sent = []
    for line in log.read() if clients else ():
        if line.entry.act in SENT:
            named = {formerly.get(one, one) for one in line.entry.clients}
            of = clients if set(EVERYONE) & named else clients.keys() & named
            if of:
                sent.append((line, tuple(sorted(of))))
    return Withdrawn(clients, sent)
