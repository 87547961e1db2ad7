"""What a skill's words become: phrases to look for, phrases that mislead, weighed words where there is no phrase."""

from dataclasses import dataclass

from caseline.coding.by_rules.statements import Statement
from caseline.coding.by_rules.thesaurus import misleading_phrases, synonyms, telling_phrases
from caseline.coding.by_rules.topics import borrows
from caseline.coding.by_rules.wording import denying_words, statement_of, title_words, word_weights
from caseline.coding.grammar.cues import CueIndex, Hit
from caseline.coding.grammar.words import Sentence, split_words
from caseline.organization.skills import Skill

ENOUGH = 1.9
LONGEST_PHRASE = 7
SHORTEST_STEM = 4


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

    def misled(self, sentence: Sentence) -> frozenset[int]:
        """Codes of which misleading words stand in a sentence."""
        return frozenset(hit.label for hit in self.misleading.hits(sentence))

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
        word_weights(skill),
        tuple(() if code.cues else title_words(code) for code in skill.codes),
        tuple(denying_words(code) for code in skill.codes),
        tuple(bool(code.meaning or code.include or code.examples) for code in skill.codes),
        tuple(statement_of(code) for code in skill.codes),
    )
