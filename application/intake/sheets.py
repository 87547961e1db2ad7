"""Links from the command line: one told on the terminal, many as a sheet that a mailing reads."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from application.intake.asking import Asking, Wanted, wanted_of
from application.intake.channels import channels
from application.intake.sending import Channel
from caseline.audit import Act, audit_log
from caseline.audit.acting import acting
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.spreadsheets import write_csv
from caseline.identity.known_as import known_as
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms import IntakeForm
from caseline.organization.profile import load_organization
from ingestion.submissions.links import BOUNCED, MAILED, REVOKED, TEXTED, Link, Links, now
from ingestion.submissions.messages import Messages
from reports.published import Published, open_published

PHONE = "phone"
HEADER = ("client_id", "email", "phone", "asks", "link", "works_until")


@dataclass(frozen=True)
class Written:
    """How many links stand on a sheet, how many were mailed and texted, and why others were not made."""

    links: int
    mailed: int
    texted: int
    left_out: list[str]


@contextmanager
def asking_of(place: Workspace) -> Iterator[tuple[Asking, Published]]:
    """Raises CaselineError where nothing was published yet."""
    forms = load_dictionary(place.organization / "data_dictionary").forms
    with open_published(place.published) as published:
        yield Asking(forms, published, links_of(place), audit_log(place)), published


def links_of(place: Workspace) -> Links:
    return Links(place.links, keys_of_workspace(place))


def messages_of(place: Workspace) -> Messages:
    return Messages(place.links, links_of(place), keys_of_workspace(place))


def ask_one(place: Workspace, client: str, fields: Sequence[str], days: int, address: str) -> str:
    """Makes a link for one client, and tells it in a sentence. Raises CaselineError."""
    client_id = known_as(place.published, client)[0]
    with asking_of(place) as (asking, _):
        link, key = asking.ask(Wanted(client_id, tuple(fields)), days, now(), acting(Act.link))
    first = f"It asks first for the client's {_KNOWN[link.purpose.confirm]}. " if link.purpose.confirm else ""
    return (
        f"Link {link.number} asks {client_id}: {_asks(link)}. {first}It works until {link.until:%d %B %Y} and is "
        f"shown this once:\n{address_of(address, key)}"
    )


def ask_all(place: Workspace, kind: str, days: int, address: str, output: Path, *, send: bool = False) -> Written:
    """A sheet of links for all things of a kind that are missing; with `send` of those whom no message could reach.

    Raises CaselineError where nothing of the kind is missing.
    """
    with asking_of(place) as (asking, published):
        rows = published.rows("select * from reporting.missing where kind = ? order by due_on, missing_id", kind)
        if not rows:
            kinds = [row["kind"] for row in published.rows("select distinct kind from reporting.missing order by kind")]
            raise CaselineError(
                f"Nothing of the kind '{kind}' is missing. Missing are: {', '.join(kinds) or 'nothing'}."
            )
        return write_sheet(asking, published, place, map(wanted_of, rows), days, address, output, send=send)


def write_sheet(
    asking: Asking,
    published: Published,
    place: Workspace,
    wanted: Iterator[Wanted],
    days: int,
    address: str,
    output: Path,
    *,
    send: bool,
) -> Written:
    """Makes a link for each client who did not ask to be left in peace, and writes or sends it.

    Raises CaselineError where the sheet is there already, or nothing can be sent.
    """
    if output.exists():
        raise CaselineError(f"{output} is there already. Give another name.")
    organization, links = load_organization(place.organization), links_of(place)
    forms = {form.id: form for form in load_dictionary(place.organization / "data_dictionary").forms}
    reached = {row["client_id"]: row for row in published.rows("select client_id, email, phone from record.client")}
    asked = list(wanted)
    stopped = _stopped(published, links, {one.client_id for one in asked})
    lines, left_out, went = [], Counter[str](), Counter[str]()
    messages, failed, by_phone = messages_of(place), list[str](), 0
    with channels(organization, address) if send else nullcontext(()) as named:
        ways = named
        for one in asked:
            try:
                if one.client_id in stopped:
                    raise CaselineError("They asked not to be written to.")
                link, key = asking.ask(one, days, now(), acting(Act.link))
            except CaselineError as error:
                left_out[str(error).replace(one.client_id, "a client")] += 1
                continue
            contact, where, form = reached[one.client_id], address_of(address, key), forms[link.purpose.form]
            how, ended = _sent_by(ways, contact, form, link, where, messages)
            ways = [way for way in ways if way.how not in ended]
            failed += ended.values()
            if how:
                about = f"link {link.number}: {how}"
                audit_log(place).append(acting(Act.link, (one.client_id,), about=about))
                went[how] += 1
                continue
            by_phone += link.purpose.confirm == PHONE and any(way.contact == PHONE for way in ways)
            until = link.until.date().isoformat()
            told = [_told(messages, contact[name]) for name in ("email", "phone")]
            lines.append((one.client_id, *told, _asks(link), where, until))
    write_csv(output, HEADER, lines)
    if by_phone:
        failed.append(f"{by_phone} not texted: they are confirmed by the phone number that the text would go to.")
    reasons = [f"{count} without a link: {reason}" for reason, count in left_out.items()] + failed
    return Written(len(lines), went[MAILED], went[TEXTED], reasons)


def _stopped(published: Published, links: Links, clients: Set[str]) -> frozenset[str]:
    """Those who asked for no more messages, by whichever client ID they had then."""
    former = published.rows("select old_client_id, client_id from record.identity_alias where client_id is not null")
    known = {client: client for client in clients}
    known |= {row["old_client_id"]: row["client_id"] for row in former if row["client_id"] in clients}
    return frozenset(known[one] for one in links.has_stopped(list(known)))


def _sent_by(
    ways: Sequence[Channel],
    contact: Mapping[str, str | None],
    form: IntakeForm,
    link: Link,
    where: str,
    messages: Messages,
) -> tuple[str | None, dict[str, str]]:
    """How a link went out, and by which ways nothing can go any more, with the reason: the rest is for the sheet."""
    ended: dict[str, str] = {}
    for way in ways:
        try:
            if _went(way, contact, form, link, where, messages):
                return way.how, ended
        except CaselineError as error:
            ended[way.how] = f"No more go out: {error}"
    return None, ended


def _went(
    way: Channel, contact: Mapping[str, str | None], form: IntakeForm, link: Link, where: str, messages: Messages
) -> bool:
    """Whether a link went out this way: not where there is no address, one that takes none, or one that is itself what
    would confirm who opens the link."""
    to = way.address(contact[way.contact] or "")
    if to is None or way.contact == link.purpose.confirm or not messages.may_go_to(to):
        return False
    outcome = way.send(to, form, link, where)
    if outcome.refused:
        messages.refused(to, outcome.refused, now())
    if not outcome.message_id:
        return False
    messages.sent(link, way.how, outcome.message_id, to, now())
    return True


def _told(messages: Messages, contact: str | None) -> str | None:
    """What is on record as it stands on a sheet: nothing where an address in it takes no messages."""
    return contact if contact and all(map(messages.may_go_to, re.split(r"[;,/]", contact))) else None


def told_links(place: Workspace) -> Iterator[str]:
    """A line for each link. Whom they are for is written to the log first."""
    found = links_of(place).all()
    clients = tuple(sorted({link.purpose.client_id for link in found}))
    audit_log(place).append(acting(Act.link, clients, about="links listed"))
    for link in found:
        yield _line(link)


def revoke_link(place: Workspace, number: int) -> None:
    """Raises CaselineError where there is no such link, or it does not work any more."""
    links = links_of(place)
    link = next((one for one in links.all() if one.number == number), None)
    if link is None:
        raise CaselineError(f"There is no link {number}. `caseline links list` names those there are.")
    if link.state(now()) != "open":
        raise CaselineError(f"Link {number} does not work any more: it is {link.state(now())}.")
    audit_log(place).append(acting(Act.link, (link.purpose.client_id,), about=f"link {number}: revoked"))
    links.note(link, REVOKED, now())


def address_of(address: str, key: str) -> str:
    return f"{address.rstrip('/')}/ask/{key}"


def _asks(link: Link) -> str:
    return ", ".join((*link.purpose.fields, *(["consent"] if link.purpose.with_consent else [])))


def _line(link: Link) -> str:
    about = f" [{link.purpose.about}]" if link.purpose.about else ""
    opened = sum(what == "opened" for _, what in link.events)
    return (
        f"{link.number:>5}  {link.made_at:%Y-%m-%d}  {link.purpose.client_id}  {link.state(now()):<9}  opened {opened} "
        f"times{', did not arrive' if link.has(BOUNCED) else ''}  {_asks(link)}{about}"
    )


_KNOWN = {"dob": "date of birth", "phone": "last four digits of the phone number", "zip": "ZIP code"}
