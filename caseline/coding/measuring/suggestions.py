"""Words that a skill may lack, drawn from what it got wrong: phrases, misleading words, examples.

They are drawn from the half of the gold set that is not kept for measuring, stand in no other note of it, and tell by
their form nobody's name, number or day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from caseline.coding.by_rules.embedded import split
from caseline.coding.by_rules.lexicon import compiled
from caseline.coding.gold import TEST
from caseline.coding.grammar.cues import SKIPPABLE, CueIndex
from caseline.coding.grammar.words import Sentence, Word, bases, split_words
from caseline.coding.measuring.judged_notes import JudgedNote
from caseline.coding.measuring.misses import Miss
from caseline.coding.measuring.skill_edit import Part
from caseline.coding.pseudonyms.identifiers import identifiers
from caseline.organization.skills import Code, Label, Skill

LONGEST = 4
"""Words of a phrase."""
BESIDE = 1
"""Words beside what people marked that a phrase may take in."""
LONE_WORD = 6
"""Letters from which on a word may be a phrase by itself."""
FOR_EACH = 2
"""Phrases drawn from one miss."""
_LOOSE = SKIPPABLE | bases(
    "of to at in on for with and or but as by from he she they it i his their him them who which"
)
"""Words that a phrase neither begins nor ends with: it is found without them just as well."""
SHORTEST_EXAMPLE, LONGEST_EXAMPLE = 3, 25


@dataclass(frozen=True)
class Suggestion:
    """Words to add to a part of a code, and the texts of the notes that they are drawn from."""

    label: Label
    part: Part
    words: str
    texts: frozenset[str]


def suggestions(skill: Skill, misses: Sequence[Miss], notes: Sequence[JudgedNote]) -> list[Suggestion]:
    """What to try, the most promising first: phrases of missed codes, misleading words, an example a missed code."""
    learnt = [miss for miss in misses if miss.note.split != TEST]
    missed = [miss for miss in learnt if miss.expected]
    phrases = {(miss.label, words) for miss in missed for words in _phrases(miss)}
    misleading = {(miss.label, words) for miss in learnt if miss.found for words in _misleading(miss, skill)}
    return [
        *_best(phrases, "cues", misses, notes, CueIndex(strict=skill.risk)),
        *_best(misleading, "misleading", misses, notes, CueIndex(widen=False)),
        *_examples(missed, skill),
    ]


def _best(
    drawn: Iterable[tuple[Label, str]],
    part: Part,
    misses: Sequence[Miss],
    notes: Sequence[JudgedNote],
    index: CueIndex[tuple[Label, str]],
) -> list[Suggestion]:
    """Those found in nothing but notes that were read wrong in this code; of each note the few that look best."""
    for label, words in sorted(drawn, key=str):
        index.add(words, (label, words))
    places: dict[tuple[Label, str], set[str]] = {}
    for text in dict.fromkeys(note.text for note in notes):
        for sentence in split(text):
            for hit in index.hits(sentence):
                places.setdefault(hit.label, set()).add(text)
    learnt = {note.text for note in notes if note.split != TEST}
    wrong: dict[Label, set[str]] = {}
    for miss in misses:
        code = miss.expected if part == "cues" else miss.found
        if code:
            wrong.setdefault(code, set()).add(miss.note.text)
    found = [
        Suggestion(label, part, words, frozenset(texts & learnt))
        for (label, words), texts in places.items()
        if texts <= wrong[label]
    ]
    kept: list[Suggestion] = []
    for one in sorted(found, key=lambda one: (-len(one.texts), _plainness(one.words), str(one.label), one.words)):
        if all(
            sum(text in other.texts and other.label == one.label for other in kept) < FOR_EACH for text in one.texts
        ):
            kept.append(one)
    return kept


def _phrases(miss: Miss) -> Iterator[str]:
    """Runs of words that people marked, with a word beside them at most."""
    assert miss.expected
    text = miss.note.text
    for span in miss.note.spans.get(miss.expected, ()):
        for sentence in split(text):
            words = sentence.words
            marked = [at for at, word in enumerate(words) if span.start < word.end and word.start < span.end]
            if marked:
                yield from _runs(text, sentence, max(0, marked[0] - BESIDE), min(len(words), marked[-1] + 1 + BESIDE))


def _misleading(miss: Miss, skill: Skill) -> Iterator[str]:
    """Runs of words that hold a phrase of the code and more, where the code was given wrongly."""
    assert miss.found
    text, lexicon = miss.note.text, compiled(skill)
    number = next(at for at, code in enumerate(skill.codes) if skill.values(code) == miss.found)
    for sentence in split(text):
        for hit in lexicon.candidates(sentence)[1]:
            if hit.label == number:
                first, last = max(0, hit.first - 2), min(len(sentence.words), hit.last + 2)
                yield from _runs(text, sentence, first, last, (hit.first, hit.last))


def _runs(text: str, sentence: Sentence, first: int, last: int, around: tuple[int, int] | None = None) -> Iterator[str]:
    """Runs of a few words between two positions; where `around` is given, those that hold it and more."""
    hidden = _identifying(text)
    longest = around[1] - around[0] + 2 if around else LONGEST
    for start in range(first, last):
        for end in range(start + 1, min(last, start + longest) + 1):
            run = sentence.words[start:end]
            holds = not around or (start <= around[0] and around[1] <= end and end - start > around[1] - around[0])
            if holds and _is_phrase(run, text) and not any(a < run[-1].end and run[0].start < b for a, b in hidden):
                yield text[run[0].start : run[-1].end].casefold()


def _is_phrase(run: Sequence[Word], text: str) -> bool:
    """Whether words can be a phrase: words alone, no number, something told, whole contractions."""
    written = text[run[0].start : run[-1].end]
    if any(character.isdigit() or not (character.isalpha() or character in " '’-") for character in written):
        return False
    if not any(_tells(word, text) for word in run) or _LOOSE & {run[0].plain, run[-1].plain}:
        return False
    return len(run) > 1 or len(run[0].plain) >= LONE_WORD


def _tells(word: Word, text: str) -> bool:
    return len(word.plain) > 2 and text[word.start : word.end].casefold() not in _common()


def _plainness(words: str) -> tuple[bool, float, int]:
    """Low for a phrase that reads like one: begins and ends with a word that tells something, and is not long."""
    own = split_words(words)
    edges = [own[0], own[-1]]
    common = sum(not _tells(word, words) for word in own)
    return any(not _tells(word, words) for word in edges), common / len(own), abs(len(own) - 2)


def _examples(missed: Sequence[Miss], skill: Skill) -> Iterator[Suggestion]:
    """For each missed code the shortest quote that says enough and names nobody."""
    for code in skill.codes:
        own = [miss for miss in missed if miss.expected == skill.values(code)]
        quotes = sorted(
            {(quote, miss.note.text) for miss in own for quote in _quotes(miss, code)},
            key=lambda one: (len(one[0]), one),
        )
        for quote, text in quotes[:1]:
            yield Suggestion(skill.values(code), "examples", quote, frozenset({text}))


def _quotes(miss: Miss, code: Code) -> Iterator[str]:
    assert miss.expected
    hidden = _identifying(miss.note.text)
    for span in miss.note.spans.get(miss.expected, ()):
        quote = " ".join(span.quote.split()).strip(" .,;:")
        names = any(start < span.end and span.start < end for start, end in hidden)
        known = quote.casefold() in {example.rstrip(".").casefold() for example in code.examples}
        fits = SHORTEST_EXAMPLE <= len(quote.split()) <= LONGEST_EXAMPLE and '"' not in quote
        if fits and not names and not known:
            yield quote


@cache
def _identifying(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end, _ in identifiers(text))


@cache
def _common() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)
