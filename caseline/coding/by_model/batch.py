"""The batch coder: notes are handed in together and come back within a day, for less money.

A run reads what has come back and hands in what is not out yet. That waits for a later run, also of another process.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import openai

from caseline.coding.budget import BUDGET_SPENT, Budget, Tokens
from caseline.coding.by_model.answers import BadAnswerError, Completion, completion, reading
from caseline.coding.by_model.batches import Batch, BatchAnswer, Batches, key
from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_model.failures import failure_of
from caseline.coding.by_model.probe import probe
from caseline.coding.by_model.prompt import prompt_hash
from caseline.coding.by_model.requests import Request, requests_for
from caseline.coding.coder import Reading
from caseline.coding.instructions import instruction_spans
from caseline.organization.skills import Skill

HANDED_IN = "they are handed in as a batch"


@dataclass
class BatchCoder:
    """Codes notes with a language model by the endpoint's batches. One serves one run.

    It asks what `EndpointCoder` asks, in the same name, so that neither reads again what the other has read.
    """

    settings: EndpointSettings
    folder: Path
    budget: Budget = field(default_factory=Budget)
    stopped: str | None = None
    """Why nothing more is asked."""
    _probed: bool = False
    _answers: dict[str, dict[str, BatchAnswer]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.settings.model

    @property
    def at_once(self) -> EndpointCoder:
        """The same questions asked one by one, within the same budget."""
        return EndpointCoder(self.settings, self.budget)

    def prompt_hash(self, skill: Skill) -> str:
        return prompt_hash(skill)

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order; a text that is still out waits. Raises CaselineError as the probe does."""
        request_for = requests_for(self.settings.model, skill)
        requests = {text: request_for(text) for text in texts}
        keys = {text: key(request) for text, request in requests.items()}
        readings: dict[str, Reading] = {}
        if not self.stopped:
            try:
                for done, text in enumerate(requests, 1):
                    if found := self._came_back(text, skill, keys[text]):
                        readings[text] = found
                    if progress:
                        progress(done)
                self._hand_in({keys[text]: requests[text] for text in requests if text not in readings})
            except openai.APIError as error:
                self.stopped = f"the endpoint does not go on: {failure_of(error).reason}"
        return [readings.get(text) or Reading(waiting=self._why_waiting(keys[text])) for text in texts]

    @cached_property
    def _batches(self) -> Batches:
        return Batches(self.folder, self.settings)

    @cached_property
    def _out(self) -> dict[str, Batch]:
        """Every batch of the last days, by the keys of what was handed in with it."""
        self._batches.look()
        self._batches.clear()
        return {each: batch for batch in self._batches.known() for each in batch.keys}

    def _came_back(self, text: str, skill: Skill, wanted: str) -> Reading | None:
        """What came back for a text; None where nothing was handed in or it is still out."""
        batch = self._out.get(wanted)
        if batch is None or not batch.has_ended:
            return None
        try:
            answered = self._answer(batch, wanted)
            self.budget.came_back += answered.tokens or Tokens()
            return reading(text, skill, answered)
        except BadAnswerError as error:
            self._batches.forget(batch, wanted)
            del self._out[wanted]
            return Reading(flagged_instruction=bool(instruction_spans(text)), failed=str(error))

    def _answer(self, batch: Batch, wanted: str) -> Completion:
        if batch.name not in self._answers:
            self._answers[batch.name] = self._batches.answers(batch)
        answer = self._answers[batch.name].get(wanted)
        if answer is None:
            raise BadAnswerError(f"the batch has {batch.status} without an answer")
        if answer.status_code != 200:
            raise BadAnswerError(f"HTTP {answer.status_code}")
        return completion(json.dumps(answer.body))

    def _hand_in(self, requests: dict[str, Request]) -> None:
        """Hand in what is not out yet, as far as the budget goes."""
        fitting: dict[str, Request] = {}
        utmost = Tokens()
        for each, request in requests.items():
            if each not in self._out and self.budget.fits(utmost + request.utmost):
                utmost += request.utmost
                fitting[each] = request
        if fitting and not self._probed:
            asyncio.run(self._probe())
            self._probed = True
        for batch in self._batches.hand_in(fitting):
            self._out.update(dict.fromkeys(batch.keys, batch))
            for each in batch.keys:
                self.budget.under_way += fitting[each].utmost

    async def _probe(self) -> None:
        async with self.settings.client() as client:
            await probe(client, self.settings)

    def _why_waiting(self, wanted: str) -> str:
        if self.stopped:
            return self.stopped
        return HANDED_IN if wanted in self._out else BUDGET_SPENT
