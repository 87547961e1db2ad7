"""What programs send: decisions, as the pages send them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from application.acts import LONGEST_REASON

Id = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[ -~]+$")]
Words = Annotated[str, StringConstraints(max_length=LONGEST_REASON, pattern=r"^[^\x00-\x1f\x7f]*$")]
Said = Annotated[
    str, StringConstraints(max_length=LONGEST_REASON, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")
]
Answered = Annotated[str, StringConstraints(max_length=4000)]
Several = Annotated[list[Answered], Field(max_length=100)]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{20}$")]


class Decision(BaseModel):
    """A ruling, with its reason. `seen`: the marks of rulings on the same that whoever decides has seen."""

    model_config = ConfigDict(extra="forbid")

    reason: Said
    seen: list[Mark] = Field(default=[], max_length=100)

    def form(self) -> dict[str, str]:
        """The fields of the form that a page sends."""
        said = self.model_dump(mode="json", exclude={"seen"}, exclude_none=True)
        return said | {"seen": " ".join(self.seen)}


class PairDecision(Decision):
    """Whether two records are one client's. The keys are those of /pairs-to-decide."""

    record_key_l: Id
    record_key_r: Id
    ruling: Literal["same", "different", "unsure"]


class CodeDecision(Decision):
    """Whether a code stands. The ID is one of /codes-to-decide."""

    question_id: Id
    ruling: Literal["accepted", "overruled", "unsure"]


def _needs(ruling: str, field: str) -> ConfigDict:
    """A field that one of the rulings needs, as JSON Schema says it."""
    then: JsonDict = {"required": [field], "properties": {field: {"type": "string"}}}
    return ConfigDict(json_schema_extra={"if": {"properties": {"ruling": {"const": ruling}}}, "then": then})


class MissingDecision(Decision):
    """That something missing was done, or is explained until a day. The ID is one of /missing."""

    model_config = _needs("explained", "until")

    missing_id: Id
    ruling: Literal["done", "explained"]
    until: date | None = None


class AttentionDecision(Decision):
    """That somebody takes a client's week on, or that it is closed, as /signals/needs-attention has it."""

    model_config = _needs("assigned", "assigned_to")

    client_id: Id
    case_manager: Words | None = None
    ruling: Literal["assigned", "closed"]
    assigned_to: Said | None = None


class QuoteDecision(Decision):
    """That a quote is picked for a report. The ID is one of /codes, of a client who consents to sharing."""

    code_id: Id
    report: Id
    ruling: Literal["picked"]


class TakenBack(BaseModel):
    """Rulings that are to be taken back, by the marks that the decision answered with."""

    model_config = ConfigDict(extra="forbid")

    marks: list[Mark] = Field(min_length=1, max_length=100)


class Submission(BaseModel):
    """A form that was filled in elsewhere. `id` is the sender's own: the same submission sent again is the same one,
    and one that was altered is a later version of it. `answers` by field of the data dictionary."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    answers: dict[str, Answered | Several] = Field(min_length=1, max_length=300)
    consent: Literal["agree", "refuse"] | None = None
    """To the form's own consent, where it has one; `signature`: the name that was signed with."""
    signature: Words | None = None


class SubmissionMade(BaseModel):
    """What became of it in words, and whether it is new."""

    told: str
    is_new: bool


class RulingMade(BaseModel):
    """What came of it in words, and the marks by which it is taken back."""

    told: str
    marks: list[str]


DECISIONS: dict[str, type[Decision]] = {
    "pair": PairDecision, "code": CodeDecision, "missing": MissingDecision, "attention": AttentionDecision,
    "quote": QuoteDecision,
}  # fmt: skip
