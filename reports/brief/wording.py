"""Which model words a brief, and what it is told of who somebody is."""

import os

from caseline.coding.budget import Budget
from caseline.coding.by_model.endpoint_settings import endpoint_settings
from caseline.coding.choosing import MODEL_VARIABLE
from caseline.coding.pseudonyms.people import people_of_client
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.brief.rewording import reworded
from reports.brief.sentences import Brief
from reports.published import Published


def model_words(brief: Brief, published: Published, organization: Organization) -> Brief:
    """The brief in the words of the model that CASELINE_MODEL names, within the organisation's budget for a run.

    Raises CaselineError when no model is named, its key is not set, or the endpoint cannot be used.
    """
    model = os.environ.get(MODEL_VARIABLE)
    if not model:
        raise CaselineError(f"No model is named: set {MODEL_VARIABLE}, or leave --words out.")
    use = organization.language_model
    settings = endpoint_settings(model, use.concurrency, use.timeout_seconds)
    known = None if use.send_identifiers else people_of_client(published.connection, brief.client_id)
    return reworded(brief, settings, Budget(use), known)
