"""What a role may see: of which tables, which columns, in which form, and whose rows.

Pages, traces, briefs, files and Postgres follow this one table of role x field alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

import duckdb

from caseline.access.forms import FILES, SET_BY, in_form
from caseline.access.modelled import ModelledColumn, ModelledTable, modelled_tables
from caseline.organization.described_table import Sensitivity
from caseline.organization.roles import Role, Shown

ORDER: tuple[Sensitivity, ...] = get_args(Sensitivity)
LAYERS = ("reporting", "hud")
EVERY_ROW = "true"
NO_ROW = "false"
PLACES = ("affiliate_id", "program_id")
ACROSS_PROGRAMS = "(program_id is not null or record_type <> 'enrollment')"
"""An enrollment with no program of its own tells that a client is in two: not for who sees one place only."""
OF_THE_CLIENT = ("client", "client_list", "client_alias")
"""Tables of one row a client: they are of every place that the client is known in."""
REPEATS = {
    "quote": ("note_text",), "others_quote": ("note_text",), "example_quote": ("note_text",),
    "client_name": ("first_name", "last_name"), "full_name": ("first_name", "last_name"),
    "ssn_last_four": ("ssn",),
}  # fmt: skip
"""Columns that hold what stands in others: what is set for those is set for them."""
LEAST: tuple[Shown, ...] = ("shown", "band", "masked", "absent")
"""From most to least that is seen of a field."""
OF_A_RECORD = {
    "submission_id": "record.submission", "note_id": "record.case_note", "code_id": "intelligence.code",
    "enrollment_id": "record.enrollment",
}  # fmt: skip
"""Keys that lead to the row of a table that says its place, the surest first."""
IN_CHARGE_DAYS = 90
"""How long after a stay its case manager still sees the client: for the survey at exit and what is asked after it."""
_IN_CHARGE = f"coalesce(exit_date >= (select as_of from record.as_of) - {IN_CHARGE_DAYS}, true)"
OF_A_PERSON_RECORD = ("record.enrollment", "record.submission", "record.case_note")
"""Tables whose rows say in which program a person record is known."""


@dataclass(frozen=True)
class Sight:
    """One table as a role sees it: its columns, in SQL the rows it may read, and columns that are not as they are."""

    table: ModelledTable
    columns: tuple[ModelledColumn, ...]
    rows: str
    forms: Mapping[str, Shown] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.table.name

    def expression(self, column: ModelledColumn) -> str:
        """The column in SQL, as the role sees it."""
        return in_form(column.column, self.forms.get(column.column, "shown"))

    @property
    def bare(self) -> tuple[ModelledColumn, ...]:
        """The columns that are as they are: where a grant can say no more than yes or no."""
        return tuple(column for column in self.columns if column.column not in self.forms)


def served_tables(
    connection: duckdb.DuckDBPyConnection, layers: tuple[str, ...] = LAYERS, catalog: str | None = None
) -> list[ModelledTable]:
    """The described tables, and of them the columns, that this warehouse has, by layer and name."""
    there: dict[tuple[str, str], set[str]] = {}
    for layer, table, column in connection.execute(
        """select table_schema, table_name, column_name from information_schema.columns
        where table_catalog = coalesce(?, current_database())""",
        [catalog],
    ).fetchall():
        there.setdefault((layer, table), set()).add(column)
    tables = []
    for table in modelled_tables():
        columns = tuple(c for c in table.columns if c.column in there.get((table.layer, table.name), ()))
        if table.layer in layers and columns:
            tables.append(replace(table, columns=columns))
    return sorted(tables, key=lambda table: (layers.index(table.layer), table.name))


def sights(
    role: Role, tables: Iterable[ModelledTable], managers: tuple[str, ...] = (), opened: tuple[str, ...] = ()
) -> list[Sight]:
    """The tables a role sees. One that sees only what is open gets what may leave: no rows about single people.

    `managers`: the names under which whoever has the role is somebody's case manager. Where the role sees its own
    case load and nobody is named, it sees nobody. `opened`: clients that it sees beside them, for a reason.
    """
    seen = []
    for table in tables:
        rows = _rows(role, table, managers, opened)
        forms = {column.column: shown(role, column) for column in table.columns}
        columns = tuple(column for column in table.columns if forms[column.column] != "absent")
        if rows != NO_ROW and columns and (table.leaves or role.sees != "open"):
            altered = {name: form for name, form in forms.items() if form in ("masked", "band")}
            seen.append(Sight(table, columns, rows, altered))
    return seen


def shown(role: Role, column: ModelledColumn) -> Shown:
    """How a role sees a column: as its own settings say, else by the column's sensitivity.

    A field that is above the role stays absent or becomes less than it is; no setting opens it.
    """
    wanted = _wanted(role, column.column)
    if column.spans and (role.affiliates or role.programs):
        return "absent"
    if ORDER.index(column.sensitivity) > ORDER.index(role.sees):
        return wanted if wanted in ("masked", "band") else "absent"
    may_name_somebody = column.column in FILES and role.sees != "identifier"
    if may_name_somebody or (column.column == SET_BY and (role.is_limited or role.sees != "identifier")):
        return max(wanted or "masked", "masked", key=LEAST.index)
    return wanted or "shown"


def _wanted(role: Role, column: str) -> Shown | None:
    """What the role's settings say of a column by its name, or of what it repeats: then the least of it."""
    name = column.removesuffix("_l").removesuffix("_r")
    named = role.fields.get(column) or role.fields.get(name)
    repeated = [role.fields[one] for one in REPEATS.get(name, ()) if one in role.fields]
    return named or max(repeated, key=LEAST.index, default=None)


def _rows(role: Role, table: ModelledTable, managers: tuple[str, ...], opened: tuple[str, ...]) -> str:
    """The condition that a row is of the role's places and clients; NO_ROW where that cannot be told."""
    if not role.is_limited:
        return EVERY_ROW
    conditions = [_of_places(role, table), *_of_clients(role, table, _client_conditions(role, managers, opened))]
    if NO_ROW in conditions:
        return NO_ROW
    return " and ".join(dict.fromkeys(condition for condition in conditions if condition != EVERY_ROW)) or EVERY_ROW


def _of_places(role: Role, table: ModelledTable) -> str:
    wanted = [(column, ids) for column, ids in zip(PLACES, (role.affiliates, role.programs), strict=True) if ids]
    if not wanted:
        return EVERY_ROW
    placed = " and ".join(f"{column} in ({', '.join(map(_quoted, ids))})" for column, ids in wanted)
    columns = table.column_names
    if all(column in columns for column, _ in wanted):
        return f"{placed} and {ACROSS_PROGRAMS}" if {"record_type", "program_id"} <= set(columns) else placed
    if table.layer == "hud":
        return NO_ROW
    if table.name in OF_THE_CLIENT:
        return f"client_id in (select client_id from reporting.client_reach where {placed})"
    if table.layer not in LAYERS and (key := next((key for key in OF_A_RECORD if key in columns), None)):
        return f"{key} in (select {key} from {OF_A_RECORD[key]} where {placed})"
    if "record_key" in columns:
        known = " union ".join(f"select record_key from {name} where {placed}" for name in OF_A_PERSON_RECORD)
        return f"record_key in ({known})"
    if {"client_id", "affiliate_id"} <= set(columns) and table.name not in OF_PROJECTS:
        reach = f"select client_id, affiliate_id from reporting.client_reach where {placed}"
        return f"(client_id, affiliate_id) in ({reach})"
    if "figure_id" in columns:
        return f"figure_id in (select figure_id from reporting.figure where {placed})"
    return EVERY_ROW if table.leaves else NO_ROW


OF_PROJECTS = ("data_quality", "quality_stay")
"""Tables whose rows are of an HMIS project and so of one program, which they do not name."""


def _of_clients(role: Role, table: ModelledTable, conditions: list[str]) -> list[str]:
    """Of a case load, and with consent: of tables about clients alone. A number is about others too."""
    if not role.of_clients:
        return []
    if "client_id" not in table.column_names:
        keys = [key for key in OF_A_RECORD if key in table.column_names and table.layer not in LAYERS]
        if not keys:
            return [EVERY_ROW if table.leaves and "figure_id" not in table.column_names else NO_ROW]
        inner = f"select {keys[0]} from {OF_A_RECORD[keys[0]]} where "
        return [f"{keys[0]} in ({inner}{condition})" for condition in conditions]
    return conditions


def _client_conditions(role: Role, managers: tuple[str, ...], opened: tuple[str, ...]) -> list[str]:
    conditions = []
    if role.case_load == "own":
        if not managers and not opened:
            return [NO_ROW]
        names, ids = (", ".join(map(_quoted, given)) or "null" for given in (managers, opened))
        stays = f"select client_id from record.enrollment where case_manager in ({names}) and {_IN_CHARGE}"
        load = f"client_id in ({stays})"
        conditions.append(f"({load} or client_id in ({ids}))" if opened else load)
    if role.only_with_consent:
        conditions.append(f"client_id in ({_consented(role)})")
    return conditions


def _consented(role: Role) -> str:
    """Clients whose consent in force covers the network, or names an affiliate of the role."""
    covers = "covers_network"
    if role.affiliates:
        ids = ", ".join(map(_quoted, role.affiliates))
        named = (
            f"select unnest([lower(affiliate_id), lower(name)]) from framework.affiliate where affiliate_id in ({ids})"
        )
        covers = f"(covers_network or lower(trim(scope)) in ({named}))"
    return f"select client_id from record.consent where is_in_force and {covers}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
