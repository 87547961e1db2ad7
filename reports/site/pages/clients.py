"""Clients: a list to search, and a page for each with everything that is on record."""

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import Any

from caseline.identity.comparing.evidence import explained
from reports.published import Published, Row
from reports.site.lanes import lanes
from reports.site.pages.code_review import MOST_QUESTIONS
from reports.site.pages.trace import SHOWN, SHOWN_BESIDE
from reports.site.site import MOST_CLIENT_PAGES, Site
from reports.trace import EVIDENCE_ORDER

WITHOUT_NAME = "Name not recorded"
SERVICE_LINES = 3

_MENTIONED = f"""
select client_id from reporting.missing
union select client_id from reporting.unusual
union select client_id from reporting.open_risk
union select client_id from intelligence.code_review where place <= {MOST_QUESTIONS}
union select client_id from (
    select client_id, role, row_number() over (
        partition by figure_id, role order by {EVIDENCE_ORDER}) as nth
    from reporting.evidence)
where nth <= case when role = 'counted' then {SHOWN} else {SHOWN_BESIDE} end
"""


def with_pages(published: Published) -> dict[str, str]:
    """Names by id of the clients who get a page: all of them, or in a large organisation those that pages name."""
    is_large = published.value("select count(*) from record.client") > MOST_CLIENT_PAGES
    chosen = f"where client_id in ({_MENTIONED})" if is_large else ""
    rows = published.rows(f"select client_id, first_name, last_name from record.client {chosen} order by client_id")
    return {row["client_id"]: name_of(row) for row in rows}


def name_of(client: Row) -> str:
    """The name as recorded, but not SHOUTED or whispered."""
    name = " ".join(part for part in (client["first_name"], client["last_name"]) if part)
    return (name.title() if name.isupper() or name.islower() else name) or WITHOUT_NAME


def write(site: Site) -> None:
    clients = site.published.rows(
        "select * from record.client order by last_name nulls last, first_name nulls last, client_id"
    )
    clients = [client for client in clients if client["client_id"] in site.clients]
    related = {name: _by_client(site, sql) for name, sql in _RELATED.items()}
    codes = defaultdict(list)
    for code in site.published.stream(
        "select * from intelligence.code order by note_id, quote_start, quote_end, skill, code_id"
    ):
        codes[code["note_id"]].append(code)
    site.page(
        "clients/index.html",
        "clients.html",
        clients=[client | {"name": site.clients[client["client_id"]]} for client in clients],
        programs_of={
            client["client_id"]: sorted({stay["program_id"] or "" for stay in related["stays"][client["client_id"]]})
            for client in clients
        },
    )
    for client in clients:
        key = client["client_id"]
        mine = {name: found[key] for name, found in related.items()}
        mine["links"] = [link | {"said": explained(link["field_weights_json"])} for link in mine["links"]]
        site.page(
            f"clients/{key}.html",
            "client.html",
            client=client,
            name=site.clients[key],
            picture=lanes(mine["stays"], mine["events"], site.as_of, site.programs),
            months=_months(mine["events"]),
            scores=_scores(mine["assessments"]),
            codes=codes,
            **mine,
        )


def _by_client(site: Site, sql: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in site.published.stream(sql):
        if row["client_id"] in site.clients:
            found[row["client_id"]].append(row)
    return found


def _months(events: list[Row]) -> list[tuple[date | None, list[dict[str, Any]]]]:
    """The timeline by month, latest first; services of one kind in a month are one line."""
    latest = sorted(events, key=lambda event: event["event_date"] or date.min, reverse=True)
    months = []
    for _, group in groupby(latest, key=lambda event: event["event_date"] and event["event_date"].replace(day=1)):
        found: dict[tuple[object, ...], dict[str, Any]] = {}
        for event in group:
            is_service = event["event_type"] == "service"
            one_line = ("service", event["title"], event["program_id"]) if is_service else (id(event),)
            line = found.setdefault(one_line, {**event, "days": []})
            if event["event_date"]:
                line["days"].append(event["event_date"])
        lines = list(found.values())
        first = lines[0]["event_date"]
        months.append((first and first.replace(day=1), lines))
    return months


def _scores(assessments: list[Row]) -> list[tuple[str, list[Row]]]:
    scored = [row for row in assessments if row["score"] is not None]
    scored.sort(key=lambda row: (row["item"], row["assessed_on"] or date.min, row["assessment_id"]))
    return [(item, list(rows)) for item, rows in groupby(scored, key=lambda row: row["item"])]


_SCREEN_ITEMS = "select item from framework.screen_item"

_RELATED = {
    "stays": "select * from record.enrollment order by client_id, entry_date desc, enrollment_id",
    "events": f"""with told as (
            select * from record.client_timeline where event_type <> 'assessment' or title not in ({_SCREEN_ITEMS})
            union all
            select client_id, assessed_on, 'assessment', title, coalesce(stage || ': ', '')
                || coalesce(format('{{:g}}', score) || coalesce(' ' || band, ''), 'no score. ' || why_no_score),
                affiliate_id, program_id, 'assessment', screen_score_id
            from intelligence.screen_score where answered > 0 and repeat_of is null
        )
        select * from told order by client_id, event_date, event_type, title, record_id""",
    "assessments": f"""select * from record.assessment where item not in ({_SCREEN_ITEMS})
        order by client_id, assessment_id""",
    "screens": """select * from intelligence.screen_score where answered > 0 and repeat_of is null
        order by client_id, title, assessed_on nulls last, screen_score_id""",
    "goals": "select * from record.goal order by client_id, opened_on desc nulls last, goal_id",
    "consents": "select * from record.consent order by client_id, given_on desc nulls last, consent_id",
    "notes": "select * from record.case_note order by client_id, note_date desc nulls last, note_id",
    "missing": "select * from reporting.missing order by client_id, due_on, missing_id",
    "unusual": "select * from reporting.unusual order by client_id, severity desc, happened_on desc, unusual_id",
    "links": """with side as (
            select record_key_l as record_key, record_key_r as other, match_weight, field_weights_json
            from record.identity_pair where decision = 'link'
            union all
            select record_key_r, record_key_l, match_weight, field_weights_json
            from record.identity_pair where decision = 'link'
        ),
        strongest as (
            select record_key, arg_max(field_weights_json, (match_weight, other)) as field_weights_json
            from side group by record_key
        )
        select link.*, person.first_name, person.last_name, person.dob, person.source_file, person.source_line,
            strongest.field_weights_json
        from record.client_link as link left join record.source_person as person using (record_key)
        left join strongest using (record_key)
        order by link.client_id, link.source, link.record_key""",
}
