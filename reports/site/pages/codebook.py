"""The codebook: every skill and code in the organisation's words, how often it was found, how far it is trusted."""

from typing import Any

from caseline.organization.skills import Skill, skills_of
from reports.published import Row
from reports.site.site import Page, Site
from reports.trust import Line, held_back, lines, standing_agreement


def page(site: Site) -> Page:
    """Definitions come from the skill folders, counts from the warehouse; outside, only reports have counts."""
    return site.page("codebook.html", "codebook.html", entries=site.once("codebook", lambda: _entries(site)))


def _entries(site: Site) -> list[dict[str, Any]]:
    """What the page says of each skill. It is of one publication, and wordings that changed since are in force at the
    next run."""
    counts = {
        (row["skill"], row["code"], row["level"]): row
        for row in site.published.rows(
            """select skill, code, level, count(*) as codes, count(distinct client_id) as clients,
                count(distinct note_id) as notes, avg(confidence) as confidence,
                count(*) filter (where review_status <> 'machine') as reviewed
            from intelligence.code group by skill, code, level order by skill, code, level"""
        )
    }
    reading = {
        row["skill"]: row
        for row in site.published.rows(
            """select skill, count(distinct note_id) as notes, sum(dropped_quotes) as dropped,
                string_agg(distinct coder, ', ' order by coder) as coders
            from intelligence.note_coding where status = 'coded' group by skill order by skill"""
        )
    }
    agreement, waiting = standing_agreement(site.published), held_back(site.published)
    return [
        {
            "skill": skill,
            "reading": reading.get(skill.name),
            "agreement": agreement.get(skill.name),
            "held_back": waiting.get((skill.name, skill.version)),
            "lines": _lines(skill, agreement.get(skill.name, [])),
            "codes": [(code, counts.get((skill.name, code.id, code.level))) for code in skill.codes],
        }
        for skill in skills_of(site.organization)
    ]


def _lines(skill: Skill, agreement: list[Row]) -> list[Line]:
    """In the order of the skill; a code that the measured wording did not have is left out."""
    measured = {(row["code"], row["value"]): row for row in agreement}
    titles = {skill.values(code): code.title for code in skill.codes}
    return lines([measured[key] | {"code_title": title} for key, title in titles.items() if key in measured])
