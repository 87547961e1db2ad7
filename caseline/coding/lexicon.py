"""What a skill's words become: phrases to look for, phrases that mislead, weighed words where there is no phrase."""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache

from caseline.coding.cues import SKIPPABLE, CueIndex, Hit
from caseline.coding.skills import Code, Skill
from caseline.coding.statements import Statement, stated
from caseline.coding.thesaurus import kinds_of, members_of, misleading_phrases, opposites, synonyms, telling_phrases
from caseline.coding.topics import borrows
from caseline.coding.words import Sentence, sentences, split_words

TITLE_WEIGHT, WORDING_WEIGHT, SYNONYM_SHARE = 2.0, 1.0, 0.95
ENOUGH = 1.9
LONGEST_PHRASE = 7
SHORTEST_STEM = 4

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
    denies: bool = False
    """Whether the words themselves say the opposite: 'unemployed' of 'employed'."""


@dataclass(frozen=True)
class Lexicon:
    """A skill compiled for reading. Codes are numbered as in `skill.codes`."""

    cues: CueIndex[int]
    misleading: CueIndex[int]
    word_weights: dict[str, dict[int, float]]
    titles: tuple[tuple[frozenset[str], ...], ...]
    """Per code without phrases, each content word of its title with its synonyms: all of them together are enough."""
    opposites: tuple[frozenset[str], ...]
    """Per code without phrases, words that say the opposite of its title's words."""
    explained: tuple[bool, ...]
    """Per code, whether it says more than its title; a bare title is found where all of it is said."""
    statements: tuple[Statement | None, ...]
    """Per code without phrases, what its own title states ('does not drink' is held where drinking is denied)."""

    def candidates(self, sentence: Sentence) -> tuple[list[Candidate], list[Hit[int]]]:
        """Codes that may stand in a sentence, strongest first per code; and the cue hits, which nothing governs."""
        hits = self.cues.hits(sentence)
        misled = self.misleading.hits(sentence)
        kept = [hit for hit in hits if not any(_hides(other, hit) for other in misled)]
        found = [Candidate(hit.label, hit.first, hit.last, min(1.0, 0.55 + 0.15 * hit.weight)) for hit in kept]
        return found + self._weighed(sentence, misled), kept

    def needs_what_governs(self, code: int) -> bool:
        """Whether a quote for a code has to hold the denial or the past that it states."""
        statement = self.statements[code]
        return statement is not None and (statement.denied or statement.past)

    def _weighed(self, sentence: Sentence, misled: list[Hit[int]]) -> list[Candidate]:
        if not self.word_weights:
            return []
        places: dict[int, list[tuple[int, str]]] = {}
        for at, word in telling_words(sentence):
            for code in self.word_weights.get(word, {}):
                places.setdefault(code, []).append((at, word))
        return [
            candidate
            for code, words in places.items()
            if not any(hit.label == code for hit in misled)
            for candidate in self._candidates_of(code, words)
        ]

    def _candidates_of(self, code: int, words: list[tuple[int, str]]) -> list[Candidate]:
        """One for each place that is enough by itself, else one for all words together, if they are enough."""
        weights = {word: self.word_weights[word][code] for _, word in words}
        strength = min(0.9, 0.2 + 0.15 * sum(weights.values()))
        here: dict[int, dict[str, float]] = {}
        for at, word in words:
            here.setdefault(at, {})[word] = weights[word]
        alone = [
            Candidate(code, at, at + 1, strength, not self.opposites[code].isdisjoint(own))
            for at, own in here.items()
            if self._enough(code, own)
        ]
        if alone or not self._enough(code, weights):
            return alone
        return [Candidate(code, min(here), max(here) + 1, strength)]

    def _enough(self, code: int, weights: dict[str, float]) -> bool:
        title = self.titles[code]
        if title and all(not word.isdisjoint(weights) for word in title):
            return True
        return self.explained[code] and sum(weights.values()) >= ENOUGH


def telling_words(sentence: Sentence) -> list[tuple[int, str]]:
    """Words with their places, and phrases as the word they stand for, less those that mean something else."""
    misled = [
        (at, word)
        for hit in misleading_phrases().hits(sentence)
        for at in range(hit.first, hit.last)
        for word in {hit.label, *synonyms(hit.label)}
    ]
    words = [
        (at, word.plain)
        for at, word in enumerate(sentence.words)
        if not (word.ing and len(word.plain) < SHORTEST_STEM)  # 'caring' is no car
    ]
    phrases = [(hit.first, hit.label) for hit in telling_phrases().hits(sentence)]
    return [place for place in words if place not in misled] + phrases


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
    for number, lender in borrows(skill):
        for cue in lender.cues:
            cues.add(cue, number)
        for phrase in lender.misleading:
            misleading.add(phrase, number)
    return Lexicon(
        cues,
        misleading,
        _word_weights(skill),
        tuple(() if code.cues else _title_words(code) for code in skill.codes),
        tuple(_opposites(code) for code in skill.codes),
        tuple(bool(code.meaning or code.include or code.examples) for code in skill.codes),
        tuple(_statement(code) for code in skill.codes),
    )


def _title_words(code: Code) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset().union(*(frozenset({word}) | _implying(word, code) | opposites(word) for word in alternatives))
        for alternatives in _alternatives(code.title)
    )


def _alternatives(title: str) -> list[list[str]]:
    """The content words of a title; words on both sides of an `or` are one ('age or preference'), and none where
    one side says nothing ('their own or their family's home')."""
    found: list[list[str]] = []
    words = [word.plain for word in split_words(title)]
    joint = False
    for at, word in enumerate(words):
        content = _content_words(word)
        if word == "or":
            joint = True
            open_ended = at > 0 and not _content_words(words[at - 1])
        elif content and joint:
            joint = False
            if not open_ended:
                found[-1].append(word)
        elif content and [word] not in found:
            found.append([word])
    return found


def _opposites(code: Code) -> frozenset[str]:
    """Words that deny the title; not those the code itself names ('job insecurity' includes 'unemployment')."""
    named = {word for text in (code.meaning, *code.include, *code.examples) for word in _content_words(text)}
    denying = frozenset().union(*(opposites(word) for word in _content_words(code.title)))
    return denying if named.isdisjoint(denying) else frozenset()


def _implying(word: str, code: Code) -> frozenset[str]:
    """Words that say what a word of a code says: who denies drugs denies cocaine, who uses cocaine uses drugs."""
    statement = _statement(code)
    return synonyms(word) | (kinds_of(word) if statement and statement.denied else members_of(word))


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
        weights[number] = own | dict.fromkeys(_opposites(code), TITLE_WEIGHT * SYNONYM_SHARE)
    stated = [_statement(code) for code in skill.codes]
    spread = Counter((word, stated[number]) for number, own in weights.items() for word in own)
    count = len(skill.codes)
    by_word: dict[str, dict[int, float]] = {}
    for number, code in enumerate(skill.codes):
        if code.cues:
            continue
        for word, weight in weights[number].items():
            rarity = 1 - math.log(spread[word, stated[number]]) / math.log(count + 1) if count > 1 else 1.0
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


def _statement(code: Code) -> Statement | None:
    return None if code.cues else _stated(code.title)
