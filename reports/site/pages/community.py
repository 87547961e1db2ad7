"""A Continuum of Care at a glance: its HMIS, what HUD says of it and of whom, what changed since reports were sent."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from caseline.organization.hud_reports import hud_reports
from reports.published import Row
from reports.site.site import Page, Site, page_name

MEASURES = {
    "1a": "D3", "1b": "D3", "2": "J7", "3.1": "C6", "3.2": "C2", "4.3": "C4", "4.6": "C4", "5.2": "C4", "7a.1": "C5",
    "7b.1": "C4", "7b.2": "C4",
}  # fmt: skip
"""The cell that sums up each System Performance Measure."""


def page(site: Site) -> Page:
    published = site.published
    places: dict[str, list[Row]] = defaultdict(list)
    for report in published.rows(_REPORTS):
        report["page"] = f"hud/{page_name(report['report_id'])}.html"
        if report["kind"] == "spm":
            report["measures"] = published.rows(_MEASURES, list(MEASURES), list(MEASURES.values()), report["report_id"])
        else:
            report["populations"] = published.rows(_POPULATIONS, report["report_id"], report["report_id"])
        places[report["coc"] or ""].append(report)
    for report in _lsas(site):
        places[report["coc"]].append(report)
    return site.page(
        "community.html", "community.html", systems=published.rows(_SYSTEMS), shared=published.value(_SHARED),
        places=sorted(places.items()),
    )  # fmt: skip


def _lsas(site: Site) -> list[Row]:
    """Each LSA that the organisation asks for, with the lines of its table."""
    published = site.published
    if not published.value(_HAS_LSA):
        return []
    asked = [report.id for report in hud_reports(site.organization) if report.is_lsa]
    reports = published.rows(_LSAS, asked)
    for report in reports:
        report["page"] = None  # it has no page of its own
        cells = published.rows(_LSA, report["report_id"])
        report["headers"] = list(dict.fromkeys(cell["column_label"] for cell in cells))
        lines = groupby(cells, key=itemgetter("row_label"))
        report["lines"] = [(label, [cell["text_value"] for cell in line]) for label, line in lines]
    return reports


_REPORTS = r"""
select distinct report.report_id, report.title, report.kind, report.period_start, report.period_end, project.coc
from framework.hud_report as report inner join hud.hud_project as project using (report_id)
where not ends_with(report.report_id, '_year_before')
order by coc, kind, report_id
"""
_HAS_LSA = "select count(*) from information_schema.tables where table_schema = 'hud' and table_name = 'lsa_report'"
_LSAS = "select * from hud.lsa_report where list_contains(?, report_id) order by coc, kind, report_id"
_LSA = """
select row_label, column_label, text_value from hud.lsa_figure where report_id = ? order by row_number, column_letter
"""
_SYSTEMS = """
select affiliate_id, count(*) filter (table_name = 'export') as exports, sum(rows_loaded) as rows,
    (select count(distinct client_id) from record.client_link as link
        where link.affiliate_id = file.affiliate_id and link.source = 'hmis') as clients
from intake.load_file as file where source = 'hmis' and outcome = 'loaded' group by affiliate_id order by affiliate_id
"""
_SHARED = """
select count(*) from (
    select client_id from record.client_link where source = 'hmis'
    group by client_id having count(distinct affiliate_id) > 1)
"""
_MEASURES = """
select figure.question, asked.title, figure.row_label, figure.column_label, figure.counts, figure.value,
    figure.text_value as this_year, former.text_value as year_before, figure.value - former.value as difference
from (select unnest(?) as question, unnest(?) as cell) as shown
inner join hud.hud_figure as figure using (question, cell)
left join hud.hud_question as asked using (question)
left join hud.hud_figure as former
    on former.report_id = figure.report_id || '_year_before'
    and former.question = figure.question and former.cell = figure.cell
where figure.report_id = ?
order by figure.question
"""
# whom an APR or CAPER counts (Q5a), and of a Point-in-Time count the persons of each household type and population
_POPULATIONS = """
select question, row_label, text_value, row_number from (
    select question, row_label, text_value, row_number,
        row_number() over (partition by question, row_number order by column_letter desc) as nth
    from hud.hud_figure where report_id = ? and question = 'Q5a' and value is not null)
where nth = 1
union all
select figure.question, asked.title, figure.text_value, figure.row_number
from hud.hud_figure as figure inner join hud.hud_question as asked using (question)
where figure.report_id = ? and figure.question in ('P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8')
    and figure.row_number = 2 and figure.column_letter = 'E'
order by question, row_number
"""
