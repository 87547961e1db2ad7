"""This week: whom each case manager looks at, most pressing first, with the reasons and the words they stand on."""

from dataclasses import dataclass
from itertools import groupby

from reports.published import Row
from reports.site.pages.missing import NOBODY
from reports.site.pages.unusual import URGENCY
from reports.site.site import Site, page_name

LOOK_TODAY = 3


@dataclass(frozen=True)
class Caseload:
    """A case manager's people in the order of the list, each as their reasons."""

    manager: str
    people: list[list[Row]]

    @property
    def page(self) -> str:
        return f"attention/{page_name(self.manager)}.html"

    @property
    def today(self) -> int:
        return sum(reasons[0]["urgency"] == LOOK_TODAY for reasons in self.people)


def write(site: Site) -> None:
    rows = site.published.rows(
        """select attention.*, note.note_text from reporting.needs_attention as attention
        left join record.case_note as note on attention.note_id = note.note_id
        order by case_manager nulls last, place, reason_number"""
    )
    caseloads = [
        Caseload(manager or NOBODY, [list(reasons) for _, reasons in groupby(own, key=lambda row: row["client_id"])])
        for manager, own in groupby(rows, key=lambda row: row["case_manager"])
    ]
    for caseload in caseloads:
        site.page(caseload.page, "attention_caseload.html", caseload=caseload, urgency=URGENCY)
    site.page(
        "attention.html",
        "attention.html",
        caseloads=sorted(caseloads, key=lambda one: (-one.today, -len(one.people), one.manager)),
        people=len({row["client_id"] for row in rows}),
        days=site.organization.settings.attention_days,
    )
