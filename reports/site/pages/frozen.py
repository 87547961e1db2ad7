"""Kept reports: what each said when it was sent, what it would say today, and why."""

from reports.site.site import Page, Site


def page(site: Site) -> Page:
    figures = {figure.figure_id: figure for report in site.reports.values() for figure in report.figures}
    return site.page("frozen.html", "frozen.html", figures=figures)
