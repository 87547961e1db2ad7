"""What a way to send links to clients is, and what is said of a link."""

from dataclasses import dataclass
from typing import Protocol

from application.intake.pages import Speech
from caseline.organization.intake_forms import IntakeForm
from caseline.organization.profile import Organization
from ingestion.submissions.links import Link


@dataclass(frozen=True)
class Outcome:
    """What became of a message: its name where it was taken, else why the address takes none, where it said so."""

    message_id: str = ""
    refused: str = ""


class Channel(Protocol):
    """One way to reach clients: `how` it is called in what happened to a link, `contact` the field of a client."""

    @property
    def how(self) -> str: ...

    @property
    def contact(self) -> str: ...

    def address(self, contact: str) -> str | None:
        """Where messages go, of what is on record; None where they cannot."""

    def send(self, to: str, form: IntakeForm, link: Link, where: str) -> Outcome: ...


def said_of_link(words: str, organization: Organization, form: IntakeForm, link: Link, where: str) -> list[str]:
    """What a message says, in each language of the form: nothing on whom or what it is about."""
    until = link.until.date().isoformat()
    return [
        Speech(language, form)(words, organization=organization.name, link=where, until=until)
        for language in form.languages
    ]
