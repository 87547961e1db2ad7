"""Commands about who is who: matching, and what people decide."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from caseline.audit import EVERYONE, Act
from caseline.cli.app import OrganizationOption, app, err, out, plain_errors
from caseline.cli.audited import write_down
from caseline.ground.errors import CaselineError
from caseline.ground.names import slug
from caseline.ground.settings import DEFAULT_ORGANIZATION, SPARK_MASTER, workspace


@app.command()
def match(
    records: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV of person records.")],
    output: Annotated[Path, typer.Option(help="CSV to write: record_id, client_id.")],
    pairs: Annotated[Path | None, typer.Option(help="Also write every compared pair with its weights.")] = None,
    spark: Annotated[
        str | None, typer.Option(help="Master of a Spark cluster to compare pairs on.", envvar=SPARK_MASTER)
    ] = None,
) -> None:
    """Resolve who is who in one CSV of person records."""
    from caseline.ground.progress import progress_bar
    from caseline.identity.files import match_file

    with plain_errors(), progress_bar("Matching", err) as progress:
        result = match_file(records, output, pairs, progress, spark)
    for line in result.read.sentences:
        out.print(escape(line), soft_wrap=True)
    out.print(f"{result.records:,} records are {result.clients:,} clients. Wrote [bold]{output}[/].")
    out.print(f"{result.compared:,} pairs were compared; {result.in_review:,} are in doubt and stand apart.")


@app.command()
def review(
    sheet: Annotated[Path | None, typer.Argument(help="Sheet to write, .xlsx or .csv.")] = None,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Only what one affiliate's records and notes ask.")] = None,
    most: Annotated[int, typer.Option(min=1, help="Questions of each kind; the most pressing come first.")] = 1000,
) -> None:
    """Write what waits for a person, pairs of records and codes, as a sheet to fill in."""
    from caseline.organization.profile import load_organization
    from caseline.review import write_queue

    with plain_errors():
        place = workspace(organization)
        load_organization(place.organization).require_affiliate(affiliate)
        path = sheet or place.output / "review" / "review.xlsx"
        written = write_queue(place.published, path, affiliate, most, partial(write_down, place, Act.review))
    out.print(
        f"Wrote {written} to [bold]{' and '.join(map(str, written.files))}[/]. Fill in ruling, reason and decided_by, "
        f"then: {' and '.join(f'caseline decide {file}' for file in written.files)}",
        soft_wrap=True,
    )
    if written.more:
        out.print(written.more)


@app.command()
def decide(
    sheet: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The sheet, filled in (.xlsx or .csv).")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    by: Annotated[str | None, typer.Option(help="Who decided, where a row does not say.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; today if left out.")] = None,
) -> None:
    """Take the decisions of a filled-in sheet into transformation/*_rulings.csv; the next run follows them."""
    from caseline.review import take_in

    with plain_errors():
        place = workspace(organization)
        taken = take_in(
            sheet,
            place.organization / "transformation",
            place.published,
            by,
            (on or datetime.now()).date(),
            lambda taken, clients: write_down(place, Act.ruling, tuple(sorted(clients)), about=str(taken)),
        )
    out.print(f"Rulings: {taken}. The next run follows them: caseline run")


@app.command()
def crosswalk(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Only this affiliate's systems.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
) -> None:
    """Write, for each affiliate and source system, which client ID each of its records has."""
    from caseline.identity.crosswalk import export_crosswalk
    from caseline.organization.profile import load_organization

    with plain_errors():
        place = workspace(organization)
        folder = output or place.output / "crosswalk"
        write_down(place, Act.export, EVERYONE, about=f"crosswalk of {affiliate or 'all affiliates'}")
        files = export_crosswalk(place.published, load_organization(place.organization), folder, affiliate)
    out.print(f"Wrote {len(files)} file(s) to [bold]{folder}[/].")


@app.command("write-back")
def write_back(
    system: Annotated[str, typer.Argument(help="salesforce, hubspot, dynamics; or one whose importer takes a file.")],
    field: Annotated[str, typer.Argument(help="The field that gets the client ID, as the system itself calls it.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Only this affiliate's system.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write; without it only say what would be written.")] = False,
    by: Annotated[str | None, typer.Option(help="Who writes, for the log.")] = None,
) -> None:
    """Give the client IDs back to the system its records came from: over its API, or as a file for its importer."""
    from rich.table import Table

    from caseline.identity.crosswalk import export_for_importer
    from caseline.identity.write_back import TABLES
    from caseline.identity.write_back import write_back as write_client_ids
    from caseline.organization.dictionary import load_dictionary
    from caseline.organization.profile import load_organization

    with plain_errors():
        if write and not by:
            raise CaselineError("Say who writes, for the log: --by NAME.")
        place = workspace(organization)
        described = load_organization(place.organization)
        write_down(
            place, Act.export, EVERYONE, about=f"client IDs to {slug(system)}" + ("" if write else ", shown only")
        )
        if system not in TABLES or not any(api.system == system for api in described.apis):
            dictionary = load_dictionary(place.organization / "data_dictionary")
            files = export_for_importer(
                place.published, described, dictionary, system, field, place.output / "write_back", affiliate
            )
            for file in files:
                out.print(f"For the importer of {system}: [bold]{file}[/]", soft_wrap=True)
            out.print("" if files else f"No record of {system} has a client ID yet.")
            return
        plans = write_client_ids(place, described, system, field, affiliate, by if write else None)
    table = Table("Affiliate", f"Field {field} of a record", "Records")
    for plan in plans:
        for words, count in sorted(plan.counts.items()):
            table.add_row(plan.affiliate_id, words, f"{count:,}")
    out.print(table)
    for plan in plans:
        if plan.log:
            done = f"{len(plan.writes) - plan.refused:,} written, {plan.refused:,} refused"
            out.print(f"{plan.affiliate_id}: {done}. Each is in [bold]{plan.log}[/].", soft_wrap=True)
    if not write:
        out.print(f"Nothing was written. To write: caseline write-back {system} {field} --write --by NAME")
    if any(plan.refused for plan in plans):
        raise typer.Exit(1)
