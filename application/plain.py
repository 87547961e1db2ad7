"""Pages before and beside the site: signing in, an invitation, a sentence. They tell nothing of anybody."""

from typing import Any

from caseline.organization.profile import Organization
from reports.look.environment import environment


def plain_page(organization: Organization, template: str, **content: Any) -> str:
    """The HTML of such a page."""
    return environment().get_template(template).render(organization=organization, **content)
