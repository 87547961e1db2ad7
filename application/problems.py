"""What goes wrong, as RFC 9457 says it: application/problem+json. No answer repeats what was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


@dataclass
class Problem(Exception):
    """An answer that is none. `detail` is for people; `more` for programs."""

    status: int
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


NOT_THERE = "There is no such thing for this token."


def not_there() -> Problem:
    """What is not there and what is not theirs are answered alike."""
    return Problem(404, NOT_THERE)


def answer(problem: Problem) -> Response:
    content = {
        "type": "about:blank", "title": HTTPStatus(problem.status).phrase, "status": problem.status,
        "detail": problem.detail, **problem.more,
    }  # fmt: skip
    return Response(
        json.dumps(content, ensure_ascii=False), problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE
    )
