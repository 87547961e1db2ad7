"""Commands for those who read: pages, files, BI tools."""

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseline.audit import EVERYONE, Act
from caseline.cli.app import OrganizationOption, app, err, escaped, out, plain_errors
from caseline.cli.audited import refusals_written_down, write_down
from caseline.ground.errors import NotForRole
from caseline.ground.extras import require_extra
from caseline.ground.settings import DEFAULT_ORGANIZATION, Workspace, workspace

if TYPE_CHECKING:
    from caseline.organization.profile import Organization
    from caseline.organization.roles import Role


class ExportFormat(StrEnum):
    """What `caseline export` can write."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"
    postgres = "postgres"
    hmis_csv = "hmis-csv"


@app.command()
def export(
    to: Annotated[
        ExportFormat, typer.Option("--to", help="Files, or the Postgres that CASELINE_BI_POSTGRES names.")
    ] = (ExportFormat.parquet),
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[
        str | None,
        typer.Option(
            help="Whose eyes it is for: a role of organization.yml; left out, analyst. A Postgres serves all of them, "
            "or with this one alone."
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
    affiliate: Annotated[
        str | None, typer.Option(help="hmis-csv: whose HMIS; left out where there is one alone.")
    ] = None,
    hashed: Annotated[
        bool, typer.Option("--hashed", help="hmis-csv: names and Social Security numbers hashed with SHA-256.")
    ] = False,
) -> None:
    """Write the reporting tables for a named role, serve them to BI tools from a Postgres, or write HMIS CSV."""
    from caseline.organization.profile import load_organization
    from reports.bi.files import export_reporting, refuse_case_loads

    if to is ExportFormat.postgres:
        with plain_errors():
            _serve_postgres(workspace(organization), output, role)
        return

    with plain_errors():
        place = workspace(organization)
        described = load_organization(place.organization)
        role = role or "analyst"
        folder = output or place.output / "exports" / role
        with refusals_written_down(place, role, f"export {to.value}"):
            (_refuse_hmis_csv if to is ExportFormat.hmis_csv else refuse_case_loads)(described.role(role), role)
        _write_down_export(place, described, role, to.value)
        if to is ExportFormat.hmis_csv:
            _write_hmis_csv(place, folder, affiliate, hashed)
            return
        files = export_reporting(place.published, described, to.value, folder, role)
    out.print(f"Wrote {len(files)} file(s) for the role '{role}' to [bold]{folder}[/].")


def _refuse_hmis_csv(role: "Role", name: str) -> None:
    if role.sees != "identifier" or role.is_limited or role.fields:
        raise NotForRole(
            f"HMIS CSV is about every client by name, and the role '{name}' does not see that. Name one that does with "
            "--role."
        )


def _write_hmis_csv(place: Workspace, folder: Path, affiliate: str | None, hashed: bool) -> None:
    from datetime import datetime

    from reports.hmis_csv import write_hmis_csv

    written = write_hmis_csv(place.published, folder, datetime.now(), affiliate, hashed)
    out.print(f"Wrote {written.rows:,} rows as HMIS CSV to [bold]{written.path}[/].", soft_wrap=True)
    if written.with_gaps:
        out.print(f"{written.with_gaps:,} of them lack a value that could not be read: see what was held back.")
    if written.with_apostrophe:
        out.print(f"{written.with_apostrophe:,} text(s) have an apostrophe before what a spreadsheet would run.")


def _serve_postgres(place: Workspace, output: Path | None, role: str | None) -> None:
    from caseline.ground.settings import bi_postgres
    from caseline.organization.profile import load_organization

    require_extra("postgres", "psycopg")
    from reports.bi.serve import of_one_role, serve_postgres

    folder = output or place.output / "exports" / "bi"
    described, about = load_organization(place.organization), f"postgres, for {role or 'all roles'}"
    if role:
        with refusals_written_down(place, role, f"export {about}"):
            of_one_role(described, role)
    write_down(place, Act.export, EVERYONE, about=about)
    served = serve_postgres(place.published, described, bi_postgres(), folder, role)
    for told in served.told:
        err.print(f"[yellow]Note:[/] {escaped(told)}", soft_wrap=True)
    if served.limited:
        err.print(
            f"[yellow]Note:[/] {', '.join(served.limited)} see some rows only, and can learn how large each table is. "
            "To tell them nothing of others, give each a database of its own: --role.", soft_wrap=True,
        )  # fmt: skip
    out.print(f"Serves {served.tables} tables with {served.rows:,} rows. Make people members of one of these roles:")
    out.print("  " + ", ".join(served.roles), soft_wrap=True)
    out.print(f"To connect with: {', '.join(path.name for path in served.files)} in [bold]{folder}[/].", soft_wrap=True)


def _write_down_export(place: Workspace, described: "Organization", role: str, to: str) -> None:
    sees = described.role(role)
    about = ", ".join([to, *sees.affiliates, *sees.programs])
    write_down(place, Act.export, () if sees.sees == "open" else EVERYONE, about=about, role=role)


evidence = typer.Typer(no_args_is_help=True, help="Pages for analysts who work in Evidence; needs Node.")
app.add_typer(evidence, name="evidence")


@evidence.command("build")
def build_evidence_pages(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[str, typer.Option(help="What the pages may hold: a role of organization.yml.")] = "funder",
) -> None:
    """Build the Evidence pages of the last run for a role: a few minutes, and 4 GB of memory."""
    from caseline.organization.profile import load_organization
    from reports.bi.files import refuse_case_loads
    from reports.evidence import build_evidence

    with plain_errors():
        place = workspace(organization)
        described = load_organization(place.organization)
        with refusals_written_down(place, role, "export evidence"):
            refuse_case_loads(described.role(role), role)
        _write_down_export(place, described, role, "evidence")
        built = build_evidence(place.published, described, place.evidence(role), role)
    out.print(f"{built}. Open them with:")
    out.print(f"  python -m http.server --bind 127.0.0.1 -d {built.folder}", soft_wrap=True)


class Audience(StrEnum):
    """For whom pages are shared outside."""

    funder = "funder"
    network = "network"


@app.command()
def serve(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    audience: Annotated[
        Audience | None, typer.Option(help="Only the pages that are shared outside, without sign-in.")
    ] = None,
    forms: Annotated[bool, typer.Option("--forms", help="Only the forms and links for clients.")] = False,
    role: Annotated[str, typer.Option(help="On your own machine: as whom you read.")] = "director",
    port: int = 8400,
    host: Annotated[str, typer.Option(help="Address to listen on; others than this machine's want TLS.")] = "127.0.0.1",
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, with its chain, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    proxy: Annotated[str | None, typer.Option(help="IP address of the proxy that has the certificate.")] = None,
    address: Annotated[str | None, typer.Option(help="What people type: https://caseline.example.org.")] = None,
    arrivals: Annotated[
        bool, typer.Option("--arrivals/--no-arrivals", help="Take in what clients send by forms as it comes.")
    ] = True,
) -> None:
    """Serve the pages of the last run: to you on this machine by a link, or to a team that signs in."""
    from application.place import Listening
    from application.serving import serve as serve_application
    from application.serving import serve_forms, serve_shared
    from caseline.cli.arrivals import read_on_arrival

    with plain_errors():
        place = workspace(organization)
        listening = Listening(host, port, certificate, key, proxy, address)
        if audience:
            out.print(f"Open {listening.origin}/ (Ctrl-C stops)")
            serve_shared(place.site(audience.value), listening)
            return

        def tell(told: str) -> None:
            out.print(told, soft_wrap=True, highlight=False)

        if forms:
            serve_forms(place, listening, tell)
            return
        with (
            read_on_arrival(place) if arrivals else nullcontext(),
            refusals_written_down(place, role, "the application"),
        ):
            serve_application(place, listening, role, tell)


@app.command()
def invite(
    email: str,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    address: Annotated[str, typer.Option(help="Where the application is reached.")] = "http://127.0.0.1:8400",
) -> None:
    """Make a link by which somebody under `people` in organization.yml makes an account, or a new password."""
    from application.serving import invitation

    with plain_errors():
        link = invitation(workspace(organization), email, address)
    out.print(f"Give this link to {email}, and to nobody else. It works once, for three days:", soft_wrap=True)
    out.print(link, soft_wrap=True, highlight=False)


@app.command("mcp")
def serve_assistant(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[str | None, typer.Option(help="Whose eyes it has: a role of organization.yml.")] = None,
    person: Annotated[str | None, typer.Option(help="Or a person's, by email, with whatever role they have.")] = None,
) -> None:
    """Serve an assistant over the Model Context Protocol (standard input and output), as one role and written down."""
    from caseline.ground.errors import CaselineError

    with plain_errors():
        require_extra("mcp", "mcp")
        from application.assistant.serving import serve as serve_tools

        if (role is None) == (person is None):
            raise CaselineError("Say whose eyes it has: --role ROLE, or --person EMAIL.")
        place = workspace(organization)
        with refusals_written_down(place, role or "", "an assistant"):
            serve_tools(place, role, person)
