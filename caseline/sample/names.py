"""Names of many cultures, and the short forms that people go by; the words stand in `names.yml`."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Culture:
    """Given and family names that go together; `share` is its weight among households.

    Rarer family names are put together from a start and an end, so that a million people do not share a hundred names.
    """

    name: str
    share: int
    language: str
    race: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    two_family_names: bool = False
    family_starts: tuple[str, ...] = ()
    family_ends: tuple[str, ...] = ()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


_LISTS = ("women", "men", "family", "family_starts", "family_ends")
_WORDS = yaml.safe_load((Path(__file__).parent / "names.yml").read_text(encoding="utf-8"))
CULTURES = tuple(
    Culture(**(culture | {key: _listed(culture[key]) for key in _LISTS if key in culture}))
    for culture in _WORDS["cultures"]
)
SHORT_FORMS = {full: _listed(short) for full, short in _WORDS["short_forms"].items()}
STREETS = _listed(_WORDS["streets"])
TOWNS = tuple((town.rsplit(" ", 1)[0], town.rsplit(" ", 1)[1]) for town in _WORDS["towns"])
