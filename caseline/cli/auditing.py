"""Commands about the audit log: who looked at whom, and whether the log is as it was written."""

from pathlib import Path
from typing import Annotated

import typer

from caseline.cli.app import OrganizationOption, app, err, escaped, out, plain_errors
from caseline.ground.errors import CaselineError
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace

audit = typer.Typer(no_args_is_help=True, help="Who looked at which client, and whether the log was changed.")
app.add_typer(audit, name="audit")


@audit.command()
def verify(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    shipped: Annotated[
        Path | None, typer.Option(help="Folder that `caseline audit ship` wrote to: what it has must be here too.")
    ] = None,
) -> None:
    """Find lines of the audit log that were edited, cut, added or reordered, also at its end."""
    from caseline.audit import audit_log
    from caseline.audit.shipping import against_shipped
    from caseline.audit.verifying import verify as verify_log

    with plain_errors():
        log = audit_log(workspace(organization))
        found = verify_log(log)
        problems = found.problems + (against_shipped(log, shipped) if shipped else [])
    for problem in problems:
        err.print(f"[bold red]Changed:[/] {escaped(problem)}", soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    out.print(f"The log holds: {found.lines:,} lines, each as it was written. The last is {found.last[:16]}.")


@audit.command()
def who(
    client: Annotated[str, typer.Argument(help="A client ID, also a retired one, or a record's ID in its source.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
) -> None:
    """Say who has seen a client: when, as what, which fields, from where."""
    from caseline.audit import Act, audit_log, who_saw
    from caseline.audit.entry import CLIENT_ID
    from caseline.cli.audited import write_down
    from caseline.identity.known_as import known_as

    with plain_errors():
        place = workspace(organization)
        try:
            ids = known_as(place.published, client)
        except CaselineError:
            if not CLIENT_ID.fullmatch(client):
                raise
            ids = [client]  # of somebody whom the warehouse no longer has, the log still tells
        write_down(place, Act.audit, tuple(ids), about="who has seen")
        told = who_saw(audit_log(place), ids)
    for sentence in told:
        out.print(escaped(sentence), soft_wrap=True, highlight=False)
    if not told:
        out.print(f"Nobody has seen {escaped(' or '.join(ids))} since the log began.")


@audit.command()
def ship(
    folder: Annotated[Path, typer.Argument(help="Folder on another machine or a disk that is written once.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
) -> None:
    """Copy what is new of the audit log elsewhere, where nobody here can change it."""
    from caseline.audit import audit_log
    from caseline.audit import ship as ship_log

    with plain_errors():
        written = ship_log(audit_log(workspace(organization)), folder)
    out.print(f"{len(written)} files are new in [bold]{folder}[/].")


@audit.command()
def withdrawn(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Say whose consent is withdrawn, and what with them in it was exported, kept or disclosed, when and by whom."""
    from caseline.audit import Act, audit_log
    from caseline.cli.audited import write_down
    from caseline.custody.withdrawn import withdrawn as find_withdrawn

    with plain_errors():
        place = workspace(organization)
        found = find_withdrawn(place, audit_log(place))
        if found.clients:
            write_down(place, Act.audit, tuple(found.clients), about="consent withdrawn")
    for client, day in found.clients.items():
        out.print(f"{client}: consent withdrawn on {day}.", highlight=False)
    for line, clients in found.sent:
        whom = "all of them" if len(clients) == len(found.clients) else ", ".join(clients)
        what = f"{line.entry.act} {line.entry.about}".strip()
        said = f"{line.at:%Y-%m-%d %H:%M} UTC: {what}, by {line.entry.who} ({line.entry.role}), with {whom} in it"
        out.print(escaped(said), soft_wrap=True, highlight=False)
    if not found.clients:
        out.print("Nobody's consent is withdrawn.")
    elif not found.sent:
        out.print("Nothing with any of them in it was exported, kept or disclosed since the log began.")
