"""Whether an endpoint honours a schema: asked once, with nothing of any client, before the first note is sent."""

import openai

from caseline.coding.answers import BadAnswerError, completion
from caseline.coding.endpoint_settings import EndpointSettings
from caseline.coding.requests import asking_for_json
from caseline.errors import CaselineError

_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["seen"],
    "properties": {"seen": {"type": "string", "enum": ["caseline-schema-probe"]}},
}
_EXPECTED = '{"seen":"caseline-schema-probe"}'
_REFUSED = (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError)


async def probe(client: openai.AsyncOpenAI, settings: EndpointSettings) -> None:
    """Ask for something that only the schema tells. Raises CaselineError when the endpoint cannot be used.

    The words ask for a greeting, so that a model which is merely told the schema's name greets.
    """
    patient = client.with_options(max_retries=settings.tries)
    try:
        body = asking_for_json(settings.model, [{"role": "user", "content": "Say hello."}], "seen", _SCHEMA)
        response = await patient.chat.completions.with_raw_response.create(**body)
        answered = "".join(completion(response.text).content.split())
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
    except BadAnswerError:
        answered = ""
    if answered != _EXPECTED:
        raise CaselineError(
            f"The endpoint {settings.base_url} does not hold the model '{settings.model}' to a JSON schema. "
            "Name a model and an endpoint with structured output (response_format of type json_schema)."
        )
