"""Which coder reads the notes of an organisation."""

import os
from pathlib import Path
from typing import Literal

from caseline.coding.budget import Budget
from caseline.coding.coder import Coder
from caseline.ground.errors import CaselineError
from caseline.organization.language_model import LanguageModel
from caseline.organization.profile import Organization

MODEL_VARIABLE = "CASELINE_MODEL"
EMBEDDED = "embedded"
"""How an organisation names the reader that needs no key."""
EmbeddedReader = Literal["encoder", "rules"]
"""Who reads where no language model is named: a trained encoder with rules, or rules alone."""


def coder_of(organization: Organization | None, model: str | None = None, batches: Path | None = None) -> Coder:
    """Who reads the notes of an organisation, as it says in `organization.yml`. Raises as `chosen_coder` does."""
    if organization is None:
        return chosen_coder(model)
    return chosen_coder(model, organization.language_model, batches, organization.embedded_reader)


def second_coder_of(organization: Organization, batches: Path | None = None) -> Coder | None:
    """Who reads the notes beside the first, with a budget of its own; None where nobody does.

    Raises CaselineError where both would be embedded, or both models: one endpoint serves one model.
    """
    second, first = organization.second_reader, os.environ.get(MODEL_VARIABLE)
    if second is None:
        return None
    if (second == EMBEDDED) == (not first):
        raise CaselineError(
            f"second_reader is '{second}', and the first is {f'the model {first!r}' if first else EMBEDDED} too. "
            "One of the two is embedded and the other a model behind an endpoint: "
            f"{MODEL_VARIABLE} names the first where it is a model, second_reader in organization.yml the other."
        )
    if second == EMBEDDED:
        return embedded_coder(organization.embedded_reader)
    return chosen_coder(second, organization.language_model, batches)


def second_reader_name(organization: Organization) -> str | None:
    """How the tables write who reads beside the first."""
    if organization.second_reader == EMBEDDED:
        return embedded_coder(organization.embedded_reader).name
    return organization.second_reader


def chosen_coder(
    model: str | None = None,
    use: LanguageModel | None = None,
    batches: Path | None = None,
    embedded: EmbeddedReader = "encoder",
) -> Coder:
    """The endpoint's model when one is named (here or in CASELINE_MODEL), else the embedded coder.

    It is asked in batches where `use` says so and there is a folder to note them in.
    What the endpoint reads has pseudonyms for who somebody is, unless `use` says that it may have identifiers.
    Raises CaselineError when the endpoint's key is not set; it never falls back to another coder.
    """
    model = model or os.environ.get(MODEL_VARIABLE)
    if not model:
        return embedded_coder(embedded)
    from caseline.coding.by_model.batch import BatchCoder
    from caseline.coding.by_model.endpoint import EndpointCoder
    from caseline.coding.by_model.endpoint_settings import endpoint_settings
    from caseline.coding.pseudonyms.privacy import PrivateCoder

    use = use or LanguageModel()
    settings = endpoint_settings(model, use.concurrency, use.timeout_seconds)
    endpoint: Coder = EndpointCoder(settings, Budget(use))
    if use.batch and batches:
        endpoint = BatchCoder(settings, batches, Budget(use))
    return endpoint if use.send_identifiers else PrivateCoder(endpoint)


def embedded_coder(reader: EmbeddedReader = "encoder") -> Coder:
    """The coder that needs no key and no network."""
    if reader == "rules":
        from caseline.coding.by_rules.embedded import EmbeddedCoder

        return EmbeddedCoder()
    from caseline.coding.by_meaning.coder import EncoderCoder

    return EncoderCoder()
