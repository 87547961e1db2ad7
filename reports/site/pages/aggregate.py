"""Aggregate: years, retention, overlap and affiliates side by side, in charts with their numbers behind them; inside
also how many of those who were asked again answered."""

from reports.drawing.points import can_be_drawn
from reports.figures import Question
from reports.site.site import Page, Site, page_name


def page(site: Site) -> Page:
    report = site.reports.get("aggregate")
    drawn = [question for question in report.questions if can_be_drawn(question)] if report else []
    charts = {question.question_id: chart_path(question) for question in drawn}
    rates = site.visit.rates if site.visit else ()
    return site.page("aggregate.html", "aggregate.html", report=report, funders=[], charts=charts, rates=rates)


def chart_path(question: Question) -> str:
    """Where the pictures of a question are, without '-wide.svg'."""
    return f"charts/{page_name('aggregate:' + question.question_id)}"


def charts(site: Site) -> dict[str, str]:
    """Every picture of the page as SVG, by path."""
    from reports.drawing.charts import charts_of  # a second of imports, which no other page needs

    report = site.reports.get("aggregate")
    return {
        f"{chart_path(question)}-{width}.svg": svg
        for question in (report.questions if report else [])
        for width, svg in charts_of(question, site.accent).items()
    }
