"""Phrases lent to a code that lists none: 'Housing insecurity' reads with what a shipped skill knows of such needs."""

from functools import cache

from caseline.coding.by_rules.thesaurus import synonyms
from caseline.coding.grammar.words import base_form, bases, split_words
from caseline.organization.skills import SHIPPED_SKILLS, Code, Skill, load_skill

LENDER = "presenting-needs"
_NEED = bases("""
    insecurity instability need needs problem problems issue issues concern concerns difficulty difficulties hardship
    strain stress lack loss abuse misuse barrier barriers trouble worry worries symptom symptoms disorder disorders
    illness
""")
_NAMING_A_NEED = {
    base_form(word): lender
    for lender, words in {
        "housing": "homelessness eviction",
        "food": "hunger",
        "employment": "unemployment joblessness underemployment",
        "income": "poverty debt",
        "mental_health": "psychiatric depression anxiety",
        "substance_use": "addiction alcoholism",
        "safety": "violence",
        "social_support": "isolation loneliness",
    }.items()
    for word in words.split()
}
"""Words that name a need by themselves, with the lending code."""
_SMALL = frozenset({"a", "and", "or", "of", "with", "in", "the", "to", "use", "care", "social", "/"})


def borrows(skill: Skill) -> list[tuple[int, Code]]:
    """The codes of a skill, by number, that list no phrases and name a need, each with the code that lends them."""
    wanting = [(number, code) for number, code in enumerate(skill.codes) if not code.cues]
    lent = [(number, _lender_of(code.title)) for number, code in wanting]
    return [(number, lender) for number, lender in lent if lender]


def lender_version(skill: Skill) -> str:
    """What a skill's reading depends on besides itself; '' where it borrows nothing."""
    return _lender().version if borrows(skill) else ""


@cache
def _lender() -> Skill:
    return load_skill(SHIPPED_SKILLS / LENDER)


@cache
def _lender_of(title: str) -> Code | None:
    words = _words(title)
    topic = words - _NEED
    named = {_NAMING_A_NEED[word] for word in topic if word in _NAMING_A_NEED}
    if len(topic) == len(named) == 1:
        return next(code for code in _lender().codes if code.id in named)
    if not topic or topic == words:
        return None
    return next((code for code in _lender().codes if all(_is_of(word, _words(code.title)) for word in topic)), None)


def _words(title: str) -> frozenset[str]:
    return frozenset(word.plain for word in split_words(title)) - _SMALL


def _is_of(word: str, title: frozenset[str]) -> bool:
    return word in title or not title.isdisjoint(synonyms(word))
