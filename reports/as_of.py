"""The day that the data speaks of, and what says so."""

from dataclasses import dataclass
from datetime import date

from reports.published import Published

SETTING = "organization.yml"


@dataclass(frozen=True)
class AsOf:
    """`set_by`: the organisation's own file, or the file of an export whose newest day it is."""

    day: date
    set_by: str

    @property
    def source(self) -> str:
        """Where the day comes from, for whoever works with the files."""
        return f"set in {SETTING}" if self.set_by == SETTING else f"the newest day in {self.set_by}"

    @property
    def source_outside(self) -> str:
        """The same for readers who know no file."""
        return "set by the organisation" if self.set_by == SETTING else "the newest day in its exports"


def as_of(published: Published) -> AsOf:
    """Raises ValueError where the warehouse says no day."""
    (row,) = published.rows("select as_of, set_by from record.as_of")
    return AsOf(row["as_of"], row["set_by"])
