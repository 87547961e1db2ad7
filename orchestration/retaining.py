"""What is past its retention period, erased before a night begins."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from caseline.audit import audit_log
from caseline.ground.settings import Workspace
from caseline.organization.profile import load_organization
from caseline.organization.retention import KeptTable


def past_their_period(place: Workspace) -> Mapping[KeptTable, int]:
    """Erases it. Returns how many rows of each table went; the caller holds the writer's lock."""
    described = load_organization(place.organization)
    if not described.retention:
        return {}
    from caseline.custody.retaining import keep_no_longer

    today = datetime.now(ZoneInfo(described.nightly.timezone)).date()
    return keep_no_longer(place, described.retention, audit_log(place), today)
