"""HUD's reports: every table as HUD prints it, and behind each count the clients and rows that make it."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from reports.published import Row
from reports.site.site import Site, page_name

SHOWN = 20
"""Clients listed behind a cell; `caseline trace` lists them all."""


def write(site: Site) -> None:
    if not site.has_hud:
        return
    reports = site.published.rows(
        """select distinct report_id, title, kind, version, period_start, period_end from framework.hud_report
        where report_id in (select report_id from hud.hud_project) order by report_id"""
    )
    for report in reports:
        report["page"] = f"hud/{page_name(report['report_id'])}.html"
        questions = _questions(site, report["report_id"])
        for question in questions:
            question["page"] = f"hud/{page_name(report['report_id'] + ' ' + question['question'])}.html"
        for place, question in enumerate(questions):
            site.page(
                question["page"], "hud_question.html", report=report, question=question, limit=SHOWN,
                former=questions[place - 1] if place else None,
                following=questions[place + 1] if place + 1 < len(questions) else None,
            )  # fmt: skip
        to_fix = site.published.rows(
            "select * from hud.hud_issue where report_id = ? "
            "order by question, problem, personal_id, source_file, source_line",
            report["report_id"],
        )
        problems = [(*key, list(rows)) for key, rows in groupby(to_fix, key=lambda row: (row["problem"], row["fix"]))]
        site.page(report["page"], "hud_report.html", report=report, questions=questions, problems=problems, limit=SHOWN)
    site.page("hud.html", "hud.html", reports=reports)


def _questions(site: Site, report_id: str) -> list[Row]:
    """The report's tables: question, title, header, lines of cells, and what is behind each cell."""
    cells = site.published.rows(
        """select figure.*, question.title, layout.corner, layout.has_header
        from hud.hud_figure as figure
        inner join hud.hud_report_table as layout using (report_id, question)
        left join hud.hud_question as question using (question)
        where report_id = ?
        order by cast(regexp_extract(question, '\\d+', 0) as integer), question, row_number, length(column_letter),
            column_letter""",
        report_id,
    )
    behind = _behind(site, report_id)
    questions = []
    for name, of_question in groupby(cells, key=lambda cell: cell["question"]):
        every = list(of_question)
        lines = [list(line) for _, line in groupby(every, key=lambda cell: cell["row_number"])]
        head = [cell["column_label"] for cell in lines[0]] if every[0]["has_header"] else []
        questions.append(
            {
                "question": name, "title": every[0]["title"] or "", "corner": every[0]["corner"], "head": head,
                "lines": lines, "behind": behind.get(name, {}),
            }
        )  # fmt: skip
    return questions


def _behind(site: Site, report_id: str) -> dict[str, dict[str, list[Row]]]:
    """The first clients counted in each cell, by question and cell."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    rows = site.published.stream(
        """select * from (
            select question, cell, client_id, min(personal_id) as personal_id, min(source_file) as source_file,
                min(source_line) as source_line,
                row_number() over (partition by question, cell order by client_id) as nth
            from hud.hud_evidence where report_id = ? and role = 'counted'
            group by question, cell, client_id)
        where nth <= ? order by question, cell, nth""",
        report_id,
        SHOWN,
    )
    for row in rows:
        found[row["question"]][row["cell"]].append(row)
    return found
