"""A single question to an endpoint, asked again where that may help."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from caseline.coding.by_model.endpoint import LONGEST_WAIT_SECONDS
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_model.failures import RequestError, failure_of

Answer = TypeVar("Answer")


class NoAnswerError(Exception):
    """Why there is no answer; it holds no word of what was asked."""


async def answered(ask: Callable[[], Awaitable[Answer]], settings: EndpointSettings) -> Answer:
    """What `ask` gives, tried `settings.tries` times at the most. Raises NoAnswerError with the last reason."""
    for tried in range(settings.tries):
        try:
            return await ask()
        except RequestError as error:
            failure = failure_of(error)
        if failure.then in ("give the note up", "stop the run") or tried == settings.tries - 1:
            break
        await asyncio.sleep(min(failure.wait or settings.first_wait_seconds * 2**tried, LONGEST_WAIT_SECONDS))
    raise NoAnswerError(failure.reason)
