"""The embedded coder with an encoder: reads by meaning what it was trained for, by the skill's own words all else.

Three kinds of evidence add up, sentence by sentence: what the encoder makes of a code it knows; the phrases that an
organisation wrote itself, which always count; and, for codes the encoder was not trained for, rules and examples.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from caseline.coding.by_meaning.encoder import Encoder, KnownCode, Said, encoder, in_context, meaning_hash
from caseline.coding.by_meaning.rulings import moved, moves, rulings_hash
from caseline.coding.by_model.budget import Budget
from caseline.coding.by_rules.embedded import (
    EmbeddedCoder,
    by_sentence,
    chosen,
    instructions,
    learned_from,
    sentences_to_read,
    shortened,
)  # fmt: skip
from caseline.coding.by_rules.lexicon import compiled
from caseline.coding.by_rules.words import Sentence
from caseline.coding.coders import FoundCode, Reading, Status
from caseline.coding.skills import SHIPPED_SKILLS, SKILL_FILE, Skill, load_skill_folder

LIKELY_DENIED = 0.5
AT_ONCE = 32
"""Texts whose sentences are shared among the cores."""


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
        if not known:
            return self.rules.prompt_hash(skill)
        by_rules = self.rules.prompt_hash(skill) if needs_rules(with_own_phrases(skill, known), known) else ""
        return "-".join(filter(None, (encoder().version, rulings_hash(skill, known), by_rules)))

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order."""
        known = known_codes(skill, encoder())
        if not known:
            return self.rules.read(texts, skill, progress)
        own = with_own_phrases(skill, known)
        lexicon, learned = (compiled(own), learned_from(own)) if needs_rules(own, known) else (None, None)
        move = moves(skill, known, encoder())
        readings = []
        for some in batched(texts, AT_ONCE):
            sentences = [sentences_to_read(text) for text in some]
            in_order = [one for text, parts in zip(some, sentences, strict=True) for one in in_context(text, parts)]
            said = iter(encoder().read(in_order))
            for text, parts in zip(some, sentences, strict=True):
                by_rules = by_sentence(text, parts, own, lexicon, learned) if lexicon else [[] for _ in parts]
                found = [
                    code
                    for sentence, ruled in zip(parts, by_rules, strict=True)
                    for code in _together(_meant(text, sentence, next(said), skill, known, move), ruled, own, known)
                ]
                readings.append(Reading(chosen(found, skill), flagged_instruction=bool(instructions(text))))
            if progress:
                progress(len(readings))
        return readings


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


def _meant(
    text: str, sentence: Sentence, said: Said, skill: Skill, known: dict[int, int], move: dict[int, float]
) -> list[FoundCode]:
    """What the encoder makes of a sentence: its quote is the sentence, so that nothing that governs it is left out."""
    found = []
    for number, place in known.items():
        likely, by_rulings = said.likely[place].tolist(), move.get(number, 0.0)
        status, sure = _status(likely, encoder().manifest.codes[place], skill.risk, by_rulings)
        if status is not None:
            code, value = skill.values(skill.codes[number])
            start, end = shortened(sentence, sentence.start + int(said.focus[place]))
            found.append(FoundCode(code, value, status, text[start:end], start, end, round(sure, 3)))
    return found


def _status(likely: list[float], code: KnownCode, is_risk: bool, by_rulings: float) -> tuple[Status | None, float]:
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


def with_own_phrases(skill: Skill, known: dict[int, int]) -> Skill:
    """The skill as the rules read it beside the encoder: of a code that the encoder knows only phrases of one's own."""
    shipped = _shipped_phrases(skill.name)
    codes = [
        code.model_copy(update={"cues": [cue for cue in code.cues if cue not in shipped[code.key]]})
        if number in known and code.key in shipped
        else code
        for number, code in enumerate(skill.codes)
    ]
    return skill.model_copy(update={"codes": codes})


def needs_rules(own: Skill, known: dict[int, int]) -> bool:
    """Whether any code has to be read by rules: one that the encoder does not know, or one with phrases of one's
    own.
    """
    return any(number not in known or code.cues for number, code in enumerate(own.codes))


@cache
def _shipped_phrases(name: str) -> dict[str, frozenset[str]]:
    if not (SHIPPED_SKILLS / name / SKILL_FILE).exists():
        return {}
    return {code.key: frozenset(code.cues) for code in load_skill_folder(SHIPPED_SKILLS / name).codes}


def _together(meant: list[FoundCode], ruled: list[FoundCode], own: Skill, known: dict[int, int]) -> list[FoundCode]:
    """The encoder's word for the codes it knows and the rules' for the others; phrases of one's own always count."""
    silent = {own.values(own.codes[number]) for number in known if not own.codes[number].cues}
    by_encoder = {own.values(own.codes[number]) for number in known}
    kept = [
        code
        for code in ruled
        if (code.code, code.value) not in silent
        and ((code.code, code.value) not in by_encoder or code.status == "present")
    ]
    said = {(code.code, code.value) for code in kept}
    return [*kept, *(code for code in meant if (code.code, code.value) not in said)]
