"""The first page: the organisation in numbers, what wants attention, and where to go on."""

from collections import Counter
from datetime import timedelta

from reports.outside import codes_read
from reports.published import Row
from reports.site.pages.held_back import held
from reports.site.pages.risks import dangers, open_risks, risks_in_brief
from reports.site.site import Page, Site

SOON_DAYS = 7
SHOWN = 4
_THIS_WEEK = """
select count(distinct client_id) from (
    select client_id from reporting.needs_attention union all select client_id from reporting.open_risk
)
"""


def page(site: Site) -> Page:
    published = site.published
    records = published.value("select count(*) from record.client_link where part_of is null")
    seen_twice = published.value("select count(*) from record.client where record_count > 1")
    notes = published.value("select count(*) from record.case_note")
    inside = site.audience.sees_clients
    codes = published.value("select count(*) from intelligence.code") if inside else codes_read(published)
    if site.about:
        notes, codes = round(notes, -1), round(codes, -1)
    rows_held, files_held = held(site)
    context = {
        "records": records, "seen_twice": seen_twice, "notes": notes, "codes": codes,
        "rows_held": rows_held, "files_held": files_held,
        "doubtful": published.value("select count(*) from intelligence.review_item where kind like 'possible_%'"),
        "to_decide": published.value("select count(*) from intelligence.code_review where ruling is null"),
        "sources": published.value("select count(distinct source) from record.client_link"),
    }  # fmt: skip
    if site.has("attention.html"):
        risks = risks_in_brief(site)
        context |= {"risks": open_risks(site, SHOWN), "all_risks": len(risks), "dangers": dangers(risks)}
        context |= {"risk_people": len({risk["client_id"] for risk in risks}), "week": published.value(_THIS_WEEK)}
    if site.has("unusual.html"):
        context["urgent"] = urgent(site)
    if site.has("missing.html"):
        context |= {"due": due_now(site), "kinds": missing_kinds(site)}
    context["served"] = served(site)
    context["counts"] = counts(site) if inside else {}
    return site.page("index.html", "home.html", **context)


def served(site: Site) -> int | None:
    """How many people were served, as the Comprehensive report says beside the number of people on record."""
    report = site.reports.get("comprehensive")
    question = next((one for one in report.questions if one.measure == "clients_served"), None) if report else None
    return round(question.total.value or 0) if question and question.total else None


def counts(site: Site) -> dict[str, int]:
    return {
        "missing": site.published.value("select count(*) from reporting.missing"),
        "unusual": site.published.value("select count(*) from reporting.unusual"),
    }


def urgent(site: Site) -> list[Row]:
    """What stands out most and latest, less the risks shown above it: one a client, so that nobody fills the list."""
    return site.published.rows(
        """select * from (
            select *, row_number() over (
                partition by client_id order by severity desc, happened_on desc nulls last, unusual_id) as nth
            from reporting.unusual
            where kind <> 'risk_not_escalated' or note_id not in (select note_id from reporting.open_risk))
        where nth = 1 order by severity desc, happened_on desc nulls last, unusual_id limit ?""",
        SHOWN,
    )


def due_now(site: Site) -> dict[str, object]:
    """What fell due in the week up to today, or falls due in the week after, by kind and by who can fix it."""
    rows = site.published.rows(
        """select kind, coalesce(nullif(case_manager, ''), 'Nobody named') as manager, count(*) as things
        from reporting.missing where days_overdue between ? and ? group by all order by all""",
        -SOON_DAYS,
        SOON_DAYS,
    )
    kinds, managers = Counter[str](), Counter[str]()
    for row in rows:
        kinds[row["kind"]] += row["things"]
        managers[row["manager"]] += row["things"]
    first, last = (site.as_of + timedelta(days=days) for days in (-SOON_DAYS, SOON_DAYS))
    return {"total": kinds.total(), "first": first, "last": last, "kinds": _most(kinds), "managers": _most(managers)}


def missing_kinds(site: Site) -> list[tuple[str, int]]:
    rows = site.published.rows(
        "select kind, count(*) as things from reporting.missing group by kind order by things desc, kind"
    )
    return [(row["kind"], row["things"]) for row in rows]


def _most(found: Counter[str]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
