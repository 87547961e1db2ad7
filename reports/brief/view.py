"""What a role sees of one client: every table is read here, so a brief cannot say what its reader may not know."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from caseline.access.forms import FILES
from caseline.access.modelled import modelled_tables
from caseline.access.sights import ORDER, shown, sights
from caseline.coding.pseudonyms.people import people_of_client
from caseline.coding.pseudonyms.privacy import Known, mask
from caseline.ground.errors import CaselineError, NotForRole
from caseline.organization.profile import Organization
from reports.brief.sentences import Absence, Place, Record
from reports.published import Published, Row

CALLED = {
    "record.source_person": "person record", "record.enrollment": "stay", "record.assessment": "survey answer",
    "record.goal": "goal", "record.plan": "service plan", "record.consent": "consent", "record.service": "service",
    "record.case_note": "note", "intelligence.screen_score": "screen score",
    "intelligence.screen_risk": "screen answer", "intelligence.risk": "risk",
    "reporting.missing": "what is missing", "reporting.unusual": "what stands out",
    "reporting.quality_stay": "HMIS stay", "record.client_link": "link of records",
}  # fmt: skip
"""What a row of a table is called where it is cited."""
WORDS = (("record.case_note", "note_text"), ("intelligence.code", "quote"))
"""What a brief quotes."""


@dataclass
class View:
    """One client as one role sees them. Rows come with columns above the role's ceiling empty."""

    published: Published
    organization: Organization
    role_name: str
    client_id: str = ""
    managers: tuple[str, ...] = ()
    """The names under which the reader is somebody's case manager."""

    def __post_init__(self) -> None:
        self.role = self.organization.role(self.role_name)
        if self.role.sees == "open":
            raise NotForRole(
                f"The role '{self.role_name}' sees nothing about single people, so there is no brief for it. "
                f"Roles of {self.organization.name}: {', '.join(self.organization.roles)}."
            )
        if not self.sees_sensitive:
            raise NotForRole(
                f"The role '{self.role_name}' sees no notes, risks and scores, and a brief is made of them."
            )
        self.tables = {f"{table.layer}.{table.name}": table for table in modelled_tables()}
        if any(not self._sees(table, column) for table, column in WORDS):
            raise NotForRole(f"The role '{self.role_name}' sees no words of notes, and a brief quotes them.")

    def _sees(self, table: str, name: str) -> bool:
        column = next(one for one in self.tables[table].columns if one.column == name)
        return shown(self.role, column) == "shown"

    def rows(self, table: str, where: str = "client_id = $client", order: str = "", **values: object) -> list[Row]:
        """Rows of a table in a stated order; of this client unless `where` says otherwise. None of a table whose rows
        cannot be told apart by what limits the role.

        Raises CaselineError where the warehouse lacks the table: it is of another version of Caseline.
        """
        seen = sights(self.role, [self.tables[table]], self.managers)
        if not seen:
            return []
        (sight,) = seen
        files = [column for column in sight.columns if column.column in FILES]  # a masked one still leads somewhere
        told = {column.column: sight.expression(column) for column in [*sight.bare, *files]}
        listed = ", ".join(f'{told.get(name, "null")} as "{name}"' for name in sight.table.column_names)
        values = {"client": self.client_id, **values} if "$client" in where else values
        query = f"select {listed} from {table} where ({where}) and ({sight.rows}) order by {order or 'all'}"
        try:
            return self.published.rows(query, **values)
        except (duckdb.CatalogException, duckdb.BinderException):
            raise CaselineError(
                f"The last run was made by another version of Caseline: {table} is not as it should be. "
                "Make it anew with: caseline run"
            ) from None

    def record(self, table: str, row: Row) -> Record:
        """A row that was read, as a citation."""
        key = self.tables[table].key
        place = Place(row.get("source_file"), row.get("source_page"), row.get("source_line"))
        return Record(table, tuple((name, str(row[name])) for name in key), CALLED[table], place)

    def absence(self, table: str, called: str, after: tuple[str, date] | None = None, **conditions: Any) -> Absence:
        """That a table has no row of this client that meets the conditions, as far as the role sees it."""
        met = {"client_id": (self.client_id,), **{name: _several(value) for name, value in conditions.items()}}
        for column, ids in (("affiliate_id", self.role.affiliates), ("program_id", self.role.programs)):
            if ids and column in self.tables[table].column_names:
                met.setdefault(column, tuple(ids))
        return Absence(table, tuple(met.items()), called, after)

    def as_seen(self, text: str) -> str:
        """Words of a source; for a role that may not know who somebody is with pseudonyms for names and numbers."""
        return text if self.sees_identifiers else mask(text, self.known).text

    def words(self, text: str) -> str:
        """The same on one line."""
        return " ".join(self.as_seen(text).split())

    @property
    def sees_identifiers(self) -> bool:
        return self.role.sees == "identifier"

    @property
    def sees_sensitive(self) -> bool:
        return ORDER.index(self.role.sees) >= ORDER.index("sensitive")

    @property
    def scope(self) -> str:
        """What a role with limits sees, in words; '' for one without."""
        parts = [self.affiliate(name) for name in self.role.affiliates] + [
            self.program(name) for name in self.role.programs
        ]
        return f"Only what the role sees: {', '.join(parts)}." if parts else ""

    @cached_property
    def known(self) -> Known:
        """The names and identifiers of the client and of the people around them."""
        return people_of_client(self.published.connection, self.client_id)

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {
            kind: {row["id"]: row["name"] for row in self.published.rows(query)}
            for kind, query in (
                ("program", "select program_id as id, name from record.program"),
                ("affiliate", "select affiliate_id as id, name from framework.affiliate"),
            )
        }

    def program(self, program_id: str | None) -> str:
        return self._names["program"].get(program_id or "", "no program")

    def affiliate(self, affiliate_id: str | None) -> str:
        return self._names["affiliate"].get(affiliate_id or "", affiliate_id or "no affiliate")


def _several(value: Any) -> tuple[str | bool | None, ...]:
    return value if isinstance(value, tuple) else (value,)


def find_client(view: View, wanted: str) -> str:
    """The client ID that a client ID, a retired one, or a source's ID means. Raises CaselineError with what to do.

    A client whom the role may not see is not found, like one that there is not.
    """
    asked = wanted.strip()
    former = view.rows("reporting.client_alias", "upper(former_client_id) = upper($asked)", asked=asked)
    if former and former[0]["client_id"] is None:
        raise CaselineError(
            f"{former[0]['former_client_id']} is a former client ID, and no client has its records now."
        )
    linked = view.rows("record.client_link", "record_key = $asked or native_id = $asked", "record_key", asked=asked)
    same = view.rows("record.client", "upper(client_id) = upper($asked)", asked=asked)
    found = {row["client_id"] for row in [*former, *same]} | {row["client_id"] for row in linked}
    seen = {row["client_id"] for one in sorted(found) for row in view.rows("record.client", "client_id = $id", id=one)}
    if len(seen) == 1:
        return str(seen.pop())
    if seen:
        keys = ", ".join(row["record_key"] for row in linked if row["client_id"] in seen)
        raise CaselineError(f"'{asked}' is the ID of records of {len(seen)} clients. Name one whole: {keys}.")
    raise CaselineError(
        f"There is no client '{asked}'. Give a client ID (C-...), or a record's ID as `caseline crosswalk` lists them."
    )
