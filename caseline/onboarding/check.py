"""`caseline check`: what a run would take in and what it would hold back, tried in a warehouse of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import ingestion.crm.source
import ingestion.documents.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.framework.tables import framework_rows, write_rows
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, kept_open, writer_lock
from caseline.models import DbtModels
from caseline.onboarding.services import unknown_services
from caseline.onboarding.verdicts import SOURCES, tell_verdicts
from caseline.organization.dictionary import Dictionary, load_dictionary
from caseline.organization.intake_forms import in_a_line
from caseline.organization.profile import Organization, load_organization
from caseline.organization.screens import forms_of, load_instruments
from caseline.organization.transformation import caution
from ingestion.api.connection import connections
from ingestion.summary import LoadSummary

_THINGS = "cast(sum(greatest(row_count, 1)) as bigint)"
"""Rows that are meant, as a run counts them; a file of which none can be counted is one thing."""
MOST_LINES = 8
"""Lines named of those that one thing is wrong with."""


def check_organization(
    place: Workspace, console: Console, look: Callable[[Path], None] = lambda warehouse: None
) -> int:
    """Print what is configured, what would be loaded and what would be held back. Returns how many problems.

    `look` is shown the warehouse of the trial before it goes.
    """
    organization = load_organization(place.organization)
    console.print(f"[bold]{organization.name}[/], in {place.organization}")
    configured = framework_rows(organization)
    for words, table in (
        ("affiliates", "affiliate"), ("programs", "program"), ("outcomes", "outcome"),
        ("mixed indicators", "indicator"), ("skills", "skill"),
        ("codes", "skill_code"), ("screens", "screen"),
        ("dictionary fields", "dictionary_field"), ("reports", "report"),
        ("report questions", "report_question"),
    ):  # fmt: skip
        console.print(f"  {len(configured[table]):>6,} {words}")
    dictionary = load_dictionary(place.organization / "data_dictionary")
    for found in forms_of(load_instruments(place.organization), dictionary.own):
        lacking = f"does not ask {', '.join(found.not_asked)}" if found.not_asked else "asks all of it"
        console.print(f"  {found.instrument.title}: the form {found.form} {lacking}", markup=False)
    for form in dictionary.forms:
        console.print(f"  {in_a_line(form)}", markup=False)
    unready = _apis(console, organization)
    with _trial(place) as (warehouse, work), kept_open(warehouse):
        problems = unready + sum(
            _take_in(console, title, load)
            for title, load in _sources(place, organization, dictionary, warehouse, work).items()
        )
        with connect(warehouse) as connection:
            write_rows(connection, configured)
        DbtModels(warehouse).try_out("quarantine")
        problems += _tell(console, warehouse)
        with connect(warehouse, read_only=True) as connection:
            unknown = unknown_services(connection)
        for sentence in unknown:
            console.print(sentence, markup=False)
        problems += len(unknown)
        look(warehouse)
        return problems


def _apis(console: Console, organization: Organization) -> int:
    """Print which systems a run asks over their API, and what is missing for it. Returns how many lack something."""
    try:
        found = connections(organization.apis, organization.affiliate_ids)
    except CaselineError as error:
        console.print(f"[bold red]APIs[/]: {escape(str(error))}")
        return 1
    for connection in found:
        lacks = " ".join(connection.lacks()) or "a run asks it first; here its export of the last run is tried."
        console.print(f"[bold]{connection.system.title} over its API[/]: {escape(lacks)}")
    return sum(bool(connection.lacks()) for connection in found)


@contextmanager
def _trial(place: Workspace) -> Iterator[tuple[Path, Path]]:
    """A copy of the warehouse to try a load in, and a folder for it; nothing of a client stays behind."""
    keys_of_workspace(place)
    work = place.output / "check"
    warehouse = work / "caseline.duckdb"
    with writer_lock(warehouse):
        _clear(work)
        try:
            if place.published.exists():
                shutil.copyfile(place.published, warehouse)
            yield warehouse, work
        finally:
            _clear(work)


def _clear(work: Path) -> None:
    for name in ("dlt", "caseline.duckdb.tmp"):
        shutil.rmtree(work / name, ignore_errors=True)
    for name in ("caseline.duckdb", "caseline.duckdb.wal"):
        (work / name).unlink(missing_ok=True)


def _sources(
    place: Workspace, organization: Organization, dictionary: Dictionary, warehouse: Path, work: Path
) -> dict[str, Callable[[], LoadSummary]]:
    data, dlt, affiliates = place.data, work / "dlt", organization.affiliate_ids
    return {
        "HMIS": lambda: ingestion.hmis.source.load(data, warehouse, affiliates, caution=caution(organization)),
        "CRM": lambda: ingestion.crm.source.load(
            data, warehouse, dlt, affiliates, dictionary, date_order=organization.date_order
        ),
        "Forms": lambda: ingestion.forms.source.load(
            data,
            warehouse,
            dlt,
            affiliates,
            dictionary,
            date_order=organization.date_order,
            submissions=place.submissions,
            caution=caution(organization),
        ),
        "Documents": lambda: ingestion.documents.source.load(
            data, warehouse, affiliates, submissions=place.submissions
        ),
    }


def _take_in(console: Console, title: str, load: Callable[[], LoadSummary]) -> int:
    try:
        console.print(f"[bold]{title}[/]: {load()}")
    except CaselineError as error:
        console.print(f"[bold red]{title}[/]: {error}", markup=False)
        return 1
    return 0


def _tell(console: Console, warehouse: Path) -> int:
    """Print what intake.quarantine would hold after a run. Returns how many rows would be held back."""
    with connect(warehouse, read_only=True) as connection:
        found = connection.execute(
            "select is_kept, file, reason, fix, list(line order by line) filter (where line is not null), "
            f"{_THINGS} "
            "from intake.quarantine group by all order by is_kept, file, reason, fix"
        ).fetchall()
        left_out = _left_out(connection)
    for is_kept, title in ((False, "Would be held back or left out"), (True, "Would be kept; look at this")):
        rows = [row[1:] for row in found if row[0] == is_kept]
        if rows:
            table = Table("File", "Line", "What is wrong", "What to do", title=title, show_lines=True)
            for file, reason, fix, lines, _ in rows:
                table.add_row(file, _in_words(lines or []), reason, fix)
            console.print(table)
    held_back, kept = (sum(row[5] for row in found if row[0] == is_kept) for is_kept in (False, True))
    held_back -= left_out
    console.print(f"{held_back:,} would be held back, {left_out:,} left out as no rows, {kept:,} kept with a remark.")
    with connect(warehouse, read_only=True) as connection:
        return held_back + tell_verdicts(console, connection)


def _left_out(connection: duckdb.DuckDBPyConnection) -> int:
    """How much is left out that is no row of its table (a footer, another sheet): nothing to mend."""
    counts = " union all ".join(
        f"select {_THINGS} as n from {name}.quarantine where kind = 'left out'" for name in SOURCES
    )
    found = connection.execute(f"select coalesce(sum(n), 0) from ({counts})").fetchone()
    return int(found[0]) if found else 0


def _in_words(lines: list[Any]) -> str:
    named = ", ".join(str(line) for line in lines[:MOST_LINES])
    return f"{named} and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else named
