"""Serving the application: on one's own machine with nothing to set up, or for a team."""

import getpass
import logging
import os
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from application.accounts import Accounts
from application.acts import Acts
from application.api.changes import Changes
from application.api.routes import Api
from application.api.served import open_served
from application.api.tokens import Tokens
from application.app import Application, forms_alone, shared_pages
from application.connections import Connection
from application.desk import Desk
from application.entrance import Entrance, Links
from application.intake.door import Door
from application.intake.public import PublicForms
from application.monitoring import Monitored
from application.openid import Provider, client_secret
from application.people import People
from application.place import Listening
from caseline.access.gate import Gate
from caseline.audit import Act, Entry, audit_log
from caseline.ground.errors import CaselineError, NotForRole
from caseline.ground.settings import Workspace
from caseline.organization.profile import load_organization
from reports.disclosure.cost import kept_costs
from reports.site.inside import Inside
from reports.site.kinds import Asked

Tell = Callable[[str], None]


def accounts_of(place: Workspace) -> Accounts:
    return Accounts(place.sign_in / "accounts.json")


def tokens_of(place: Workspace) -> Tokens:
    return Tokens(place.sign_in / "tokens.json")


def application(place: Workspace, listening: Listening, role: str, tell: Tell) -> Application:
    """The application of one organisation. `tell` says in the terminal what whoever started it should know.

    `role`: as whom one reads on one's own machine. Raises CaselineError where it may not be served so.
    """
    is_own = listening.is_loopback and not listening.proxy and not listening.address
    log = audit_log(place)

    def unread(why: str) -> None:
        tell(f"organization.yml cannot be read; roles stay as they were, whoever it does not name is out. {why}")
        log.append(Entry(Act.configuration, "caseline", "", "", about="organization.yml cannot be read"))

    people = People(place.organization, _owner(), role if is_own else None, unread)
    if people.organization.roles.get(role) and people.organization.roles[role].sees == "open":
        raise NotForRole(f"The role '{role}' sees what is shared outside: caseline serve --audience funder")
    accounts, openid = accounts_of(place), people.organization.sign_in.openid
    has_accounts = bool(people.organization.people)
    listening.check(has_accounts and (openid is not None or place.sign_in.exists()))
    provider = Provider(openid, client_secret(), f"{listening.origin}/openid/end") if openid else None
    links = Links(lambda key: tell(f"Open {listening.origin}/enter/{key}")) if is_own else None
    entrance = Entrance(listening, people, log, links, accounts if has_accounts else None, provider)
    desk = Desk(
        place.published,
        lambda organization, reader: Inside(
            Gate(place.published, reader), place.published, organization, lambda: kept_costs(place.sharing_costs)
        ),
    )
    acts, door = Acts(place.organization, place.published), Door(place, people, log, listening)
    api = Api(
        people,
        place.published,
        Desk(place.published, lambda organization, reader: open_served(place.published, organization, reader)),
        log, acts, tokens_of(place), Changes(place.feeds), door,
    )  # fmt: skip
    forms = PublicForms(door)
    made = Application(listening, people, desk, log, entrance, acts, api, forms, place)
    if links:
        somebody = people.find("")
        assert somebody is not None
        inside = made.desk.of(people.organization, somebody.reader)
        inside.page(Asked("index.html"))  # so that templates are compiled before anybody waits for them
        links.renew()
    else:
        tell(f"People sign in at {listening.origin}/")
    return made


def invitation(place: Workspace, email: str, address: str) -> str:
    """The link of a new invitation. Raises CaselineError for an email address that is nobody's."""
    organization = load_organization(place.organization)
    if email.strip().lower() not in [person.email for person in organization.people]:
        raise CaselineError(
            f"Nobody under 'people' in organization.yml has the address {email}. Write them there first, with a role."
        )
    return f"{address.rstrip('/')}/invitation/{accounts_of(place).invite(email.strip())}"


def serve(place: Workspace, listening: Listening, role: str, tell: Tell) -> None:
    """Serve until Ctrl-C."""
    run(Monitored(application(place, listening, role, tell).asgi, place), listening)


def serve_forms(place: Workspace, listening: Listening, tell: Tell) -> None:
    """Serve until Ctrl-C the forms for clients alone: whoever reaches this address reaches nothing on record."""
    listening.check(has_sign_in=True)  # nobody signs in here
    log = audit_log(place)
    forms = PublicForms(Door(place, People(place.organization, _owner(), None), log, listening))
    tell(f"Clients open {listening.origin}/forms (Ctrl-C stops)")
    run(Monitored(forms_alone(forms, listening, log), place), listening)


def serve_shared(folder: Path, listening: Listening) -> None:
    """Serve until Ctrl-C the pages that are shared outside, on this machine alone."""
    if not listening.is_loopback:
        raise CaselineError("Pages to share are copied where they are shared; they are served on this machine alone.")
    run(shared_pages(folder, listening), listening)


def server(app: ASGIApp, listening: Listening) -> uvicorn.Server:
    """A server that does not run yet. It writes no log of requests: addresses hold client ids."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        proxy_headers=listening.proxy is not None,
        forwarded_allow_ips=listening.proxy or "",
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        http=Connection,
        limit_concurrency=500,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=32 * 1024,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def run(app: ASGIApp, listening: Listening) -> None:
    os.umask(0o077)
    try:
        server(app, listening).run()
    except SystemExit:
        raise CaselineError(f"Port {listening.port} is taken. Choose another with --port.") from None


def _owner() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"
