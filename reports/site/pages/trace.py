"""The page behind each number: the clients, records and quotes it was counted from."""

from collections.abc import Iterator, Mapping

from caseline.organization.skills import Skill, load_skills
from reports.figures import Figure
from reports.published import Row
from reports.site.narrowing import Part
from reports.site.site import Page, Site
from reports.trace import EVIDENCE_ORDER
from reports.trust import standing_agreement

SHOWN = 200
SHOWN_BESIDE = 60
"""How many of the quotes that explain a number."""


def pages(site: Site) -> Iterator[Page]:
    """A page a number, for readers who see no clients."""
    measures = _measures(site)
    for figure, measure in _figures(site):
        yield _page(site, figure, measures.get(measure), [], [], Part.of(0, {}), {}, {})


def page(site: Site, path: str, query: Mapping[str, str]) -> Page:
    """The page behind one number, by its path. Raises KeyError where the reader has no such number."""
    figure, measure = next((pair for pair in _figures(site) if site.trace(pair[0]) == path), (None, ""))
    if figure is None:
        raise KeyError(path)
    wanted, narrowing = site.narrowing.condition("event_date"), site.narrowing.parameters
    behind = site.published.rows(_BEHIND.format(wanted=wanted), figure=figure.figure_id, **narrowing)
    totals = {row["role"]: row["listed"] for row in behind}
    part = Part.of(totals.get("counted", 0), query, SHOWN)
    evidence = site.published.rows(
        _EVIDENCE.format(wanted=wanted), figure=figure.figure_id, skipped=part.skipped, shown=SHOWN,
        beside=SHOWN_BESIDE, **narrowing,
    )  # fmt: skip
    everything = {row["role"]: row["rows"] for row in behind}
    return _page(
        site, figure, _measures(site).get(measure), evidence, _trusted(site, evidence), part, totals, everything
    )


def _figures(site: Site) -> Iterator[tuple[Figure, str]]:
    """Every number with the measure it is of."""
    for report in site.reports.values():
        for question in report.questions:
            for figure in question.cells.values():
                yield figure, question.measure


def _measures(site: Site) -> dict[str, Row]:
    return {row["measure"]: row for row in site.published.rows("select * from framework.measure order by measure")}


def _page(
    site: Site,
    figure: Figure,
    measure: Row | None,
    evidence: list[Row],
    trusted: list[Row],
    part: Part,
    totals: Mapping[str, int],
    everything: Mapping[str, int],
) -> Page:
    """`totals`: rows behind the number by their role, as lists are narrowed; `everything`: all of them."""
    by_role: dict[str, list[Row]] = {"counted": [], "base": [], "context": []}
    for row in evidence:
        by_role[row["role"]].append(row)
    return site.page(
        site.trace(figure),
        "trace.html",
        figure=figure,
        report=site.reports[figure.report_id],
        measure=measure,
        roles=by_role,
        trusted=trusted,
        totals={role: totals.get(role, 0) for role in by_role},
        everything={role: everything.get(role, 0) for role in by_role},
        part=part,
        limit=SHOWN,
        limit_beside=SHOWN_BESIDE,
    )


def _trusted(site: Site, evidence: list[Row]) -> list[Row]:
    """The skills behind coded rows: their agreement with people, and how many of the codes a person has accepted."""
    reviews: dict[str, list[str]] = {}
    for row in evidence:
        if row["skill"]:
            reviews.setdefault(row["skill"], []).append(row["review_status"])
    if not reviews:
        return []
    agreement = standing_agreement(site.published)
    return [_agreed(skill, agreement.get(skill.name), reviews[skill.name]) for skill in _skills(site, reviews)]


def _skills(site: Site, named: dict[str, list[str]]) -> list[Skill]:
    return [skill for skill in load_skills(site.organization.folder) if skill.name in named]


def _agreed(skill: Skill, agreement: list[Row] | None, reviews: list[str]) -> Row:
    return {"skill": skill, "agreement": agreement, "codes": len(reviews), "accepted": reviews.count("accepted")}


_BEHIND = """
select role, count(*) as rows, count(*) filter ({wanted}) as listed
from reporting.evidence where figure_id = $figure group by role
"""
_EVIDENCE = f"""
select * from (
    select *,
        row_number() over (partition by role order by quote is null or role <> 'base', {EVIDENCE_ORDER}) as nth
    from (
        select *, bool_or(role = 'counted') over (partition by client_id) as is_counted
        from reporting.evidence where figure_id = $figure
    )
    where {{wanted}}
)
where case role
    when 'counted' then nth > $skipped and nth <= $skipped + $shown when 'base' then nth <= $shown else nth <= $beside
end
order by role, nth
"""
