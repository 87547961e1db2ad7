"""Who may read, as `organization.yml` says now: whoever is taken out of it is out at their next click."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caseline.access.gate import Reader
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization, load_organization
from caseline.organization.roles import Person

FILE = "organization.yml"
COMMENT = re.compile(r"(^|\s)#.*")
OWNER = ""
"""The person of a session on one's own machine, to whom the terminal gave a link."""


@dataclass(frozen=True)
class Somebody:
    """A person with what they may see and do."""

    name: str
    email: str
    reader: Reader

    @property
    def at_terminal(self) -> bool:
        """Whether they came by the terminal's link, and so can run commands where this is served."""
        return self.email == OWNER

    @property
    def who(self) -> str:
        """As the audit log names them."""
        return self.email or self.name


class People:
    """The people of an organisation. `owner_role`: the role of whoever comes by the terminal's link; None: nobody."""

    def __init__(
        self, folder: Path, owner: str, owner_role: str | None, unread: Callable[[str], None] = lambda why: None
    ) -> None:
        """`owner` is how the audit log names whoever started the server; `unread` is told, once for each change of the
        file, that it cannot be read. Raises CaselineError, also for a role that there is not."""
        self._folder, self._owner, self._owner_role, self._unread = folder, owner, owner_role, unread
        self._lock = threading.Lock()
        self._read: tuple[float, Organization] | None = None
        if owner_role is not None:
            self.organization.role(owner_role)

    @property
    def organization(self) -> Organization:
        """As its file says now. While that cannot be read, as it last could be, without the people whose address is
        not in the file any more."""
        changed = (self._folder / FILE).stat().st_mtime
        unread = ""
        with self._lock:
            if self._read is None or self._read[0] != changed:
                try:
                    self._read = (changed, load_organization(self._folder))
                except CaselineError as error:
                    if self._read is None:
                        raise
                    self._read = (changed, _without_the_removed(self._read[1], self._folder / FILE))
                    unread = str(error)
            read = self._read[1]
        if unread:
            self._unread(unread)
        return read

    def find(self, email: str, organization: Organization | None = None) -> Somebody | None:
        """Who has this email address, or came by the link, by the organisation as it is given or else as its file says
        now; None where nobody does."""
        organization = organization or self.organization
        if email == OWNER:
            if self._owner_role is None:
                return None
            role = organization.role(self._owner_role)
            return Somebody(self._owner, OWNER, Reader(self._owner_role, role))
        person = next((one for one in organization.people if one.email == email.strip().lower()), None)
        return _somebody(organization, person) if person else None


def _without_the_removed(former: Organization, file: Path) -> Organization:
    """An organisation without those whom its file, which cannot be read as a whole, does not name."""
    text = file.read_text(encoding="utf-8", errors="replace").lower()
    named = "\n".join(COMMENT.sub("", line) for line in text.splitlines())
    kept = [one for one in former.people if re.search(rf"(?<![\w.+-]){re.escape(one.email)}(?![\w.-])", named)]
    return former.model_copy(update={"people": kept})


def _somebody(organization: Organization, person: Person) -> Somebody:
    role = organization.role(person.role)
    managers = tuple(person.case_load) if role.case_load == "own" else ()
    return Somebody(person.name, person.email, Reader(person.role, role, managers))
