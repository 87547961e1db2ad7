"""Words of buttons and messages on forms, by language; a form may have others."""

from collections.abc import Mapping
from pathlib import Path

import yaml

WORDS: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    Path(__file__).with_name("words.yml").read_text(encoding="utf-8")
)
"""By name, then by language."""


def languages_with_words() -> frozenset[str]:
    """Languages in which every one of them is there."""
    return frozenset.intersection(*(frozenset(words) for words in WORDS.values()))
