"""The wording of a code that lists no phrases: which words tell of it, how much each weighs, what its title states."""

import math
from collections import Counter
from functools import cache

from caseline.coding.by_rules.statements import Statement, stated
from caseline.coding.by_rules.thesaurus import kinds_of, members_of, opposites, synonyms
from caseline.coding.grammar.cues import SKIPPABLE
from caseline.coding.grammar.words import sentences, split_words
from caseline.organization.skills import Code, Skill

TITLE_WEIGHT, WORDING_WEIGHT, SYNONYM_SHARE = 2.0, 1.0, 0.95

_EMPTY_WORDS = frozenset(
    word.plain
    for word in split_words(
        """
        person client patient participant individual people someone anyone who whom whose which what when where
        how why not no need needs needed want help problem issue concern concerns current currently past present
        recent about after before during into from with without and or but if for of to in on at by as than then
        there here they he she it we you i is are was were be been has have had do does did can could would
        should will may might must only also any all more most less least other another such each every own same
        so too very just ever never up down out off over under again include exclude say says said state report
        mention note worker staff case service program time day week month year new old good bad way thing
        something anything get go make take give know think lack difficulty because due e.g i.e etc example like
        use user users using able unable access obtain basis consistent situation life live lives one two three first
        last lead related reason unknown unspecified status has been their them his her its him
        """,
    )
)


def title_words(code: Code) -> tuple[frozenset[str], ...]:
    """Each content word of a title with the words that say the same or deny it."""
    return tuple(
        frozenset().union(*(frozenset({word}) | _implying(word, code) | opposites(word) for word in alternatives))
        for alternatives in _alternatives(code.title)
    )


def _alternatives(title: str) -> list[list[str]]:
    """The content words of a title; those on both sides of an `or` are one ('age or preference'), and none where one
    side says nothing ('their own or their family's home')."""
    found: list[list[str]] = []
    words = [word.plain for word in split_words(title) if word.plain.isalpha() and word.plain != "and"]
    told = [bool(_content_words(word)) for word in words]
    joint: bool | None = None
    for at, word in enumerate(words):
        if word == "or":
            joint = at > 0 and told[at - 1]
        elif told[at] and joint is not None:
            if joint and found:
                found[-1].append(word)
            joint = None
        elif told[at]:
            found.append([word])
    return found or [[word] for word in _content_words(title)]


def denying_words(code: Code) -> frozenset[str]:
    """Words that deny the title; not those the code itself names ('job insecurity' includes 'unemployment')."""
    named = {word for text in (code.meaning, *code.include, *code.examples) for word in _content_words(text)}
    denying = frozenset().union(*(opposites(word) for word in _content_words(code.title)))
    return denying if named.isdisjoint(denying) else frozenset()


def _implying(word: str, code: Code) -> frozenset[str]:
    """Words that say what a word of a code says: who denies drugs denies cocaine, who uses cocaine uses drugs."""
    statement = statement_of(code)
    return synonyms(word) | (kinds_of(word) if statement and statement.denied else members_of(word))


def word_weights(skill: Skill) -> dict[str, dict[int, float]]:
    """Words of title, meaning, include and examples for codes that name no phrases; rarer among codes weighs more."""
    weights: dict[int, dict[str, float]] = {}
    for number, code in enumerate(skill.codes):
        own: dict[str, float] = {}
        wording = " ".join([code.meaning, *code.include, *code.examples])
        for text, weight in ((wording, WORDING_WEIGHT), (f"{code.id.replace('_', ' ')} {code.title}", TITLE_WEIGHT)):
            for word in _content_words(text):
                own[word] = max(own.get(word, 0.0), weight)
        for word, weight in list(own.items()):
            for other in _implying(word, code):
                own[other] = max(own.get(other, 0.0), weight * SYNONYM_SHARE)
        weights[number] = own | dict.fromkeys(denying_words(code), TITLE_WEIGHT * SYNONYM_SHARE)
    said = [statement_of(code) for code in skill.codes]
    spread = Counter((word, said[number]) for number, own in weights.items() for word in own)
    count = len(skill.codes)
    by_word: dict[str, dict[int, float]] = {}
    for number, code in enumerate(skill.codes):
        if code.cues:
            continue
        for word, weight in weights[number].items():
            rarity = 1 - math.log(spread[word, said[number]]) / math.log(count + 1) if count > 1 else 1.0
            by_word.setdefault(word, {})[number] = weight * rarity
    return by_word


def _content_words(text: str) -> list[str]:
    plain = (word.plain for word in split_words(text))
    return [word for word in plain if word.isalpha() and len(word) > 2 and word not in _EMPTY_WORDS | SKIPPABLE]


@cache
def _stated(title: str) -> Statement:
    found = sentences(title)
    content = [at for at, word in enumerate(found[0].words) if word.plain in _content_words(title)] if found else []
    return stated(found[0], content[-1]) if content else Statement()


def statement_of(code: Code) -> Statement | None:
    """What the title states, for a code that lists no phrases."""
    return None if code.cues else _stated(code.title)
