"""Commands for those who read: pages, files, BI tools."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseline.audit import EVERYONE, Act
from caseline.cli.app import OrganizationOption, app, err, escaped, out, plain_errors
from caseline.cli.audited import write_down
from caseline.ground.extras import require_extra
from caseline.ground.settings import DEFAULT_ORGANIZATION, Workspace, workspace

if TYPE_CHECKING:
    from caseline.organization.profile import Organization


class ExportFormat(StrEnum):
    """What `caseline export` can write."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"
    postgres = "postgres"


@app.command()
def export(
    to: Annotated[
        ExportFormat, typer.Option("--to", help="Files, or the Postgres that CASELINE_BI_POSTGRES names.")
    ] = (ExportFormat.parquet),
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[
        str, typer.Option(help="Whose eyes files are for: a role of organization.yml. A Postgres serves all of them.")
    ] = "analyst",
    output: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
) -> None:
    """Write the reporting tables for a named role, or serve them to BI tools from a Postgres."""
    from caseline.organization.profile import load_organization
    from reports.bi.files import export_reporting

    if to is ExportFormat.postgres:
        with plain_errors():
            _serve_postgres(workspace(organization), output)
        return

    with plain_errors():
        place = workspace(organization)
        described = load_organization(place.organization)
        folder = output or place.output / "exports" / role
        _write_down_export(place, described, role, to.value)
        files = export_reporting(place.published, described, to.value, folder, role)
    out.print(f"Wrote {len(files)} file(s) for the role '{role}' to [bold]{folder}[/].")


def _serve_postgres(place: Workspace, output: Path | None) -> None:
    from caseline.ground.settings import bi_postgres
    from caseline.organization.profile import load_organization

    require_extra("postgres", "psycopg")
    from reports.bi import serve_postgres

    folder = output or place.output / "exports" / "bi"
    write_down(place, Act.export, EVERYONE, about="postgres, for all roles")
    served = serve_postgres(place.published, load_organization(place.organization), bi_postgres(), folder)
    for told in served.told:
        err.print(f"[yellow]Note:[/] {escaped(told)}", soft_wrap=True)
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
    from reports.evidence import build_evidence

    with plain_errors():
        place = workspace(organization)
        described = load_organization(place.organization)
        _write_down_export(place, described, role, "evidence")
        built = build_evidence(place.published, described, place.evidence(role), role)
    out.print(f"{built}. Open them with:")
    out.print(f"  python -m http.server --bind 127.0.0.1 -d {built.folder}", soft_wrap=True)


class Audience(StrEnum):
    """Whose pages `caseline serve` shows."""

    director = "director"
    funder = "funder"
    network = "network"


@app.command()
def serve(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    audience: Annotated[Audience, typer.Option(help="Whose pages: the director's, or what may be shown outside.")] = (
        Audience.director
    ),
    port: int = 8400,
) -> None:
    """Serve the pages of the last run on this machine alone."""
    from reports.site import serve as serve_site

    with plain_errors():
        folder = workspace(organization).site(audience.value)
        out.print(f"Open http://127.0.0.1:{port}/ (Ctrl-C stops)")
        serve_site(folder, port)
