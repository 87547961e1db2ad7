"""What a failed request means for its note and for the run. No reason holds a word of a note."""

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import openai

from caseline.coding.by_model.answers import BadAnswerError

Then = Literal["try again", "wait", "give the note up", "stop the run"]
_WORTH_ANOTHER_TRY = {408, 409, 425}
_SAME_FOR_EVERY_NOTE = {401, 402, 404}

RequestError = (BadAnswerError, openai.APIError, TimeoutError)
"""Everything a request may fail with."""


@dataclass(frozen=True)
class Failure:
    """Why a request failed and what follows; `wait` is what the endpoint asks for, in seconds."""

    reason: str
    then: Then = "try again"
    wait: float | None = None
    heard: bool = False
    """Whether the endpoint is there and took the request."""


def failure_of(error: Exception) -> Failure:
    """What to make of an error from one request."""
    if isinstance(error, BadAnswerError):
        return Failure(str(error), heard=True)
    if not isinstance(error, openai.APIStatusError):
        hung = isinstance(error, openai.APITimeoutError | TimeoutError)
        return Failure("no answer in time" if hung else "no connection")
    status, wait = error.status_code, _asked_wait(error.response.headers)
    reason = f"HTTP {status}"
    if status in _SAME_FOR_EVERY_NOTE or error.code == "insufficient_quota":
        return Failure(reason, "stop the run")
    if status == 429:
        return Failure(reason, "wait", wait)
    if status >= 500 or status in _WORTH_ANOTHER_TRY:
        return Failure(reason, "try again", wait)
    return Failure(reason, "give the note up", heard=True)


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from Retry-After (a number or a date) or its form in milliseconds."""
    for name, parts in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return max(0.0, float(headers.get(name, "")) / parts)
        except ValueError:
            continue
    try:
        return max(0.0, email.utils.parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time())
    except (KeyError, ValueError):
        return None
