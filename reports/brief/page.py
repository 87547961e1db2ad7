"""A brief as one page that prints: everything in one file, in the look of the site."""

from caseline.organization.profile import Organization
from reports.brief.sentences import Brief
from reports.brief.sources import HOW_TO_OVERRULE, about, described, rulings
from reports.look.colours import brand, readable_accent
from reports.look.environment import HERE, environment


def as_page(brief: Brief, organization: Organization) -> str:
    """The HTML of the page. It fetches nothing and runs nothing."""
    styles = (HERE / "assets" / "caseline.css").read_text(encoding="utf-8")
    return (
        environment()
        .get_template("brief.html")
        .render(
            brief=brief,
            organization=organization,
            styles=brand(readable_accent(organization.branding.accent)) + styles,
            sources=[(number, described(one), rulings(one)) for one, number in brief.numbers.items()],
            about=about(brief),
            how_to_overrule=HOW_TO_OVERRULE,
        )
    )
