"""What the log says of one thing that was done."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

EVERYONE = ("*",)
"""For `clients` of an entry about all clients that there were."""
CLIENT_ID = re.compile(r"C-[0-9A-HJKMNP-TV-Z]{10}|\*")
NO_CLIENT = "?"
"""What stands for something asked for that is no client ID: it may have been a name."""


class Act(StrEnum):
    """What was done."""

    look = "look"
    search = "search"
    trace = "trace"
    brief = "brief"
    export = "export"
    review = "review"
    freeze = "freeze"
    ruling = "ruling"
    configuration = "configuration"
    run = "run"
    sign_in = "sign-in"
    sign_out = "sign-out"
    refusal = "refusal"
    audit = "audit"
    backup = "backup"
    restore = "restore"
    erase = "erase"
    disclose = "disclose"
    retention = "retention"
    link = "link"
    """A link that asks a client for something: made, opened, answered, revoked."""
    submission = "submission"
    keys = "keys"
    unanchored = "unanchored"
    """Written by the log itself, where it found itself without its anchor."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done, by whom and from where. Nothing of it holds a name of a client or text of a note.

    `about` names a thing of Caseline's: a report's figure, a page's path, a file of rulings. `why` is what somebody
    gives who looks without being in charge of the client, a reason and no story; elsewhere it is None.
    """

    act: Act
    who: str
    role: str
    source: str
    """From where: the command line of a machine, an address of the network."""
    clients: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    about: str = ""
    why: str | None = None

    def described(self) -> dict[str, Any]:
        clients = [one if CLIENT_ID.fullmatch(one) else NO_CLIENT for one in dict.fromkeys(self.clients)]
        return {
            "act": self.act.value, "who": self.who, "role": self.role, "from": self.source,
            "clients": clients, "fields": list(dict.fromkeys(self.fields)), "about": self.about, "why": self.why,
        }  # fmt: skip

    @staticmethod
    def of(described: dict[str, Any]) -> "Entry":
        """The entry that `described` gave. Raises KeyError or ValueError where it is none."""
        return Entry(
            Act(described["act"]), described["who"], described["role"], described["from"], tuple(described["clients"]),
            tuple(described["fields"]), described["about"], described["why"],
        )  # fmt: skip
