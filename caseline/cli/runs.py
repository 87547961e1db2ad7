"""Commands that set up an organisation and run the main job."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from caseline.audit import Act
from caseline.cli.app import OrganizationOption, app, err, out, plain_errors
from caseline.cli.audited import write_down
from caseline.ground.errors import CaselineError
from caseline.ground.extras import require_extra
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace


class Against(StrEnum):
    """What definitions are compared with."""

    last = "last"


@app.command()
def run(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Take in the exports of one affiliate only.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each step why it runs, or that nothing is new.")
    ] = False,
) -> None:
    """Run the main job: take in exports, resolve clients, read notes, make the reports; only what is not done."""
    from caseline.organization.profile import load_organization

    with plain_errors():
        place = workspace(organization)
        load_organization(place.organization).require_affiliate(affiliate)
    _become_dagster(
        "run",
        str(place.organization),
        *(["--affiliate", affiliate] if affiliate else []),
        *(["--explain"] if explain else []),
    )


@app.command()
def log(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Print what libraries said during the last run, such as why a step failed; it may hold clients' data."""
    from caseline.ground.sealed_log import read_log

    with plain_errors():
        place = workspace(organization)
        if not place.log.exists():
            raise CaselineError(f"There is no log at {place.log} yet.")
        for line in read_log(place.log):
            out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def schedule(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    port: int = 3000,
    enable: Annotated[bool, typer.Option("--enable", help="With the nightly schedule on.")] = False,
) -> None:
    """Open Dagster on this machine: the graph, the nightly schedule, the sensors and the runs."""
    with plain_errors():
        require_extra("schedule", "dagster_webserver")
        place = workspace(organization)
    _become_dagster("dev", str(place.organization), "--port", str(port), *(["--enable"] if enable else []))


def _become_dagster(*arguments: str) -> NoReturn:
    """Go on as `python -m orchestration`: the same process, so that whoever stops it stops the run itself."""
    os.execv(sys.executable, [sys.executable, "-m", "orchestration", *arguments])


@app.command()
def check(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    against: Annotated[
        Against | None, typer.Option(help="Instead, whom changed outcomes and indicators move: against the last run.")
    ] = None,
) -> None:
    """Read the configuration and every source without loading: what would be held back, and why."""
    from caseline.onboarding.check import check_organization
    from caseline.onboarding.definitions import against_last

    with plain_errors():
        place = workspace(organization)
        if against:

            def seen(clients: tuple[str, ...]) -> None:
                write_down(place, Act.look, clients, about="changed definitions")

            moved = against_last(place, seen)
            out.print("\n".join(map(str, moved)) or "Nobody moves.", markup=False, highlight=False)
            return
        problems = check_organization(place, out)
    raise typer.Exit(1 if problems else 0)


@app.command()
def new(name: Annotated[str, typer.Argument(help="Folder name, such as hope_house.")]) -> None:
    """Make a commented organisation folder to start from."""
    from caseline.onboarding.new import new_organization

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
    from caseline.ground.progress import progress_bar
    from caseline.sample import generate

    with plain_errors(), progress_bar("Inventing clients", err) as progress:
        generate(output, clients, seed, progress)
    out.print(f"Wrote {clients:,} clients to [bold]{output}[/]. Run it with: caseline run -o {output}")
