"""A question that is asked again: how often, and how long is waited."""

import asyncio
import time

import pytest

from caseline.coding.by_model.answers import BadAnswerError
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_model.tries import NoAnswerError, answered


def test_after_the_last_try_nothing_is_waited_for():
    asked: list[float] = []

    async def ask() -> str:
        asked.append(time.monotonic())
        raise BadAnswerError("no JSON")

    settings = EndpointSettings("small", "http://127.0.0.1:9", "key", tries=3, first_wait_seconds=0.05)
    with pytest.raises(NoAnswerError, match="no JSON"):
        asyncio.run(answered(ask, settings))
    waited = [later - earlier for earlier, later in zip(asked, [*asked[1:], time.monotonic()], strict=True)]
    assert len(asked) == 3 and waited[0] >= 0.05 and waited[1] >= 0.1 and waited[2] < 0.05
