"""Who reads what in Postgres: a role an audience, its rows by policy, its columns by grant, its views.

A view has every column of its table; one that the role may not see is empty there, so that a report built for one
audience opens for another. Views run with the reader's own rights: what the role lacks, no view gives it.
"""

from psycopg import Connection, errors, sql

from caseline.access.sights import Sight, sights
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.bi.star import Star
from reports.bi.tables import SHARED, shared_tables


def audience_schema(role: str) -> str:
    """The schema that holds the views of a role."""
    return f"for_{role}"


def database_role(organization: Organization, role: str) -> str:
    """The Postgres role of an audience; people's logins are made members of it."""
    return f"{organization.id}_{role}"


def served_roles(organization: Organization) -> list[str]:
    """The roles that a database can serve: what the others see depends on a person, or on consent, which no table of
    it tells."""
    return [name for name, role in organization.roles.items() if not role.of_clients]


def make_roles(postgres: Connection, organization: Organization) -> None:
    """Make the roles that are missing. Raises CaselineError with what an administrator must run."""
    wanted = [database_role(organization, role) for role in served_roles(organization)]
    there = {row[0] for row in postgres.execute("select rolname from pg_roles").fetchall()}
    missing = [name for name in wanted if name not in there]
    try:
        for name in missing:
            postgres.execute(sql.SQL("create role {} nologin").format(sql.Identifier(name)))
    except errors.InsufficientPrivilege:
        todo = " ".join(f"create role {name} nologin;" for name in missing)
        raise CaselineError(f"The login may not make roles. Ask an administrator to run: {todo}") from None


def open_to_audiences(postgres: Connection, organization: Organization, star: Star) -> None:
    """Grants, row-level security and views for every role of the organisation."""
    copies = {table.name for table in shared_tables(star)}
    for table in star.tables:
        _secure(postgres, table.layer, table.name)
        if table.name in copies:
            _secure(postgres, SHARED, table.name)
    for name in served_roles(organization):
        role = organization.roles[name]
        reader, views = sql.Identifier(database_role(organization, name)), audience_schema(name)
        postgres.execute(sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(views), reader))
        for sight in sights(role, star.tables):
            is_copy = role.sees == "open" and sight.name in copies
            _open(postgres, sight, SHARED if is_copy else sight.table.layer, views, reader)


def _secure(postgres: Connection, schema: str, table: str) -> None:
    """Nobody reads a row unless a policy says so."""
    postgres.execute(sql.SQL("alter table {} enable row level security").format(sql.Identifier(schema, table)))


def _open(postgres: Connection, sight: Sight, schema: str, views: str, reader: sql.Identifier) -> None:
    table, view = sql.Identifier(schema, sight.name), sql.Identifier(views, sight.name)
    seen = [column.column for column in sight.bare]
    rows = sight.rows.replace("reporting.figure", f"{schema}.figure")
    columns = [
        sql.Identifier(column.column)
        if column.column in seen
        else sql.SQL("cast(null as {}) as {}").format(sql.SQL(column.data_type), sql.Identifier(column.column))
        for column in sight.table.columns
    ]
    listed = sql.SQL(", ").join(map(sql.Identifier, seen))
    statements = [
        sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), reader),
        sql.SQL("grant select ({}) on {} to {}").format(listed, table, reader),
        sql.SQL("create policy {} on {} for select to {} using ({})").format(
            sql.Identifier(views),
            table,
            reader,
            sql.SQL(rows),
        ),
        sql.SQL("create view {} with (security_invoker = true) as select {} from {}").format(
            view, sql.SQL(", ").join(columns), table
        ),
        sql.SQL("grant select on {} to {}").format(view, reader),
        sql.SQL("comment on view {} is {}").format(view, sql.Literal(sight.table.description)),
        *[
            sql.SQL("comment on column {} is {}").format(
                sql.Identifier(views, sight.name, column.column), sql.Literal(column.description)
            )
            for column in sight.table.columns
        ],
    ]
    for statement in statements:
        postgres.execute(statement)
