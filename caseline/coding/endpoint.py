"""The endpoint coder: any OpenAI-compatible endpoint, one note a request, every quote checked before it counts.

Nothing falls back to anything: a missing key stops the run by its name, and a note the endpoint could not read
is a failed reading that the next run tries again.
"""

import asyncio
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import openai
from pydantic import ValidationError

from caseline.coding.citations import NoteIndex
from caseline.coding.coders import FoundCode, Reading
from caseline.coding.instructions import instruction_spans
from caseline.coding.polarity import PolarityGuard
from caseline.coding.prompt import Answer, answer_schema, instructions, note_message, prompt_hash
from caseline.coding.skills import Skill
from caseline.errors import CaselineError

BASE_URL_VARIABLE = "CASELINE_BASE_URL"
KEY_NAME_VARIABLE = "CASELINE_API_KEY_NAME"
DEFAULT_KEY_NAME = "OPENAI_API_KEY"
DEFAULT_BASE_URL = "https://api.openai.com/v1"
LONGEST_WAIT_SECONDS = 60.0
MOST_PLACES = 200
_WORTH_ANOTHER_TRY = {408, 409, 425, 429}


@dataclass(frozen=True)
class EndpointSettings:
    """How to reach an endpoint. The key is never printed."""

    model: str
    base_url: str
    api_key: str
    concurrency: int = 8
    timeout_seconds: float = 60.0
    tries: int = 5
    first_wait_seconds: float = 1.0

    def __repr__(self) -> str:
        return f"EndpointSettings(model={self.model!r}, base_url={self.base_url!r})"


def endpoint_settings(model: str) -> EndpointSettings:
    """Read the endpoint from the environment. Raises CaselineError that names the variable that is missing."""
    key_name = os.environ.get(KEY_NAME_VARIABLE) or DEFAULT_KEY_NAME
    api_key = os.environ.get(key_name)
    if not api_key:
        raise CaselineError(
            f"The model '{model}' needs a key: set the environment variable {key_name} "
            f"(or name another variable in {KEY_NAME_VARIABLE})."
        )
    return EndpointSettings(model, os.environ.get(BASE_URL_VARIABLE) or DEFAULT_BASE_URL, api_key)


class BadAnswerError(Exception):
    """The endpoint answered, but not with what was asked for. Holds no word of the note."""


@dataclass(frozen=True)
class EndpointCoder:
    """Codes notes with a language model behind an OpenAI-compatible endpoint."""

    settings: EndpointSettings

    @property
    def name(self) -> str:
        return self.settings.model

    def prompt_hash(self, skill: Skill) -> str:
        return prompt_hash(skill)

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order. Raises CaselineError when the endpoint refuses the key or the model."""
        return asyncio.run(self._read_all(texts, skill, progress))

    async def _read_all(
        self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None
    ) -> list[Reading]:
        limit = asyncio.Semaphore(self.settings.concurrency)
        done = 0
        settings = self.settings
        client = openai.AsyncOpenAI(
            api_key=settings.api_key, base_url=settings.base_url, timeout=settings.timeout_seconds, max_retries=0
        )

        async def one(text: str) -> Reading:
            nonlocal done
            async with limit:
                reading = await self._read_one(client, text, skill)
            done += 1
            if progress:
                progress(done)
            return reading

        async with client:
            tasks = [asyncio.create_task(one(text)) for text in texts]
            try:
                return list(await asyncio.gather(*tasks))
            except BaseException:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                raise

    async def _read_one(self, client: openai.AsyncOpenAI, text: str, skill: Skill) -> Reading:
        failure = "no try was made"
        for attempt in range(self.settings.tries):
            wait = self.settings.first_wait_seconds * 2**attempt
            try:
                return checked(text, skill, await self._ask(client, text, skill))
            except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
                raise CaselineError(
                    f"The endpoint {self.settings.base_url} refused the key or does not know the model "
                    f"'{self.settings.model}' (HTTP {error.status_code})."
                ) from None
            except openai.APIStatusError as error:
                failure = f"HTTP {error.status_code}"
                if error.status_code < 500 and error.status_code not in _WORTH_ANOTHER_TRY:
                    break
                wait = _asked_wait(error) or wait
            except openai.APITimeoutError:
                failure = f"no answer within {self.settings.timeout_seconds:g} s"
            except openai.APIConnectionError:
                failure = "no connection"
            except BadAnswerError as error:
                failure = str(error)
            if attempt + 1 < self.settings.tries:
                await asyncio.sleep(min(wait, LONGEST_WAIT_SECONDS) * random.uniform(1.0, 1.2))  # spreads the crowd
        return Reading(flagged_instruction=bool(instruction_spans(text)), failed=failure)

    async def _ask(self, client: openai.AsyncOpenAI, text: str, skill: Skill) -> Answer:
        response = await client.chat.completions.create(
            model=self.settings.model,
            temperature=0,
            messages=[
                {"role": "system", "content": instructions(skill)},
                {"role": "user", "content": note_message(text)},
            ],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "codes", "strict": True, "schema": answer_schema(skill)},
            },
        )
        content = response.choices[0].message.content if response.choices else None
        try:
            return Answer.model_validate_json(content or "")
        except ValidationError:
            raise BadAnswerError("the answer does not follow the schema") from None


def checked(text: str, skill: Skill, answer: Answer) -> Reading:
    """Keep the codes that the skill knows and whose quote stands in the note with what governs it; count the others.

    What stands in a sentence that instructs its reader is no evidence.
    """
    known = {skill.values(code): code for code in skill.codes}
    index, guard, orders = NoteIndex(text), PolarityGuard(text), instruction_spans(text)
    found: dict[tuple[str, str | None, int, int], FoundCode] = {}
    dropped = 0
    for item in answer.codes:
        if (item.code, item.value) not in known:
            raise BadAnswerError("the answer uses a code that the skill does not have")
        counts = frozenset(known[item.code, item.value].also_counts)
        places = islice(index.places(item.quote), MOST_PLACES)
        whole = filter(None, (guard.whole(place, item.status, counts) for place in places))
        citation = next((one for one in whole if not guard.shares_a_sentence(one, orders)), None)
        if citation is None:
            dropped += 1
            continue
        found[item.code, item.value, citation.start, citation.end] = FoundCode(
            item.code, item.value, item.status, citation.quote, citation.start, citation.end, item.confidence
        )
    codes = sorted(found.values(), key=lambda code: (code.start, code.code, code.value or ""))
    if skill.kind == "rubric":
        codes = codes[:1]
    return Reading(tuple(codes), dropped, answer.instruction_in_note or bool(orders))


def _asked_wait(error: openai.APIStatusError) -> float | None:
    """Seconds the endpoint asks for in Retry-After, when it gives a number."""
    try:
        return float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
