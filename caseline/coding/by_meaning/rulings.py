"""What an organisation's rulings say of the encoder: how much readier or slower a code should be given there.

Each ruled quote is read again, and one number a code is moved so that what people accepted becomes likelier and what
they overruled less so. It starts from no move and needs many rulings to go far, and a risk is never made much harder
to raise.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from caseline.coding.by_meaning.by_wording import chances_of
from caseline.coding.by_meaning.encoder import SAYINGS, Encoder, in_context
from caseline.coding.by_rules.embedded import sentences_to_read
from caseline.coding.gold import code_number, examples_of
from caseline.organization.skills import Code, Skill
from caseline.organization.skills.gold_items import GoldItem

ENOUGH = 5
"""Rulings on a code from which on they move it."""
FARTHEST, FARTHEST_DOWN_FOR_RISK = 2.0, 0.7
"""In log odds: 2 makes even chances 88 to 12, 0.7 makes them 67 to 33."""
STEPS = 20
PRESENT, POSSIBLE = SAYINGS.index("present"), SAYINGS.index("possible")


def decisive_rulings(skill: Skill) -> dict[int, list[GoldItem]]:
    """For each code, rulings with a quote that say yes or no; codes with too few are left out."""
    found: dict[int, list[GoldItem]] = defaultdict(list)
    for item in examples_of(skill):
        if item.is_alone and item.code and item.spans and item.status != "unclear":
            found[code_number(item, skill)].append(item)
    return {number: items for number, items in sorted(found.items()) if len(items) >= ENOUGH}


def rulings_hash(skill: Skill) -> str:
    """A short hash of the rulings that move anything; '' where none do."""
    items = [item for own in decisive_rulings(skill).values() for item in own]
    if not items:
        return ""
    return hashlib.sha256("".join(item.model_dump_json() for item in items).encode()).hexdigest()[:12]


def moves(skill: Skill, known: Mapping[int, int], by: Encoder) -> dict[int, float]:
    """By how much the log odds of each code are moved; `known` are codes that the encoder was trained for, with their
    number there.
    """
    found = {}
    for number, items in decisive_rulings(skill).items():
        if number not in known and not skill.codes[number].meaning:
            continue  # a bare title is read by rules
        odds = [_log_odds(_likeliest(item, skill.codes[number], known.get(number), by)) for item in items]
        least = -FARTHEST_DOWN_FOR_RISK if skill.risk else -FARTHEST
        found[number] = max(least, min(FARTHEST, _moved(odds, [item.status == "present" for item in items])))
    return found


def moved(chance: float, by: float) -> float:
    """A chance whose log odds are moved."""
    return _chance(_log_odds(chance) + by)


def _likeliest(item: GoldItem, code: Code, place: int | None, by: Encoder) -> float:
    """How likely the encoder finds the code in the sentence that was ruled on."""
    sentences = sentences_to_read(item.text)
    (span, *_) = item.spans
    touched = [
        context
        for sentence, context in zip(sentences, in_context(item.text, sentences), strict=True)
        if span.start < sentence.end and sentence.start < span.end
    ]
    chances = chances_of(code, place, touched, by)
    return max((own[PRESENT] + own[POSSIBLE] for own in chances), default=0.5)


def _moved(odds: Sequence[float], accepted: Sequence[bool]) -> float:
    """The likeliest move, where no move is likeliest before anybody ruled (a normal prior of width 1); by Newton's
    steps.
    """
    move = 0.0
    for _ in range(STEPS):
        chances = [_chance(own + move) for own in odds]
        slope = sum(yes - chance for yes, chance in zip(accepted, chances, strict=True)) - move
        bend = sum(chance * (1 - chance) for chance in chances) + 1
        move += slope / bend
    return move


def _log_odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
