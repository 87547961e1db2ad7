"""Comprehensive: each question of the organisation and of every funder, its number, its quote, its trace."""

from collections.abc import Iterator

from reports.figures import Report
from reports.site.site import Page, Site

COMPREHENSIVE = "comprehensive.html"


def pages(site: Site) -> Iterator[Page]:
    for report in site.funder_reports:
        yield _page(site, report)
    if "comprehensive" not in site.reports:
        yield _page(site, None)


def page(site: Site, path: str) -> Page:
    """One report, by the path of its page. Raises KeyError where the reader has no such report."""
    report = next((report for report in site.funder_reports if site.report_page(report.report_id) == path), None)
    if report is None and path != COMPREHENSIVE:
        raise KeyError(path)
    return _page(site, report)


def _page(site: Site, report: Report | None) -> Page:
    """None where there is no comprehensive report; its page leads to the others all the same."""
    path = site.report_page(report.report_id) if report else COMPREHENSIVE
    others = [one for one in site.funder_reports if one.report_id != "comprehensive"]
    return site.page(
        path, "report.html", report=report, funders=others if path == COMPREHENSIVE else [], charts={}
    )  # fmt: skip
