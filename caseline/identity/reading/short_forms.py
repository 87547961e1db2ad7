"""Which formal names a given name may stand for: English by the package `nicknames`, others by `short_forms.yml`."""

from functools import cache, lru_cache
from pathlib import Path

from nicknames import NickNamer
from pydantic import RootModel

from caseline.ground.yaml_files import load_yaml

_ENGLISH = NickNamer()
_NAMES_KEPT = 100_000


class _Listed(RootModel[dict[str, dict[str, list[str]]]]):
    """By language the formal names and their forms."""


def formal_names(first: str) -> set[str]:
    """The formal names that a first name may stand for; itself where it is one."""
    return {first, *_others().get(first, ()), *(name for name in _ENGLISH.canonicals_of(first) if name.isalpha())}


@lru_cache(maxsize=_NAMES_KEPT)
def is_known_name(first: str) -> bool:
    """Whether a first name is one that has short forms, or is one."""
    return bool(_ENGLISH.canonicals_of(first) or _ENGLISH.nicknames_of(first)) or first in _listed()


@cache
def _others() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for names in load_yaml(Path(__file__).with_suffix(".yml"), _Listed).root.values():
        for formal, forms in names.items():
            for form in forms:
                found.setdefault(form, set()).add(formal)
    return found


@cache
def _listed() -> set[str]:
    return set(_others()).union(*_others().values())
