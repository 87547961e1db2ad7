"""The day that the data speaks of, and what says so."""

from dataclasses import dataclass
from datetime import date

from caseline.access.forms import NO_FILE, SETTING
from caseline.organization.roles import Role
from reports.published import Published
from reports.wording import day

NO_DATA = "there are no data yet"


@dataclass(frozen=True)
class AsOf:
    """`set_by`: the organisation's own file, or the file of an export whose newest day it is, or that there is none."""

    day: date
    set_by: str | None
    """None where it was not kept."""

    def source_for(self, role: Role) -> str:
        """As the role may know it: who sees some rows only, or no identifiers, is told of no file."""
        return self.source_outside if role.is_limited or role.sees != "identifier" else self.source

    @property
    def source(self) -> str:
        """Where the day comes from, for whoever works with the files."""
        if self.set_by == NO_FILE:
            return NO_DATA
        return f"set in {SETTING}" if self.set_by == SETTING else f"the newest day in {self.set_by}"

    @property
    def dated(self) -> str:
        """'30 June 2026 (the newest day in hmis/Enrollment.csv)', for whoever works with the files."""
        return f"{day(self.day)} ({self.source})" if self.set_by else day(self.day)

    @property
    def source_outside(self) -> str:
        """The same for readers who may not know every file."""
        if self.set_by == NO_FILE:
            return NO_DATA
        return "set by the organisation" if self.set_by == SETTING else "the newest day in its exports"


def as_of(published: Published) -> AsOf:
    """Raises ValueError where the warehouse says no day."""
    (row,) = published.rows("select as_of, set_by from record.as_of")
    return AsOf(row["as_of"], row["set_by"])
