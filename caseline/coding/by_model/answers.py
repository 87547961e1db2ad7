"""What an endpoint answered: read with suspicion, and every quote checked before it counts."""

from itertools import islice

from pydantic import BaseModel, Field, ValidationError

from caseline.coding.budget import Tokens
from caseline.coding.by_model.polarity import PolarityGuard
from caseline.coding.by_model.prompt import Answer
from caseline.coding.citations import NoteIndex
from caseline.coding.coder import FoundCode, Reading
from caseline.coding.instructions import instruction_spans
from caseline.organization.skills import Skill

MOST_PLACES = 200


class BadAnswerError(Exception):
    """The endpoint answered, but not with what was asked for. Holds no word of the note."""


class _Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """A chat completion, as far as it is read here."""

    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None

    @property
    def tokens(self) -> Tokens | None:
        """What the endpoint says the request took."""
        return Tokens(self.usage.prompt_tokens, self.usage.completion_tokens) if self.usage else None

    @property
    def content(self) -> str:
        return self.choices[0].message.content or ""


def completion(body: str) -> Completion:
    """Read a response's body. Raises BadAnswerError when it is no chat completion."""
    try:
        return Completion.model_validate_json(body)
    except ValidationError:
        raise BadAnswerError("the response is no chat completion") from None


def reading(text: str, skill: Skill, answered: Completion) -> Reading:
    """What the endpoint found in the text. Raises BadAnswerError when the answer is not what was asked for."""
    if answered.choices[0].finish_reason == "length":
        raise BadAnswerError("the answer was longer than it may be")
    try:
        answer = Answer.model_validate_json(answered.content)
    except ValidationError:
        raise BadAnswerError("the answer does not follow the schema") from None
    return checked(text, skill, answer)


def checked(text: str, skill: Skill, answer: Answer) -> Reading:
    """Keep the codes that the skill knows and whose quote stands in the note with what governs it; count the others.

    A risk, sure or possible, whose quote does not stand there is not lost: it waits for a person, on the whole note.
    What stands in a sentence that instructs its reader is no evidence.
    """
    known = {skill.values(code): code for code in skill.codes}
    index, guard, orders = NoteIndex(text), PolarityGuard(text), instruction_spans(text)
    found: dict[tuple[str, str | None, int, int], FoundCode] = {}
    unquoted: dict[tuple[str, str | None], float] = {}
    dropped = 0
    for item in answer.codes:
        if (item.code, item.value) not in known:
            raise BadAnswerError("the answer uses a code that the skill does not have")
        counts = frozenset(known[item.code, item.value].also_counts)
        places = list(islice(index.places(item.quote), MOST_PLACES))
        judged = filter(None, (guard.judged(place, item.status, counts, is_risk=skill.risk) for place in places))
        kept = next((one for one in judged if not guard.shares_a_sentence(one[0], orders)), None)
        if kept is None:
            dropped += 1
            if skill.risk and not places and item.status != "absent" and not orders:
                unquoted.setdefault((item.code, item.value), item.confidence)
            continue
        citation, status = kept
        found[item.code, item.value, citation.start, citation.end] = FoundCode(
            item.code, item.value, status, citation.quote, citation.start, citation.end, item.confidence
        )
    for code, value in unquoted.keys() - {(code, value) for code, value, *_ in found}:
        found[code, value, 0, len(text)] = FoundCode(code, value, "unclear", text, 0, len(text), unquoted[code, value])
    codes = sorted(found.values(), key=lambda code: (code.start, code.code, code.value or ""))
    if skill.kind == "rubric":
        codes = codes[:1]
    return Reading(tuple(codes), dropped, answer.instruction_in_note or bool(orders))
