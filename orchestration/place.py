"""Which organisation these definitions are for: one code location serves one organisation."""

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from caseline.coding.choosing import coder_of, second_coder_of
from caseline.coding.coder import Coder
from caseline.ground.settings import Workspace, workspace
from caseline.organization.profile import Organization, load_organization

NIGHTLY = "CASELINE_NIGHTLY"
"""The variable that switches the nightly schedule on, unless somebody switches it off in Dagster."""
BY = "caseline/by"
"""The tag of a run that somebody started by hand: by what."""
WAREHOUSE_POOL = "warehouse"
"""Every asset that writes to the warehouse is in this pool; `dagster.yaml` gives it one slot."""


def place() -> Workspace:
    """Folders of the organisation that CASELINE_ORGANIZATION names (the sample without it)."""
    return workspace()


def organization() -> Organization:
    return load_organization(place().organization)


def coder() -> Coder:
    """Who reads the notes; how a model elsewhere is used is the organisation's to say."""
    return coder_of(organization(), batches=place().batches)


def second_coder() -> Coder | None:
    """Who reads the notes beside it."""
    return second_coder_of(organization(), batches=place().batches)


affiliates = dg.StaticPartitionsDefinition(organization().affiliate_ids)
"""What arrives from each affiliate is a partition: each runs alone, or all in one run."""


def partition_range(first: str, last: str) -> dict[str, str]:
    """Run tags that cover every partition from the first to the last."""
    return {ASSET_PARTITION_RANGE_START_TAG: first, ASSET_PARTITION_RANGE_END_TAG: last}


def intake_tags(affiliate: str | None = None) -> dict[str, str]:
    """Run tags that take in one affiliate's exports, or, without one, those of all."""
    ids = organization().affiliate_ids
    return partition_range(affiliate or ids[0], affiliate or ids[-1])
