"""Missing: what should have been collected and was not, by program, by who can fix it, by deadline."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from reports.published import Row
from reports.site.narrowing import Part
from reports.site.site import Page, Site, page_name
from reports.wording import month

ON_ONE_PAGE = 400
MONTHS_SHOWN = 8
NOBODY = "Nobody named"


def page(site: Site) -> Page:
    everything = missing_rows(site)
    rows = site.narrowing.kept(everything, "due_on")
    programs = {program: list(members) for program, members in groupby(rows, key=lambda row: row["program_id"])}
    is_long = len(rows) > ON_ONE_PAGE
    return site.page(
        "missing.html",
        "missing.html",
        total=len(rows),
        everything=len(everything),
        recent=sum(0 <= (row["days_overdue"] or 0) <= 30 for row in rows),
        numbers=site.reports.get("missing"),
        managers=sorted(Counter(row["case_manager"] for row in rows).items(), key=lambda pair: (-pair[1], pair[0])),
        months=_months(rows),
        pages={program: (program_path(program), len(programs[program])) for program in programs} if is_long else {},
        groups=[] if is_long else [(program, by_manager(members)) for program, members in programs.items()],
        choices=choices(rows),
    )


def program_page(site: Site, path: str, query: Mapping[str, str]) -> Page:
    """The list of one program, by the path of its page. Raises KeyError where there is no such page."""
    members = [row for row in missing_rows(site) if program_path(row["program_id"]) == path]
    if not members:
        raise KeyError(path)
    program = members[0]["program_id"]
    members = site.narrowing.kept(members, "due_on")
    part = Part.of(len(members), query, ON_ONE_PAGE)
    listed = part.cut(members, ON_ONE_PAGE)
    return site.page(
        path,
        "missing_program.html",
        program=program,
        total=len(members),
        groups=[(program, by_manager(listed))],
        shown=len(listed),
        part=part,
        choices=choices(listed),
    )


def program_path(program: str | None) -> str:
    return f"missing/{page_name(program or 'none')}.html"


def missing_rows(site: Site) -> list[Row]:
    rows = site.published.rows(
        "select * from reporting.missing order by program_id, due_on desc nulls last, missing_id"
    )
    for row in rows:
        row["case_manager"] = row["case_manager"] or NOBODY
    return rows


def by_manager(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    ordered = sorted(rows, key=lambda row: (row["case_manager"] == NOBODY, row["case_manager"]))
    return [(manager, list(members)) for manager, members in groupby(ordered, key=lambda row: row["case_manager"])]


def choices(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What the filters offer."""
    return {
        "manager": sorted({row["case_manager"] for row in rows}),
        "kind": sorted({row["kind"] for row in rows}),
    }


def _months(rows: list[Row]) -> list[tuple[str, int]]:
    """How many fell due in each of the latest months, latest first."""
    found = Counter(row["due_on"].replace(day=1) for row in rows if row["due_on"])
    return [(month(first), things) for first, things in sorted(found.items(), reverse=True)[:MONTHS_SHOWN]]
