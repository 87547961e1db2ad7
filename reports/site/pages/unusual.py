"""Unusual: records that do not look like the rest, each with a reason and the words it stands on."""

from collections.abc import Mapping
from itertools import groupby

from reports.published import Row
from reports.site.narrowing import Part
from reports.site.site import Page, Site

ON_ONE_PAGE = 120
FIRST = 8
TITLES = {
    "screen_risk": "Answers of screens that are a risk",
    "screen_risk_open": "Questions about a risk without an answer",
    "risk_not_escalated": "Risks nobody followed up",
    "survey_note_mismatch": "Surveys and notes that disagree",
    "drop_between_stages": "Scores that fell",
    "silence": "Clients gone quiet",
    "stalled_goal": "Goals past their date",
    "instruction_in_note": "Notes that talk to a machine",
}
SEVERITY = {3: "Most serious", 2: "Serious", 1: "Worth knowing"}


_LISTED = """
select unusual_id, kind, severity, happened_on, program_id, coalesce(case_manager, 'Nobody named') as case_manager
from reporting.unusual order by kind, severity desc, happened_on desc nulls last, unusual_id
"""
_CARDS = """
select unusual.* replace (coalesce(case_manager, 'Nobody named') as case_manager), note.note_text
from reporting.unusual as unusual left join record.case_note as note on unusual.note_id = note.note_id
where list_contains(?, unusual_id)
"""


def page(site: Site, query: Mapping[str, str]) -> Page:
    everything = site.published.rows(_LISTED)
    rows = site.narrowing.kept(everything, "happened_on")
    by_kind = {kind: list(listed) for kind, listed in groupby(rows, key=_kind)}
    order = sorted(by_kind, key=lambda kind: (-max(row["severity"] or 0 for row in by_kind[kind]), kind))
    part = Part.of(len(rows), query, ON_ONE_PAGE)
    ids = [row["unusual_id"] for row in part.cut([row for kind in order for row in by_kind[kind]], ON_ONE_PAGE)]
    cards = {row["unusual_id"]: row for row in site.published.rows(_CARDS, ids)}
    return site.page(
        "unusual.html",
        "unusual.html",
        total=len(rows),
        everything=len(everything),
        part=part,
        numbers=site.reports.get("unusual"),
        groups=[(kind, len(by_kind[kind]), list(shown)) for kind, shown in groupby((cards[one] for one in ids), _kind)],
        titles=TITLES,
        first=FIRST,
        severity=SEVERITY,
        choices={"manager": sorted({row["case_manager"] for row in rows}), "kind": order},
    )


def _kind(row: Row) -> str:
    return str(row["kind"])
