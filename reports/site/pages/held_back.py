"""Held back: every row and file that could not be used, why, and what to do about it."""

from collections import Counter
from itertools import groupby

from reports.site.site import Page, Site

SHOWN_OF_A_REASON = 50


def page(site: Site) -> Page:
    rows = site.published.rows(
        "select * from intake.quarantine order by is_kept, source, reason, affiliate_id, file, line"
    )
    groups = [
        (is_kept, source, reason, list(members))
        for (is_kept, source, reason), members in groupby(
            rows, key=lambda row: (row["is_kept"], row["source"], row["reason"])
        )
    ]
    held: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        if not row["is_kept"]:
            is_file = row["line"] is None
            held[row["source"], is_file] += 1 if is_file else row["row_count"]
    return site.page(
        "held-back.html",
        "held_back.html",
        held=sorted(held.items()),
        gaps=sum(row["is_kept"] for row in rows),
        groups=groups,
        limit=SHOWN_OF_A_REASON,
    )
