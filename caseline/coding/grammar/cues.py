"""Cue phrases: a skill's own words, found in sentences whatever their inflection, whoever is spoken of, and small
words between."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from caseline.coding.grammar.words import Sentence, split_words

GAP = "…"
PAST = "·past"
ING = "·ing"
SOMEBODY = "·somebody"
GAP_WORDS = 4
SKIPPED_WORDS = 2
DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "her",
        "our",
        "my",
        "your",
        "its",
        "some",
        "any",
        "this",
        "that",
        "these",
        "those",
        "'s",
    ]
)
SKIPPABLE = DETERMINERS | frozenset(
    [
        "very",
        "really",
        "just",
        "currently",
        "now",
        "again",
        "still",
        "also",
        "recently",
        "already",
        "even",
        "so",
        "much",
        "all",
        "both",
        "own",
        "be",
        "about",
        "un",
        "una",
        "el",
        "la",
        "los",
        "las",
        "su",
        "sus",
    ]
)
ANYBODY = {
    form: one
    for one, forms in {
        "he": ["she", "they"],
        "her": ["him", "them", "his", "their", "hers", "theirs"],
        "herself": ["himself", "themself", "themselves"],
    }.items()
    for form in forms
}
"""Pronouns that are one to a phrase: 'put her out' is found in 'put him out' and 'put them out'."""
POSSESSIVES = frozenset(["her", "my"])
PERSON_WORDS = POSSESSIVES | frozenset(["me", "'s"])
STOPS = frozenset([".", "!", "?", ";"])

Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Label]):
    """A cue of `label` stands at words[first:last] of a sentence. `weight` is the number of its words."""

    label: Label
    first: int
    last: int
    weight: int


@dataclass
class CueIndex(Generic[Label]):
    """Finds many cue phrases at once; each phrase begins at its first word, so a sentence is walked once."""

    widen: bool = True
    """Whether phrases are found in their other forms too; a past form ('signed') is then found in the past only."""
    strict: bool = False
    """Whether 'her' inside a phrase has to stand for somebody: 'keeps her card' is not 'keeps her own card'."""
    _by_first_word: dict[str, list[tuple[tuple[str, ...], Label]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: str, label: Label) -> None:
        """Add a phrase. `...` stands for up to four words; `no X` also finds `does not have X` and `without X`."""
        for words in _variants(phrase, self.strict) if self.widen else [_plain(phrase)]:
            entry = (words, label)
            if entry not in self._by_first_word[words[0]]:
                self._by_first_word[words[0]].append(entry)

    def hits(self, sentence: Sentence) -> list[Hit[Label]]:
        """Every place where a phrase stands, by position; the longest phrase of a label at one place."""
        plain = [ANYBODY.get(word.plain, word.plain) for word in sentence.words]
        past = [word.plain + PAST if word.past else word.plain + ING if word.ing else "" for word in sentence.words]
        there = {*plain, *past, GAP}
        best: dict[tuple[Label, int], Hit[Label]] = {}
        for first, word in enumerate(plain):
            for words, label in (*self._by_first_word.get(word, ()), *self._by_first_word.get(past[first], ())):
                if words[-1] not in there:
                    continue
                last = _match(words, plain, past, first, self.strict)
                if last:
                    hit = Hit(label, first, last, len(words))
                    known = best.get((label, first))
                    if known is None or known.weight < hit.weight:
                        best[label, first] = hit
        return sorted(best.values(), key=lambda hit: (hit.first, -hit.weight))


def _plain(phrase: str, mark: str = "", strict: bool = False) -> tuple[str, ...]:
    """The words of a phrase in base form, past forms marked; articles inside it may vary, so they are left out."""
    words = [word for word in split_words(phrase.replace("...", GAP)) if word.plain not in {'"', "“", "”"}]
    forms = [word.plain + mark if word.past else ANYBODY.get(word.plain, word.plain) for word in words]
    if len(words) == 1 and words[0].ing and mark:
        return (forms[0] + ING,)  # 'spotting' alone is not a spot
    if strict:
        inner = (SOMEBODY if form in POSSESSIVES else form for form in forms[1:-1])
        forms = [forms[0], *inner, forms[-1]] if len(forms) > 1 else forms
    return (*(form for form in forms[:-1] if form not in DETERMINERS), *forms[-1:])  # 'hits her' keeps its object


def _variants(phrase: str, strict: bool) -> Iterable[tuple[str, ...]]:
    words = _plain(phrase, PAST, strict)
    yield words
    if words[0] == "no" and len(words) > 1:
        rest = words[1:]
        yield ("not", "have", *rest)
        yield ("without", *rest)
        yield ("lack", *rest)
        yield ("not", "got", *rest)
        yield ("never", "have", *rest)
        yield ("no", GAP, "or", *rest)
        yield ("not", "have", GAP, "or", *rest)
    if words[:2] == ("can", "not"):
        yield ("unable", "to", *words[2:])
        yield ("not", "able", "to", *words[2:])
        yield ("could", "not", *words[2:])
        yield ("struggl", "to", *words[2:])


def _match(words: tuple[str, ...], plain: list[str], past: list[str], at: int, strict: bool) -> int:
    """The position after the phrase when it begins at `at`, else 0."""
    position = at
    allowed_gap = 0
    for index, word in enumerate(words):
        if word == GAP:
            allowed_gap = GAP_WORDS
            continue
        if index == 0:
            position = at + 1
            continue
        found = _next(word, plain, past, position, allowed_gap, strict)
        if not found:
            return 0
        position, allowed_gap = found, 0
    return position


def _next(word: str, plain: list[str], past: list[str], position: int, allowed_gap: int, strict: bool) -> int:
    skipped = 0
    for here in range(position, len(plain)):
        if plain[here] == word or past[here] == word or (word == SOMEBODY and plain[here] in PERSON_WORDS):
            return here + 1
        if plain[here] in STOPS:
            return 0
        if plain[here] in SKIPPABLE and not (strict and plain[here] == "own"):
            skipped += 1
            if skipped > SKIPPED_WORDS and not allowed_gap:
                return 0
        elif allowed_gap:
            allowed_gap -= 1
        elif plain[here] in {"-", "/", '"', "“", "”"}:
            continue
        else:
            return 0
    return 0
