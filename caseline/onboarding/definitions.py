"""`caseline check --against last`: whom a change to an outcome or an indicator would move, before it counts."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from caseline.framework.tables import framework_rows, write_rows
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, writer_lock
from caseline.models import DbtModels
from caseline.organization.profile import load_organization

FACTS = "measure_fact"


@dataclass(frozen=True)
class Moved:
    """One measure of one outcome or indicator, and the clients whom the files as they are now would move.

    `came` and `gone`: client ids, each with what their records say.
    """

    measure: str
    label: str
    before: int
    now: int
    came: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]

    @property
    def clients(self) -> tuple[str, ...]:
        return tuple(sorted({client for client, _ in (*self.came, *self.gone)}))

    def __str__(self) -> str:
        lines = [f"{self.label}, {self.measure}: {self.now:,} clients, {self.before:,} in the last run."]
        for words, moved in (("counts now", self.came), ("no longer counts", self.gone)):
            lines += [f"  {client} {words}{': ' if said else '.'}{said}" for client, said in moved]
        return "\n".join(lines)


def against_last(place: Workspace, shown: Callable[[tuple[str, ...]], None] = lambda clients: None) -> list[Moved]:
    """Count outcomes and indicators by the files as they are, over the records of the last run, in a copy of them.

    `shown` hears of the clients before anything about them is given. Raises CaselineError where nothing was run yet.
    """
    if not place.published.exists():
        raise CaselineError("There is no last run to compare with. Make one with: caseline run")
    configured = framework_rows(load_organization(place.organization))
    warehouse = place.output / "check" / "caseline.duckdb"
    with writer_lock(warehouse):
        try:
            shutil.copyfile(place.published, warehouse)
            with connect(warehouse) as connection:
                connection.execute(f"create table reporting.facts_before as from reporting.{FACTS}")
                write_rows(connection, configured)
            DbtModels(warehouse).try_out_alone(
                "indicator_asked", "indicator_found", "indicator_reading", "indicator_told", FACTS
            )
            with connect(warehouse, read_only=True) as connection:
                moved = _moved(connection)
        finally:
            warehouse.unlink(missing_ok=True)
            warehouse.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    if clients := sorted({client for one in moved for client in one.clients}):
        shown(tuple(clients))
    return moved


def _moved(connection: duckdb.DuckDBPyConnection) -> list[Moved]:
    rows = connection.execute(_MOVED).fetchall()
    return [
        Moved(measure, label, before, now, _pairs(came), _pairs(gone))
        for measure, label, before, now, came, gone in rows
    ]


def _pairs(moved: list[dict[str, str]] | None) -> tuple[tuple[str, str], ...]:
    return tuple((one["client_id"], one["detail"] or "") for one in moved or ())


_MOVED = f"""
with counted as (select measure, title from framework.measure where labels in ('outcome', 'indicator')),
before as (
    select measure, label, client_id, max(label_title) as label_title, string_agg(distinct detail, '; ' order by detail)
        filter (record_type = 'assessment') as detail
    from reporting.facts_before semi join counted using (measure) group by 1, 2, 3
),
now as (
    select measure, label, client_id, max(label_title) as label_title, string_agg(distinct detail, '; ' order by detail)
        filter (record_type = 'assessment') as detail
    from reporting.{FACTS} semi join counted using (measure) group by 1, 2, 3
),
beside as (
    select
        measure, label, client_id, coalesce(now.label_title, before.label_title) as label_title,
        before.client_id is not null as was_counted, now.client_id is not null as is_counted,
        coalesce(now.detail, before.detail) as detail
    from before full join now using (measure, label, client_id)
)
select
    max(title), max(label_title), count(*) filter (was_counted), count(*) filter (is_counted),
    list(struct_pack(client_id, detail) order by client_id) filter (is_counted and not was_counted),
    list(struct_pack(client_id, detail) order by client_id) filter (was_counted and not is_counted)
from beside join counted using (measure)
group by measure, label
having count(*) filter (was_counted <> is_counted) > 0
order by measure, label
"""
