"""Kept reports: what each said when it was sent, what it would say today, and why."""

from reports.site.site import Site


def write(site: Site) -> None:
    if site.frozen or site.frozen_problem:
        figures = {figure.figure_id: figure for report in site.reports.values() for figure in report.figures}
        site.page("frozen.html", "frozen.html", figures=figures)
