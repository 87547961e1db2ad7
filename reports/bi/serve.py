"""Refreshing the Postgres that BI tools read, in one transaction: readers have the former tables, then the new ones."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import Connection, errors, sql
from psycopg.conninfo import conninfo_to_dict

from caseline.access.gate import Gate, Reader
from caseline.access.sights import LAYERS, served_tables
from caseline.ground.errors import CaselineError, NotForRole
from caseline.ground.settings import BI_POSTGRES
from caseline.ground.warehouse import connect
from caseline.organization.profile import Organization
from reports.bi.audiences import audience_schema, database_role, make_roles, open_to_audiences, served_roles
from reports.bi.files import round_what_is_told
from reports.bi.semantic import write_description
from reports.bi.star import holding_star
from reports.bi.tables import SHARED, write_shared, write_tables

OURS = "Caseline: made by 'caseline export --to postgres', replaced by the next one."
FORMER = "former_"
OLDEST_POSTGRES = 150_000
"""Views with the reader's own rights came with Postgres 15."""
LOCAL = ("", "localhost", "127.0.0.1", "::1")
WAIT_FOR_READERS = "3s"
_ONE_AT_A_TIME = 7_317_263_001
"""Key of the lock that a refresh holds."""


@dataclass(frozen=True)
class Served:
    """What a refresh wrote. `roles`: Postgres roles to make people members of; `files`: the description beside it."""

    tables: int
    rows: int
    roles: list[str]
    files: list[Path]
    told: list[str]
    limited: list[str]
    """Roles that see some rows only, beside others whose tables' sizes they can learn."""


def serve_postgres(
    published: Path, organization: Organization, address: str, folder: Path, only: str | None = None
) -> Served:
    """Replace what the Postgres at `address` serves by the published warehouse, and describe it in `folder`.

    `only`: a role whose rows alone go there, so that no size of a table tells how many others have.

    Readers are not disturbed: a query that runs goes on with the former tables, the next one has the new ones, and a
    refresh that fails changes nothing. Raises CaselineError; no message holds the address.
    """
    if only is not None:
        organization = of_one_role(organization, only)
    with _source(published, organization, only) as duck, _connected(address) as postgres:
        star = holding_star(duck, served_tables(duck))
        schemas = [*LAYERS, SHARED, *map(audience_schema, served_roles(organization))]
        with postgres.transaction():
            _put_former_aside(postgres, schemas)
            make_roles(postgres, organization)
            for schema in schemas:
                _run(postgres, "create schema {}", schema)
                postgres.execute(sql.SQL("comment on schema {} is {}").format(sql.Identifier(schema), OURS))
            rows = write_tables(duck, postgres, star)
            write_shared(duck, postgres, star)
            open_to_audiences(postgres, organization, star)
        told = [*star.broken, *_drop_former(postgres)]
        files = write_description(folder, organization, star, postgres.info)
    roles = served_roles(organization)
    limited = [name for name in roles if organization.roles[name].is_limited and only is None]
    return Served(len(star.tables), rows, [database_role(organization, role) for role in roles], files, told, limited)


def of_one_role(organization: Organization, name: str) -> Organization:
    """The organisation with this role alone. Raises NotForRole where no database can tell what it sees."""
    role = organization.role(name)
    if role.of_clients:
        raise NotForRole(f"What the role '{name}' sees depends on a person or on consent, which no database tells.")
    return organization.model_copy(update={"roles": {name: role}})


@contextmanager
def _source(published: Path, organization: Organization, only: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is written, with `shared_figure`: all of it, or the rows and fields of one role."""
    with connect(published, read_only=True) as whole:
        round_what_is_told(whole, organization, "funder")
        if only is None:
            yield whole
            return
        role = organization.roles[only]
        # a column keeps its type: what is not as it is is not there
        fields = {name: "shown" if shown == "shown" else "absent" for name, shown in role.fields.items()}
        gate = Gate(published, Reader(only, role.model_copy(update={"fields": fields})))
        try:
            gate.connection.register("shared_figure", whole.execute("select * from shared_figure").to_arrow_table())
            yield gate.connection
        finally:
            gate.close()


def require_verified(address: str) -> None:
    """Raises CaselineError where a Postgres elsewhere would be reached without checking whose certificate it shows."""
    named = conninfo_to_dict(address)
    hosts = str(named.get("host") or named.get("hostaddr") or os.environ.get("PGHOST") or "").split(",")
    is_here = all(host in LOCAL or host.startswith("/") for host in hosts)
    if not is_here and (named.get("sslmode") or os.environ.get("PGSSLMODE")) != "verify-full":
        raise CaselineError(
            f"The Postgres that {BI_POSTGRES} names is on another machine, so its certificate has to be checked. Add "
            "sslmode=verify-full, and sslrootcert=FILE or sslrootcert=system."
        )


@contextmanager
def _connected(address: str) -> Iterator[Connection]:
    """A connection that holds the right to refresh."""
    try:
        require_verified(address)
        connection = psycopg.connect(address, autocommit=True, application_name="caseline")
    except psycopg.ProgrammingError:
        raise CaselineError(
            f"{BI_POSTGRES} is not a connection string. Write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE"
        ) from None
    except psycopg.OperationalError:
        raise CaselineError(
            f"The Postgres that {BI_POSTGRES} names does not answer, or refuses the login. "
            "Check host, port, database, user and password."
        ) from None
    with connection:
        if connection.info.server_version < OLDEST_POSTGRES:
            raise CaselineError("The Postgres is too old: version 15 or newer is needed.")
        if not _value(connection, "select pg_try_advisory_lock(%s)", _ONE_AT_A_TIME):
            raise CaselineError("Another refresh of this Postgres is going on. Wait for it to end.")
        try:
            yield connection
        except errors.InsufficientPrivilege as error:
            raise CaselineError(
                f"The login may not do what a refresh needs ({error.diag.message_primary}). "
                "It has to own the database, or to be allowed to make schemas in it and roles."
            ) from None
        except psycopg.Error as error:  # its words may hold a client's values
            kind = type(error).__name__
            raise CaselineError(
                f"Postgres did not take the tables ({kind}, {error.sqlstate}); nothing changed."
            ) from None


def _put_former_aside(postgres: Connection, schemas: list[str]) -> None:
    """Rename what the last refresh made. Names of schemas take no lock that a reader holds."""
    ours = set(_schemas(postgres))
    foreign = [
        schema
        for schema in schemas
        if schema not in ours and _value(postgres, "select to_regnamespace(%s) is not null", f'"{schema}"')
    ]
    if foreign:
        raise CaselineError(
            f"The database has a schema '{foreign[0]}' that this command did not make. Use a database of its own."
        )
    turn = 1 + max((int(name.split("_")[1]) for name in ours if name.startswith(FORMER)), default=0)
    for schema in sorted(name for name in ours if not name.startswith(FORMER)):
        _close_to_readers(postgres, schema)
        _run(postgres, "alter schema {} rename to {}", schema, f"{FORMER}{turn}_{schema}")


def _close_to_readers(postgres: Connection, schema: str) -> None:
    """Whatever a reader still holds open, nobody begins to read former tables: somebody may have been erased since."""
    granted = postgres.execute(
        """select distinct pg_get_userbyid(grantee) from pg_namespace, aclexplode(nspacl)
        where nspname = %s and grantee not in (0, nspowner)""",
        [schema],
    )
    for (role,) in granted.fetchall():
        _run(postgres, "revoke all on schema {} from {}", schema, role)


def _drop_former(postgres: Connection) -> list[str]:
    """Drop what no reader uses any more; what one still uses goes with the next refresh."""
    former = [name for name in _schemas(postgres) if name.startswith(FORMER)]
    turns = sorted({name.split("_")[1] for name in former}, key=int)
    told = []
    for turn in turns:
        names = [name for name in former if name.split("_")[1] == turn]
        try:
            with postgres.transaction():
                postgres.execute(f"set local lock_timeout = '{WAIT_FOR_READERS}'")
                _run(postgres, f"drop schema {', '.join('{}' for _ in names)} cascade", *names)
        except errors.LockNotAvailable:
            told.append("A reader still uses the former tables; the next refresh removes them.")
    return told


def _schemas(postgres: Connection) -> list[str]:
    """Every schema that a refresh made."""
    found = postgres.execute(
        "select nspname from pg_namespace where obj_description(oid, 'pg_namespace') = %s order by 1", [OURS]
    )
    return [row[0] for row in found.fetchall()]


def _value(postgres: Connection, query: str, *values: object) -> object:
    row = postgres.execute(query, list(values)).fetchone()
    return row[0] if row else None


def _run(postgres: Connection, statement: str, *names: str) -> None:
    postgres.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
