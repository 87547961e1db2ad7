"""This week: the risks that nobody has answered, and whom each case manager looks at, with the words it stands on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

from reports.published import Row
from reports.site.narrowing import Narrowing
from reports.site.pages.missing import NOBODY
from reports.site.pages.risks import MOST_RISKS, dangers, open_risks
from reports.site.site import DANGER_TODAY, LOOK_TODAY, Page, Site, page_name

URGENCY = {3: "Look today", 2: "Look this week", 1: "When you can"}


@dataclass(frozen=True)
class Caseload:
    """A case manager's open risks and people in the order of the lists, each of the people as their reasons."""

    manager: str
    risks: list[Row]
    people: list[list[Row]]

    @property
    def page(self) -> str:
        return f"attention/{page_name(self.manager)}.html"

    @property
    def urgent(self) -> set[str]:
        """Those to look at today, by a reason or a risk."""
        urgent = {reasons[0]["client_id"] for reasons in self.people if reasons[0]["urgency"] == LOOK_TODAY}
        return urgent | {risk["client_id"] for risk in self.risks if risk["danger_rank"] <= DANGER_TODAY}

    @property
    def clients(self) -> set[str]:
        return {reasons[0]["client_id"] for reasons in self.people} | {risk["client_id"] for risk in self.risks}

    def narrowed(self, narrowing: Narrowing) -> Self:
        """The risks that are kept, and everybody with a reason that is: with all their reasons, which are ruled on
        together."""
        people = [reasons for reasons in self.people if narrowing.kept(reasons, "happened_on")]
        return replace(self, risks=narrowing.kept(self.risks, "note_date"), people=people)


def page(site: Site) -> Page:
    everything = _caseloads(site)
    caseloads = [each for caseload in everything if (each := caseload.narrowed(site.narrowing)).clients]
    risks = sorted((risk for caseload in caseloads for risk in caseload.risks), key=lambda risk: risk["place"])
    return site.page(
        "attention.html",
        "attention.html",
        caseloads=sorted(caseloads, key=_most_pressing),
        risks=risks[:MOST_RISKS],
        dangers=dangers(risks),
        all_risks=len(risks),
        people=len(_people(caseloads)),
        everybody=len(_people(everything)),
        today=len(set().union(*(caseload.urgent for caseload in caseloads))),
        days=site.organization.settings.attention_days,
    )


def caseload_page(site: Site, path: str) -> Page:
    """One case manager's list, by the path of its page. Raises KeyError where there is no such page."""
    caseload = next((caseload for caseload in _caseloads(site) if caseload.page == path), None)
    if caseload is None:
        raise KeyError(path)
    return site.page(
        path,
        "attention_caseload.html",
        caseload=caseload.narrowed(site.narrowing),
        everybody=len(caseload.clients),
        urgency=URGENCY,
    )


def _people(caseloads: Iterable[Caseload]) -> set[str]:
    return set().union(*(caseload.clients for caseload in caseloads))


def _caseloads(site: Site) -> list[Caseload]:
    """Reasons to look at people and open risks, by case manager."""
    rows = site.published.rows(
        """select attention.*, note.note_text from reporting.needs_attention as attention
        left join record.case_note as note on attention.note_id = note.note_id
        order by case_manager nulls last, place, reason_number"""
    )
    own_people = {
        manager or NOBODY: [list(reasons) for _, reasons in groupby(own, key=lambda row: row["client_id"])]
        for manager, own in groupby(rows, key=lambda row: row["case_manager"])
    }
    own_risks: dict[str, list[Row]] = {}
    for risk in open_risks(site):
        own_risks.setdefault(risk["case_manager"] or NOBODY, []).append(risk)
    return [
        Caseload(manager, own_risks.get(manager, []), own_people.get(manager, []))
        for manager in sorted(own_people.keys() | own_risks.keys())
    ]


def _most_pressing(caseload: Caseload) -> tuple[bool, int, int, int, str]:
    """Whoever has the gravest risk comes first, then the most people to look at today."""
    first = caseload.risks[0]["place"] if caseload.risks else 0
    return not caseload.risks, first, -len(caseload.urgent), -len(caseload.people), caseload.manager
