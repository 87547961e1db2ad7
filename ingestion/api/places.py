"""Filling the braces of a declaration."""

import re
from collections.abc import Mapping
from typing import Any

_WHOLE = re.compile(r"\{(\w+)\}")


class Names(list[str]):
    """Names of fields: with commas within a text, a list where they stand alone."""

    def __format__(self, spec: str) -> str:
        return ",".join(self)


def filled(declared: Any, places: Mapping[str, Any]) -> Any:
    """A text, or the texts within lists and mappings, with what stands for their braces."""
    if isinstance(declared, str):
        alone = _WHOLE.fullmatch(declared)
        return places[alone[1]] if alone else declared.format_map(places)
    if isinstance(declared, list):
        return [filled(item, places) for item in declared]
    if isinstance(declared, dict):
        return {str(filled(key, places)): filled(value, places) for key, value in declared.items()}
    return declared
