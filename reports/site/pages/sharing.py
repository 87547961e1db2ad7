"""What affiliates share: their policy, how far the network knows their people, and exports that wait.

No counts of people: beside the reports, where small ones are hidden, they would allow subtraction.
"""

from reports.published import Row
from reports.site.site import Page, Site

POLICIES = {
    "all": "People are linked with those of the other affiliates.",
    "with_consent": "Only people who consented to sharing are linked with those of the other affiliates.",
    "never": "Nobody is linked with people of the other affiliates.",
}
NOT_SAID = "not shown: few people"
LEVELS = ((0.9, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.1, "some"), (0.0, "few"))


def page(site: Site) -> Page:
    people = {row["affiliate_id"]: row for row in site.published.rows(_PEOPLE)}
    waiting = {row["affiliate_id"]: row for row in site.published.rows(_WAITING)}
    threshold = site.organization.settings.small_cell_threshold
    affiliates = [
        {
            "name": affiliate.name,
            "policy": POLICIES[affiliate.share],
            "known": known(people.get(affiliate.id), threshold),
            "waiting": waiting.get(affiliate.id),
        }
        for affiliate in site.organization.affiliates
    ]
    return site.page("sharing.html", "sharing.html", affiliates=affiliates)


def known(people: Row | None, threshold: int) -> str:
    """How many of an affiliate's people the network knows, in words that no count can be worked out from."""
    if people is None:
        return "nobody yet"
    if people["people"] < threshold:
        return NOT_SAID
    if people["shared"] in (0, people["people"]):
        return "all" if people["shared"] else "none"
    share = people["shared"] / people["people"]
    return next(words for least, words in LEVELS if share >= least)


_PEOPLE = """
select affiliate_id, count(distinct client_id) as people,
    count(distinct case when shared_with = 'network' then client_id end) as shared
from record.client_link group by affiliate_id order by affiliate_id
"""
_WAITING = """
select affiliate_id, count(distinct file) as files, string_agg(distinct source, ', ' order by source) as sources
from intake.load_file where outcome = 'held back' group by affiliate_id order by affiliate_id
"""
