"""What every request passes before anything else: who is asked, whether a browser may send this, how often, and from
a page of ours. What goes back tells browsers to keep nothing and to run nothing but our own files."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from application.limits import Limit
from application.place import Listening
from application.problems import Problem, answer
from application.sessions import Session

LARGEST_FORM = 64 * 1024
API = "/api/v1"
"""Where programs are answered: they send a token with each request, and no browser does that for another site."""
FIELDS, FILES = "application/x-www-form-urlencoded", "multipart/form-data"
WITH_FILES = ("/forms/", "/ask/")
"""Where forms may have files."""
CALLED = ("/messages/received", "/messages/status")
"""What a provider of texts calls, which is no page and signs what it sends."""
READING = ("GET", "HEAD")
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data:"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
NOT_OURS = "This address is not the one that Caseline serves."
NOT_FROM_US = "This was not sent from a page of Caseline."
TOO_OFTEN = "Too many requests. Wait a minute."


@dataclass
class Guard:
    """The outermost part of the application."""

    app: ASGIApp
    listening: Listening
    of_address: Limit
    refused: Callable[[str, str], None]
    """Told of what was refused, of each address once a minute: why, and from where."""
    _written: Limit = field(default_factory=lambda: Limit(1, 60.0))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        wrong = self._wrong(scope)
        if wrong:
            status, why = wrong
            said = answer(Problem(status, why)) if _is_api(scope) else PlainTextResponse(why, status)
            await said(scope, receive, self._sending(send))
            if self._written.allows(_address(scope)):
                await run_in_threadpool(self.refused, why, _address(scope))
            return
        await self.app(scope, receive, self._sending(send))

    def _wrong(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if not self.of_address.allows(_address(scope)):
            return 429, TOO_OFTEN
        if (
            headers.getlist("host") != [headers.get("host")]
            or headers.get("host", "").lower() not in self.listening.hosts
        ):
            return 421, NOT_OURS
        if self.listening.proxy and (scope.get("scheme") != "https"):
            return 421, "Caseline is reached by https only."
        if scope["method"] in READING or _is_api(scope):
            return None
        if scope["method"] != "POST":
            return 405, "Pages are read, and forms are sent."
        if scope["path"] in CALLED:
            return None
        if headers.get("origin") not in self.listening.origins:
            return 403, NOT_FROM_US
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, NOT_FROM_US
        kind = headers.get("content-type", "")
        may_have_files = is_of_kind(kind, FILES) and str(scope["path"]).startswith(WITH_FILES)
        if not is_of_kind(kind, FIELDS) and not may_have_files:
            return 415, "A form is sent as a form."
        return None

    def _sending(self, send: Send) -> Send:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.listening.is_encrypted:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        return told


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form. One that is too large, or no text, has none."""
    return dict(await pairs_of(request) or [])


async def pairs_of(request: Request, most_fields: int = 100) -> list[tuple[str, str]] | None:
    """The fields of a form, of which one may be there several times. None where it is too large, or no text."""
    body = await body_of(request)
    try:
        return (
            parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most_fields) if body is not None else None
        )
    except ValueError:
        return None


async def body_of(request: Request) -> bytes | None:
    """What was sent; None where it is more than anything that is sent here."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    return body


def is_of_kind(content_type: str, kind: str) -> bool:
    return content_type.partition(";")[0].strip() == kind


def is_from_page(session: Session, form: dict[str, str]) -> bool:
    """Whether a form has the token of the session's own pages."""
    return secrets.compare_digest(form.get("token", "").encode(), session.token.encode())


def _is_api(scope: Scope) -> bool:
    return str(scope["path"]).startswith(f"{API}/")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "nowhere"
