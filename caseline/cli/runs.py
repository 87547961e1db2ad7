"""Commands that set up an organisation and run the main job."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from caseline.cli.app import OrganizationOption, app, err, out, plain_errors
from caseline.settings import DEFAULT_ORGANIZATION, PROJECT_ROOT, workspace


@app.command()
def run(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Take in the exports of one affiliate only.")] = None,
) -> None:
    """Run the main job: take in exports, resolve clients, read notes, make the reports."""
    from caseline.organization import load_organization

    with plain_errors():
        place = workspace(organization)
        load_organization(place.organization).require_affiliate(affiliate)
    err.print("[bold]>[/] Getting ready (about twenty seconds the first time, less after that) ...")
    command = [sys.executable, "-m", "orchestration", "run", str(place.organization)]
    if affiliate:
        command += ["--affiliate", affiliate]
    raise typer.Exit(subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode)


@app.command()
def schedule(organization: OrganizationOption = DEFAULT_ORGANIZATION, port: int = 3000) -> None:
    """Open Dagster on this machine: the graph, the nightly schedule, the sensors and the runs."""
    with plain_errors():
        place = workspace(organization)
    command = [sys.executable, "-m", "orchestration", "dev", str(place.organization), "--port", str(port)]
    raise typer.Exit(subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode)


@app.command()
def check(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Read the configuration and every source without loading: what would be held back, and why."""
    from caseline.check import check_organization

    with plain_errors():
        problems = check_organization(workspace(organization), out)
    raise typer.Exit(1 if problems else 0)


@app.command()
def new(name: Annotated[str, typer.Argument(help="Folder name, such as hope_house.")]) -> None:
    """Make a commented organisation folder to start from."""
    from caseline.new import new_organization

    with plain_errors():
        folder = new_organization(name)
    out.print(
        f"Made [bold]{folder}[/]. Read its README.md, put your exports under data/, then: caseline run -o {folder.name}"
    )


@app.command()
def sample(
    output: Annotated[Path, typer.Option(help="Folder to write the organisation to.")],
    clients: Annotated[int, typer.Option(min=1, max=5_000_000)] = 260,
    seed: int = 7,
) -> None:
    """Make a synthetic organisation, with the damage of real life and the truth beside it."""
    from caseline.progress import progress_bar
    from caseline.sample import generate

    with plain_errors(), progress_bar("Inventing clients", err) as progress:
        generate(output, clients, seed, progress)
    out.print(f"Wrote {clients:,} clients to [bold]{output}[/]. Run it with: caseline run -o {output}")
