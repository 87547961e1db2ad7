"""The page behind each number: the clients, records and quotes it was counted from."""

from itertools import groupby

from caseline.organization.skills import Skill, load_skills
from reports.figures import Figure
from reports.published import Row
from reports.site.site import Site
from reports.trace import EVIDENCE_ORDER
from reports.trust import standing_agreement

SHOWN = 200
SHOWN_BESIDE = 60
"""How many of those a share is of, and of the quotes that explain a number."""

Skills = list[tuple[Skill, list[Row] | None]]
"""Each with its agreement with people, code by code."""


def write(site: Site) -> None:
    agreement = standing_agreement(site.published)
    skills = [(skill, agreement.get(skill.name)) for skill in load_skills(site.organization.folder)]
    measures = {row["measure"]: row for row in site.published.rows("select * from framework.measure order by measure")}
    figures = {
        figure.figure_id: (figure, measures.get(question.measure))
        for report in site.reports.values()
        for question in report.questions
        for figure in question.cells.values()
    }
    if site.audience.sees_clients:
        rows = site.published.stream(_EVIDENCE, SHOWN, SHOWN_BESIDE)
        for figure_id, evidence in groupby(rows, key=lambda row: row["figure_id"]):
            if figure_id in figures:
                _page(site, skills, *figures.pop(figure_id), list(evidence))
    for figure, measure in figures.values():
        _page(site, skills, figure, measure, [])


def _page(site: Site, skills: Skills, figure: Figure, measure: Row | None, evidence: list[Row]) -> None:
    by_role: dict[str, list[Row]] = {"counted": [], "base": [], "context": []}
    for row in evidence:
        by_role[row["role"]].append(row)
    site.page(
        site.trace(figure),
        "trace.html",
        figure=figure,
        report=site.reports[figure.report_id],
        measure=measure,
        roles=by_role,
        trusted=_trusted(skills, [row for row in evidence if row["skill"]]),
        totals={role: rows[0]["of_role"] if rows else 0 for role, rows in by_role.items()},
        limit=SHOWN,
        limit_beside=SHOWN_BESIDE,
    )


def _trusted(skills: Skills, coded: list[Row]) -> list[Row]:
    """The skills behind coded rows: their agreement with people, and how many of the codes a person has accepted."""
    reviews: dict[str, list[str]] = {}
    for row in coded:
        reviews.setdefault(row["skill"], []).append(row["review_status"])
    return [
        {
            "skill": skill,
            "agreement": agreed,
            "codes": len(reviews[skill.name]),
            "accepted": reviews[skill.name].count("accepted"),
        }
        for skill, agreed in skills
        if skill.name in reviews
    ]


_EVIDENCE = f"""
select * from (
    select evidence.*,
        row_number() over (partition by figure_id, role order by {EVIDENCE_ORDER}) as nth,
        count(*) over (partition by figure_id, role) as of_role
    from reporting.evidence as evidence
)
where nth <= case when role = 'counted' then ? else ? end
order by figure_id, role, nth
"""
