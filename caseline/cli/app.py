"""The `caseline` command itself: what its parts share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from caseline.ground.errors import CaselineError
from caseline.ground.settings import ORGANIZATION

app = typer.Typer(
    name="caseline",
    help="Case intelligence for human services: one record per client, every note read, every number traceable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals may hold client data
)
out = Console()
err = Console(stderr=True)


@app.callback()
def _for_oneself() -> None:
    os.umask(0o077)  # what is written is for whoever runs it, and for nobody else on the machine


OrganizationOption = Annotated[
    str,
    typer.Option("--organization", "-o", envvar=ORGANIZATION, help="Folder name under organizations/, or a path."),
]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what is wrong in a sentence and exit with 2, instead of a traceback."""
    try:
        yield
    except CaselineError as error:
        _cannot_go_on(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        _cannot_go_on(f"{error.filename}: {error.strerror}.")


def _cannot_go_on(why: str) -> NoReturn:
    err.print(f"[bold red]Caseline cannot go on.[/] {escaped(why)}", soft_wrap=True)
    raise typer.Exit(2) from None


def escaped(text: str) -> str:
    """Text in which Rich finds no markup."""
    return text.replace("[", r"\[")


MOST_SAID = 12
"""Lines of a list that are printed; the rest is counted."""
