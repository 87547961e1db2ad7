"""`caseline draft`: an organisation's folder from files never seen."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseline.cli.app import app, err, escaped, out, plain_errors
from caseline.ground.errors import CaselineError

if TYPE_CHECKING:
    from caseline.onboarding.draft.drafted import DraftedTable


@app.command()
def draft(
    paths: Annotated[list[Path], typer.Argument(help="Folders, zips or files with exports.", exists=True)],
    name: Annotated[str | None, typer.Option(help="Name of the folder to make, such as hope_house.")] = None,
    ask_model: Annotated[
        bool, typer.Option("--ask-model", help="Ask CASELINE_MODEL too: of headers and profiles, no value.")
    ] = False,
) -> None:
    """Draft an organisation's folder from exports: systems, columns, keys and programs, each with how sure it is."""
    from caseline.ground.settings import workspace
    from caseline.onboarding.check import check_organization
    from caseline.onboarding.draft.drafting import draft as make_draft
    from caseline.onboarding.draft.first_clients import show_first_clients
    from caseline.onboarding.draft.telling import tell

    with plain_errors():
        made = make_draft(paths, name or paths[0].stem, lambda words: err.print(f"{words} ..."), *_model(ask_model))
        tell(made, out)
        place = workspace(str(made.folder))
        check_organization(place, out, lambda warehouse: show_first_clients(warehouse, out))
    out.print(
        f"Look through [bold]{escaped(str(made.folder))}[/]: data_dictionary says what each column became. Then: "
        f"caseline run -o {made.folder.name}"
    )


def _model(is_asked: bool) -> "Sequence[Callable[[Sequence[DraftedTable]], object]]":
    """What guesses more of the tables, if it is asked to. Raises CaselineError where no model is named."""
    if not is_asked:
        return ()
    from caseline.coding.by_model.endpoint_settings import endpoint_settings
    from caseline.coding.choosing import MODEL_VARIABLE
    from caseline.onboarding.draft.by_model import ask_about_unknown

    if not (model := os.environ.get(MODEL_VARIABLE)):
        raise CaselineError(f"Name the model to ask in {MODEL_VARIABLE}, or draft without --ask-model.")
    return (partial(ask_about_unknown, settings=endpoint_settings(model)),)
