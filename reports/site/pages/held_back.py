"""Held back: every row and file that could not be used, why, and what to do about it."""

from collections import Counter
from itertools import groupby

from reports.published import Row
from reports.site.site import Page, Site

SHOWN_OF_A_REASON = 50


def page(site: Site) -> Page:
    rows = _rows(site)
    groups = [
        (is_kept, source, reason, list(members))
        for (is_kept, source, reason), members in groupby(
            rows, key=lambda row: (row["is_kept"], row["source"], row["reason"])
        )
    ]
    return site.page(
        "held-back.html",
        "held_back.html",
        held=sorted(_counted(rows).items()),
        gaps=sum(row["is_kept"] for row in rows),
        groups=groups,
        limit=SHOWN_OF_A_REASON,
    )


def held(site: Site) -> tuple[int, int]:
    """How many rows were held back, and how many whole files."""
    counts = _counted(_rows(site))
    files = sum(count for (_, is_file), count in counts.items() if is_file)
    return counts.total() - files, files


def _rows(site: Site) -> list[Row]:
    """`is_file`: it stands for a whole file. Rows that are told of together have no line either, but a number."""
    return site.published.rows(
        "select *, line is null and (source = 'documents' or coalesce(row_count, 0) = 0) as is_file "
        "from intake.quarantine order by is_kept, source, reason, affiliate_id, file, line"
    )


def _counted(rows: list[Row]) -> Counter[tuple[str, bool]]:
    found: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        if not row["is_kept"]:
            found[row["source"], row["is_file"]] += 1 if row["is_file"] else row["row_count"] or 1
    return found
