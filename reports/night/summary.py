"""What a run found, in the words of `reporting.run_summary`, and where to look next."""

import os
import sys
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from reports.night.raised import in_words


def print_summary(place: Workspace, run_id: str | None, console: Console) -> None:
    """Print what the run raised (nothing without one) and found, from the published warehouse, and where to look."""
    with connect(place.published, read_only=True) as connection:
        raised = in_words(connection, run_id) if run_id else ""
        rows = connection.execute(
            "select section, item, value, note from reporting.run_summary order by section_order, item_order"
        ).fetchall()
    if raised:
        console.print(f"\n[bold]{raised}[/]\n", soft_wrap=True, highlight=False)
    table = Table(title="What this run found", show_header=False, title_justify="left", box=None, padding=(0, 2))
    for section, items in groupby(rows, key=lambda row: row[0]):
        table.add_row(f"[bold]{section}[/]", "", "")
        for _, item, value, note in items:
            table.add_row(f"  {item}", str(value), note or "")
    console.print(table)
    command = _command()
    console.print("\n[bold]Where to look[/]")
    for what, where in (
        ("Pages", f"{command} serve -o {place.organization.name}"),
        ("Pages to share", place.site("funder") / "index.html"),
        ("Funder documents", place.documents),
        ("Behind a number", f"{command} trace REPORT FIGURE -o {place.organization.name}"),
        ("Keep what is sent", f"{command} freeze REPORT -o {place.organization.name}"),
        ("Tables for BI", f"{command} export --to parquet -o {place.organization.name}"),
        ("Graph and schedule", f"{command} schedule -o {place.organization.name}"),
    ):
        console.print(f"  {what:<20} {where}", highlight=False, soft_wrap=True)


def _command() -> str:
    """How `caseline` is called here: by its path when it lives in a virtual environment that is not activated."""
    installed = Path(sys.executable).with_name("caseline")
    is_apart = sys.prefix != sys.base_prefix and "VIRTUAL_ENV" not in os.environ
    return os.path.relpath(installed) if is_apart and installed.exists() else "caseline"
