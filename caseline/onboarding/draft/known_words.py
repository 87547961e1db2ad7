"""Words of headers and titles that the draft goes by, besides those that every reader of headers does."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from caseline.ground.yaml_files import Strict, load_yaml
from caseline.organization.described_table import Kind
from ingestion.header_words import header_words, words_of

_FEWEST, _MOST = 4, 0.6


class Words(Strict):
    """The lists of `words.yml`."""

    fillers: frozenset[str]
    generic: frozenset[str]
    own: frozenset[str]
    numbered: frozenset[str]
    never_keys: frozenset[str]
    whose: frozenset[str]
    staff: frozenset[str]
    counted: frozenset[str]
    given: frozenset[str]
    measured: frozenset[str]
    work: frozenset[str]
    surveys: frozenset[str]
    forms: frozenset[str]
    presence: frozenset[str]
    stages: frozenset[str]
    children: frozenset[str]
    guardians: frozenset[str]
    outsiders: frozenset[str]
    keeping: frozenset[str]
    aside: frozenset[str]
    not_yet: frozenset[str]
    agreeing: frozenset[str]
    sharing: frozenset[str]
    of_any: frozenset[str]
    titles: dict[Kind, list[str]]

    @property
    def people(self) -> frozenset[str]:
        return header_words().people

    @property
    def somebody_else(self) -> frozenset[str]:
        return header_words().somebody_else

    @property
    def kinds(self) -> dict[str, Kind]:
        """What a row is, by a word of its table's title."""
        return {word: kind for kind, words in self.titles.items() for word in words}


@cache
def known_words() -> Words:
    """The words that the draft goes by."""
    return load_yaml(Path(__file__).with_name("words.yml"), Words)


def common_prefix(headers: Sequence[str]) -> tuple[str, ...]:
    """The words that most of a table's headers begin with, such as 'entry exit'; none for a table of few columns."""
    spelt = [words_of(header) for header in headers]
    prefix: tuple[str, ...] = ()
    while len(headers) >= _FEWEST:
        longer = [words for words in spelt if len(words) > len(prefix) + 1 and words[: len(prefix)] == prefix]
        nexts = Counter(words[len(prefix)] for words in longer)
        word, times = max(nexts.items(), key=lambda counted: counted[1], default=("", 0))
        if times < _MOST * len(headers):
            break
        prefix = (*prefix, word)
    return prefix
