"""HUD's reports: every table as HUD prints it, and behind each count the clients and rows that make it."""

from collections import defaultdict
from itertools import groupby

from reports.published import Row
from reports.site.site import Page, Site, page_name

SHOWN = 20
"""Clients listed behind a cell; `caseline trace` lists them all."""


def page(site: Site) -> Page:
    return site.page("hud.html", "hud.html", reports=_reports(site))


def report_page(site: Site, path: str) -> Page:
    """A report or one of its tables, by the path of its page. Raises KeyError where there is no such page."""
    for report in _reports(site):
        if report["page"] == path:
            return _report(site, report)
        tables = _tables(site, report)
        place = next((place for place, table in enumerate(tables) if table["page"] == path), None)
        if place is not None:
            return _table(site, report, tables, place)
    raise KeyError(path)


def _reports(site: Site) -> list[Row]:
    reports = site.published.rows(
        """select distinct report_id, title, kind, version, period_start, period_end from framework.hud_report
        where report_id in (select report_id from hud.hud_project) order by report_id"""
    )
    return [report | {"page": f"hud/{page_name(report['report_id'])}.html"} for report in reports]


def _tables(site: Site, report: Row) -> list[Row]:
    """Names, titles and pages of a report's tables, in their order."""
    rows = site.published.rows(_TABLES, report["report_id"])
    return [row | {"page": f"hud/{page_name(report['report_id'] + ' ' + row['question'])}.html"} for row in rows]


def _report(site: Site, report: Row) -> Page:
    to_fix = site.published.rows(
        "select * from hud.hud_issue where report_id = ? "
        "order by question, problem, personal_id, source_file, source_line",
        report["report_id"],
    )
    problems = [(*key, list(rows)) for key, rows in groupby(to_fix, key=lambda row: (row["problem"], row["fix"]))]
    return site.page(
        report["page"], "hud_report.html", report=report, questions=_tables(site, report), problems=problems,
        limit=SHOWN,
    )  # fmt: skip


_TABLES = """
select distinct question, coalesce(asked.title, '') as title,
    cast(regexp_extract(question, '\\d+', 0) as integer) as number
from hud.hud_figure
inner join hud.hud_report_table using (report_id, question)
left join hud.hud_question as asked using (question)
where report_id = ? order by number, question
"""


def _table(site: Site, report: Row, tables: list[Row], place: int) -> Page:
    """One table: its header, lines of cells, and what is behind each cell."""
    name = tables[place]["question"]
    cells = site.published.rows(
        """select figure.*, layout.corner, layout.has_header
        from hud.hud_figure as figure
        inner join hud.hud_report_table as layout using (report_id, question)
        where report_id = ? and question = ?
        order by row_number, length(column_letter), column_letter""",
        report["report_id"],
        name,
    )
    lines = [list(line) for _, line in groupby(cells, key=lambda cell: cell["row_number"])]
    question = tables[place] | {
        "corner": cells[0]["corner"],
        "head": [cell["column_label"] for cell in lines[0]] if cells[0]["has_header"] else [],
        "lines": lines,
        "behind": _behind(site, report["report_id"], name),
    }
    return site.page(
        question["page"], "hud_question.html", report=report, question=question, limit=SHOWN,
        former=tables[place - 1] if place else None,
        following=tables[place + 1] if place + 1 < len(tables) else None,
    )  # fmt: skip


def _behind(site: Site, report_id: str, question: str) -> dict[str, list[Row]]:
    """The first clients counted in each cell, by cell."""
    found: dict[str, list[Row]] = defaultdict(list)
    rows = site.published.stream(
        """select * from (
            select cell, client_id, min(personal_id) as personal_id, min(source_file) as source_file,
                min(source_line) as source_line, row_number() over (partition by cell order by client_id) as nth
            from hud.hud_evidence where report_id = ? and question = ? and role = 'counted'
            group by cell, client_id)
        where nth <= ? order by cell, nth""",
        report_id,
        question,
        SHOWN,
    )
    for row in rows:
        found[row["cell"]].append(row)
    return found
