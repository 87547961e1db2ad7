"""Where the endpoint is and how patiently it is asked. Its address and key come from the environment alone."""

import os
from dataclasses import dataclass

import openai

from caseline.ground.errors import CaselineError

BASE_URL_VARIABLE = "CASELINE_BASE_URL"
KEY_NAME_VARIABLE = "CASELINE_API_KEY_NAME"
DEFAULT_KEY_NAME = "OPENAI_API_KEY"
DEFAULT_BASE_URL = "https://api.openai.com/v1"


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
    patience_seconds: float = 300.0
    """How long an endpoint may answer nothing at all before the run stops asking."""

    def __repr__(self) -> str:
        return f"EndpointSettings(model={self.model!r}, base_url={self.base_url!r})"

    def client(self) -> openai.AsyncOpenAI:
        """A client that tries once: who asks decides what is tried again, and counts it."""
        return openai.AsyncOpenAI(
            api_key=self.api_key, base_url=self.base_url, timeout=self.timeout_seconds, max_retries=0
        )

    def batch_client(self) -> openai.OpenAI:
        """A client for files and batches, which tries again by itself: nothing it asks is paid for."""
        return openai.OpenAI(
            api_key=self.api_key, base_url=self.base_url, timeout=self.timeout_seconds, max_retries=self.tries
        )


def endpoint_settings(model: str, concurrency: int = 8, timeout_seconds: float = 60.0) -> EndpointSettings:
    """Read the endpoint from the environment. Raises CaselineError that names the variable that is missing."""
    key_name = os.environ.get(KEY_NAME_VARIABLE) or DEFAULT_KEY_NAME
    api_key = os.environ.get(key_name)
    if not api_key:
        raise CaselineError(
            f"The model '{model}' needs a key: set the environment variable {key_name} "
            f"(or name another variable in {KEY_NAME_VARIABLE})."
        )
    base_url = os.environ.get(BASE_URL_VARIABLE) or DEFAULT_BASE_URL
    return EndpointSettings(model, base_url, api_key, concurrency, timeout_seconds)
