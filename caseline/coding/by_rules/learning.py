"""What the embedded coder learns from a skill's gold set, for codes with ten or more coded examples.

A linear model per code weighs the words of a sentence, what governs them, and what the rules found. It is used only
where, on gold notes it has not seen, it agrees with the people who coded them better than the rules do.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from caseline.coding.by_rules.lexicon import telling_words
from caseline.coding.by_rules.statements import Times
from caseline.coding.by_rules.thesaurus import synonyms
from caseline.coding.gold import code_number, examples_of, learnable_codes
from caseline.coding.grammar.scope import Scope
from caseline.coding.grammar.words import Sentence, sentences
from caseline.organization.skills import Skill
from caseline.organization.skills.gold_items import GoldItem

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

FOLDS = 5
TIGHTNESS = 10.0
"""How closely a model follows its examples (inverse of the L2 penalty)."""
CLEARLY = 0.05
RuleFindings: TypeAlias = Callable[[str, Sentence], frozenset[int]]
"""The codes that the rules find present in a sentence of a text."""


@dataclass(frozen=True)
class Unit:
    """A sentence of a gold note: the features of its words, codes the rules find, codes people found or left open."""

    text: str
    features: tuple[str, ...]
    by_rules: frozenset[int]
    present: frozenset[int]
    open: frozenset[int]


@dataclass(frozen=True)
class Model:
    """Weights of the words for each learnt code, as learnt from some units."""

    vectorizer: "TfidfVectorizer"
    weights: NDArray[np.float64]
    """One row a learnt code: the vectorizer's features, then one per code of the skill for the rules' finding."""
    intercepts: NDArray[np.float64]

    def probabilities(self, features: Sequence[Sequence[str]], by_rules: Sequence[frozenset[int]]) -> Any:
        """How likely each learnt code is in each sentence: shape (sentences, learnt codes)."""
        matrix = _matrix(self.vectorizer, features, by_rules, self.weights.shape[1])
        evidence = matrix @ self.weights.T
        # a sentence that says nothing known is no code, however common the code is
        return np.where(evidence > 0, 1.0 / (1.0 + np.exp(-(evidence + self.intercepts))), 0.0)


@dataclass(frozen=True)
class Learned:
    """The learnt codes of a skill (numbers as in `skill.codes`) and their models."""

    codes: tuple[int, ...]
    model: Model
    fold_of: dict[str, int]
    folds: tuple[Model, ...]

    def probabilities(
        self, text: str, found: Sequence[Sentence], by_rules: Sequence[frozenset[int]]
    ) -> list[dict[int, float]]:
        """For each sentence of a text, how likely each learnt code is. A gold note is read by a model without it."""
        model = self.folds[self.fold_of[text]] if text in self.fold_of else self.model
        likely = model.probabilities([sentence_features(sentence) for sentence in found], by_rules)
        return [dict(zip(self.codes, map(float, row), strict=True)) for row in likely]

    def only(self, codes: Collection[int]) -> "Learned | None":
        """What was learnt of some of the codes."""
        places = [place for place, code in enumerate(self.codes) if code in codes]
        if not places:
            return None
        kept = tuple(self.codes[place] for place in places)
        return Learned(kept, _only(self.model, places), self.fold_of, tuple(_only(fold, places) for fold in self.folds))

    def telling_word(self, sentence: Sentence, code: int) -> int:
        """The position of the word that speaks most for a code."""
        row = self.model.weights[self.codes.index(code)]
        known = self.model.vectorizer.vocabulary_
        worth = [row[known[word.plain]] if word.plain in known else -np.inf for word in sentence.words]
        return int(np.argmax(worth))


def learn(skill: Skill, by_rules: RuleFindings) -> Learned | None:
    """Learn from the skill's gold set without its test split; None where nothing can be learnt better than by rules."""
    examples = examples_of(skill)
    candidates = learnable_codes(examples, skill)
    if not candidates:
        return None
    units = _units(examples, skill, by_rules)
    texts = sorted({unit.text for unit in units}, key=lambda text: hashlib.sha256(text.encode()).digest())
    fold_of = {text: number % FOLDS for number, text in enumerate(texts)}
    folds = [
        _fit([unit for unit in units if fold_of[unit.text] != fold], candidates, len(skill.codes))
        for fold in range(FOLDS)
    ]
    better = _better_than_rules(units, candidates, fold_of, folds)
    if not better:
        return None
    kept = [candidates.index(code) for code in better]
    whole = _fit(units, candidates, len(skill.codes))
    return Learned(tuple(better), _only(whole, kept), fold_of, tuple(_only(fold, kept) for fold in folds))


def sentence_features(sentence: Sentence) -> tuple[str, ...]:
    """Words in base form and what they mean, each also with what governs it, and their pairs and triples."""
    scope, times = Scope(sentence, []), Times(sentence)
    plain = [word.plain for word in sentence.words]
    features = []
    for at, word in enumerate(plain):
        if not word.isalnum():
            continue
        features.append(word)
        governed = scope.circumstances(at, at + 1)
        features += [f"{circumstance}|{word}" for circumstance in governed]
        features += [f"{circumstance}|" for circumstance in governed]
    for at, word in telling_words(sentence):
        if alike := synonyms(word):
            meant = min(alike | {word})
            said = sorted(scope.circumstances(at, at + 1) | times.of(at, at + 1))
            features += [f"={meant}", f"={meant}|{'|'.join(said)}"]
    features += [" ".join(pair) for pair in pairwise(plain)]
    features += [" ".join(triple) for triple in zip(plain, plain[1:], plain[2:], strict=False)]
    return tuple(features)


def _units(examples: list[GoldItem], skill: Skill, by_rules: RuleFindings) -> list[Unit]:
    """Every sentence of the gold notes. What a note has without saying where is open in each of several sentences.

    A ruling says something of its code at its words; all else in its note is open.
    """
    of_note: dict[str, list[GoldItem]] = {}
    for item in examples:
        of_note.setdefault(item.note_id, []).append(item)
    units = []
    for _, items in sorted(of_note.items()):
        text = items[0].text
        parts = sentences(text)
        coded = [(code_number(item, skill), item) for item in items if item.code]
        for part in parts:
            present: set[int] = set()
            unsure: set[int] = set()
            denied: set[int] = set()
            for code, item in coded:
                here = any(span.start < part.end and part.start < span.end for span in item.spans)
                if item.status == "present" and (here or (not item.spans and len(parts) == 1)):
                    present.add(code)
                elif (here and item.status == "unclear") or (item.status == "present" and not item.spans):
                    unsure.add(code)
                elif here and item.status == "absent":
                    denied.add(code)
            if items[0].is_alone:
                unsure = set(range(len(skill.codes))) - (denied - unsure)
            units.append(
                Unit(
                    text, sentence_features(part), by_rules(text, part), frozenset(present), frozenset(unsure - present)
                )
            )
    return units


def _fit(units: list[Unit], codes: list[int], every: int) -> Model:
    from sklearn.feature_extraction.text import TfidfVectorizer  # two seconds to import: only where something is learnt
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(analyzer=lambda features: features, sublinear_tf=True)
    vectorizer.fit([unit.features for unit in units])
    width = len(vectorizer.vocabulary_) + every
    matrix = _matrix(vectorizer, [unit.features for unit in units], [unit.by_rules for unit in units], width)
    weights, intercepts = [], []
    for code in codes:
        rows = [number for number, unit in enumerate(units) if code not in unit.open]
        present = [code in units[number].present for number in rows]
        if len(set(present)) < 2:  # a fold may hold every example: then the rules' word is all there is
            weights.append(np.zeros(width))
            intercepts.append(-np.inf)
            continue
        model = LogisticRegression(C=TIGHTNESS, class_weight="balanced", solver="liblinear")
        model.fit(matrix[rows], present)
        weights.append(model.coef_[0])
        intercepts.append(model.intercept_[0])
    return Model(vectorizer, np.vstack(weights), np.array(intercepts))


def _matrix(
    vectorizer: "TfidfVectorizer", features: Sequence[Sequence[str]], by_rules: Sequence[frozenset[int]], width: int
) -> "csr_matrix":
    from scipy.sparse import csr_matrix, hstack

    words = vectorizer.transform(features)
    cells = [(row, code) for row, codes in enumerate(by_rules) for code in sorted(codes)]
    rows, columns = [row for row, _ in cells], [code for _, code in cells]
    shape = (len(features), width - words.shape[1])
    return hstack([words, csr_matrix((np.ones(len(cells)), (rows, columns)), shape=shape)]).tocsr()


def _better_than_rules(
    units: list[Unit], candidates: list[int], fold_of: dict[str, int], folds: list[Model]
) -> list[int]:
    """Codes for which models that have not seen a note clearly agree with people better than the rules do (F1)."""
    from sklearn.metrics import f1_score

    likely = [folds[fold_of[unit.text]].probabilities([unit.features], [unit.by_rules])[0] for unit in units]
    better = []
    for place, code in enumerate(candidates):
        judged = [number for number, unit in enumerate(units) if code not in unit.open]
        people = [code in units[number].present for number in judged]
        learnt = [likely[number][place] >= 0.5 for number in judged]
        rules = [code in units[number].by_rules for number in judged]
        if f1_score(people, learnt, zero_division=0) > f1_score(people, rules, zero_division=0) + CLEARLY:
            better.append(code)
    return better


def _only(model: Model, places: list[int]) -> Model:
    return Model(model.vectorizer, model.weights[places], model.intercepts[places])
