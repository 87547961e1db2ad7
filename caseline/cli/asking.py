"""Commands about forms for clients: drafting one, links that ask a client for what is missing, follow-up."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseline.cli.app import OrganizationOption, app, err, escaped, out, plain_errors
from caseline.ground.errors import CaselineError
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace

if TYPE_CHECKING:
    from application.intake.sheets import Written

AddressOption = Annotated[str, typer.Option(help="Where clients reach the forms.")]
SendOption = Annotated[
    bool,
    typer.Option(
        "--send", help="By mail or text, through what CASELINE_SMTP and CASELINE_SMS name; the sheet has the others."
    ),
]
HERE = "http://127.0.0.1:8400"

form = typer.Typer(no_args_is_help=True, help="Forms that clients fill in.")
app.add_typer(form, name="form")
links = typer.Typer(no_args_is_help=True, help="Links that ask a client for something, and what became of them.")
app.add_typer(links, name="links")


@form.command("draft")
def draft_form(
    source: Annotated[
        str, typer.Argument(help="A table of the data dictionary, such as intake_form; or an XLSForm, survey.xlsx.")
    ],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    name: Annotated[str | None, typer.Option(help="Name of the form; without it, that of the table or file.")] = None,
) -> None:
    """Write a form that asks all that a table of the data dictionary describes, or what an XLSForm does; it works as it
    is. What a form here cannot say of an XLSForm is told by row of the sheet."""
    from caseline.onboarding.draft.form import draft_form as write_form
    from caseline.onboarding.xlsform.drafting import draft_from_xlsform
    from caseline.onboarding.xlsform.reading import ENDINGS

    with plain_errors():
        folder = workspace(organization).organization
        if source.lower().endswith(ENDINGS):
            made = draft_from_xlsform(folder, Path(source), name)
            for line in made.told:
                err.print(f"[yellow]Note:[/] {escaped(line)}", soft_wrap=True)
            written = [path for path in (made.table, made.form) if path]
        else:
            written = [write_form(folder, source, name)]
    paths = " and ".join(f"[bold]{escaped(str(path))}[/]" for path in written)
    out.print(f"Wrote {paths}. Look through it, then: caseline check", soft_wrap=True)


@app.command()
def ask(
    client: Annotated[str | None, typer.Argument(help="A client ID, or a record's ID in its source.")] = None,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    fields: Annotated[
        str, typer.Option(help="What to ask: fields of the data dictionary with commas between, or 'consent'.")
    ] = "",
    missing: Annotated[
        str | None, typer.Option(help="In place of a client: all for whom this is missing, such as consent.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="With --missing: the sheet to write, a link a line.")] = None,
    send: SendOption = False,
    days: Annotated[int, typer.Option(help="How long a link works.")] = 14,
    address: AddressOption = HERE,
) -> None:
    """Make a link that asks one client for one or two things; the answer lands with the client's own record."""
    from application.intake.sheets import ask_all, ask_one

    with plain_errors():
        place = workspace(organization)
        if (client is None) == (missing is None):
            raise CaselineError("Name a client and --fields, or what is --missing.")
        if client is not None:
            told = ask_one(place, client, [one.strip() for one in fields.split(",") if one.strip()], days, address)
            out.print(told, soft_wrap=True, highlight=False, markup=False)
            return
        if output is None:
            raise CaselineError("Say with --output which sheet to write.")
        assert missing is not None
        _tell_sheet(ask_all(place, missing, days, address, output, send=send), output)


@links.command("list")
def list_links(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Say of each link when it was made, for whom, and what became of it."""
    from application.intake.sheets import told_links

    with plain_errors():
        for line in told_links(workspace(organization)):
            out.print(line, soft_wrap=True, highlight=False, markup=False)


@links.command()
def revoke(
    number: Annotated[int, typer.Argument(help="The link's number, as `caseline links list` says it.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
) -> None:
    """End a link: whoever has it opens nothing any more."""
    from application.intake.sheets import revoke_link

    with plain_errors():
        revoke_link(workspace(organization), number)
    out.print(f"Link {number} does not work any more.")


@links.command()
def bounces(
    mailbox: Annotated[Path, typer.Argument(help="A mailbox (mbox), a Maildir, or a folder of .eml files.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
) -> None:
    """Take down which mails with links came back: nothing more goes to those addresses."""
    from application.intake.bounces import take_down

    with plain_errors():
        came_back, ours = take_down(workspace(organization), mailbox)
    out.print(f"{came_back:,} mails came back, {ours:,} of them with a link of ours.")


@app.command("follow-up")
def follow_up(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    output: Annotated[Path | None, typer.Option(help="The sheet to write, a link a line.")] = None,
    send: SendOption = False,
    rates: Annotated[bool, typer.Option("--rates", help="Say how many answered, in place of a sheet.")] = False,
    address: AddressOption = HERE,
) -> None:
    """Links for all who are due to be asked again by the rule of a form, and reminders for who has not answered."""
    from application.intake import following

    with plain_errors():
        place = workspace(organization)
        if rates:
            for one in following.rates(place):
                out.print(
                    f"{one.form}, {one.program or 'no program'}, {one.months} months: {one.answered} of {one.asked} "
                    f"answered ({one.percent}%); {one.opened} opened, {one.stopped} want no more.",
                    soft_wrap=True, highlight=False,
                )  # fmt: skip
            return
        if output is None:
            raise CaselineError("Say with --output which sheet to write, or ask for --rates.")
        _tell_sheet(following.follow_up(place, address, output, send=send), output)


def _tell_sheet(made: "Written", output: Path) -> None:
    for reason in made.left_out:
        err.print(f"[yellow]Note:[/] {escaped(reason)}", soft_wrap=True)
    if made.mailed:
        out.print(f"{made.mailed:,} links went out by mail.")
    if made.texted:
        out.print(f"{made.texted:,} links went out by text.")
    out.print(f"Wrote {made.links:,} links to [bold]{escaped(str(output))}[/]. They are nowhere else.", soft_wrap=True)
