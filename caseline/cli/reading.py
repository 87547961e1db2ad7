"""Commands that read notes with a skill and measure the reading."""

from pathlib import Path
from typing import Annotated

import typer

from caseline.cli.app import app, err, out, plain_errors
from caseline.ground.settings import ORGANIZATION


@app.command()
def code(
    notes: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with note_id and text.")],
    skill: Annotated[str, typer.Option(help="Name of a skill, or its folder.")],
    output: Annotated[Path, typer.Option(help="CSV to write.")],
    model: Annotated[
        str | None, typer.Option(help="Model of an OpenAI-compatible endpoint; without it the embedded coder reads.")
    ] = None,
    organization: Annotated[
        str | None,
        typer.Option(
            "--organization", "-o", envvar=ORGANIZATION, help="Whose skills and use of a language model count."
        ),
    ] = None,
) -> None:
    """Read notes with one skill; every code comes with the words it stands on."""
    from caseline.coding.files import code_file
    from caseline.ground.progress import progress_bar

    with plain_errors(), progress_bar("Reading notes", err) as progress:
        result = code_file(notes, skill, output, model, organization, progress, say=err.print)
    out.print(result.summary(), soft_wrap=True)
    out.print(f"Wrote [bold]{output}[/].")


@app.command()
def evaluate(
    skill: str,
    organization: Annotated[str | None, typer.Option("--organization", "-o")] = None,
    accept: Annotated[bool, typer.Option(help="Keep this result as the one later runs are compared with.")] = False,
    against: Annotated[
        str | None,
        typer.Option(help="Another model, 'embedded', or 'second' for the second reader: both in one table."),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Show every note it got wrong, with why.")] = False,
    suggest: Annotated[
        bool,
        typer.Option("--suggest", help="Phrases and examples from the misses; on a terminal y writes one into it."),
    ] = False,
) -> None:
    """Measure a skill against notes that people coded: which codes to count with, what it got wrong and why, drift."""
    from caseline.coding.measuring.evaluation import evaluate as evaluate_skill
    from caseline.coding.measuring.misses import FEW

    most = None if misses else FEW if out.is_terminal else 0  # unasked, words of notes go to no log
    with plain_errors():
        out.print(evaluate_skill(skill, organization, accept, against, most))
        if suggest:
            from caseline.cli.suggesting import offer

            offer(skill, organization)
