"""Links sent by mail, through the server that the environment names, with no word on whom or what they are about."""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from application.intake.sending import Outcome, said_of_link
from application.place import is_loopback
from caseline.ground.errors import CaselineError
from caseline.ground.settings import MAIL_FROM, SMTP
from caseline.organization.intake_forms import IntakeForm
from caseline.organization.profile import Organization
from ingestion.submissions.links import BOUNCED, MAILED, Link

SECONDS = 30
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Mail:
    """An open connection to a mail server."""

    server: smtplib.SMTP
    sender: str
    organization: Organization
    how: str = MAILED
    contact: str = "email"

    def address(self, contact: str) -> str | None:
        """What is on record, where it is one address."""
        return contact if _ADDRESS.fullmatch(contact) else None

    def send(self, to: str, form: IntakeForm, link: Link, where: str) -> Outcome:
        """Raises CaselineError where the server takes no mail any more, whoever it is to."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, to
        message["Subject"] = f"{form.said(form.form.title, form.languages[0])} · {self.organization.name}"
        # by this name a mail that comes back is known
        message["Message-ID"] = make_msgid(domain=parseaddr(self.sender)[1].rpartition("@")[2])
        message.set_content("\n\n--\n\n".join(said_of_link("mail", self.organization, form, link, where)) + "\n")
        try:
            self.server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return Outcome(refused=BOUNCED if all(code >= 500 for code in codes) else "")
        except (smtplib.SMTPDataError, smtplib.SMTPNotSupportedError):  # of this mail alone
            return Outcome()
        except (smtplib.SMTPException, OSError) as error:
            raise CaselineError(f"The mail server that {SMTP} names takes no more ({type(error).__name__}).") from None
        return Outcome(str(message["Message-ID"]))


@contextmanager
def mail_server(organization: Organization) -> Iterator[Mail]:
    """Raises CaselineError where none is named, or it cannot be reached safely."""
    named, sender = os.environ.get(SMTP, ""), os.environ.get(MAIL_FROM, "")
    parts = urlsplit(named)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise CaselineError(f"{SMTP} names no mail server. Write smtps://USER:PASSWORD@mail.example.org there.")
    if not _ADDRESS.fullmatch(parseaddr(sender)[1]):
        raise CaselineError(f"{MAIL_FROM} says not whom mail is from. Write help@example.org there.")
    try:
        with _opened(parts.scheme, parts.hostname, parts.port) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield Mail(server, sender, organization)
    except (OSError, smtplib.SMTPException) as error:
        # what a server says may hold the password
        raise CaselineError(f"The mail server that {SMTP} names cannot be used ({type(error).__name__}).") from None


def _opened(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    safe = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=safe)
    server = smtplib.SMTP(host, port or 587, timeout=SECONDS)
    if not is_loopback(host):
        server.starttls(context=safe)
    return server
