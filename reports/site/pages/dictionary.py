"""The measures catalogue, and the data dictionary of every source field and modelled column."""

from itertools import groupby

from caseline.access.modelled import modelled_columns
from caseline.organization.indicators import indicators_of
from reports.site.site import Page, Site


def measures(site: Site) -> Page:
    return site.page(
        "measures.html",
        "measures.html",
        indicators=indicators_of(site.organization),
        measures=site.published.rows("select * from framework.measure order by measure"),
        used={
            question.measure: [
                (report, each) for report in site.reports.values() for each in report.questions
                if each.measure == question.measure
            ]
            for report in site.reports.values()
            for question in report.questions
        },
    )  # fmt: skip


def page(site: Site) -> Page:
    fields = site.published.rows("select * from framework.dictionary_field order by source, table_name, field")
    tables = [
        (source, table, list(members))
        for (source, table), members in groupby(fields, key=lambda row: (row["source"], row["table_name"]))
    ]
    came = {
        (row["source"], row["table_name"])
        for row in site.published.rows("select distinct source, table_name from intake.load_file")
    }
    columns = sorted(modelled_columns(), key=lambda column: (column.layer, column.table))
    modelled = [
        (layer, table, list(members))
        for (layer, table), members in groupby(columns, key=lambda column: (column.layer, column.table))
        if layer != "intake"
    ]
    return site.page(
        "dictionary.html",
        "dictionary.html",
        own=[entry for entry in tables if entry[0] == "forms" and (_is_own(entry[1]) or entry[:2] in came)],
        standard=[entry for entry in tables if entry[0] != "forms"],
        known=[entry for entry in tables if entry[0] == "forms" and not _is_own(entry[1]) and entry[:2] not in came],
        modelled=modelled,
    )


def _is_own(table: str) -> bool:
    """Whether the organisation described it; those of systems that Caseline knows are in a folder each."""
    return "/" not in table
