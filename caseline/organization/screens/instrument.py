"""One instrument as its plain-English file says it: items, answers and points, scores, bands, risks, licence."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from caseline.ground.yaml_files import Strict

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
NO_ANSWER = [
    "declined", "refused", "client refused", "client declined", "prefer not to answer", "i prefer not to answer",
    "prefer not to say", "choose not to answer", "i choose not to answer", "i choose not to answer this question",
    "don't know", "client doesn't know", "not asked", "data not collected", "not applicable", "n/a", "na",
]  # fmt: skip
"""Words that say there is no answer; a file may list its own instead."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _words(value: Any) -> Any:
    """YAML reads an unquoted True or 3 as no word."""
    return [str(word) for word in _listed(value)] if isinstance(value, list | str) else value


Rules = Annotated[list[str], BeforeValidator(_listed)]
Answers = dict[float, Annotated[list[str], BeforeValidator(_words)]]


class Citation(Strict):
    """Where a published rule is from."""

    says: str
    where: str


class Licence(Strict):
    """Who owns the instrument, what may be done with it, and what of it this file holds."""

    owner: str
    terms: str
    url: str
    text: str


class Item(Strict):
    """One question: its points by answer (left out: those of the instrument), and when it is asked at all."""

    id: Slug
    name: str
    answers: Answers | None = None
    reverse: bool = False
    asked_if: str | None = None


class Missing(Strict):
    """How many items may be unanswered, what the score is then, and who says so."""

    allowed: int = Field(default=0, ge=0)
    then: Literal["prorate", "leave out"] = "leave out"
    because: str


class Band(Strict):
    """A published range of a score, up to the next band; or, in a score by rules, what puts somebody there."""

    title: str
    from_: float | None = Field(default=None, alias="from")
    when: Rules = Field(default_factory=list)
    good: bool = False


class Score(Strict):
    """One number of the instrument, its total or a domain."""

    id: Slug
    title: str
    method: Literal["sum", "mean", "max", "rules"]
    items: list[str] = Field(default_factory=list, description="Left out: all of them")
    missing: Missing
    bands: list[Band] = Field(default_factory=list)


class Risk(Strict):
    """Answers that a person should look at, whatever the score."""

    risk: Slug
    title: str
    when: Rules = Field(min_length=1)
    urgency: Literal["today", "this week"] = "today"


class Instrument(Strict):
    """A screen as its file says it; caseline.organization.screens.checking says whether it holds together."""

    id: Slug
    title: str
    measures: str
    source: list[Citation] = Field(min_length=1)
    licence: Licence
    worse: Literal["higher", "lower"]
    answers: Answers | None = None
    numbers: bool = Field(default=True, description="Whether a bare number in an export is the points of an answer")
    no_answer: list[str] = Field(default_factory=lambda: list(NO_ANSWER))
    items: list[Item] = Field(min_length=1)
    scores: list[Score] = Field(min_length=1)
    risks: list[Risk] = Field(default_factory=list)

    def answers_of(self, item: Item) -> dict[float, tuple[list[str], float]]:
        """By the number as written beside the answer: the words for it, and its points (turned round if reversed)."""
        written = item.answers or self.answers or {}
        ends = min(written) + max(written)
        return {number: (words, ends - number if item.reverse else number) for number, words in written.items()}

    def items_of(self, score: Score) -> list[Item]:
        return [item for item in self.items if not score.items or item.id in score.items]
