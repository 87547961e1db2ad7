"""`caseline check`: everything a run would read, read without loading, with what is wrong in plain English."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

import ingestion.crm.source
import ingestion.documents.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.dictionary import load_dictionary
from caseline.errors import CaselineError
from caseline.framework_tables import caution, framework_rows
from caseline.organization import Organization, load_organization
from caseline.screens import forms_of, load_instruments
from caseline.settings import Workspace


def check_organization(place: Workspace, console: Console) -> int:
    """Print what is configured, what would be loaded and what would be held back. Returns how many problems."""
    organization = load_organization(place.organization)
    console.print(f"[bold]{organization.name}[/], in {place.organization}")
    configured = framework_rows(organization)
    for words, table in (
        ("affiliates", "affiliate"), ("programs", "program"), ("outcomes", "outcome"), ("skills", "skill"),
        ("codes", "skill_code"), ("screens", "screen"),
        ("dictionary fields", "dictionary_field"), ("reports", "report"),
        ("report questions", "report_question"),
    ):  # fmt: skip
        console.print(f"  {len(configured[table]):>6,} {words}")
    dictionary = load_dictionary(place.organization / "data_dictionary")
    for found in forms_of(load_instruments(place.organization), dictionary):
        lacking = f"does not ask {', '.join(found.not_asked)}" if found.not_asked else "asks all of it"
        console.print(f"  {found.instrument.title}: the form {found.form} {lacking}", markup=False)
    return sum(_check_source(console, title, scan) for title, scan in _scans(place, organization, dictionary).items())


def _scans(place: Workspace, organization: Organization, dictionary: list[Any]) -> dict[str, Callable[[], Any]]:
    affiliates = organization.affiliate_ids
    return {
        "HMIS": lambda: ingestion.hmis.source.scan(
            place.data, affiliates, warehouse=place.published, caution=caution(organization)
        ),
        "CRM": lambda: ingestion.crm.source.scan(place.data, affiliates),
        "Forms": lambda: ingestion.forms.source.scan(place.data, affiliates, dictionary),
        "Documents": lambda: ingestion.documents.source.scan(place.data, affiliates),
    }


def _check_source(console: Console, title: str, scan: Callable[[], Any]) -> int:
    try:
        summary = scan()
    except CaselineError as error:
        console.print(f"[bold red]{title}[/]: {error}", markup=False)
        return 1
    console.print(f"\n[bold]{title}[/]: {summary}")
    if not summary.held_back:
        return 0
    table = Table("File", "Line", "What is wrong", "What to do", title=f"{title}: would be held back", show_lines=True)
    for item in summary.held_back:
        table.add_row(item.file, str(item.line or ""), item.reason, item.fix)
    console.print(table)
    return len(summary.held_back)
