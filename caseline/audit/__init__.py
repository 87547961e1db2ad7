"""Who looked at which client, and what else was done: an append-only log whose lines hold one another.

`audit_log(place).append(Entry(...))` writes; `.read(clients)` and `who_saw` answer; `.verify()` says what was changed.
It holds client IDs and names of columns, never what stands in them.
"""

from caseline.audit.chain import AuditLog, Line
from caseline.audit.entry import EVERYONE, Act, Entry
from caseline.audit.log import audit_log
from caseline.audit.running import audit_run
from caseline.audit.shipping import ship
from caseline.audit.telling import who_saw
from caseline.audit.verifying import Verdict

__all__ = ["EVERYONE", "Act", "AuditLog", "Entry", "Line", "Verdict", "audit_log", "audit_run", "ship", "who_saw"]
