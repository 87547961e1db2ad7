"""A Continuum of Care at a glance: its HMIS, what HUD says of it and of whom, what changed since reports were sent."""

from collections import defaultdict

from reports.hud.lsa.summary import UNIVERSES, last_lsa
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
    lsa = last_lsa()
    return site.page(
        "community.html", "community.html", systems=published.rows(_SYSTEMS), shared=published.value(_SHARED),
        places=sorted(places.items()), lsa=lsa if lsa and lsa.coc in places else None,
        universes=list(UNIVERSES.values()),
    )  # fmt: skip


_REPORTS = r"""
select distinct report.report_id, report.title, report.kind, report.period_start, report.period_end, project.coc
from framework.hud_report as report inner join hud.hud_project as project using (report_id)
where not ends_with(report.report_id, '_year_before')
order by coc, kind, report_id
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
