"""What a skill's words become: phrases to look for, phrases that mislead, weighed words where there is no phrase."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from caseline.coding.cues import SKIPPABLE, CueIndex, Hit
from caseline.coding.scope import Scope
from caseline.coding.skills import Code, Skill
from caseline.coding.thesaurus import kinds_of, members_of, synonyms
from caseline.coding.words import Sentence, sentences, split_words

TITLE_WEIGHT, WORDING_WEIGHT, SYNONYM_SHARE = 2.0, 1.0, 0.95
ENOUGH = 1.9
LONGEST_PHRASE = 7

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


@dataclass(frozen=True)
class Candidate:
    """A code that may stand at words[first:last] of a sentence. `strength` is 0 to 1."""

    code: int
    first: int
    last: int
    strength: float


@dataclass(frozen=True)
class Lexicon:
    """A skill compiled for reading. Codes are numbered as in `skill.codes`."""

    cues: CueIndex[int]
    misleading: CueIndex[int]
    word_weights: dict[str, dict[int, float]]
    titles: tuple[tuple[frozenset[str], ...], ...]
    """Per code without phrases, each content word of its title with its synonyms: all of them together are enough."""
    expected: tuple[frozenset[str], ...]
    """Per code, the circumstances its own title speaks of ('does not drink' expects a denial)."""

    def candidates(self, sentence: Sentence) -> tuple[list[Candidate], list[Hit[int]]]:
        """Codes that may stand in a sentence, strongest first per code; and the cue hits, which nothing governs."""
        hits = self.cues.hits(sentence)
        misled = self.misleading.hits(sentence)
        kept = [hit for hit in hits if not any(_hides(other, hit) for other in misled)]
        found = [Candidate(hit.label, hit.first, hit.last, min(1.0, 0.55 + 0.15 * hit.weight)) for hit in kept]
        return found + self._weighed(sentence, misled), kept

    def _weighed(self, sentence: Sentence, misled: list[Hit[int]]) -> list[Candidate]:
        totals: dict[int, dict[str, float]] = {}
        places: dict[int, list[int]] = {}
        for at, word in enumerate(sentence.words):
            for code, weight in self.word_weights.get(word.plain, {}).items():
                totals.setdefault(code, {})[word.plain] = weight
                places.setdefault(code, []).append(at)
        return [
            Candidate(code, min(places[code]), max(places[code]) + 1, min(0.9, 0.2 + 0.15 * sum(weights.values())))
            for code, weights in totals.items()
            if (sum(weights.values()) >= ENOUGH or self._covers_title(code, weights))
            and not any(hit.label == code for hit in misled)
        ]

    def _covers_title(self, code: int, words: dict[str, float]) -> bool:
        title = self.titles[code]
        return bool(title) and all(not word.isdisjoint(words) for word in title)


def _hides(misleading: Hit[int], cue: Hit[int]) -> bool:
    return misleading.label == cue.label and misleading.first < cue.last and cue.first < misleading.last


_compiled: dict[str, Lexicon] = {}


def compiled(skill: Skill) -> Lexicon:
    """The lexicon of a skill, made once per version."""
    version = skill.version
    if version not in _compiled:
        _compiled[version] = _compile(skill)
    return _compiled[version]


def _compile(skill: Skill) -> Lexicon:
    cues: CueIndex[int] = CueIndex(strict=skill.risk)
    misleading: CueIndex[int] = CueIndex(widen=False)
    for number, code in enumerate(skill.codes):
        for cue in code.cues:
            cues.add(cue, number)
        for example in code.examples:
            if len(split_words(example)) <= LONGEST_PHRASE:
                cues.add(example.rstrip(".!?"), number)
        for phrase in code.misleading:
            misleading.add(phrase, number)
    titles = tuple(() if code.cues else _title_words(code) for code in skill.codes)
    return Lexicon(cues, misleading, _word_weights(skill), titles, tuple(_expected(code) for code in skill.codes))


def _title_words(code: Code) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({word}) | _implying(word, code) for word in dict.fromkeys(_content_words(code.title)))


def _implying(word: str, code: Code) -> frozenset[str]:
    """Words that say what a word of a code says: who denies drugs denies cocaine, who uses cocaine uses drugs."""
    return synonyms(word) | (kinds_of(word) if "denial" in _expected(code) else members_of(word))


def _word_weights(skill: Skill) -> dict[str, dict[int, float]]:
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
        weights[number] = own
    expected = [_expected(code) for code in skill.codes]
    spread = Counter((word, expected[number]) for number, own in weights.items() for word in own)
    count = len(skill.codes)
    by_word: dict[str, dict[int, float]] = {}
    for number, code in enumerate(skill.codes):
        if code.cues:
            continue
        for word, weight in weights[number].items():
            rarity = 1 - math.log(spread[word, expected[number]]) / math.log(count + 1) if count > 1 else 1.0
            by_word.setdefault(word, {})[number] = weight * rarity
    return by_word


def _content_words(text: str) -> list[str]:
    plain = (word.plain for word in split_words(text))
    return [word for word in plain if word.isalpha() and len(word) > 2 and word not in _EMPTY_WORDS | SKIPPABLE]


def _expected(code: Code) -> frozenset[str]:
    title: list[Any] = sentences(code.title)
    if not title or code.cues:
        return frozenset()
    sentence = title[0]
    scope = Scope(sentence, [])
    content = [at for at, word in enumerate(sentence.words) if word.plain not in _EMPTY_WORDS | SKIPPABLE]
    if not content:
        return frozenset()
    return scope.circumstances(content[-1], content[-1] + 1) & {"denial", "history"}
