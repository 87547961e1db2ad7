"""The HTTP client of every system: dlt's REST client, with tokens that are renewed and pages that are whole."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from dlt.common import jsonpath
from dlt.common.configuration.specs.base_configuration import configspec
from dlt.sources.helpers.requests import Client
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from dlt.sources.helpers.rest_client.client import PageData
from dlt.sources.rest_api.config_setup import create_auth, create_paginator, register_auth
from requests import PreparedRequest, Response

from ingestion.api.declaration import Ask, SystemApi
from ingestion.api.places import filled
from ingestion.boundary import Unreadable

ATTEMPTS = 8
FIRST_WAIT = 1.0
"""Seconds before a request is made again; every further wait is twice as long, unless the system says how long."""


@configspec
class RenewedToken(OAuth2ClientCredentials):
    """A token that the system gives for a while, asked for again when its time is over or the system says so (401)."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        super().__call__(request)
        request.register_hook("response", self._with_a_new_token)
        return request

    def _with_a_new_token(self, response: Response, **kwargs: Any) -> Response:
        if response.status_code != 401:
            return response
        response.close()
        self.obtain_token()
        again = response.request.copy()
        again.headers["Authorization"] = f"Bearer {self.access_token}"
        answer: Response = response.connection.send(again, **kwargs)
        answer.history.append(response)
        return answer


register_auth("renewed", RenewedToken)


class ApiClient:
    """Asks one system. Raises requests' exceptions where it refuses or does not answer, Unreadable where it answers
    with something else than is declared.

    `places` fills the braces of the declaration, secrets among them.
    """

    def __init__(self, api: SystemApi, places: Mapping[str, Any]) -> None:
        self._api, self._places = api, places
        self._session = Client(
            request_max_attempts=ATTEMPTS,
            request_backoff_factor=FIRST_WAIT,
            raise_for_status=False,
            retry_condition=_is_cut_off,
        ).session
        auth = filled(api.auth, self._places)
        if auth["type"] == "renewed":
            auth["session"] = self._session
        self._address = str(places["address"])
        headers = filled(api.headers, places)
        self._client = RESTClient(self._address, headers, create_auth(auth), session=self._session)

    def pages(self, ask: Ask, places: Mapping[str, Any]) -> Iterator[PageData[Any]]:
        """Pages of records, each with its response; the next one is asked for when this one is done with."""
        known = {**self._places, **places}
        records, seen = ask.records or self._api.records, set[str]()
        for page in self._client.paginate(
            filled(ask.path, known),
            method=ask.method,
            params={name: format(value) for name, value in filled(ask.params, known).items()},
            json=filled(ask.body, known) if ask.body else None,
            headers=filled(ask.headers, known),
            paginator=create_paginator(ask.paginator or self._api.paginator),  # type: ignore[arg-type]
            data_selector=records,
        ):
            if not page and not self._api.records_may_lack and not jsonpath.find_values(records, page.response.json()):
                raise Unreadable("The answer holds no records and does not say that there are none.", _SHAPE)
            yield page
            if page.paginator.has_next_page:
                following = repr((page.request.url, page.request.params, page.request.json))
                if following in seen:
                    raise Unreadable("One page names the same next page as another.", _SHAPE)
                seen.add(following)
                self._stay_here(str(page.request.url))

    def send(self, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Response:
        """One request that changes something. Whatever the system answers is given."""
        return self._client.request(path, method, headers=dict(headers), json=dict(body))  # type: ignore[arg-type]

    def _stay_here(self, url: str) -> None:
        """A token is shown to no other address than the one it is for."""
        here, there = urlsplit(self._address), urlsplit(url)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise Unreadable(
                f"A page names a next page at {there.scheme}://{there.netloc}, which is not where it came from.",
                "If that is the system's right address, write it in organization.yml.",
            )


_SHAPE = "Tell whoever looks after Caseline: what the system answers is not what its API is described as."


def _is_cut_off(response: Response | None, error: BaseException | None) -> bool:
    """Whether a good answer ends before its JSON does."""
    if response is None or not response.ok or "json" not in response.headers.get("Content-Type", ""):
        return False
    if not response.content:
        return False
    try:
        response.json()
    except ValueError:
        return True
    return False
