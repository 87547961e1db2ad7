"""Commands about a report's numbers: HUD's tables, what is behind a number, what was sent."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from caseline.audit import EVERYONE, Act
from caseline.cli.app import MOST_SAID, OrganizationOption, app, err, escaped, out, plain_errors
from caseline.cli.audited import refusals_written_down, write_down
from caseline.ground.errors import CaselineError, NotForRole
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace


class HudKind(StrEnum):
    """What `caseline hud-report` can make."""

    apr = "apr"
    caper = "caper"
    ce_apr = "ce-apr"
    spm = "spm"
    pit = "pit"
    lsa = "lsa"
    hic = "hic"


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
    """Make HUD's APR, CAPER, CE-APR, SPM, PIT, LSA or HIC from HMIS CSV exports."""
    from pydantic import ValidationError

    from caseline.ground.progress import progress_bar
    from caseline.organization.hud_reports import HudReport
    from reports.hud.make import make_hud_report

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
    for which, told in made.told:
        err.print(f"[yellow]{which}:[/] {escaped(told)}", soft_wrap=True)
    kept = "files" if report.is_lsa else "tables"
    out.print(
        f"{kind.value.upper()} {report.version}: {made.clients:,} clients of {made.projects:,} projects in "
        f"{made.tables} {kept}, from {made.rows:,} rows. Wrote [bold]{made.folder}[/].",
        soft_wrap=True,
    )
    out.print(f"Behind a number: caseline trace {kind.value} {report.example}", soft_wrap=True)
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
    role: Annotated[str, typer.Option(help="Whose eyes it is for: a role of organization.yml.")] = "director",
) -> None:
    """Show the clients, records and quotes behind one number; of a HUD report a cell or row: `trace apr Q5a.B2`."""
    from caseline.access.gate import Reader
    from caseline.organization.profile import load_organization
    from reports.hud.lsa.trace import trace_row
    from reports.hud.trace import CELL, trace_cell
    from reports.trace import EVIDENCE
    from reports.trace import trace as trace_figure

    with plain_errors():
        place = workspace(organization)

        def seen(figure_id: str, clients: tuple[str, ...]) -> None:
            write_down(place, Act.trace, clients, fields=EVIDENCE, about=figure_id)

        chosen = load_organization(place.organization).role(role)
        is_lsa = report.lower() in (HudKind.lsa, HudKind.hic)
        if (is_lsa or CELL.fullmatch(figure)) and (chosen.sees == "open" or chosen.is_limited):
            with refusals_written_down(place, role, "a trace of HUD's reports"):
                raise NotForRole(f"The role '{role}' does not see the rows of HUD's reports.")
        if is_lsa:
            out.print(trace_row(report.lower(), figure, folder, csv, seen))
            return
        if CELL.fullmatch(figure):
            out.print(trace_cell(place.published, report, figure, folder, csv, seen))
            return
        out.print(trace_figure(place.published, report, figure, csv, seen, Reader(role, chosen)))


@app.command()
def freeze(
    report: Annotated[str, typer.Argument(help="Id or title of a report.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    name: Annotated[str | None, typer.Option(help="What to keep it as; left out: the report and its last day.")] = None,
) -> None:
    """Keep a report as it is sent: period, data version, figures, evidence and documents; of HUD's, by its id."""
    from caseline.organization.hud_reports import hud_reports
    from caseline.organization.profile import load_organization
    from reports.frozen import freeze as freeze_report
    from reports.hud.kept import keep_hud

    with plain_errors():
        place = workspace(organization)
        write_down(place, Act.freeze, EVERYONE, about=report)
        chosen = load_organization(place.organization)
        if report in [one.id for one in hud_reports(chosen)]:
            sent = keep_hud(place.published, chosen, report, place.hud, name)
            out.print(f"Kept {sent.figures:,} numbers of '{escaped(sent.title)}', of the exports up to {sent.said_at}.")
            out.print(
                f"They lie in [bold]{sent.folder}[/]. What changed since: caseline changes {sent.name}", soft_wrap=True
            )
            return
        kept = freeze_report(place.published, chosen, report, name)
    out.print(f"Kept {kept.figures} numbers of '{escaped(kept.title)}', data version {kept.data_version}.")
    out.print(f"They lie in [bold]{kept.folder}[/]. What changed since: caseline changes {kept.name}", soft_wrap=True)


@app.command()
def changes(
    name: Annotated[str | None, typer.Argument(help="A kept report; left out: all of them.")] = None,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    csv: Annotated[Path | None, typer.Option(help="Save every change as CSV.")] = None,
) -> None:
    """Show what kept reports would say today, and why it differs."""
    from caseline.ground.spreadsheets import write_csv
    from caseline.organization.profile import load_organization
    from reports.frozen import compare, load_frozen
    from reports.hud.kept import load_kept_hud
    from reports.hud.since import changed_since

    with plain_errors():
        place = workspace(organization)
        chosen = load_organization(place.organization)
        sent = [changed_since(place.published, one) for one in load_kept_hud(chosen, name)]
        kept = [] if sent and name else load_frozen(chosen, name)
        write_down(place, Act.look, about="what changed in kept reports")
        compared = [compare(place.published, frozen) for frozen in kept]
        if csv is not None:
            rows = [
                (each.frozen.name, change.figure_id, change.question, change.before, change.now, " ".join(change.why))
                for each in compared
                for change in each.changes
            ] + [
                (since.kept.name, f"{cell.question}.{cell.cell}", cell.label, cell.before, cell.now, " ".join(cell.why))
                for since in sent
                for cell in since.changes
            ]
            write_csv(csv, ("Kept report", "Figure", "Question", "Then", "Now", "Why"), rows)
    for comparison in compared:
        out.print(f"[bold]{comparison.frozen.name}[/]  {comparison.summary}", soft_wrap=True)
        for line in comparison.around:
            out.print(f"  {escaped(line)}", soft_wrap=True)
        for change in comparison.changes[:MOST_SAID]:
            out.print(f"\n  {escaped(change.question)}", soft_wrap=True)
            out.print(f"    then  {escaped(change.before or 'no such number')}", soft_wrap=True)
            out.print(f"    now   {escaped(change.now or 'no such number')}", soft_wrap=True)
            for why in change.why:
                out.print(f"    why   {escaped(why)}", soft_wrap=True)
        if len(comparison.changes) > MOST_SAID:
            out.print(f"\n  ... and {len(comparison.changes) - MOST_SAID} more; --csv FILE saves them all")
    for since in sent:
        out.print(f"[bold]{since.kept.name}[/]  {since.summary}", soft_wrap=True)
        for cell in since.changes[:MOST_SAID]:
            out.print(
                f"\n  {cell.question}.{cell.cell}  {escaped(cell.label)}: {cell.before} then, {cell.now} now",
                soft_wrap=True,
            )
            for why in cell.why:
                out.print(f"    why   {escaped(why)}", soft_wrap=True)
        if len(since.changes) > MOST_SAID:
            out.print(f"\n  ... and {len(since.changes) - MOST_SAID} more; --csv FILE saves them all")
    if not compared and not sent:
        out.print("No report is kept yet: caseline freeze REPORT")


@app.command("evidence-pack")
def evidence_pack(
    report: Annotated[str, typer.Argument(help="Id or title of a funder's report.")],
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    output: Annotated[Path | None, typer.Option(help="File to write; left out: the report's id and .zip.")] = None,
) -> None:
    """Write a report and the evidence behind it, as far as that may leave, as one signed file for an auditor."""
    from caseline.ground.keys import keys_of_workspace
    from caseline.ground.signing import signing_key
    from caseline.organization.profile import load_organization
    from reports.pack import make_pack
    from reports.trace import report_of

    with plain_errors():
        place = workspace(organization)
        report_id = report_of(place.published, report)
        write_down(place, Act.export, about=f"evidence pack {report_id}", role="funder")
        key = signing_key(keys_of_workspace(place))
        made = make_pack(
            place.published, load_organization(place.organization), report_id, output or Path(f"{report_id}.zip"),
            key, datetime.now(UTC),
        )  # fmt: skip
    out.print(f"'{escaped(made.title)}' and {made.files} files with it are in [bold]{made.path}[/].", soft_wrap=True)
    out.print(f"Signed with the key {made.key}. Tell an auditor this fingerprint by another way than the file; then: "
              f"caseline verify {made.path}", soft_wrap=True)  # fmt: skip


@app.command("verify")
def verify_pack(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An evidence pack.")],
    key: Annotated[
        str | None, typer.Option(help="The signer's fingerprint (SHA256:...) or public key file, as they told you it.")
    ] = None,
) -> None:
    """Say whether an evidence pack was changed, with which key it was signed and when; needs nothing but the file."""
    from reports.pack import verify

    with plain_errors():
        verdict = verify(file, key)
    for sentence in verdict.sentences:
        out.print(sentence, soft_wrap=True, markup=False, highlight=False)
    if not verdict.is_whole:
        raise typer.Exit(1)
    if key is None:
        out.print("Whose key that is, only they can tell you: ask for its fingerprint by another way, and give it "
                  "with --key.", soft_wrap=True)  # fmt: skip
