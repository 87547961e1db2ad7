"""Unusual: records that do not look like the rest, each with a reason and the words it stands on."""

from itertools import groupby

from reports.site.site import Page, Site

CARDS_OF_A_KIND = 120
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
URGENCY = {3: "Look today", 2: "Look this week", 1: "When you can"}


_CARDS = f"""
with ranked as (
    select *, row_number() over (
        partition by kind order by severity desc, happened_on desc nulls last, unusual_id
    ) as place from reporting.unusual
)
select ranked.* exclude (place), note.note_text from ranked
left join record.case_note as note on ranked.note_id = note.note_id
where place <= {CARDS_OF_A_KIND} order by kind, place
"""
_KINDS = """
select kind, count(*) as found, max(severity) as severity, count(*) filter (severity = 3) as urgent
from reporting.unusual group by kind order by severity desc nulls last, kind
"""


def page(site: Site) -> Page:
    published = site.published
    kinds = published.rows(_KINDS)
    rows = published.rows(_CARDS)
    for row in rows:
        row["case_manager"] = row["case_manager"] or "Nobody named"
    cards = {kind: list(found) for kind, found in groupby(rows, key=lambda row: row["kind"])}
    people = published.rows("select distinct case_manager, program_id from reporting.unusual order by all")
    return site.page(
        "unusual.html",
        "unusual.html",
        total=sum(row["found"] for row in kinds),
        urgent=sum(row["urgent"] for row in kinds),
        numbers=site.reports.get("unusual"),
        groups=[(row["kind"], row["found"], cards[row["kind"]]) for row in kinds],
        titles=TITLES,
        first=FIRST,
        urgency=URGENCY,
        choices={
            "manager": sorted({row["case_manager"] or "Nobody named" for row in people}),
            "kind": [row["kind"] for row in kinds],
            "program": sorted({row["program_id"] or "" for row in people}),
        },
    )
