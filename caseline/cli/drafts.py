"""`caseline draft`: an organisation's folder from files never seen."""

from pathlib import Path
from typing import Annotated

import typer

from caseline.cli.app import app, err, escaped, out, plain_errors


@app.command()
def draft(
    paths: Annotated[list[Path], typer.Argument(help="Folders, zips or files with exports.", exists=True)],
    name: Annotated[str | None, typer.Option(help="Name of the folder to make, such as hope_house.")] = None,
) -> None:
    """Draft an organisation's folder from exports: systems, columns, keys and programs, each with how sure it is."""
    from caseline.ground.settings import workspace
    from caseline.onboarding.check import check_organization
    from caseline.onboarding.draft.drafting import draft as make_draft
    from caseline.onboarding.draft.first_clients import show_first_clients
    from caseline.onboarding.draft.telling import tell

    with plain_errors():
        made = make_draft(paths, name or paths[0].stem, lambda words: err.print(f"{words} ..."))
        tell(made, out)
        place = workspace(str(made.folder))
        check_organization(place, out, lambda warehouse: show_first_clients(warehouse, out))
    out.print(
        f"Look through [bold]{escaped(str(made.folder))}[/]: data_dictionary says what each column became. Then: "
        f"caseline run -o {made.folder.name}"
    )
