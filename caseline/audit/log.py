"""The log of one organisation."""

from caseline.audit.chain import AuditLog
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace


def audit_log(place: Workspace) -> AuditLog:
    """The log of a workspace, with its keys made where there are none yet.

    Raises CaselineError where its key is missing or another one.
    """
    return AuditLog(place.audit, keys_of_workspace(place).audit)
