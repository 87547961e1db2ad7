"""Words of records as a file can hold them: without control characters and those that mean nothing outside one font."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from caseline.organization.profile import Organization
from reports.figures import Question

_BREAKS = re.compile(r"[\v\f\x1c-\x1f\x85\u2028\u2029]")
"""Between them stand words, as between lines."""
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    r"\U000f0000-\U0010ffff]"
)
"""Control and private-use characters, halves of characters, and those that Unicode never gives away."""


def cleaned(text: str) -> str:
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def cleaned_within(value: Any) -> Any:
    """The value with every text in it cleaned: a dataclass, a row, a list of them. Keys stay as they are."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, Organization):
        branding = value.branding
        look = {"sender": cleaned(branding.sender), "footer": cleaned(branding.footer)}
        return value.model_copy(update={"name": cleaned(value.name), "branding": branding.model_copy(update=look)})
    if isinstance(value, Question):
        labels = {name: [(key, cleaned(label)) for key, label in getattr(value, name)] for name in ("rows", "columns")}
        return replace(_cleaned_fields(value, besides=("rows", "columns")), **labels)
    if isinstance(value, Mapping):
        return {key: cleaned_within(one) for key, one in value.items()}
    if isinstance(value, list):
        return [cleaned_within(one) for one in value]
    if type(value) is tuple:
        return tuple(cleaned_within(one) for one in value)
    return _cleaned_fields(value) if is_dataclass(value) else value


def _cleaned_fields(value: Any, besides: tuple[str, ...] = ()) -> Any:
    names = [field.name for field in fields(value) if field.init and field.name not in besides]
    return replace(value, **{name: cleaned_within(getattr(value, name)) for name in names})
