"""Headers as words: 'clientDOB', 'Client D.O.B.' and 'client_dob' are alike."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import Field

from caseline.ground.yaml_files import Strict, load_yaml

_VOWEL = re.compile(r"[aeiouyà-ÿ]")
_WORD = re.compile(r"[A-Z]+(?![a-zà-ÿ])|[A-Z]?[a-zà-ÿ]+|\d+|#")
_YES_OR_NO = re.compile(r"\(?\b(?:Y\s?/\s?N|Yes\s?/\s?No|S\s?/\s?N)\b\)?|_YN$", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_FUSED_ID = re.compile(
    r"(?<![A-Za-z])(?!(?:GRID|SKID|SLID|BID|DID|HID|KID|LID|MID|RID)\b)([B-DF-HJ-NP-TV-Z]{1,4})ID(?![A-Za-z])"
)
"""A number of something, in initials: YID, HHID. A word that ends so has a vowel before it, but for these."""
_SEVERAL_INITIALS = re.compile(r"(?<![A-Za-z])([A-Z]{2,})s(?![A-Za-z])")


class ShortForm(Strict):
    """What a short form is, beside one of these words."""

    stands_for: str = Field(alias="is")
    beside: frozenset[str]


class HeaderWords(Strict):
    """The lists of `header_words.yml`."""

    spelt: dict[str, list[str]]
    spelt_beside: dict[str, ShortForm]
    unheard: frozenset[str]
    somebody_else: frozenset[str]
    people: frozenset[str]
    run_on: frozenset[str]


@cache
def header_words() -> HeaderWords:
    """The words that headers are read by."""
    return load_yaml(Path(__file__).with_suffix(".yml"), HeaderWords)


@cache
def words_of(header: str) -> tuple[str, ...]:
    """The words of a header, in lower case, one spelling and the singular, without those that say nothing."""
    plain = _DOTTED.sub(lambda found: found.group().replace(".", ""), _YES_OR_NO.sub(" ", header))
    plain = _FUSED_ID.sub(r"\1 ID", _SEVERAL_INITIALS.sub(r"\1", plain))
    words = [word.lower() for word in _WORD.findall(plain)]
    spelt = [part for word in words for each in _parted(word) for part in _spelling(each).split()]
    if spelt[:2] == ["email", "email"]:  # e-mail
        spelt = spelt[1:]
    told = [_singular(word) for word in spelt if word not in header_words().unheard]
    return tuple(_beside(word, told) for word in told)


def is_header_word(word: str) -> bool:
    """Whether a word in lower case is one that headers are read by."""
    return _is_known(word) or _is_known(_singular(word)) or word in header_words().unheard


def _beside(word: str, words: Sequence[str]) -> str:
    short = header_words().spelt_beside.get(word)
    return short.stands_for if short and not short.beside.isdisjoint(words) else word


@cache
def _parted(word: str) -> tuple[str, ...]:
    """A word, or those that databases write as one: 'familyid', 'notedate', 'casemanagername'."""
    if _is_known(word):
        return (word,)
    known = header_words()
    for at in range(len(word) - 2, 2, -1):
        first, rest = word[:at], word[at:]
        if _is_known(first) and (rest in known.run_on or (len(rest) > 2 and _is_known(rest))):
            return first, rest
        if _is_known(first) and len(parts := _parted(rest)) > 1:
            return first, *parts
    return (word,)


def _is_known(word: str) -> bool:
    known = header_words()
    return word in known.spelt or word in _spellings() or word in known.people or word in known.somebody_else


def _spelling(word: str) -> str:
    known = _spellings().get(word) or _spellings().get(_singular(word))
    return known or (word if _VOWEL.search(word[1:]) else _skeletons().get(word, word))


@cache
def _skeletons() -> dict[str, str]:
    """Words by their consonants, as databases write them: 'rvw' is review; none that two words share."""
    known = header_words()
    told = [word for other in known.spelt for word in other.split()]
    told += sorted(known.somebody_else | known.people)
    found: dict[str, str] = {}
    for word in dict.fromkeys(told):
        bones = word[0] + _VOWEL.sub("", word[1:])
        found[bones] = "" if bones in found else word
    return {bones: word for bones, word in found.items() if word and len(bones) > 2}


@cache
def _spellings() -> dict[str, str]:
    return {other: one for one, others in header_words().spelt.items() for other in others}


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
