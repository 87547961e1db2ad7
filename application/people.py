"""Who may read, as `organization.yml` says now: whoever is taken out of it is out at their next click."""

import threading
from dataclasses import dataclass
from pathlib import Path

from caseline.access.gate import Reader
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization, load_organization
from caseline.organization.roles import Person

OWNER = ""
"""The person of a session on one's own machine, to whom the terminal gave a link."""


@dataclass(frozen=True)
class Somebody:
    """A person with what they may see and do."""

    name: str
    email: str
    reader: Reader

    @property
    def who(self) -> str:
        """As the audit log names them."""
        return self.email or self.name


class People:
    """The people of an organisation. `owner_role`: the role of whoever comes by the terminal's link; None: nobody."""

    def __init__(self, folder: Path, owner: str, owner_role: str | None) -> None:
        """`owner` is how the audit log names whoever started the server. Raises CaselineError, also for a role that
        there is not."""
        self._folder, self._owner, self._owner_role = folder, owner, owner_role
        self._lock = threading.Lock()
        self._read: tuple[float, Organization] | None = None
        if owner_role is not None:
            self.organization.role(owner_role)

    @property
    def organization(self) -> Organization:
        """As its file says now; while that cannot be read, as it last could be."""
        changed = (self._folder / "organization.yml").stat().st_mtime
        with self._lock:
            if self._read is None or self._read[0] != changed:
                try:
                    self._read = (changed, load_organization(self._folder))
                except CaselineError:
                    if self._read is None:
                        raise
                    self._read = (changed, self._read[1])
            return self._read[1]

    def find(self, email: str) -> Somebody | None:
        """Who has this email address, or came by the link; None where nobody does."""
        organization = self.organization
        if email == OWNER:
            if self._owner_role is None:
                return None
            role = organization.role(self._owner_role)
            return Somebody(self._owner, OWNER, Reader(self._owner_role, role, (self._owner,)))
        person = next((one for one in organization.people if one.email == email.strip().lower()), None)
        return _somebody(organization, person) if person else None


def _somebody(organization: Organization, person: Person) -> Somebody:
    role = organization.role(person.role)
    managers = person.managers if role.case_load == "own" else ()
    return Somebody(person.name, person.email, Reader(person.role, role, managers))
