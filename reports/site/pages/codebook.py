"""The codebook: every skill and code in the organisation's words, how often it was found, how far it is trusted."""

from caseline.coding.skills import skills_of
from reports.site.agreement import agreement
from reports.site.site import Site


def write(site: Site) -> None:
    """Definitions come from the skill folders, counts from the warehouse; outside, only reports have counts."""
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
    entries = [
        {
            "skill": skill,
            "reading": reading.get(skill.name),
            "agreement": agreement(skill),
            "codes": [(code, counts.get((skill.name, code.id, code.level))) for code in skill.codes],
        }
        for skill in skills_of(site.organization)
    ]
    site.page("codebook.html", "codebook.html", entries=entries)
