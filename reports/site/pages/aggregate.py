"""Aggregate: years, retention, overlap and affiliates side by side, in charts with their numbers behind them."""

from reports.site.pages.funder_reports import write_charts
from reports.site.site import Site


def write(site: Site) -> None:
    report = site.reports.get("aggregate")
    site.page(
        "aggregate.html",
        "report.html",
        report=report,
        funders=[],
        charts=write_charts(site, "aggregate") if report else {},
    )
