"""Mails with links that came back, as mail servers report it (RFC 3464) to the address that they were from."""

import mailbox
from collections.abc import Iterator
from email import message_from_binary_file, message_from_bytes
from email.message import Message
from pathlib import Path

from application.intake.sheets import messages_of
from caseline.audit import Act, audit_log
from caseline.audit.acting import acting
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from ingestion.submissions.links import now


def take_down(place: Workspace, where: Path) -> tuple[int, int]:
    """How many reports say that a mail came back for good, and how many of those mails had a link of ours.

    Raises CaselineError where there is no mailbox.
    """
    messages, log = messages_of(place), audit_log(place)
    came_back = ours = 0
    for report in _mails(where):
        name = _came_back(report)
        if name is None:
            continue
        came_back += 1
        link = messages.bounced(name, now())
        if link:
            ours += 1
            clients = (link.purpose.client_id,)
            log.append(acting(Act.link, clients, about=f"link {link.number}: a mail did not arrive"))
    return came_back, ours


def _mails(where: Path) -> Iterator[Message]:
    if (where / "cur").is_dir():
        yield from mailbox.Maildir(where, create=False)
    elif where.is_dir():
        for path in sorted(where.glob("*.eml")):
            with path.open("rb") as file:
                yield message_from_binary_file(file)
    elif where.is_file():
        yield from mailbox.mbox(where, create=False)
    else:
        raise CaselineError(f"There is no mailbox at {where}.")


def _came_back(report: Message) -> str | None:
    """The name of the mail that could not be delivered for good; None where this is no such report."""
    if report.get_content_type() != "multipart/report":
        return None
    parts = list(report.walk())
    fields = [part for part in parts if part.get("Action") or part.get("Status")]
    if not any(
        (part.get("Action") or "").strip().lower() == "failed" and (part.get("Status") or "5.").startswith("5.")
        for part in fields
    ):
        return None
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            name = message_from_bytes(content)["Message-ID"] if isinstance(content, bytes) else None
            if name:
                return str(name).strip()
        elif part.get_content_type() == "message/rfc822":
            held = part.get_payload()
            inner = held[0] if isinstance(held, list) and held else None
            if isinstance(inner, Message) and inner.get("Message-ID"):
                return str(inner["Message-ID"]).strip()
    return None
