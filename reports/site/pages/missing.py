"""Missing: what should have been collected and was not, by program, by who can fix it, by deadline."""

from collections import Counter
from itertools import groupby

from reports.published import Row
from reports.site.site import Site, page_name
from reports.wording import month

ON_ONE_PAGE = 400
MONTHS_SHOWN = 8
NOBODY = "Nobody named"


def write(site: Site) -> None:
    rows = site.published.rows("select * from reporting.missing order by program_id, due_on, missing_id")
    for row in rows:
        row["case_manager"] = row["case_manager"] or NOBODY
    programs = {program: list(members) for program, members in groupby(rows, key=lambda row: row["program_id"])}
    is_long = len(rows) > ON_ONE_PAGE
    pages = {program: f"missing/{page_name(program or 'none')}.html" for program in programs} if is_long else {}
    site.page(
        "missing.html",
        "missing.html",
        total=len(rows),
        recent=sum(0 <= (row["days_overdue"] or 0) <= 30 for row in rows),
        numbers=site.reports.get("missing"),
        managers=sorted(Counter(row["case_manager"] for row in rows).items(), key=lambda pair: (-pair[1], pair[0])),
        months=_months(rows),
        pages={program: (pages[program], len(programs[program])) for program in pages},
        groups=[] if is_long else [(program, by_manager(members)) for program, members in programs.items()],
        choices=choices(rows),
    )
    for program, path in pages.items():
        members = programs[program]
        most_late = sorted(members, key=lambda row: (-(row["days_overdue"] or 0), row["missing_id"]))[:ON_ONE_PAGE]
        site.page(
            path,
            "missing_program.html",
            program=program,
            total=len(members),
            groups=[(program, by_manager(most_late))],
            shown=len(most_late),
            choices=choices(most_late),
        )


def by_manager(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    ordered = sorted(rows, key=lambda row: (row["case_manager"] == NOBODY, row["case_manager"]))
    return [(manager, list(members)) for manager, members in groupby(ordered, key=lambda row: row["case_manager"])]


def choices(rows: list[Row]) -> dict[str, list[str]]:
    """What the filters offer."""
    return {
        "manager": sorted({row["case_manager"] for row in rows}),
        "kind": sorted({row["kind"] for row in rows}),
        "program": sorted({row["program_id"] or "" for row in rows}),
    }


def _months(rows: list[Row]) -> list[tuple[str, int]]:
    """How many fell due in each of the latest months, latest first."""
    found = Counter(row["due_on"].replace(day=1) for row in rows if row["due_on"])
    return [(month(first), things) for first, things in sorted(found.items(), reverse=True)[:MONTHS_SHOWN]]
