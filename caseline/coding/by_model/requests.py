"""The requests that ask a language model to read notes: what is sent, and the most it can take."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseline.coding.budget import Tokens
from caseline.coding.by_model.prompt import answer_schema, instructions, note_message
from caseline.organization.skills import Skill

LONGEST_ANSWER_TOKENS = 2048


@dataclass(frozen=True)
class Request:
    """One note for one skill."""

    body: dict[str, Any]

    @property
    def utmost(self) -> Tokens:
        """Tokens it cannot pass: no token is shorter than a byte."""
        return Tokens(len(json.dumps(self.body, ensure_ascii=False).encode()), LONGEST_ANSWER_TOKENS)


def requests_for(model: str, skill: Skill) -> Callable[[str], Request]:
    """What makes the request for a text; the skill's part is made once."""
    told = {"role": "system", "content": instructions(skill)}
    schema = answer_schema(skill)

    def request_for(text: str) -> Request:
        messages = [told, {"role": "user", "content": note_message(text)}]
        return Request(asking_for_json(model, messages, "codes", schema))

    return request_for


def asking_for_json(model: str, messages: list[dict[str, str]], name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A request's body that holds the endpoint to answer with JSON of the schema and nothing else."""
    return {
        "model": model,
        "temperature": 0,
        "max_tokens": LONGEST_ANSWER_TOKENS,
        "messages": messages,
        "response_format": {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}},
    }
