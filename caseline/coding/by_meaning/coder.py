"""The embedded coder with an encoder: reads by meaning the codes it was trained for, and any other by its wording.

Evidence adds up, sentence by sentence: what the encoder makes of a code, the skill's phrases, which make it likelier
where nothing governs them, and what people ruled. Phrases that an organisation wrote itself always count.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from caseline.coding.by_meaning.by_wording import BY_WORDING, Worded, counted
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
from caseline.coding.by_meaning.rulings import moved, moves, rulings_hash
from caseline.coding.by_model.budget import Budget
from caseline.coding.by_rules.embedded import (
    EmbeddedCoder,
    by_sentence,
    chosen,
    instructions,
    learned_from,
    sentence_codes,
    sentences_to_read,
    shortened,
)  # fmt: skip
from caseline.coding.by_rules.lexicon import Lexicon, compiled
from caseline.coding.by_rules.topics import lender_version
from caseline.coding.by_rules.words import Sentence
from caseline.coding.coders import FoundCode, Reading, Status
from caseline.coding.skills import SHIPPED_SKILLS, SKILL_FILE, Skill, load_skill_folder

LIKELY_DENIED = 0.5
PHRASE, PHRASE_OF_RISK = 5.0, 3.0
"""What a phrase of the skill that nothing governs adds to the log odds of its code in its sentence. Words of danger
have many innocent look-alikes, so of a risk a phrase adds less; but by itself it makes the risk possible."""
TOGETHER = 32
"""Texts whose sentences are shared among the cores."""
Label = tuple[str, str | None]
"""(code, value) as the tables write them."""
NOTHING = "\ufffc"
"""A phrase that stands nowhere: a code without any would be read from its title."""


@dataclass(frozen=True)
class EncoderCoder:
    """Codes texts by meaning, with a small encoder that was trained for the shipped skills; no language model."""

    name: str = "embedded-encoder-1"
    budget: Budget | None = None
    rules: EmbeddedCoder = field(default_factory=EmbeddedCoder)

    @property
    def at_once(self) -> "EncoderCoder":
        return self

    def prompt_hash(self, skill: Skill) -> str:
        """The encoder's weights and thresholds where they read the skill, and what the rules go by besides it."""
        known = known_codes(skill, encoder())
        by_rules = lender_version(skill) if len(known) == len(skill.codes) else self.rules.prompt_hash(skill)
        return "-".join(filter(None, (encoder().version, rulings_hash(skill, known), by_rules)))

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order."""
        evidence = Evidence.of(skill, known_codes(skill, encoder()))
        readings = []
        for some in batched(texts, TOGETHER):
            sentences = [sentences_to_read(text) for text in some]
            in_order = [one for text, own in zip(some, sentences, strict=True) for one in in_context(text, own)]
            by_meaning = iter(evidence.by_meaning(in_order))
            for text, own in zip(some, sentences, strict=True):
                found = [
                    code
                    for sentence, ruled, phrased in evidence.by_rules(text, own)
                    for code in evidence.together(text, sentence, *next(by_meaning), ruled, phrased)
                ]
                readings.append(Reading(chosen(found, skill), flagged_instruction=bool(instructions(text))))
            if progress:
                progress(len(readings))
        return readings


@dataclass(frozen=True)
class Evidence:
    """What speaks for the codes of a skill in a sentence. Codes are numbered as in `skill.codes`."""

    skill: Skill
    known: dict[int, int]
    """Codes the encoder knows, with their number there."""
    moves: dict[int, float]
    own: Lexicon | None
    """Phrases that an organisation wrote itself for codes the encoder knows."""
    worded: Worded
    """The codes the encoder does not know."""

    @classmethod
    def of(cls, skill: Skill, known: dict[int, int]) -> "Evidence":
        own = own_phrases(skill, known)
        unknown = [number for number in range(len(skill.codes)) if number not in known]
        worded = Worded.of(skill, unknown, encoder())
        return cls(skill, known, moves(skill, known, encoder()), compiled(own) if own else None, worded)

    def by_meaning(self, sentences: Sequence[SentenceInContext]) -> list[tuple[Said, dict[int, Stated]]]:
        """What each sentence says of the codes the encoder knows, and of those others it is nearest to."""
        said = encoder().read(sentences)
        asked = [(row, number) for row, one in enumerate(said) for number in self.worded.near(one)]
        judged = encoder().judge([(self.worded.statements[number], sentences[row]) for row, number in asked])
        found: list[tuple[Said, dict[int, Stated]]] = [(one, {}) for one in said]
        for (row, number), stated in zip(asked, judged, strict=True):
            found[row][1][number] = stated
        return found

    def by_rules(
        self, text: str, sentences: Sequence[Sentence]
    ) -> Iterator[tuple[Sentence, list[FoundCode], list[FoundCode]]]:
        """Each sentence with what rules find in it, and what phrases of one's own find."""
        learned = learned_from(self.skill) if len(self.known) < len(self.skill.codes) else None
        ruled = by_sentence(text, sentences, self.skill, compiled(self.skill), learned)
        for sentence, found in zip(sentences, ruled, strict=True):
            yield sentence, found, sentence_codes(text, sentence, self.skill, self.own) if self.own else []

    def together(
        self,
        text: str,
        sentence: Sentence,
        said: Said,
        stated: dict[int, Stated],
        ruled: list[FoundCode],
        phrased: list[FoundCode],
    ) -> list[FoundCode]:
        """At most one status of each code: phrases of one's own, else encoder and rules together."""
        present = {(code.code, code.value) for code in ruled if code.status == "present"}
        found = {(code.code, code.value): code for code in ruled if self._number(code) not in self.known}
        found |= self._worded(text, sentence, stated, found)
        for number, place in self.known.items():
            code, value = self.skill.values(self.skill.codes[number])
            is_phrased = (code, value) in present
            by = self.moves.get(number, 0.0) + is_phrased * (PHRASE_OF_RISK if self.skill.risk else PHRASE)
            status, sure = _status(said.likely[place].tolist(), encoder().manifest.codes[place], self.skill.risk, by)
            if self.skill.risk and is_phrased and status != "present":
                status = "unclear"
            if status is not None:
                start, end = shortened(sentence, sentence.start + int(said.focus[place]))
                found[code, value] = FoundCode(code, value, status, text[start:end], start, end, round(sure, 3))
        found |= {
            (code.code, code.value): code
            for code in phrased
            if code.status == "present" and self._number(code) in self.known
        }
        return list(found.values())

    def _worded(
        self, text: str, sentence: Sentence, stated: dict[int, Stated], ruled: dict[Label, FoundCode]
    ) -> dict[Label, FoundCode]:
        """The codes the encoder does not know, asked by their wording, where rules have not said already that they are
        there.
        """
        found: dict[Label, FoundCode] = {}
        for number, one in stated.items():
            label = self.skill.values(self.skill.codes[number])
            if label in ruled and ruled[label].status == "present":
                continue
            chances = counted(one, self.skill.codes[number])
            status, sure = _status([chances[saying] for saying in SAYINGS], BY_WORDING, self.skill.risk, 0.0)
            if status is not None:
                start, end = shortened(sentence, sentence.start + one.focus)
                found[label] = FoundCode(*label, status, text[start:end], start, end, round(sure, 3))
        return found

    def _number(self, found: FoundCode) -> int:
        return next(
            number
            for number, code in enumerate(self.skill.codes)
            if self.skill.values(code) == (found.code, found.value)
        )


def batched(texts: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """The texts in order, some at a time."""
    left = iter(texts)
    while some := tuple(islice(left, size)):
        yield some


def known_codes(skill: Skill, by: Encoder) -> dict[int, int]:
    """Numbers of the skill's codes that the encoder was trained for, in these very words, with their number there."""
    at = {(code.skill, code.code, code.meaning): number for number, code in enumerate(by.manifest.codes)}
    places = (at.get((skill.name, code.key, meaning_hash(code.meaning))) for code in skill.codes)
    return {number: place for number, place in enumerate(places) if place is not None}


def _status(likely: list[float], code: Thresholds, is_risk: bool, by_rulings: float) -> tuple[Status | None, float]:
    """What counts, and how sure it is. Of a risk what is possible is given too, as unclear."""
    _, present, possible, denied, *_ = likely
    sure, maybe = moved(present, by_rulings), moved(present + possible, by_rulings)
    if sure >= code.sure:
        return "present", sure
    if is_risk and maybe >= code.possible:
        return "unclear", maybe
    if denied >= LIKELY_DENIED:
        return "absent", denied
    return None, 0.0


def own_phrases(skill: Skill, known: dict[int, int]) -> Skill | None:
    """The skill with nothing but the phrases that were added to a shipped one's; None where none were.

    Its examples are left out, for rules read a short example as a phrase.
    """
    shipped = _shipped_phrases(skill.name)
    added = [
        [cue for cue in code.cues if cue not in shipped.get(code.key, code.cues)] if number in known else []
        for number, code in enumerate(skill.codes)
    ]
    if not any(added):
        return None
    codes = [
        code.model_copy(update={"cues": cues or [NOTHING], "examples": []})
        for code, cues in zip(skill.codes, added, strict=True)
    ]
    return skill.model_copy(update={"codes": codes})


@cache
def _shipped_phrases(name: str) -> dict[str, frozenset[str]]:
    if not (SHIPPED_SKILLS / name / SKILL_FILE).exists():
        return {}
    return {code.key: frozenset(code.cues) for code in load_skill_folder(SHIPPED_SKILLS / name).codes}
