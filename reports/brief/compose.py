"""Composing a brief: every section in its order, from one client's record as a role sees it."""

from collections.abc import Callable, Iterator
from datetime import date

from caseline.organization.profile import Organization
from reports.as_of import as_of
from reports.brief.case import Case
from reports.brief.sections.changes import what_changed
from reports.brief.sections.notes import what_notes_say
from reports.brief.sections.people import who_is_on_it
from reports.brief.sections.place import who_and_where
from reports.brief.sections.plans import goals, next_dates, what_is_missing
from reports.brief.sections.risks import open_risks
from reports.brief.sections.standing import where_things_stand
from reports.brief.sentences import Brief, Section, Sentence
from reports.brief.view import View, find_client
from reports.published import Published
from reports.wording import day

SECTIONS: tuple[tuple[str, Callable[[Case], Iterator[Sentence]]], ...] = (
    ("Who and where", who_and_where),
    ("Open risks", open_risks),
    ("Where things stand", where_things_stand),
    ("What changed since {since}", what_changed),
    ("Goals", goals),
    ("Who is on it", who_is_on_it),
    ("What is missing", what_is_missing),
    ("Next dates", next_dates),
    ("What notes say", what_notes_say),
)


def compose(
    published: Published,
    organization: Organization,
    client: str,
    role: str = "director",
    since: date | None = None,
    managers: tuple[str, ...] = (),
) -> Brief:
    """The brief of a client (a client ID, a former one, or a source's ID) for a role of `organization.yml`.

    Raises CaselineError for a role that sees nothing about single people, or a client it cannot see.
    """
    view = View(published, organization, role, managers=managers)
    view.client_id = find_client(view, client)
    today = as_of(published)
    case = Case(view, today.day, since)
    sections = tuple(
        Section(title.format(since=day(case.since)), tuple(compose_section(case)))
        for title, compose_section in SECTIONS
    )
    (person,) = view.rows("record.client")
    name = " ".join(filter(None, (person["first_name"], person["last_name"])))
    return Brief(
        view.client_id, name or None, organization.name, role, case.as_of, case.since, sections, view.scope,
        as_of_source=today.source_for(view.role),
    )  # fmt: skip
