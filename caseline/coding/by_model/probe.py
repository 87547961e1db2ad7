"""Whether an endpoint honours a schema: asked once, with nothing of any client, before the first note is sent."""

from typing import Literal

import openai
from pydantic import BaseModel, ConfigDict, ValidationError

from caseline.coding.by_model.answers import BadAnswerError, completion
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_model.requests import asking_for_json
from caseline.ground.errors import CaselineError

SCHEMA_NAME = "greetings"


_CODE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["code"],
    "properties": {"code": {"type": "string", "enum": ["greeting"]}},
}
_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["codes"],
    "properties": {"codes": {"type": "array", "items": _CODE}},
}


class _Greeting(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: Literal["greeting"]


class _Greetings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    codes: list[_Greeting]


_REFUSED = (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError)


async def probe(client: openai.AsyncOpenAI, settings: EndpointSettings) -> None:
    """Ask for a greeting under a schema. Raises CaselineError when the endpoint cannot be used.

    A model that is not held to the schema greets in words, or in JSON of its own making.
    """
    patient = client.with_options(max_retries=settings.tries)
    try:
        body = asking_for_json(settings.model, [{"role": "user", "content": "Say hello."}], SCHEMA_NAME, _SCHEMA)
        response = await patient.chat.completions.with_raw_response.create(**body)
        _Greetings.model_validate_json(completion(response.text).content)
    except _REFUSED as error:
        raise CaselineError(
            f"The endpoint {settings.base_url} refused the key or does not know the model '{settings.model}' "
            f"(HTTP {error.status_code})."
        ) from None
    except (openai.RateLimitError, openai.InternalServerError) as error:
        raise CaselineError(
            f"The endpoint {settings.base_url} takes no request now (HTTP {error.status_code}). Start again later."
        ) from None
    except openai.APIStatusError as error:
        raise CaselineError(
            f"The endpoint {settings.base_url} does not take a JSON schema for answers (HTTP {error.status_code})."
        ) from None
    except openai.APIConnectionError:
        raise CaselineError(f"The endpoint {settings.base_url} does not answer.") from None
    except (BadAnswerError, ValidationError):
        raise CaselineError(
            f"The endpoint {settings.base_url} does not hold the model '{settings.model}' to a JSON schema. "
            "Name a model and an endpoint with structured output (response_format of type json_schema)."
        ) from None
