"""Risks that nothing has answered yet, in the order of reporting.open_risk: what hurts most first."""

from collections import Counter
from dataclasses import dataclass

from reports.look.marking import around
from reports.published import Row
from reports.site.site import Site

MOST_RISKS = 200
"""As many are on one page; the sheet of `caseline review` has all."""


@dataclass(frozen=True)
class Danger:
    """How many risks must be looked at by when."""

    by: str
    sure: int
    possible: int


def open_risks(site: Site, most: int | None = None) -> list[Row]:
    """Each with its quote marked among the words of the note; all, or the first of them."""
    rows = site.published.rows(
        """select risk.*, note.note_text from reporting.open_risk as risk
        inner join record.case_note as note using (note_id)
        order by risk.place limit ?""",
        most,
    )
    return [row | {"quote": around(row["note_text"], row["quote_start"], row["quote_end"])} for row in rows]


def risks_in_brief(site: Site) -> list[Row]:
    """By when each must be looked at, how sure it is, and of whom."""
    return site.published.rows(
        """select risk.danger, risk.tier, risk.client_id from reporting.open_risk as risk
        inner join record.case_note as note using (note_id) order by risk.place"""
    )


def dangers(risks: list[Row]) -> list[Danger]:
    """The same counted, the gravest first."""
    counts = Counter((row["danger"], row["tier"]) for row in risks)
    return [
        Danger(danger, counts[danger, "sure"], counts[danger, "possible"])
        for danger in dict.fromkeys(row["danger"] for row in risks)
    ]
