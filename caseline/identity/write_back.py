"""Writing the shared client ID into one field of the systems that the records came from.

Only that field is written, only where it is empty or holds a client ID of Caseline that is no longer the right one: a
field that holds anything else is left alone. What is written is first asked for, so that writing again writes nothing;
and every write is taken down, so that one that was stopped goes on where it was.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from dlt.common import jsonpath
from requests import Response
from requests.exceptions import RequestException

from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.ground.spreadsheets import safe_cell
from caseline.ground.warehouse import connect, writer_lock
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.profile import Organization
from ingestion.api.asking import TableAsking, refusal
from ingestion.api.connection import Connection, connections
from ingestion.api.declaration import WriteBack
from ingestion.api.mirror import Mirror, mirror_path
from ingestion.api.places import filled
from ingestion.api.shapes import at
from ingestion.boundary import Unreadable

LOG = ("written_at", "written_by", "table", "record_id", "field", "before", "client_id", "outcome")
TABLES = {"salesforce": "Contact", "hubspot": "contacts", "dynamics": "contacts"}
"""The systems that are written to, and which of their tables holds people."""


@dataclass
class Plan:
    """What one field of one affiliate's records would get. `writes`: what it holds and what it gets, by record ID."""

    affiliate_id: str
    writes: dict[str, tuple[str, str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    """How many records are as they should be, get an ID, and are left, in words."""
    log: Path | None = None
    refused: int = 0


def write_back(
    place: Workspace, organization: Organization, system: str, name: str, affiliate: str | None, by: str | None
) -> list[Plan]:
    """Plan, for each affiliate that has the system, what its field `name` gets; write it where `by` says who does so.

    Raises CaselineError for a system that is not asked over its API, for a field that it does not have, for settings
    and secrets that are missing, and where the system refuses or stops answering: what was written until then stands
    in the log, and the next writing goes on from there.
    """
    organization.require_affiliate(affiliate)
    chosen = [affiliate] if affiliate else organization.affiliate_ids
    found = [
        connection
        for connection in connections(organization.apis, organization.affiliate_ids)
        if connection.system.system == system and connection.affiliate_id in chosen
    ]
    if system not in TABLES or not found:
        raise CaselineError(f"organization.yml names no {system} under 'apis' that a client ID can be written to.")
    plans = []
    for connection in found:
        with (
            writer_lock(place.warehouse),
            closing(Mirror(mirror_path(place.ingestion_state, connection.affiliate_id, system))) as mirror,
        ):
            people = next((name for name, own in connection.tables.items() if own == TABLES[system]), TABLES[system])
            asking = TableAsking(connection, connection.client(), mirror, people, TABLES[system])
            try:
                asking.bring_up_to_date(place.data / connection.place)
                plan = _planned(place.published, connection, asking, name)
                if by:
                    _write(place, connection, asking, plan, name, by)
            except Unreadable as error:
                raise CaselineError(f"{error.problem.reason} {error.problem.fix}") from None
            plans.append(plan)
    return plans


def _planned(published: Path, connection: Connection, asking: TableAsking, name: str) -> Plan:
    if name not in asking.fields:
        title = connection.system.title
        raise CaselineError(f"{title} has no field '{name}' that is read. {did_you_mean(name, asking.fields)}")
    declared = _declared(asking)
    links, ours = _links(published, connection.affiliate_id, declared, asking)
    plan, records = Plan(connection.affiliate_id), asking.records()
    path = filled(declared.field, {"field": name})
    for own, clients in links.items():
        if own not in records:
            plan.counts["left: the system has it no more"] += 1
        elif len(clients) > 1:
            plan.counts["left: it has more than one client ID"] += 1
        elif (before := str(at(path, records[own]) or "")) == clients[0]:
            plan.counts["has it"] += 1
        elif before and before not in ours:
            plan.counts["left: the field holds something else"] += 1
        else:
            plan.counts["gets another, its former one was merged or split" if before else "gets one"] += 1
            plan.writes[own] = before, clients[0]
    return plan


def _declared(asking: TableAsking) -> WriteBack:
    assert asking.table.write_back
    return asking.table.write_back


def _links(
    published: Path, affiliate_id: str, declared: WriteBack, asking: TableAsking
) -> tuple[dict[str, list[str]], set[str]]:
    """The client IDs of each record, by the system's own ID; and all client IDs that there are or were."""
    source, before = declared.records_of
    before = filled(before, asking.places)
    with connect(published, read_only=True) as connection:
        links = connection.execute(
            "select substr(native_id, length($before) + 1), list(distinct client_id) from record.client_link "
            "where affiliate_id = $affiliate and source = $source and starts_with(native_id, $before) "
            "group by 1 order by 1",
            {"affiliate": affiliate_id, "source": source, "before": before},
        ).fetchall()
        ours = connection.execute(
            "select client_id from record.client_link union select old_client_id from record.identity_alias"
        ).fetchall()
    return dict(links), {client for (client,) in ours}


def _write(place: Workspace, connection: Connection, asking: TableAsking, plan: Plan, name: str, by: str) -> None:
    """Write batch by batch, each taken down before the next."""
    plan.log = place.output / "write_back" / plan.affiliate_id / f"{connection.system.system}.csv"
    plan.log.parent.mkdir(parents=True, exist_ok=True)
    is_new = not plan.log.exists()
    records = asking.records()
    path = filled(_declared(asking).field, {"field": name})
    with plan.log.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(LOG)
        for own, said in _sent(connection, asking, plan.writes, name):
            before, client = plan.writes[own]
            now = datetime.now(UTC).isoformat(timespec="seconds")
            line = (now, by, asking.places["table"], own, name, before, client, said or "written")
            writer.writerow([safe_cell(value) for value in line])
            file.flush()
            if said:
                plan.refused += 1
            else:
                jsonpath.set_value_at_path(records[own], path, client)
                asking.keep(own, records[own])


def _sent(
    connection: Connection, asking: TableAsking, writes: dict[str, tuple[str, str]], name: str
) -> Iterator[tuple[str, str | None]]:
    """Each record that was sent, and why it was refused, if it was. One that spoils its batch is sent by itself."""
    declared, rest = _declared(asking), iter(writes)
    while batch := list(islice(rest, declared.batch)):
        said = _send(connection, asking, declared, batch, writes, name)
        for own in batch:
            alone = len(batch) > 1 and said[own] is not None
            again = _send(connection, asking, declared, [own], writes, name) if alone else said
            yield own, again[own]


def _send(
    connection: Connection, asking: TableAsking, declared: WriteBack, batch: Sequence[str],
    writes: dict[str, tuple[str, str]], name: str,
) -> dict[str, str | None]:  # fmt: skip
    """Why each record of a batch was refused; None for those that were written."""
    places = [{**asking.places, "id": own, "field": name, "value": writes[own][1]} for own in batch]
    body = filled({name: part for name, part in declared.body.items() if name != declared.records}, places[0])
    if declared.records:
        [each] = declared.body[declared.records]
        body[declared.records] = [filled(each, known) for known in places]
    try:
        response = asking.client.send(declared.method, filled(declared.path, places[0]), declared.headers, body)
    except RequestException as error:
        raise refusal(connection, error) from None
    if response.status_code in (401, 403, 429) or response.status_code >= 500:
        raise refusal(connection, RequestException(response=response))
    return _said(response, batch)


def _said(response: Response, batch: Sequence[str]) -> dict[str, str | None]:
    if not response.ok:
        return dict.fromkeys(batch, f"refused (status {response.status_code})")
    told: Any = response.json() if response.content else None
    if isinstance(told, list):  # one answer a record, in their order
        return {own: None if one.get("success") else "refused" for own, one in zip(batch, told, strict=True)}
    if isinstance(told, dict) and "results" in told:
        written = {str(one["id"]) for one in told["results"]}
        return {own: None if own in written else "refused" for own in batch}
    return dict.fromkeys(batch)
