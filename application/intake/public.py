"""The addresses that clients come to: forms that are open to all, and links to one client.

Nothing here reads the warehouse. What a page shows is the form itself and what whoever fills it in has just typed.
"""

from datetime import datetime
from pathlib import Path

from starlette.routing import Route

from application.intake.asking import DAYS, Asking, Wanted
from application.intake.door import Door
from application.intake.linked import LinkedForms
from application.intake.open_forms import OpenForms
from application.intake.replies import Replies
from caseline.audit import Entry
from caseline.ground.keys import keys_of_workspace
from ingestion.submissions import links as events
from ingestion.submissions.links import Link
from ingestion.submissions.messages import Messages
from reports.published import open_published


class PublicForms:
    """Routes without sign-in, and links as whoever is signed in asks for them and sees what became of them."""

    def __init__(self, door: Door) -> None:
        self.door, self.forms, self.links = door, door.forms, door.links
        self._replies = Replies(door, Messages(door.place.links, door.links, keys_of_workspace(door.place)))

    def routes(self) -> list[Route]:
        assets = Route("/forms/-/{name}", self.door.asset)
        return [
            assets, *OpenForms(self.door).routes(), *LinkedForms(self.door).routes(), *self._replies.routes()
        ]  # fmt: skip

    def asked(self, wanted: Wanted, by: Entry, published: Path) -> str:
        """Makes a link that asks a client, and tells it in a sentence: once, for only its hash is kept.

        Raises CaselineError.
        """
        with open_published(published) as opened:
            asking = Asking(list(self.forms().values()), opened, self.links, self.door.log)
            link, key = asking.ask(wanted, DAYS, self.door.now(), by)
        confirms = " It asks first for something that the client knows." if link.purpose.confirm else ""
        return (
            f"Give this link to {wanted.client_id} and to nobody else; it is shown once and works until "
            f"{link.until:%d %B %Y}: {self.door.listening.origin}/ask/{key} .{confirms}"
        )

    def what_became(self) -> dict[str, str]:
        """A sentence on the last link for each thing that was asked for."""
        at = self.door.now()
        return {
            link.purpose.about: f"Asked by link {link.number} on {link.made_at:%d %B}: {_what_became(link, at)}."
            for link in self.links.all()
            if link.purpose.about
        }


def _what_became(link: Link, at: datetime) -> str:
    state = link.state(at)
    if state == events.ANSWERED:
        return "answered, and in the record after the next run"
    if link.has(events.STOPPED):
        return "the client wants no more messages"
    if state == "open" and link.has(events.BOUNCED) and not link.has(events.OPENED):
        return "the message did not arrive"
    if state == "open":
        return "opened, not answered yet" if link.has(events.OPENED) else "not opened yet"
    return state
