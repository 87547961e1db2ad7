"""Links by text message, through a provider with the REST API of Twilio, which others speak too."""

import base64
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import phonenumbers
import requests

from application.guard import CALLED
from application.intake.sending import Outcome, said_of_link
from application.place import is_loopback
from caseline.ground.errors import CaselineError
from caseline.ground.settings import SMS, SMS_FROM
from caseline.organization.intake_forms import IntakeForm
from caseline.organization.profile import Organization
from ingestion.submissions.links import BOUNCED, STOPPED, TEXTED, Link

SECONDS = 30
COUNTRY = "US"
RECEIVED, STATUS = CALLED
"""Where the provider tells of replies, and of what became of a message."""
STOP_WORDS = {
    "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "alto", "parar", "basta",
}  # fmt: skip
START_WORDS = {"start", "unstop", "empezar"}
_UNSUBSCRIBED = 21610
_NO_MOBILE = {21211, 21214, 21217, 21614, 30005, 30006}
"""Codes of errors: whoever has the number said STOP; there is no such number, or it takes no texts."""
_SENDER = re.compile(r"\+\d{7,15}|MG[0-9a-fA-F]{32}|\d{5,6}")


@dataclass(frozen=True)
class Provider:
    """Where texts are handed in, by whom, and whom they are from: a number or a messaging service."""

    url: str
    user: str
    secret: str
    sender: str

    def is_from_us(self, url: str, fields: Mapping[str, str], mark: str) -> bool:
        """Whether the provider itself called this address of ours with these fields."""
        called = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        right = base64.b64encode(hmac.digest(self.secret.encode(), called.encode(), "sha1")).decode()
        return hmac.compare_digest(right.encode(), mark.encode())


@dataclass(frozen=True)
class Texts:
    """Texts in the name of an organisation. `told_at`: where the provider tells what became of one, if it can."""

    provider: Provider
    organization: Organization
    told_at: str | None
    how: str = TEXTED
    contact: str = "phone"

    def address(self, contact: str) -> str | None:
        """The first number of a record that can be one, as +12065550100."""
        for part in re.split(r"[;,/]", contact):
            try:
                number = phonenumbers.parse(part, COUNTRY)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return None

    def send(self, to: str, form: IntakeForm, link: Link, where: str) -> Outcome:
        """Raises CaselineError where the provider refuses us, not the number."""
        words = "\n".join(said_of_link("text", self.organization, form, link, where))
        by = "MessagingServiceSid" if self.provider.sender.startswith("MG") else "From"
        fields = {"To": to, by: self.provider.sender, "Body": words}
        if self.told_at:
            fields["StatusCallback"] = self.told_at
        try:
            answer = requests.post(
                self.provider.url, data=fields, auth=(self.provider.user, self.provider.secret), timeout=SECONDS,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise CaselineError(f"The provider that {SMS} names cannot be reached ({type(error).__name__}).") from None
        if answer.status_code in (401, 403):
            raise CaselineError(f"The provider that {SMS} names does not know us by what stands there.")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise CaselineError(f"The provider that {SMS} names takes no more now ({answer.status_code}).")
        told = _told(answer)
        code = told.get("code")
        if answer.ok and isinstance(told.get("sid"), str):
            return Outcome(str(told["sid"]))
        return Outcome(refused=STOPPED if code == _UNSUBSCRIBED else BOUNCED if code in _NO_MOBILE else "")


def provider() -> Provider:
    """What the environment names. Raises CaselineError where it names none that can be used safely."""
    parts = urlsplit(os.environ.get(SMS, ""))
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not is_safe or not parts.username or not parts.password:
        raise CaselineError(
            f"{SMS} names no provider. Write https://ACCOUNT:TOKEN@api.twilio.com/2010-04-01/Accounts/ACCOUNT/"
            "Messages.json there."
        )
    sender = os.environ.get(SMS_FROM, "")
    if not _SENDER.fullmatch(sender):
        raise CaselineError(f"{SMS_FROM} says not whom texts are from. Write a number there, such as +12065550100.")
    host = parts.netloc.rpartition("@")[2]
    return Provider(
        parts._replace(netloc=host).geturl(), unquote(parts.username), unquote(parts.password), sender
    )  # fmt: skip


def texts(organization: Organization, address: str) -> Texts:
    """`address` is where clients reach the forms; from elsewhere than this machine the provider does too.

    Raises CaselineError as `provider` does.
    """
    is_reached = urlsplit(address).scheme == "https"
    return Texts(provider(), organization, f"{address.rstrip('/')}{STATUS}" if is_reached else None)


def is_word(said: str, words: set[str]) -> bool:
    """Whether a reply is one of these words."""
    return re.sub(r"[^\w ]", "", said.casefold()).strip() in words


def _told(answer: requests.Response) -> dict[str, object]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
