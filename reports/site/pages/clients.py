"""Clients: a list to search, and a page for each with everything that is on record."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from caseline.identity.comparing.evidence import explained
from reports.published import Published, Row
from reports.site.lanes import lanes
from reports.site.narrowing import ON_ONE_PAGE, Part
from reports.site.site import Page, Site
from reports.words import folded, search_words

LONGEST_SEARCH = 100
NAME = ("record.client.first_name", "record.client.last_name")
WITHOUT_NAME = "Name not recorded"
TABLES = (
    "record.client", "record.enrollment", "record.client_timeline", "record.assessment", "record.goal",
    "record.consent", "record.household_member", "record.upload", "record.case_note", "record.client_link",
    "record.source_person", "intelligence.code", "intelligence.screen_score", "reporting.missing", "reporting.unusual",
)  # fmt: skip
"""What the page of a client shows."""


def names(published: Published, are_shown: bool) -> dict[str, str]:
    """What every client is called, by id: their name, or the id for a reader who may not know it."""
    rows = published.rows("select client_id, first_name, last_name from record.client order by client_id")
    return {row["client_id"]: name_of(row) if are_shown else row["client_id"] for row in rows}


def name_of(client: Row) -> str:
    """The name as recorded, but not SHOUTED or whispered."""
    name = " ".join(part for part in (client["first_name"], client["last_name"]) if part)
    return (name.title() if name.isupper() or name.islower() else name) or WITHOUT_NAME


def find_clients(
    site: Site, words: str, skipped: int = 0, most: int = ON_ONE_PAGE, stays: str = ""
) -> tuple[list[Row], int]:
    """Clients that `words` find, and how many there are: every word in a name as any record that the reader sees writes
    it, in the id or in the day of birth. Of those in the program and the days that lists are narrowed to; `stays` says
    whether only those of them who are in it (or in any) on the day the data is of ("now"), or who are not ("past").
    """
    wanted, narrowing = search_words(words), site.narrowing
    values: Row = {"skipped": skipped}
    conditions = []
    if narrowing:
        conditions.append(_NARROWED)
        values |= narrowing.parameters
    if stays in _STAYS:
        conditions.append(_STAYS[stays])
        values |= {"program": narrowing.program, "as_of": site.as_of}
    if wanted:
        conditions.append(_SEARCHED)
        values["words"] = wanted
    found = site.published.rows(
        f"""select client_id, count(*) over () as found from record.client as client
        {_SPELLING if wanted else ""}
        where {" and ".join(conditions) or "true"}
        order by lower(last_name) nulls last, lower(first_name) nulls last, client_id
        limit {most} offset $skipped""",
        **values,
    )
    if not found:
        return [], 0
    ids = [row["client_id"] for row in found]
    shown = {row["client_id"]: row for row in site.published.rows(_SHOWN, ids=ids, as_of=site.as_of)}
    return [_named(site, shown[row["client_id"]]) for row in found], found[0]["found"]


_NARROWED = """client_id in (
    select client_id from record.enrollment
    where ($program = '' or program_id = $program)
        and ($first is null or coalesce(exit_date >= $first, true))
        and ($last is null or entry_date <= $last))"""
_IS_OPEN = "entry_date <= $as_of and coalesce(exit_date > $as_of, true)"
_IN_NOW = f"""client_id in (
    select client_id from record.enrollment where ($program = '' or program_id = $program) and {_IS_OPEN})"""
_STAYS = {"now": _IN_NOW, "past": f"not {_IN_NOW}"}
_SPELLING = f"""left join (
    select link.client_id,
        string_agg(distinct concat_ws(' ', {folded("first_name")}, {folded("last_name")}), ' ') as folded
    from record.client_link as link join record.source_person as person using (record_key)
    where coalesce(first_name, last_name) is not null
    group by link.client_id
) as spelling using (client_id)"""
_SEARCHED = f"""list_bool_and(list_transform($words, lambda word: contains(
    concat_ws(' ', {folded("first_name")}, {folded("last_name")}, folded, {folded("client_id")},
        {folded("cast(dob as varchar)")}), word)))"""
_SHOWN = f"""with programs as (
    select client_id,
        list(distinct coalesce(program_id, '') order by coalesce(program_id, '')) as programs,
        list(distinct coalesce(program_id, '') order by coalesce(program_id, '')) filter (where {_IS_OPEN}) as in_now
    from record.enrollment where list_contains($ids, client_id) group by client_id
),
spelling as (
    select link.client_id,
        list(distinct concat_ws(' ', first_name, last_name) order by concat_ws(' ', first_name, last_name)) as spellings
    from record.client_link as link join record.source_person as person using (record_key)
    where list_contains($ids, link.client_id) and coalesce(first_name, last_name) is not null
    group by link.client_id
)
select client.*, coalesce(programs.programs, []) as programs, coalesce(programs.in_now, []) as in_now,
    listed.last_contact, coalesce(spelling.spellings, []) as spellings
from record.client as client left join programs using (client_id) left join spelling using (client_id)
    left join reporting.client_list as listed using (client_id)
where list_contains($ids, client_id)"""


def _named(site: Site, client: Row) -> Row:
    """A client with the name that is shown, and how else records write it."""
    name = site.clients[client["client_id"]]
    return client | {"name": name, "also": _others(name, client["spellings"])}


def _also_written(name: str, links: list[Row]) -> list[str]:
    spellings = {" ".join(part for part in (link["first_name"], link["last_name"]) if part) for link in links}
    return _others(name, sorted(spellings - {""}))


def _others(name: str, spellings: Iterable[str]) -> list[str]:
    """Spellings that are more than another case of the name."""
    return [spelling for spelling in spellings if spelling.lower() != name.lower()]


def page(site: Site, query: Mapping[str, str]) -> Page:
    """The list, or the part of it that a search finds."""
    words = query.get("search", "").strip()[:LONGEST_SEARCH]
    stays = query.get("stays", "")
    found, total = find_clients(site, words, stays=stays)
    part = Part.of(total, query)
    if part.skipped:
        found, _ = find_clients(site, words, part.skipped, stays=stays)
    may_be = _may_be(site, [client["client_id"] for client in found])
    return site.page(
        "clients/index.html",
        "clients.html",
        clients=found,
        may_be=may_be,
        words=words,
        stays=stays,
        found=total,
        part=part,
    )


def _may_be(site: Site, ids: list[str]) -> dict[str, list[str]]:
    """Of each of these clients who they may be besides, where the reader may look into it."""
    found: dict[str, list[str]] = {client_id: [] for client_id in ids}
    if not site.has("identity.html"):
        return found
    asked = site.published.rows(
        """select client_id_l as one, client_id_r as other from intelligence.identity_review
        where may_be = 'one' and (list_contains($ids, client_id_l) or list_contains($ids, client_id_r))
        order by match_probability desc, client_id_l, client_id_r""",
        ids=ids,
    )
    for pair in asked:
        for one, other in ((pair["one"], pair["other"]), (pair["other"], pair["one"])):
            if one in found and other in site.clients:
                found[one].append(other)
    return found


def subject_of(path: str) -> str | None:
    """The client whom the page at a path is about; None where it is about nobody alone."""
    folder, _, name = path.rpartition("/")
    return name.removesuffix(".html") if folder == "clients" and name != "index.html" else None


def client_page(site: Site, path: str) -> Page:
    """Everything on record of one client, by the path of the page. Raises KeyError where the reader sees no such."""
    client_id = subject_of(path)
    if client_id is None or client_id not in site.clients:
        raise KeyError(client_id)
    (client,) = site.published.rows("select * from record.client where client_id = ?", client_id)
    mine = {name: site.published.rows(sql, client=client_id) for name, sql in _RELATED.items()}
    mine["uploads"] = site.published.rows(_UPLOADS, client=client_id) if site.sees("record.upload.file_name") else []
    household = site.published.rows(_HOUSEHOLD, client=client_id, as_of=site.as_of)
    mine["household"] = [member["client_id"] for member in household if member["client_id"] in site.clients]
    mine["links"] = [link | {"said": explained(link["field_weights_json"])} for link in mine["links"]]
    codes: dict[str, list[Row]] = {}
    for code in mine.pop("codes"):
        codes.setdefault(code["note_id"], []).append(code)
    return site.page(
        path,
        "client.html",
        client=client,
        name=site.clients[client_id],
        also=_also_written(site.clients[client_id], mine["links"]),
        picture=lanes(mine["stays"], mine["events"], site.as_of, site.programs),
        months=_months(mine["events"]),
        scores=_scores(mine["assessments"]),
        codes=codes,
        # what was published before this was kept has no such column
        signed=[consent for consent in mine["consents"] if consent.get("text_version")],
        quotable=_quotable(site, mine["consents"]),
        quotable_codes={row["code_id"] for row in mine["quotes"]},
        **mine,
    )


def _quotable(site: Site, consents: list[Row]) -> dict[str, str]:
    """The funders' reports that may quote a client, by id; none without a consent in force to share with everybody."""
    if not any(consent["is_in_force"] and consent["covers_network"] for consent in consents):
        return {}
    return {report.report_id: report.title for report in site.reports.values() if report.funder}


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

_UPLOADS = """
    select * from record.upload where client_id = $client order by submitted_on desc nulls last, question, upload_id
"""
_HOUSEHOLD = f"""with together as (
        select household_id, client_id from record.enrollment where household_id is not null and {_IS_OPEN}
        union
        select household_id, client_id from record.household_member
        where household_id not in (select household_id from record.enrollment where household_id is not null)
    )
    select distinct other.client_id from together as mine inner join together as other using (household_id)
    where mine.client_id = $client and other.client_id <> $client order by other.client_id"""
"""Who is of a client's household: of a stay that is open, or as a system without stays has it now."""
_RELATED = {
    "stays": "select * from record.enrollment where client_id = $client order by entry_date desc, enrollment_id",
    "events": f"""with told as (
            select * from record.client_timeline
            where client_id = $client and (event_type <> 'assessment' or title not in ({_SCREEN_ITEMS}))
            union all
            select client_id, assessed_on, 'assessment', title, coalesce(stage || ': ', '')
                || coalesce(format('{{:g}}', score) || coalesce(' ' || band, ''), 'no score. ' || why_no_score),
                affiliate_id, program_id, 'assessment', screen_score_id
            from intelligence.screen_score
            where client_id = $client and answered > 0 and repeat_of is null
        )
        select * from told order by event_date, event_type, title, record_id""",
    "assessments": f"""select * from record.assessment where client_id = $client and item not in ({_SCREEN_ITEMS})
        order by assessment_id""",
    "screens": """select * from intelligence.screen_score
        where client_id = $client and answered > 0 and repeat_of is null
        order by title, assessed_on nulls last, screen_score_id""",
    "goals": "select * from record.goal where client_id = $client order by opened_on desc nulls last, goal_id",
    "consents": "select * from record.consent where client_id = $client order by given_on desc nulls last, consent_id",
    "notes": "select * from record.case_note where client_id = $client order by note_date desc nulls last, note_id",
    "codes": """select code.*, note.content_hash
        from intelligence.code as code inner join record.case_note as note using (note_id)
        where code.client_id = $client order by code.note_id, quote_start, quote_end, skill, code_id""",
    "quotes": "select code_id from intelligence.quotable_code where client_id = $client order by code_id",
    "missing": "select * from reporting.missing where client_id = $client order by due_on, missing_id",
    "unusual": """select * from reporting.unusual where client_id = $client
        order by severity desc, happened_on desc, unusual_id""",
    "links": """with mine as (select * from record.client_link where client_id = $client),
        side as (
            select record_key_l as record_key, record_key_r as other, match_weight, field_weights_json
            from record.identity_pair where decision = 'link' and record_key_l in (select record_key from mine)
            union all
            select record_key_r, record_key_l, match_weight, field_weights_json
            from record.identity_pair where decision = 'link' and record_key_r in (select record_key from mine)
        ),
        strongest as (
            select record_key, arg_max(field_weights_json, (match_weight, other)) as field_weights_json
            from side group by record_key
        )
        select link.*, person.first_name, person.last_name, person.dob, person.source_file, person.source_line,
            strongest.field_weights_json
        from mine as link left join record.source_person as person using (record_key)
        left join strongest using (record_key)
        order by link.source, link.record_key""",
}
