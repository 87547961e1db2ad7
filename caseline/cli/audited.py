"""What is done on a terminal, written to the audit log before anything is shown or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from caseline.audit import Act, audit_log
from caseline.audit.acting import ROLE, acting
from caseline.ground.errors import NotForRole
from caseline.ground.settings import Workspace


def write_down(
    place: Workspace,
    act: Act,
    clients: tuple[str, ...] = (),
    *,
    fields: tuple[str, ...] = (),
    about: str = "",
    role: str = ROLE,
) -> None:
    """Raises CaselineError where the log cannot be written."""
    audit_log(place).append(acting(act, clients, fields=fields, about=about, role=role))


@contextmanager
def refusals_written_down(place: Workspace, role: str, about: str, clients: tuple[str, ...] = ()) -> Iterator[None]:
    """Where a role is refused what it asks for, that stands in the log."""
    try:
        yield
    except NotForRole:
        write_down(place, Act.refusal, clients, about=about, role=role)
        raise
