"""A program that uses the API of an application on loopback, with a token."""

import time

import requests

from application.api.tokens import DAY_SECONDS, Scope, Token
from application.serving import tokens_of
from caseline.organization.profile import load_organization
from tests.integration.loopback_application import Served


class Program(requests.Session):
    """A program with a token."""

    def __init__(self, served: Served, token: str) -> None:
        super().__init__()
        self.trust_env = False
        self.url = f"{served.url}/api/v1"
        self.headers["Authorization"] = f"Bearer {token}"

    def of(self, path: str, status: int = 200, **query: object) -> requests.Response:
        answer = self.get(self.url + path, params=query, timeout=30)
        assert answer.status_code == status, answer.text
        return answer

    def every(self, path: str, **query: object) -> list[dict]:
        """All the rows, page by page."""
        page = self.of(path, **query).json()
        rows = page["data"]
        while page["next"]:
            page = self.get(self.url.removesuffix("/api/v1") + page["next"], timeout=30).json()
            rows += page["data"]
        return rows

    def give(self, path: str, status: int, **body: object) -> dict:
        answer = self.post(self.url + path, json=body, timeout=30)
        assert answer.status_code == status, answer.text
        return answer.json()


def a_token(served: Served, name: str = "", days: float = 1, **whose: str) -> str:
    now = time.time()
    token = Token(name or f"t{now}", tuple(Scope), now, now + days * DAY_SECONDS, **whose)
    return tokens_of(served.place).make(token, load_organization(served.place.organization))
