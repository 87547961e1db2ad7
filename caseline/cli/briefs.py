"""The command for one client's page."""

import json
import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from caseline.audit import Act
from caseline.cli.app import OrganizationOption, app, escaped, out, plain_errors
from caseline.cli.audited import refusals_written_down, write_down
from caseline.ground.errors import CaselineError
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace

_ID = re.compile(r"(?=.*\d)[\w:.-]+")
"""What may be an ID; whatever else is typed may be a name, which the log holds none of."""


class Words(StrEnum):
    """Whose words a brief is in."""

    composed = "composed"
    model = "model"


@app.command()
def brief(
    client: Annotated[str, typer.Argument(help="A client ID, also a retired one, or a record's ID in its source.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Tell what changed since then; left out, since the contact before the last."
        ),
    ] = None,
    role: Annotated[str, typer.Option(help="Whose eyes it is for: a role of organization.yml.")] = "director",
    words: Annotated[
        Words,
        typer.Option(help="As composed, or worded by the model CASELINE_MODEL names and held to the same citations."),
    ] = Words.composed,
    output: Annotated[Path | None, typer.Option(help="Write .html (a page that prints), .md or .json.")] = None,
    sheet: Annotated[Path | None, typer.Option(help="Also write its codes to rule on, .xlsx or .csv.")] = None,
) -> None:
    """Show one client on a page: where things stand, what changed, risks, goals, next dates; each sentence cites."""
    from caseline.ground.written import written_whole
    from caseline.organization.profile import load_organization
    from reports.brief import as_data, as_markdown, as_page, as_text, compose, model_words
    from reports.brief.rulings import write_sheet
    from reports.published import open_published

    with plain_errors():
        if output is not None and output.suffix not in (".html", ".md", ".json"):
            raise CaselineError(f"{output.name} must end in .html, .md or .json: that says what to write.")
        place = workspace(organization)
        loaded = load_organization(place.organization)
        with open_published(place.published) as published:
            asked_for = (client,) if _ID.fullmatch(client) else ()
            with refusals_written_down(place, role, "a brief", asked_for):
                made = compose(published, loaded, client, role, since.date() if since else None)
            fields = tuple(dict.fromkeys(section.title for section in made.sections))
            write_down(place, Act.brief, (made.client_id,), fields=fields, role=role)
            if words is Words.model:
                made = model_words(made, published, loaded)
            codes = write_sheet(made, published.connection, sheet, made.name is not None) if sheet else 0
        if output is None:
            out.print(as_text(made))
        else:
            text = {
                ".html": lambda: as_page(made, loaded),
                ".md": lambda: as_markdown(made),
                ".json": lambda: json.dumps(as_data(made), indent=2, ensure_ascii=False) + "\n",
            }[output.suffix]()
            with written_whole(output) as fresh:
                fresh.write_text(text, encoding="utf-8")
            sentences = sum(len(section.sentences) for section in made.sections)
            out.print(
                f"{sentences} sentences on {made.client_id}, {len(made.numbers)} sources. Wrote [bold]{output}[/]."
            )
    if sheet:
        out.print(
            f"{codes} codes to rule on are in [bold]{sheet}[/]. Fill in ruling, reason and decided_by, then: "
            f"caseline decide {escaped(str(sheet))}",
            soft_wrap=True,
        )
