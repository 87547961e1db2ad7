"""Comprehensive: each question of the organisation and of every funder, its number, its quote, its trace."""

from reports.site.charts import charts_of
from reports.site.site import Site, page_name


def write(site: Site) -> None:
    funders = [report for report in site.funder_reports if report.report_id != "comprehensive"]
    for report in site.funder_reports:
        site.page(
            site.report_page(report.report_id),
            "report.html",
            report=report,
            funders=funders if report.report_id == "comprehensive" else [],
            charts={},
        )
    if "comprehensive" not in site.reports:
        site.page("comprehensive.html", "report.html", report=None, funders=funders, charts={})


def write_charts(site: Site, report_id: str) -> dict[str, str]:
    """Draw every question of a report that can be drawn. Returns paths without '-wide.svg', by question id."""
    paths = {}
    for question in site.reports[report_id].questions:
        drawn = charts_of(question, site.accent)
        path = f"charts/{page_name(report_id + ':' + question.question_id)}"
        for width, svg in drawn.items():
            site.file(f"{path}-{width}.svg", svg)
        if drawn:
            paths[question.question_id] = path
    return paths
