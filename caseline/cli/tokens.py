"""Commands about tokens, by which programs read and write over the API."""

import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from caseline.audit import Act
from caseline.cli.app import OrganizationOption, app, escaped, out, plain_errors
from caseline.cli.audited import refusals_written_down, write_down
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace

token = typer.Typer(no_args_is_help=True, help="Tokens by which programs use the API.")
app.add_typer(token, name="token")


@token.command("new")
def new_token(
    name: Annotated[str, typer.Argument(help="What it is for, such as power-bi.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[str | None, typer.Option(help="Whose eyes it has: a role of organization.yml.")] = None,
    person: Annotated[str | None, typer.Option(help="Or a person's, by email, with whatever role they have.")] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="clients, figures, evidence, runs, tables, rulings, submissions.")
    ] = None,
    days: Annotated[int, typer.Option(help="How long it lasts.")] = 90,
) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    from application.api.tokens import DAY_SECONDS, Scope, Token
    from application.serving import tokens_of
    from caseline.ground.errors import CaselineError
    from caseline.organization.profile import load_organization

    with plain_errors():
        if (role is None) == (person is None):
            raise CaselineError("Say whose eyes it has: --role ROLE, or --person EMAIL.")
        unknown = sorted(set(scope or []) - set(Scope))
        if unknown:
            raise CaselineError(f"There is no scope '{unknown[0]}'. There are: {', '.join(Scope)}.")
        place, now = workspace(organization), time.time()
        scopes = tuple(one for one in Scope if one in (scope or []))
        made = Token(name, scopes, now, now + days * DAY_SECONDS, role, person.strip().lower() if person else None)
        with refusals_written_down(place, role or "", "a token"):
            text = tokens_of(place).make(made, load_organization(place.organization))
        write_down(place, Act.configuration, about=f"a token '{name}' of {made.of} for {', '.join(scopes)}")
    out.print(f"It opens {', '.join(scopes)} as {escaped(made.of)} until {_day(made.until)}, and is shown only now:")
    print(text)


@token.command("list")
def list_tokens(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """List the tokens that there are, without the tokens themselves."""
    from application.serving import tokens_of

    with plain_errors():
        found = tokens_of(workspace(organization)).all()
    for one in found:
        ended = " (over)" if one.until <= time.time() else ""
        line = f"{one.name}: {', '.join(one.scopes)} as {one.of}, made {_day(one.made)}, until {_day(one.until)}{ended}"
        out.print(escaped(line), soft_wrap=True, highlight=False)
    if not found:
        out.print("There are no tokens: caseline token new NAME --role ROLE --scope SCOPE")


@token.command("revoke")
def revoke_token(name: str, organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """End a token now."""
    from application.serving import tokens_of

    with plain_errors():
        place = workspace(organization)
        tokens_of(place).revoke(name)
        write_down(place, Act.configuration, about=f"the token '{name}' is revoked")
    out.print(f"The token '{escaped(name)}' opens nothing any more.")


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
