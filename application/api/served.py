"""What the API serves one reader of one publication: the gate's tables, and figures as they leave for outside roles."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from application.api.resources import TABLES, Resource, table_resource
from caseline.access.gate import Gate, Reader
from caseline.access.modelled import ModelledColumn
from caseline.ground.warehouse import connect
from caseline.organization.profile import Organization
from reports.as_of import as_of
from reports.bi.files import round_what_is_told, selection
from reports.published import Published


@dataclass(frozen=True)
class Served:
    """`version` tells this publication from any other; `published_at` is in UTC."""

    gate: Gate
    version: str
    published_at: datetime
    as_of: str
    as_of_source: str
    """What says that it is the day, as the reader may know it."""
    own_tables: bool
    """Whether the reader has tables about people, and not only those that may leave."""

    def columns(self, table: str) -> tuple[ModelledColumn, ...]:
        """The columns that the reader gets, in any form."""
        sight = self.gate.sights.get(table)
        return sight.columns if sight else ()

    def has(self, resource: Resource) -> bool:
        """Whether it is theirs: its table has rows for them, and they see what names a row."""
        named = [f"{resource.table}.{name}" for name in (*resource.key, resource.within) if name]
        return bool(self.columns(resource.table)) and self.gate.sees(*named)

    def query(self, table: str) -> str:
        """The rows of a table, in SQL."""
        sight = self.gate.sights[table]
        if not self.own_tables and "figure_id" in sight.table.column_names:
            return selection(sight, is_shared=True)
        listed = ", ".join(f'"{column.column}"' for column in sight.columns)
        return f"select {listed} from {table}"

    def tables(self) -> list[Resource]:
        """Those of reporting and hud that the reader has, by name."""
        found = [
            table_resource(sight.table.layer, sight.name, sight.table.key)
            for sight in self.gate.sights.values()
            if sight.table.layer in TABLES
        ]
        return sorted((one for one in found if self.has(one)), key=lambda one: one.name)


def open_served(published: Path, organization: Organization, reader: Reader) -> Served:
    """Raises CaselineError when there is no such warehouse yet."""
    moment = published.stat().st_mtime_ns
    gate = Gate(published, reader)
    if reader.role.sees == "open":
        _round_counts(gate, published, organization)
    today = as_of(Published(gate.connection))
    return Served(
        gate, f"{moment:x}", datetime.fromtimestamp(moment / 1e9, UTC), today.day.isoformat(),
        today.source_for(reader.role), reader.role.sees != "open",
    )  # fmt: skip


def _round_counts(gate: Gate, published: Path, organization: Organization) -> None:
    """`shared_figure` beside the views: how counts are rounded depends on every report, not the reader's alone."""
    with connect(published, read_only=True) as whole:
        round_what_is_told(whole, organization, "funder")
        shared = whole.execute("select * from shared_figure").to_arrow_table()
    gate.connection.register("registered_figure", shared)
    # what is registered is known to one cursor alone
    gate.connection.execute("create table shared_figure as select * from registered_figure")
    gate.connection.unregister("registered_figure")
