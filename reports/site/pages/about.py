"""About this run: what it found, which files it read, with which skills and coders, and what sharing costs reports."""

from itertools import groupby

from reports.site.site import Page, Site


def page(site: Site) -> Page:
    published = site.published
    summary = published.rows("select * from reporting.run_summary order by section_order, item_order, item")
    return site.page(
        "about.html",
        "about.html",
        costs=site.costs(),
        sections=[(name, list(items)) for name, items in groupby(summary, key=lambda row: row["section"])],
        files=published.rows("select * from intake.load_file order by source, affiliate_id, file, table_name"),
        skills=published.rows("select * from framework.skill order by skill"),
        coders=published.rows(
            """select coder, count(*) as readings, count(distinct note_id) as notes
            from intelligence.note_coding where status = 'coded' group by coder order by coder"""
        ),
    )
