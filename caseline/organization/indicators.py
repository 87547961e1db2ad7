"""Mixed indicators: what counts as a good result over scores, notes and services together, in Markdown with a few
settings on top. Each condition is one sentence.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from caseline.ground.names import slug
from caseline.ground.yaml_files import Identified, did_you_mean, load_each
from caseline.organization.outcomes import load_outcomes
from caseline.organization.profile import Organization
from caseline.organization.skills import Skill, skills_of

_NUMBER = r"\d+(?:\.\d+)?"
_SCORE = re.compile(
    rf"(?P<outcome>\w+) is (?P<bound>at least |at most )?(?P<low>{_NUMBER})(?: (?P<join>or|to) (?P<high>{_NUMBER}))? "
    r"at (?P<stage>baseline|mid|exit|follow_up)"
)
_CODE = re.compile(r"(?P<which>no|a) (?P<code>[a-z0-9-]+\.\w+) in the (?P<days>\d+) days before")
_SERVICE = re.compile(
    r"(?:no|at least (?P<least>\d+)) (?P<service>[A-Za-z][\w-]*) services? in the (?P<days>\d+) days before"
)
FORMS = (
    "Write 'housing_stability is 4 or 5 at exit', 'no risk-flags.eviction_risk in the 90 days before', "
    "or 'at least 2 case_management services in the 180 days before'."
)
MOST_DAYS = 3650
MOST_SERVICES = 1000


@dataclass(frozen=True)
class Score:
    """A score at a stage of a stay, from `lowest` to `highest`; None where it has no such end."""

    outcome: str
    stage: str
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class Condition:
    """So many codes or services in the days up to that of the score. `least` 0: none."""

    kind: Literal["code", "service"]
    wanted: str
    least: int
    days: int


class Indicator(Identified):
    """One mixed indicator. `when`: a sentence about a score, which gives the day; others about notes and services."""

    title: str
    programs: list[str] = Field(default_factory=list, description="Programs it is about; left out: all")
    when: list[str] = Field(min_length=2)
    description: str = ""

    @field_validator("programs")
    @classmethod
    def _programs_exist(cls, programs: list[str], info: ValidationInfo) -> list[str]:
        for program in programs:
            _known(info, "program", program)
        return programs

    @field_validator("when")
    @classmethod
    def _sentences_are_read(cls, when: list[str], info: ValidationInfo) -> list[str]:
        read = [_read(sentence) for sentence in when]
        for one in read:
            if isinstance(one, Score):
                _known(info, "outcome", one.outcome)
            elif one.kind == "code":
                _known(info, "code", one.wanted)
        if sum(isinstance(one, Score) for one in read) != 1:
            raise ValueError(f"one sentence has to be about a score, and only one: it gives the day. {FORMS}")
        return when

    @cached_property
    def score(self) -> Score:
        return next(one for one in map(_read, self.when) if isinstance(one, Score))

    @cached_property
    def conditions(self) -> list[Condition]:
        return [one for one in map(_read, self.when) if isinstance(one, Condition)]

    @property
    def is_about_notes(self) -> bool:
        return any(one.kind == "code" for one in self.conditions)


def _read(sentence: str) -> Score | Condition:
    """Raises ValueError where it is none of the sentences there are."""
    words = " ".join(sentence.split())
    if found := _SCORE.fullmatch(words):
        return _score(found)
    if found := _CODE.fullmatch(words):
        return Condition("code", found["code"], int(found["which"] == "a"), _days(found))
    if found := _SERVICE.fullmatch(words):
        least = int(found["least"] or 0)
        if found["least"] and not 1 <= least <= MOST_SERVICES:
            raise ValueError(f"at least how many services is a number from 1 to {MOST_SERVICES}; for none write 'no'.")
        return Condition("service", slug(found["service"]), least, _days(found))
    raise ValueError(f"'{sentence}' is not a condition that can be read. {FORMS}")


def _score(found: re.Match[str]) -> Score:
    low, high = float(found["low"]), float(found["high"] or found["low"])
    if found["bound"] and found["high"]:
        raise ValueError(
            f"after '{found['bound'].strip()}' stands one number. Leave out {found['high']}, or the words."
        )
    if high < low:
        raise ValueError(f"no number is from {found['low']} to {found['high']}. Write the lower one first.")
    if found["join"] == "or" and (high - low != 1 or not low.is_integer()):
        raise ValueError(
            f"'or' is for two numbers that follow each other, such as 4 or 5. For all from {found['low']} to "
            f"{found['high']} write '{found['low']} to {found['high']}'."
        )
    lowest = None if found["bound"] == "at most " else low
    return Score(found["outcome"], found["stage"], lowest, None if found["bound"] == "at least " else high)


def _days(found: re.Match[str]) -> int:
    days = int(found["days"])
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"the days before are from 1 to {MOST_DAYS}.")
    return days


def _known(info: ValidationInfo, kind: str, word: str) -> None:
    allowed = (info.context or {}).get("known", {}).get(kind)
    if allowed and word not in allowed:
        raise ValueError(f"'{word}' is no {kind} of this organisation. {did_you_mean(word, allowed)}")


def code_labels(skills: Sequence[Skill]) -> list[str]:
    """What reports and indicators call the codes of skills: `risk-flags.eviction_risk`, `housing-stability.4`."""
    return [f"{skill.name}.{code.id if code.level is None else code.level}" for skill in skills for code in skill.codes]


def indicators_of(organization: Organization) -> list[Indicator]:
    """Every `framework/indicators/*.md`, in order of id. Raises ConfigurationError(s) that name file, line and fix."""
    folder = organization.folder / "framework"
    programs = [program.id for program in organization.programs]
    known = {
        "program": programs,
        "outcome": [outcome.id for outcome in load_outcomes(folder, programs)],
        "code": code_labels(skills_of(organization)),
    }
    found = load_each(folder / "indicators", Indicator, context={"known": known})
    return [indicator.model_copy(update={"description": prose}) for _, indicator, prose in found]


def indicator_rows(indicators: list[Indicator]) -> list[dict[str, Any]]:
    """Rows of framework.indicator."""
    return [
        {
            "indicator_id": one.id, "title": one.title, "program_ids_json": json.dumps(one.programs),
            "description": one.description, "says": ", and ".join(one.when), "outcome_id": one.score.outcome,
            "stage": one.score.stage, "lowest": one.score.lowest, "highest": one.score.highest,
        }
        for one in indicators
    ]  # fmt: skip


def condition_rows(indicators: list[Indicator]) -> list[dict[str, Any]]:
    """Rows of framework.indicator_condition."""
    return [
        {
            "indicator_id": one.id, "position": position, "kind": condition.kind, "wanted": condition.wanted,
            "least": condition.least, "days": condition.days,
        }
        for one in indicators
        for position, condition in enumerate(one.conditions, 1)
    ]  # fmt: skip
