"""The endpoint coder: any OpenAI-compatible endpoint, one note a request, every quote checked before it counts.

Nothing falls back to anything: a missing key stops the run by its name. A note the endpoint could not read is a failed
reading and touches no other; when the budget is spent or the endpoint is gone, what is left waits for the next run.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import openai

from caseline.coding.budget import BUDGET_SPENT, Budget
from caseline.coding.by_model.answers import Completion, completion, reading
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_model.failures import Failure, RequestError, failure_of
from caseline.coding.by_model.probe import probe
from caseline.coding.by_model.prompt import prompt_hash
from caseline.coding.by_model.requests import Request, requests_for
from caseline.coding.by_model.throttle import Throttle
from caseline.coding.coder import Reading
from caseline.coding.instructions import instruction_spans
from caseline.organization.skills import Skill

LONGEST_WAIT_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.02
SILENT_NOTES_THAT_STOP = 10


class _StoppedError(Exception):
    """Nothing more is asked in this run."""


@dataclass
class EndpointCoder:
    """Codes notes with a language model behind an OpenAI-compatible endpoint. One serves one run."""

    settings: EndpointSettings
    budget: Budget = field(default_factory=Budget)
    throttle: Throttle = field(default_factory=Throttle)
    stopped: str | None = None
    """Why nothing more is asked."""
    _probed: bool = False
    _silent_notes: int = 0
    """Notes given up since the endpoint last took a request."""

    @property
    def name(self) -> str:
        return self.settings.model

    @property
    def at_once(self) -> "EndpointCoder":
        return self

    def prompt_hash(self, skill: Skill) -> str:
        return prompt_hash(skill)

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order. Raises CaselineError when the endpoint cannot be used from the start."""
        return asyncio.run(self._read_all(texts, skill, progress)) if texts else []

    async def _read_all(
        self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None
    ) -> list[Reading]:
        limit = asyncio.Semaphore(self.settings.concurrency)
        request_for = requests_for(self.settings.model, skill)
        done = 0

        async def one(text: str) -> Reading:
            nonlocal done
            async with limit:
                found = await self._read_one(client, text, skill, request_for(text))
            done += 1
            if progress:
                progress(done)
            return found

        async with self.settings.client() as client:
            if not self._probed:
                await probe(client, self.settings)
                self._probed = True
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(text)) for text in texts]
        return [task.result() for task in tasks]

    async def _read_one(self, client: openai.AsyncOpenAI, text: str, skill: Skill, request: Request) -> Reading:
        """Ask until an answer holds or the tries are used up. To be told to wait is no try."""
        started, tried, refused = time.monotonic(), 0, 0
        while True:
            try:
                return reading(text, skill, await self._ask(client, request))
            except _StoppedError:
                return Reading(waiting=self.stopped)
            except RequestError as error:
                failure = failure_of(error)
            if failure.then == "wait":
                refused += 1
                wait = self._wait(failure, refused)
                self.throttle.refused(wait)
                given_up = time.monotonic() - started > self.settings.patience_seconds
            else:
                tried += 1
                wait = self._wait(failure, tried)
                given_up = failure.then == "give the note up" or tried >= self.settings.tries
            self._heed(failure, given_up)
            if self.stopped:
                return Reading(waiting=self.stopped)
            if given_up:
                return Reading(flagged_instruction=bool(instruction_spans(text)), failed=failure.reason)
            await asyncio.sleep(wait * random.uniform(1.0, 1.2))  # spreads the crowd

    async def _ask(self, client: openai.AsyncOpenAI, request: Request) -> Completion:
        """One request, within the budget, at the endpoint's pace and within the time."""
        while not self.budget.fits(request.utmost) and not self.stopped:
            if not self.budget.under_way.all:
                self.stopped = BUDGET_SPENT
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        self._may_go_on()
        with self.budget.paying(request.utmost):
            async with self.throttle.turn():
                self._may_go_on()
                body = await self._send(client, request)
        self.throttle.answered()
        self._silent_notes = 0
        return self._counted(request, body)

    def _may_go_on(self) -> None:
        if self.stopped:
            raise _StoppedError

    async def _send(self, client: openai.AsyncOpenAI, request: Request) -> str:
        """The body of the response."""
        try:
            async with asyncio.timeout(self.settings.timeout_seconds):
                response = await client.chat.completions.with_raw_response.create(
                    model=self.settings.model, messages=[], extra_body=request.body
                )  # as extra, the body is sent as it is, without a walk through it for every note
            return response.text
        except (openai.APITimeoutError, TimeoutError):
            self.budget.count(request.utmost, None)  # it may have been read all the same
            raise

    def _counted(self, request: Request, body: str) -> Completion:
        """The answer in the response's body, with its tokens counted also where nothing can be made of it."""
        tokens = None
        try:
            answered = completion(body)
            tokens = answered.tokens
            return answered
        finally:
            self.budget.count(request.utmost, tokens)

    def _heed(self, failure: Failure, given_up: bool) -> None:
        """Stop the run where every other note would fare the same."""
        if failure.heard:
            self._silent_notes = 0
        elif given_up:
            self._silent_notes += 1
        if failure.then == "stop the run" or self._silent_notes >= SILENT_NOTES_THAT_STOP:
            self.stopped = f"the endpoint does not go on: {failure.reason}"

    def _wait(self, failure: Failure, times: int) -> float:
        """As long as the endpoint asks for, else twice as long each time."""
        return min(failure.wait or self.settings.first_wait_seconds * 2 ** min(times - 1, 10), LONGEST_WAIT_SECONDS)
