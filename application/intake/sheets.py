"""Links from the command line: one told on the terminal, many as a sheet that a mailing reads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from application.intake.asking import Asking, Wanted, wanted_of
from application.intake.mail import mail_server
from caseline.audit import Act, audit_log
from caseline.audit.acting import acting
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.spreadsheets import write_csv
from caseline.identity.known_as import known_as
from caseline.organization.dictionary import load_dictionary
from caseline.organization.profile import load_organization
from ingestion.submissions.links import MAILED, REVOKED, Link, Links, now
from reports.published import Published, open_published

HEADER = ("client_id", "email", "phone", "asks", "link", "works_until")


@dataclass(frozen=True)
class Written:
    """How many links stand on a sheet, how many were mailed, and why others were not made."""

    links: int
    mailed: int
    left_out: list[str]


@contextmanager
def asking_of(place: Workspace) -> Iterator[tuple[Asking, Published]]:
    """Raises CaselineError where nothing was published yet."""
    forms = load_dictionary(place.organization / "data_dictionary").forms
    with open_published(place.published) as published:
        yield Asking(forms, published, links_of(place), audit_log(place)), published


def links_of(place: Workspace) -> Links:
    return Links(place.links, keys_of_workspace(place))


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


def ask_all(place: Workspace, kind: str, days: int, address: str, output: Path, *, by_mail: bool = False) -> Written:
    """A sheet of links for all things of a kind that are missing; with `by_mail` of those whom no mail could reach.

    Raises CaselineError where nothing of the kind is missing.
    """
    with asking_of(place) as (asking, published):
        rows = published.rows("select * from reporting.missing where kind = ? order by due_on, missing_id", kind)
        if not rows:
            kinds = [row["kind"] for row in published.rows("select distinct kind from reporting.missing order by kind")]
            raise CaselineError(
                f"Nothing of the kind '{kind}' is missing. Missing are: {', '.join(kinds) or 'nothing'}."
            )
        return write_sheet(asking, published, place, map(wanted_of, rows), days, address, output, by_mail=by_mail)


def write_sheet(
    asking: Asking,
    published: Published,
    place: Workspace,
    wanted: Iterator[Wanted],
    days: int,
    address: str,
    output: Path,
    *,
    by_mail: bool,
) -> Written:
    """Makes a link for each client who did not ask to be left in peace, and writes or mails it.

    Raises CaselineError where the sheet is there already, or no mail can be sent.
    """
    if output.exists():
        raise CaselineError(f"{output} is there already. Give another name.")
    organization, links = load_organization(place.organization), links_of(place)
    forms = {form.id: form for form in load_dictionary(place.organization / "data_dictionary").forms}
    reached = {row["client_id"]: row for row in published.rows("select client_id, email, phone from record.client")}
    asked = list(wanted)
    stopped = links.has_stopped([one.client_id for one in asked])
    lines, left_out, mailed = [], Counter[str](), 0
    with mail_server(organization) if by_mail else nullcontext() as mail:
        for one in asked:
            try:
                if one.client_id in stopped:
                    raise CaselineError("They asked not to be written to.")
                link, key = asking.ask(one, days, now(), acting(Act.link))
            except CaselineError as error:
                left_out[str(error).replace(one.client_id, "a client")] += 1
                continue
            contact, where = reached[one.client_id], address_of(address, key)
            if mail and mail.send(contact["email"], forms[link.purpose.form], link, where):
                audit_log(place).append(acting(Act.link, (one.client_id,), about=f"link {link.number}: sent by mail"))
                links.note(link, MAILED, now())
                mailed += 1
                continue
            until = link.until.date().isoformat()
            lines.append((one.client_id, contact["email"], contact["phone"], _asks(link), where, until))
    write_csv(output, HEADER, lines)
    return Written(len(lines), mailed, [f"{count} without a link: {reason}" for reason, count in left_out.items()])


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
        f"times  {_asks(link)}{about}"
    )


_KNOWN = {"dob": "date of birth", "phone": "last four digits of the phone number", "zip": "ZIP code"}
