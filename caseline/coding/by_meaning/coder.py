"""The embedded coder with an encoder: reads by meaning the codes it was trained for, and any other by its wording."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from caseline.coding.budget import Budget
from caseline.coding.by_meaning.encoder import encoder
from caseline.coding.by_meaning.evidence import Evidence, known_codes
from caseline.coding.by_meaning.rulings import rulings_hash
from caseline.coding.by_rules.embedded import EmbeddedCoder, chosen, instructions
from caseline.coding.by_rules.topics import lender_version
from caseline.coding.coder import Reading
from caseline.coding.gold import gold_hash
from caseline.coding.rules_version import rules_version
from caseline.organization.skills import Skill

TOGETHER = 32
"""Texts whose sentences are shared among the cores."""


@dataclass(frozen=True)
class EncoderCoder:
    """Codes texts by meaning, with a small encoder; no language model."""

    name: str = "embedded-encoder-1"
    budget: Budget | None = None
    rules: EmbeddedCoder = field(default_factory=EmbeddedCoder)

    @property
    def at_once(self) -> "EncoderCoder":
        return self

    def prompt_hash(self, skill: Skill) -> str:
        """The encoder's weights and thresholds, and the rules with what they go by."""
        known = known_codes(skill, encoder())
        learnt = gold_hash(skill) if len(known) < len(skill.codes) else ""
        parts = encoder().version, rulings_hash(skill), rules_version(), learnt, lender_version(skill)
        return "-".join(filter(None, parts))

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order."""
        evidence = Evidence.of(skill)
        readings: list[Reading] = []
        for some in batched(texts, TOGETHER):
            readings += [
                Reading(chosen(found, skill), flagged_instruction=bool(instructions(text)))
                for text, found in zip(some, evidence.found(some), strict=True)
            ]
            if progress:
                progress(len(readings))
        return readings


def batched(texts: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """The texts in order, some at a time."""
    left = iter(texts)
    while some := tuple(islice(left, size)):
        yield some
