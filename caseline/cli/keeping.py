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
