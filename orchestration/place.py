"""Which organisation these definitions are for: one code location serves one organisation."""

from caseline.coding.coders import Coder, chosen_coder
from caseline.organization import Organization, load_organization
from caseline.settings import Workspace, workspace

WAREHOUSE_POOL = "warehouse"
"""Every asset that writes to the warehouse is in this pool; `dagster.yaml` gives it one slot."""


def place() -> Workspace:
    """Folders of the organisation that CASELINE_ORGANIZATION names (the sample without it)."""
    return workspace()


def organization() -> Organization:
    return load_organization(place().organization)


def coder() -> Coder:
    """Who reads the notes; how a model elsewhere is used is the organisation's to say."""
    return chosen_coder(use=organization().language_model, batches=place().batches)
