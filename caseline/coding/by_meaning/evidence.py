"""What speaks for the codes of a skill in each sentence of a text, added up.

Codes are numbered as in `skill.codes`. Of a code the encoder was trained for it is what the encoder makes of the
sentence; of any other code that has a meaning, what the sentence says of its wording. Phrases make either likelier,
where neither rules nor the encoder find it said otherwise, and so do rulings. Phrases that an organisation wrote itself
always count. A risk that rules find denied is never sure, and is denied where the encoder thinks so too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from caseline.coding.by_meaning.by_wording import Worded, counted
from caseline.coding.by_meaning.encoder import (
    SAYINGS,
    Encoder,
    Said,
    SentenceInContext,
    Stated,
    Thresholds,
    encoder,
    in_context,
    meaning_hash,
)
from caseline.coding.by_meaning.phrases import own_phrases
from caseline.coding.by_meaning.rulings import moved, moves
from caseline.coding.by_rules.embedded import by_sentence, learned_from, sentence_codes, sentences_to_read, shortened
from caseline.coding.by_rules.learning import Learned
from caseline.coding.by_rules.lexicon import Lexicon, compiled
from caseline.coding.coder import FoundCode, Status
from caseline.coding.grammar.words import Sentence
from caseline.organization.skills import Skill

LIKELY = 0.5
DENIED = SAYINGS.index("denied")
PHRASE, PHRASE_OF_RISK = 5.0, 3.0
"""What a phrase of the skill that nothing governs (or enough words of its wording, where it has no phrases) adds to the
log odds of its code in its sentence. Words of danger have many innocent look-alikes, so of a risk they add less; but by
themselves they make the risk possible."""


NOT_RULED_OUT = 0.05
"""How likely a sentence must be to say anything of a code in the words the encoder knows, to be asked in others."""


class Part(NamedTuple):
    """A sentence of a text, with what rules and what phrases of one's own find in it, by code."""

    text: str
    sentence: Sentence
    in_context: SentenceInContext
    ruled: Mapping[int, FoundCode]
    phrased: Mapping[int, FoundCode]


class Heard(NamedTuple):
    """A sentence with what the encoder makes of it: codes it is to be asked by their wording, and what it says of those
    that were asked.
    """

    part: Part
    said: Said
    asked: frozenset[int]
    stated: dict[int, Stated]


@dataclass(frozen=True)
class Evidence:
    """A skill made ready for weighing."""

    skill: Skill
    known: dict[int, int]
    """Codes the encoder was trained for, with their number there."""
    reworded: dict[int, list[int]]
    """Codes it was trained for in other words, with the numbers there of what is about the same (a rubric's levels)."""
    moves: dict[int, float]
    lexicon: Lexicon
    own: Lexicon | None
    worded: Worded
    learned: Learned | None
    """What coded examples teach of the codes the encoder was not trained for."""

    @classmethod
    def of(cls, skill: Skill) -> "Evidence":
        known = known_codes(skill, encoder())
        unknown = [number for number in range(len(skill.codes)) if number not in known]
        learned = learned_from(skill) if unknown else None
        worded = Worded.of(skill, [number for number in unknown if skill.codes[number].meaning], encoder())
        return cls(
            skill, known, _reworded(skill, unknown), moves(skill, known, encoder()), compiled(skill),
            own_phrases(skill), worded, learned.only(unknown) if learned else None,
        )  # fmt: skip

    def found(self, texts: Sequence[str]) -> list[list[FoundCode]]:
        """For each text what is found in its sentences, at most one status of a code in each."""
        parts = [self._parts(text) for text in texts]
        said = iter(encoder().read([part.in_context for own in parts for part in own]))
        heard = [[self._heard(part, next(said)) for part in own] for own in parts]
        for numbers in self._rounds:
            due = [one for own in heard for one in self._due(own, numbers)]
            asked = [(self.worded.statements[number], one.part.in_context) for one, number in due]
            for (one, number), stated in zip(due, encoder().judge(asked), strict=True):
                one.stated[number] = stated
        return [[code for one in own for code in self._weighed(one)] for own in heard]

    @cached_property
    def _rounds(self) -> list[list[int]]:
        """Codes in the order in which they are asked: of a rubric, which gives one level, the one that goes first."""
        numbers = list(self.worded.statements)
        if self.skill.kind != "rubric":
            return [numbers] if numbers else []
        return [[number] for number in sorted(numbers, key=lambda number: self.skill.precedence(number))]

    def _due(self, text: Sequence[Heard], numbers: Sequence[int]) -> list[tuple[Heard, int]]:
        """Which sentences of a text are asked of which codes; none of a level that could not be the text's any more."""
        asked = [(one, number) for one in text for number in numbers if number in one.asked]
        if not asked or self.skill.kind != "rubric":
            return asked
        present = {(code.code, code.value) for one in text for code in self._weighed(one) if code.status == "present"}
        first = min((self.skill.precedence(self._numbers[label]) for label in present), default=math.inf)
        return [(one, number) for one, number in asked if self.skill.precedence(number) <= first]

    def _parts(self, text: str) -> list[Part]:
        sentences = sentences_to_read(text)
        ruled = by_sentence(text, sentences, self.skill, self.lexicon, self.learned)
        return [
            Part(text, sentence, context, self._by_number(found), self._by_number(self._phrased(text, sentence)))
            for sentence, context, found in zip(sentences, in_context(text, sentences), ruled, strict=True)
        ]

    def _phrased(self, text: str, sentence: Sentence) -> list[FoundCode]:
        return sentence_codes(text, sentence, self.skill, self.own) if self.own else []

    def _heard(self, part: Part, said: Said) -> Heard:
        return Heard(part, said, self._asked(part, said) if self.worded.statements else frozenset(), {})

    def _asked(self, part: Part, said: Said) -> frozenset[int]:
        """The codes asked by their wording: the nearest, and those that rules find; none that misleading words
        speak of, nor one that a phrase of one's own decides.
        """
        ruled = [number for number in part.ruled if number in self.worded.statements]
        decided = {number for number, found in part.phrased.items() if found.status == "present"}
        left_out = decided | self.lexicon.misled(part.sentence)
        near = [number for number in self.worded.near(said) if self._may_be_about(number, said)]
        return frozenset([*near, *ruled]) - left_out

    def _may_be_about(self, number: int, said: Said) -> bool:
        """A code in other words is asked only where what the encoder knows of it, in its own, is not ruled out."""
        places = self.reworded.get(number)
        return places is None or 1 - float(said.likely[places, 0].min()) >= NOT_RULED_OUT

    def _weighed(self, one: Heard) -> list[FoundCode]:
        """What a sentence says, as far as it has been asked."""
        part, said, asked, stated = one
        found: list[FoundCode] = []
        for number in range(len(self.skill.codes)):
            phrased, ruled = part.phrased.get(number), part.ruled.get(number)
            if phrased and phrased.status == "present":
                found.append(phrased)
            elif number in self.known:
                place = self.known[number]
                known, focus = encoder().manifest.codes[place], int(said.focus[place])
                found += self._likely(part, number, said.likely[place].tolist(), known, focus)
            elif number in stated:
                chances = counted(stated[number], self.skill.codes[number])
                by_wording = encoder().manifest.by_wording
                likely = self._likely(part, number, chances, by_wording, stated[number].focus)
                found += likely or ([ruled] if ruled and ruled.status != "present" else [])
            elif ruled and number not in asked:
                found.append(ruled)
        return found

    def _likely(self, part: Part, number: int, chances: list[float], from_: Thresholds, focus: int) -> list[FoundCode]:
        """The code as the chances of its sayings and rules together have it; nothing where they do not suffice."""
        ruled = part.ruled.get(number)
        is_ruled = ruled is not None and ruled.status == "present"
        by = self.moves.get(number, 0.0)
        if is_ruled and not _is_said_otherwise(chances):
            by += PHRASE_OF_RISK if self.skill.risk else PHRASE
        status, sure = _status(chances, from_, self.skill.risk, by)
        if self.skill.risk and status != "present" and (is_ruled or self._is_in_doubt(number, ruled)):
            status = "unclear"
        if self.skill.risk and status in ("present", "unclear") and ruled is not None and ruled.status == "absent":
            denied = chances[DENIED]
            status, sure = ("absent", denied) if denied >= LIKELY else ("unclear", sure)
        if status is None:
            return []
        code, value = self.skill.values(self.skill.codes[number])
        start, end = shortened(part.sentence, part.sentence.start + focus)
        return [FoundCode(code, value, status, part.text[start:end], start, end, round(sure, 3))]

    def _is_in_doubt(self, number: int, ruled: FoundCode | None) -> bool:
        """Rules that find a risk in doubt are not overruled by what its wording seems to say."""
        return number not in self.known and ruled is not None and ruled.status == "unclear"

    def _by_number(self, found: Sequence[FoundCode]) -> dict[int, FoundCode]:
        return {self._numbers[one.code, one.value]: one for one in found}

    @cached_property
    def _numbers(self) -> dict[tuple[str, str | None], int]:
        return {self.skill.values(code): number for number, code in enumerate(self.skill.codes)}


def known_codes(skill: Skill, by: Encoder) -> dict[int, int]:
    """Numbers of the skill's codes that the encoder was trained for, in these very words, with their number there."""
    at = {(code.skill, code.code, code.meaning): number for number, code in enumerate(by.manifest.codes)}
    places = (at.get((skill.name, code.key, meaning_hash(code.meaning))) for code in skill.codes)
    return {number: place for number, place in enumerate(places) if place is not None}


def _reworded(skill: Skill, unknown: Sequence[int]) -> dict[int, list[int]]:
    at = {(code.skill, code.code): number for number, code in enumerate(encoder().manifest.codes)}
    codes = {number: (skill.name, skill.codes[number].key) for number in unknown}
    levels = [number for (name, _), number in at.items() if name == skill.name] if skill.kind == "rubric" else None
    return {number: levels or [at[code]] for number, code in codes.items() if code in at}


def _is_said_otherwise(chances: list[float]) -> bool:
    """Whether it is likelier than not one of the sayings past "present": possible, denied, past, another's, planned."""
    return max(chances[2:]) > LIKELY


def _status(chances: list[float], from_: Thresholds, is_risk: bool, by: float) -> tuple[Status | None, float]:
    """What counts, and how sure it is. Of a risk what is possible is given too, as unclear."""
    _, present, possible, denied, *_ = chances
    sure, maybe = moved(present, by), moved(present + possible, by)
    if sure >= from_.sure_of(is_risk):
        return "present", sure
    if is_risk and maybe >= from_.possible:
        return "unclear", maybe
    if denied >= LIKELY:
        return "absent", denied
    return None, 0.0
