"""A sentence in, changes out: by the configured model where there is one, by plain words where there is none."""

import os

from caseline.coding.by_model.endpoint_settings import endpoint_settings
from caseline.coding.choosing import MODEL_VARIABLE
from caseline.configuring.asking import ask_model
from caseline.configuring.hearing import Heard, hear
from caseline.configuring.known import Known
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace

LONGEST = 1000


def understood(sentence: str, known: Known, place: Workspace) -> list[Heard]:
    """The changes that a sentence means, none of them checked; empty where it means none that there is.

    Raises CaselineError where a model is named and cannot be asked: nothing falls back to plain words then.
    """
    if len(sentence) > LONGEST:
        raise CaselineError(f"Say it in at most {LONGEST} characters.")
    model = os.environ.get(MODEL_VARIABLE)
    if not model:
        return hear(sentence, known)
    use = known.organization.language_model
    return ask_model(sentence, known, endpoint_settings(model, 1, use.timeout_seconds), place.asked)
