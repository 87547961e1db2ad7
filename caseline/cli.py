"""The `caseline` command. Each command is a page of words around one function of the kernel."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from caseline.errors import CaselineError
from caseline.settings import DEFAULT_ORGANIZATION, ORGANIZATION, PROJECT_ROOT, SPARK_MASTER, Workspace, workspace

app = typer.Typer(
    name="caseline",
    help="Case intelligence for human services: one record per client, every note read, every number traceable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals may hold client data
)
out = Console()
err = Console(stderr=True)

OrganizationOption = Annotated[
    str, typer.Option("--organization", "-o", help="Folder name under organizations/, or a path.")
]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what is wrong in a sentence and exit with 2, instead of a traceback."""
    try:
        yield
    except CaselineError as error:
        err.print(f"[bold red]Caseline cannot go on.[/] {_escaped(str(error))}", soft_wrap=True)
        raise typer.Exit(2) from None


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


@app.command()
def run(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Take in the exports of one affiliate only.")] = None,
) -> None:
    """Run the main job: take in exports, resolve clients, read notes, make the reports."""
    from caseline.organization import load_organization

    with plain_errors():
        place = workspace(organization)
        load_organization(place.organization).require_affiliate(affiliate)
    err.print("[bold]>[/] Getting ready (about twenty seconds the first time, less after that) ...")
    command = [sys.executable, "-m", "orchestration", "run", str(place.organization)]
    if affiliate:
        command += ["--affiliate", affiliate]
    raise typer.Exit(subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode)


@app.command()
def schedule(organization: OrganizationOption = DEFAULT_ORGANIZATION, port: int = 3000) -> None:
    """Open Dagster on this machine: the graph, the nightly schedule, the sensors and the runs."""
    with plain_errors():
        place = workspace(organization)
    command = [sys.executable, "-m", "orchestration", "dev", str(place.organization), "--port", str(port)]
    raise typer.Exit(subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode)


@app.command()
def check(organization: OrganizationOption = DEFAULT_ORGANIZATION) -> None:
    """Read the configuration and every source without loading: what would be held back, and why."""
    from caseline.check import check_organization

    with plain_errors():
        problems = check_organization(workspace(organization), out)
    raise typer.Exit(1 if problems else 0)


@app.command()
def new(name: Annotated[str, typer.Argument(help="Folder name, such as hope_house.")]) -> None:
    """Make a commented organisation folder to start from."""
    from caseline.new import new_organization

    with plain_errors():
        folder = new_organization(name)
    out.print(
        f"Made [bold]{folder}[/]. Read its README.md, put your exports under data/, then: caseline run -o {folder.name}"
    )


@app.command()
def sample(
    output: Annotated[Path, typer.Option(help="Folder to write the organisation to.")],
    clients: Annotated[int, typer.Option(min=1, max=5_000_000)] = 260,
    seed: int = 7,
) -> None:
    """Make a synthetic organisation, with the damage of real life and the truth beside it."""
    from caseline.progress import progress_bar
    from caseline.sample import generate

    with plain_errors(), progress_bar("Inventing clients", err) as progress:
        generate(output, clients, seed, progress)
    out.print(f"Wrote {clients:,} clients to [bold]{output}[/]. Run it with: caseline run -o {output}")


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
    from caseline.identity import match_file
    from caseline.progress import progress_bar

    with plain_errors(), progress_bar("Matching", err) as progress:
        result = match_file(records, output, pairs, progress, spark)
    out.print(f"{result.records:,} records are {result.clients:,} clients. Wrote [bold]{output}[/].")
    out.print(f"{result.compared:,} pairs were compared; {result.in_review:,} are in doubt and stand apart.")


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
    from caseline.coding import code_file
    from caseline.progress import progress_bar

    with plain_errors(), progress_bar("Reading notes", err) as progress:
        result = code_file(notes, skill, output, model, organization, progress, say=err.print)
    out.print(result.summary(), soft_wrap=True)
    out.print(f"Wrote [bold]{output}[/].")


@app.command()
def evaluate(
    skill: str,
    organization: Annotated[str | None, typer.Option("--organization", "-o")] = None,
    accept: Annotated[bool, typer.Option(help="Keep this result as the one later runs are compared with.")] = False,
    against: Annotated[str | None, typer.Option(help="Another model, or 'embedded', to compare codes with.")] = None,
) -> None:
    """Measure a skill against its gold set: precision, recall, F1, kappa, drift, and what a swap of names changes."""
    from caseline.coding import evaluate as evaluate_skill

    with plain_errors():
        out.print(evaluate_skill(skill, organization, accept, against))


MOST_SAID = 12


class HudKind(StrEnum):
    """What `caseline hud-report` can make."""

    apr = "apr"
    caper = "caper"
    ce_apr = "ce-apr"


class HudVersion(StrEnum):
    """Versions of HUD's reports."""

    fy2022 = "fy2022"
    fy2023 = "fy2023"
    fy2024 = "fy2024"
    fy2026 = "fy2026"


@app.command("hud-report")
def hud_report(
    kind: Annotated[HudKind, typer.Argument(help="Which report.")],
    hmis: Annotated[list[Path], typer.Option(help="HMIS CSV export, a folder or a zip; give it again for more.")],
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of the period.")],
    end: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of the period.")],
    output: Annotated[Path, typer.Option(help="Folder to write: a CSV a question, a zip of them, a workbook.")],
    version: Annotated[HudVersion | None, typer.Option(help="Of the report; left out, by the period.")] = None,
    project: Annotated[list[str] | None, typer.Option(help="ProjectID; again for more. Left out: all.")] = None,
    coc: Annotated[str | None, typer.Option(help="Continuum of Care, such as XX-500.")] = None,
) -> None:
    """Make HUD's APR, CAPER or CE-APR from HMIS CSV exports."""
    from pydantic import ValidationError

    from caseline.hud.make import make_hud_report
    from caseline.hud.request import HudReport
    from caseline.progress import progress_bar

    with plain_errors(), progress_bar("Starting", err) as progress:
        try:
            report = HudReport.model_validate(
                {
                    "id": kind.value, "kind": kind.value, "version": version.value if version else None,
                    "period": {"from": start.date(), "to": end.date()}, "projects": project or [], "coc": coc,
                }
            )  # fmt: skip
        except ValidationError as error:
            raise CaselineError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
        made = make_hud_report(report, hmis, output, progress)
    for told in made.held_back:
        err.print(f"[yellow]Held back:[/] {_escaped(told)}", soft_wrap=True)
    out.print(
        f"{kind.value.upper()} {report.version}: {made.clients:,} clients of {made.projects:,} projects in "
        f"{made.tables} tables, from {made.rows:,} rows. Wrote [bold]{made.folder}[/].",
        soft_wrap=True,
    )
    out.print(f"Behind a number: caseline trace {kind.value} Q5a.B2", soft_wrap=True)
    if made.to_fix:
        out.print(f"\n[bold]To fix before it is sent[/] (row by row in {made.folder / 'to_fix.csv'})", soft_wrap=True)
        for problem, fix, clients in made.to_fix[:MOST_SAID]:
            out.print(f"{clients:>6,}  {problem}. [dim]{fix}.[/]", soft_wrap=True)
        if len(made.to_fix) > MOST_SAID:
            out.print(f"        and {len(made.to_fix) - MOST_SAID} more kinds", soft_wrap=True)


@app.command()
def trace(
    report: str,
    figure: str,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    csv: Annotated[Path | None, typer.Option(help="Save all the evidence as CSV.")] = None,
    folder: Annotated[Path | None, typer.Option(help="What `caseline hud-report` wrote, for a HUD cell.")] = None,
) -> None:
    """Show the clients, records and quotes behind one number; for a HUD report a cell: `trace apr Q5a.B2`."""
    from caseline.hud.trace import CELL, trace_cell
    from caseline.trace import trace as trace_figure

    with plain_errors():
        if CELL.fullmatch(figure):
            out.print(trace_cell(workspace(organization).published, report, figure, folder, csv))
            return
        out.print(trace_figure(workspace(organization).published, report, figure, csv=csv))


@app.command()
def freeze(
    report: Annotated[str, typer.Argument(help="Id or title of a report.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    name: Annotated[str | None, typer.Option(help="What to keep it as; left out: the report and its last day.")] = None,
) -> None:
    """Keep a report as it is sent: period, data version, figures, evidence and documents."""
    from caseline.organization import load_organization
    from reports.frozen import freeze as freeze_report

    with plain_errors():
        place = workspace(organization)
        kept = freeze_report(place.published, load_organization(place.organization), report, name)
    out.print(f"Kept {kept.figures} numbers of '{_escaped(kept.title)}', data version {kept.data_version}.")
    out.print(f"They lie in [bold]{kept.folder}[/]. What changed since: caseline changes {kept.name}", soft_wrap=True)


@app.command()
def changes(
    name: Annotated[str | None, typer.Argument(help="A kept report; left out: all of them.")] = None,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    csv: Annotated[Path | None, typer.Option(help="Save every change as CSV.")] = None,
) -> None:
    """Show what kept reports would say today, and why it differs."""
    from caseline.organization import load_organization
    from caseline.spreadsheets import write_csv
    from reports.frozen import compare, load_frozen

    with plain_errors():
        place = workspace(organization)
        kept = load_frozen(load_organization(place.organization), name)
        compared = [compare(place.published, frozen) for frozen in kept]
    if csv is not None:
        rows = [
            (comparison.frozen.name, change.figure_id, change.question, change.before, change.now, " ".join(change.why))
            for comparison in compared
            for change in comparison.changes
        ]
        write_csv(csv, ("Kept report", "Figure", "Question", "Then", "Now", "Why"), rows)
    for comparison in compared:
        out.print(f"[bold]{comparison.frozen.name}[/]  {comparison.summary}", soft_wrap=True)
        for line in comparison.around:
            out.print(f"  {_escaped(line)}", soft_wrap=True)
        for change in comparison.changes[:MOST_SAID]:
            out.print(f"\n  {_escaped(change.question)}", soft_wrap=True)
            out.print(f"    then  {_escaped(change.before or 'no such number')}", soft_wrap=True)
            out.print(f"    now   {_escaped(change.now or 'no such number')}", soft_wrap=True)
            for why in change.why:
                out.print(f"    why   {_escaped(why)}", soft_wrap=True)
        if len(comparison.changes) > MOST_SAID:
            out.print(f"\n  ... and {len(comparison.changes) - MOST_SAID} more; --csv FILE saves them all")
    if not compared:
        out.print("No report is kept yet: caseline freeze REPORT")


class ExportFormat(StrEnum):
    """What `caseline export` can write."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"
    postgres = "postgres"


@app.command()
def export(
    to: Annotated[
        ExportFormat, typer.Option("--to", help="Files, or the Postgres that CASELINE_BI_POSTGRES names.")
    ] = (ExportFormat.parquet),
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[
        str, typer.Option(help="Whose eyes files are for: a role of organization.yml. A Postgres serves all of them.")
    ] = "analyst",
    output: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
) -> None:
    """Write the reporting tables for a named role, or serve them to BI tools from a Postgres."""
    from caseline.export import export_reporting
    from caseline.organization import load_organization

    if to is ExportFormat.postgres:
        with plain_errors():
            _serve_postgres(workspace(organization), output)
        return

    with plain_errors():
        place = workspace(organization)
        folder = output or place.output / "exports" / role
        files = export_reporting(place.published, load_organization(place.organization), to.value, folder, role)
    out.print(f"Wrote {len(files)} file(s) for the role '{role}' to [bold]{folder}[/].")


def _serve_postgres(place: Workspace, output: Path | None) -> None:
    from caseline.bi import serve_postgres
    from caseline.organization import load_organization
    from caseline.settings import bi_postgres

    folder = output or place.output / "exports" / "bi"
    served = serve_postgres(place.published, load_organization(place.organization), bi_postgres(), folder)
    for told in served.told:
        err.print(f"[yellow]Note:[/] {_escaped(told)}", soft_wrap=True)
    out.print(f"Serves {served.tables} tables with {served.rows:,} rows. Make people members of one of these roles:")
    out.print("  " + ", ".join(served.roles), soft_wrap=True)
    out.print(f"To connect with: {', '.join(path.name for path in served.files)} in [bold]{folder}[/].", soft_wrap=True)


@app.command()
def review(
    sheet: Annotated[Path | None, typer.Argument(help="Sheet to write, .xlsx or .csv.")] = None,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Only what one affiliate's records and notes ask.")] = None,
) -> None:
    """Write what waits for a person, pairs of records and codes, as a sheet to fill in."""
    from caseline.organization import load_organization
    from caseline.review import write_queue

    with plain_errors():
        place = workspace(organization)
        load_organization(place.organization).require_affiliate(affiliate)
        path = sheet or place.output / "review" / "review.xlsx"
        written = write_queue(place.published, path, affiliate)
    out.print(
        f"Wrote {written} to [bold]{' and '.join(map(str, written.files))}[/]. Fill in ruling, reason and decided_by, "
        f"then: {' and '.join(f'caseline decide {file}' for file in written.files)}",
        soft_wrap=True,
    )


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
            sheet, place.organization / "transformation", place.published, by, (on or datetime.now()).date()
        )
    out.print(f"Rulings: {taken}. The next run follows them: caseline run")


@app.command()
def crosswalk(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    affiliate: Annotated[str | None, typer.Option(help="Only this affiliate's systems.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
) -> None:
    """Write, for each affiliate and source system, which client ID each of its records has."""
    from caseline.crosswalk import export_crosswalk
    from caseline.organization import load_organization

    with plain_errors():
        place = workspace(organization)
        folder = output or place.output / "crosswalk"
        files = export_crosswalk(place.published, load_organization(place.organization), folder, affiliate)
    out.print(f"Wrote {len(files)} file(s) to [bold]{folder}[/].")


evidence = typer.Typer(no_args_is_help=True, help="Pages for analysts who work in Evidence; needs Node.")
app.add_typer(evidence, name="evidence")


@evidence.command("build")
def build_evidence_pages(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    role: Annotated[str, typer.Option(help="What the pages may hold: a role of organization.yml.")] = "funder",
) -> None:
    """Build the Evidence pages of the last run for a role: a few minutes, and 4 GB of memory."""
    from caseline.organization import load_organization
    from reports.evidence import build_evidence

    with plain_errors():
        place = workspace(organization)
        built = build_evidence(place.published, load_organization(place.organization), place.evidence(role), role)
    out.print(f"{built}. Open them with:")
    out.print(f"  python -m http.server --bind 127.0.0.1 -d {built.folder}", soft_wrap=True)


class Audience(StrEnum):
    """Whose pages `caseline serve` shows."""

    director = "director"
    funder = "funder"
    network = "network"


@app.command()
def serve(
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    audience: Annotated[Audience, typer.Option(help="Whose pages: the director's, or what may be shown outside.")] = (
        Audience.director
    ),
    port: int = 8400,
) -> None:
    """Serve the pages of the last run on this machine alone."""
    from reports.site import serve as serve_site

    with plain_errors():
        folder = workspace(organization).site(audience.value)
        out.print(f"Open http://127.0.0.1:{port}/ (Ctrl-C stops)")
        serve_site(folder, port)
