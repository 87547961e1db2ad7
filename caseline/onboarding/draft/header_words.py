"""Headers as words: 'clientDOB', 'Client D.O.B.' and 'client_dob' are alike."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from caseline.ground.yaml_files import Strict, load_yaml
from caseline.organization.described_table import Kind

_FEWEST, _MOST = 4, 0.6
_VOWEL = re.compile(r"[aeiouyà-ÿ]")
_WORD = re.compile(r"[A-Z]+(?![a-zà-ÿ])|[A-Z]?[a-zà-ÿ]+|\d+|#")
_YES_OR_NO = re.compile(r"\(?\b(?:Y\s?/\s?N|Yes\s?/\s?No|S\s?/\s?N)\b\)?|_YN$", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")


class Words(Strict):
    """The lists of `words.yml`."""

    spelt: dict[str, list[str]]
    unheard: frozenset[str]
    fillers: frozenset[str]
    somebody_else: frozenset[str]
    generic: frozenset[str]
    own: frozenset[str]
    numbered: frozenset[str]
    never_keys: frozenset[str]
    people: frozenset[str]
    whose: frozenset[str]
    staff: frozenset[str]
    counted: frozenset[str]
    surveys: frozenset[str]
    stages: frozenset[str]
    titles: dict[Kind, list[str]]

    @property
    def kinds(self) -> dict[str, Kind]:
        """What a row is, by a word of its table's title."""
        return {word: kind for kind, words in self.titles.items() for word in words}


@cache
def known_words() -> Words:
    """The words that the draft goes by."""
    return load_yaml(Path(__file__).with_name("words.yml"), Words)


@cache
def words_of(header: str) -> tuple[str, ...]:
    """The words of a header, in lower case, one spelling and the singular, without those that say nothing."""
    plain = _DOTTED.sub(lambda found: found.group().replace(".", ""), _YES_OR_NO.sub(" ", header))
    words = [word.lower() for word in _WORD.findall(plain)]
    spelt = [part for word in words for part in _spelling(word).split()]
    if spelt[:2] == ["email", "email"]:  # e-mail
        spelt = spelt[1:]
    return tuple(_singular(word) for word in spelt if word not in known_words().unheard)


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


def _spelling(word: str) -> str:
    known = _spellings().get(word) or _spellings().get(_singular(word))
    return known or (word if _VOWEL.search(word[1:]) else _skeletons().get(word, word))


@cache
def _skeletons() -> dict[str, str]:
    """Words by their consonants, as databases write them: 'rvw' is review; none that two words share."""
    known = known_words()
    told = [word for other in known.spelt for word in other.split()]
    told += sorted(known.somebody_else | known.people)
    found: dict[str, str] = {}
    for word in dict.fromkeys(told):
        bones = word[0] + _VOWEL.sub("", word[1:])
        found[bones] = "" if bones in found else word
    return {bones: word for bones, word in found.items() if word and len(bones) > 2}


@cache
def _spellings() -> dict[str, str]:
    return {other: one for one, others in known_words().spelt.items() for other in others}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
