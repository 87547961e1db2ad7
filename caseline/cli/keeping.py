"""Commands that keep what is held: keys, backups."""

from pathlib import Path
from typing import Annotated

import typer

from caseline.audit import Act
from caseline.cli.app import OrganizationOption, app, out, plain_errors
from caseline.cli.audited import write_down
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace

keys = typer.Typer(no_args_is_help=True, help="The keys that everything about clients is encrypted with.")
app.add_typer(keys, name="keys")


@keys.command()
def show(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Say whether the output is encrypted and by which key, without the key itself."""
    from caseline.ground.keys import keys_of_workspace

    with plain_errors():
        found = keys_of_workspace(workspace(organization))
    how = "is encrypted (AES-256-GCM)" if found.encrypts else "is not encrypted; to change that: caseline keys rotate"
    out.print(f"{found.folder} {how}. Its master key is {found.master_id}.", soft_wrap=True)


@keys.command()
def new() -> None:
    """Print a new master key, to be put where CASELINE_KEY, a keyring or a key management service has it."""
    from caseline.ground.keys import new_master

    print(new_master())


@keys.command()
def rotate(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Encrypt everything below the output folder with new keys; also what was not encrypted before."""
    from caseline.custody.rekeying import rekey

    with plain_errors():
        place = workspace(organization)
        write_down(place, Act.keys, about="rotate")
        written = rekey(place)
    out.print(f"{len(written)} files have a new key. Copies that were made before still open with the former ones.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it is never written over.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    exports: Annotated[bool, typer.Option("--exports", help="Also the exports that were handed in.")] = False,
) -> None:
    """Write settings, rulings, kept reports, client IDs, the audit log and the warehouse into one encrypted file."""
    from caseline.custody.backup import back_up

    with plain_errors():
        place = workspace(organization)
        write_down(place, Act.backup)
        made = back_up(place, file, with_exports=exports)
    out.print(f"{made.files:,} files in [bold]{file}[/] ({made.size / 1e6:.1f} MB). Keep the key elsewhere: without it "
              "nobody can restore.", soft_wrap=True)  # fmt: skip


@app.command("restore")
def restore_backup(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")],
    to: Annotated[Path, typer.Option(help="Folder for organizations/ and output/; nothing there is written over.")] = (
        Path()
    ),
) -> None:
    """Bring an organisation back from a backup, once every file of it is there with its hash."""
    from caseline.custody.backup import restore

    with plain_errors():
        place = restore(file, to)
        write_down(place, Act.restore)
    out.print(
        f"Restored [bold]{place.organization}[/] and [bold]{place.output}[/]. What is made from them: caseline run"
    )


@app.command("erase")
def erase_client(
    client: Annotated[str, typer.Argument(help="A client ID, also a retired one, or a record's ID in its source.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking; it cannot be undone.")] = False,
) -> None:
    """Erase a client from all that Caseline keeps, for good, and keep later exports from bringing them back."""
    from caseline.custody.erasing import erase
    from caseline.identity.known_as import known_as

    with plain_errors():
        place = workspace(organization)
        ids = known_as(place.published, client)
        if not yes and not typer.confirm(f"Erase {ids[0]} for good?"):
            raise typer.Exit(1)
        write_down(place, Act.erase, tuple(ids))
        done = erase(place, client)
    out.print(
        f"{done.rows:,} rows of {done.records:,} records are erased, in {done.reports:,} kept reports their ID alone. "
        "Exports under data/, backups and what was sent elsewhere are yours to mend. Now: caseline run", soft_wrap=True,
    )  # fmt: skip
    for place_left in done.left:
        out.print(f"[yellow]Still named, or may be, in[/] {place_left}.", soft_wrap=True)
    if not done.left:
        out.print("A search of every table finds no ID, number or address of theirs.")


@app.command()
def disclose(
    client: Annotated[str, typer.Argument(help="A client ID, also a retired one, or a record's ID in its source.")],
    output: Annotated[Path, typer.Option(help="File to write: .md to read, or .json.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
) -> None:
    """Write a client's own record as a file for the client, and say what of it was sent to whom."""
    from caseline.audit import audit_log
    from caseline.custody.disclosing import record_of, sent_of, write

    with plain_errors():
        place = workspace(organization)
        ids, record = record_of(place, client)
        sent = sent_of(audit_log(place), ids)
        write_down(place, Act.disclose, tuple(ids), fields=tuple(record))
        write(output, ids, record)
    out.print(
        f"{sum(map(len, record.values())):,} rows of {len(record)} tables are in [bold]{output}[/].", soft_wrap=True
    )
    for line in sent:
        what = f"{line.entry.act} {line.entry.about}".strip()
        out.print(f"{line.at:%Y-%m-%d %H:%M} UTC: {what}, by {line.entry.who} ({line.entry.role})", soft_wrap=True)
    if not sent:
        out.print("Nothing with this client in it was exported since the log began.")
