"""The way in: a link from the terminal on one's own machine, an account, or an identity provider; and the way out."""

import hashlib
import secrets
import threading
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from application.accounts import Accounts, authenticator_address
from application.guard import READING, form_of
from application.limits import Limit
from application.openid import Provider
from application.people import OWNER, People
from application.place import Listening
from application.plain import plain_page
from application.sessions import Sessions
from caseline.audit import Act, AuditLog, Entry
from caseline.ground.errors import CaselineError
from reports.look.colours import brand, readable_accent

TRIES = (5, 900.0)
"""How often a password may be tried for one account, in seconds; and from one place below."""
TRIES_FROM_A_PLACE = (30, 900.0)
"""Who gets in has not used one up: an office often has one address for everybody."""
NOT_RIGHT = "Email, password or code is not right."
WAIT = "Too many tries. Wait a quarter of an hour."
NOT_KNOWN = (
    "Nobody with this account may read here. Ask whoever looks after Caseline to write you into organization.yml."
)
STATE = "caseline_state"


class Speaking(Protocol):
    """Whoever can say a sentence on a page."""

    def plain(self, sentence: str, status: int = 200) -> Response: ...


class Links:
    """Links that work once. When one was used, the terminal shows the next."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show, self._lock = show, threading.Lock()
        self._hash = b""

    def renew(self) -> None:
        key = secrets.token_urlsafe(32)
        self._hash = hashlib.sha256(key.encode()).digest()
        self._show(key)

    def use(self, key: str) -> bool:
        with self._lock:
            is_right = secrets.compare_digest(hashlib.sha256(key.encode()).digest(), self._hash)
            if is_right:
                self.renew()
            return is_right


class Entrance:
    """`links`: on one's own machine. `accounts`, `provider`: for a team."""

    def __init__(
        self,
        listening: Listening,
        people: People,
        log: AuditLog,
        links: Links | None = None,
        accounts: Accounts | None = None,
        provider: Provider | None = None,
    ) -> None:
        self._listening, self._people, self._log = listening, people, log
        self._links, self._accounts, self._provider = links, accounts, provider
        limits = people.organization.sign_in
        self.sessions = Sessions(limits.idle_minutes * 60, limits.longest_hours * 3600)
        # cookies of one host are seen at all of its ports: two servers on one machine must not share theirs
        self.cookie = "__Host-caseline" if listening.is_encrypted else f"caseline_{listening.port}"
        self._of_account, self._of_place = Limit(*TRIES), Limit(*TRIES_FROM_A_PLACE)
        self._told = Limit(1, 60.0)  # lines of the log about tries that were not looked at, of each place
        self._speaking: Speaking

    def routes(self, speaking: Speaking) -> list[Route]:
        self._speaking = speaking
        routes = [Route("/sign-in", self._sign_in_page)]
        if self._links:
            routes.append(Route("/enter/{key}", self._enter))
        if self._accounts:
            routes += [
                Route("/sign-in", self._form(self._sign_in), methods=["POST"]),
                Route("/invitation/{key}", self._invitation),
                Route("/invitation/{key}", self._form(self._accept), methods=["POST"]),
            ]
        if self._provider:
            routes += [Route("/openid/begin", self._begin), Route("/openid/end", self._end)]
        return routes

    def turned_away(self, request: Request) -> Response:
        """The answer to somebody who is not signed in."""
        if request.method not in READING:
            return self._speaking.plain("You are not signed in any more. Sign in, and send it once more.", 401)
        return RedirectResponse("/sign-in", 303)

    def left(self) -> Response:
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(
            self.cookie, path="/", secure=self._listening.is_encrypted, httponly=True, samesite="lax"
        )
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def brand(self) -> str:
        return brand(readable_accent(self._people.organization.branding.accent))

    def _form(self, answer: Callable[[Request, dict[str, str]], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            form = await form_of(request)
            return await run_in_threadpool(answer, request, form)

        return endpoint

    def _welcomed(self, request: Request, email: str, how: str) -> Response:
        somebody = self._people.find(email)
        if somebody is None:
            self._log.append(Entry(Act.refusal, email, "", _from(request), about="nobody in organization.yml"))
            return self._speaking.plain(NOT_KNOWN, 403)
        cookie, _ = self.sessions.begin(email)
        self._log.append(Entry(Act.sign_in, somebody.who, somebody.reader.role_name, _from(request), about=how))
        response = RedirectResponse("/", 303)
        response.set_cookie(
            self.cookie, cookie, path="/", secure=self._listening.is_encrypted, httponly=True, samesite="lax"
        )
        return response

    def _enter(self, request: Request) -> Response:
        if self._links is None or not self._of_place.allows(_from(request)):
            return self._speaking.plain(WAIT, 429)
        if not self._links.use(request.path_params["key"]):
            self._log.append(Entry(Act.refusal, "nobody", "", _from(request), about="a link that was used"))
            return self._speaking.plain("This link was used already. The terminal shows the one that works.", 403)
        return self._welcomed(request, OWNER, "the link of the terminal")

    def _sign_in_page(self, request: Request) -> Response:
        return self._asked()

    def _asked(self, problem: str = "", status: int = 200) -> Response:
        organization = self._people.organization
        openid = organization.sign_in.openid
        html = plain_page(
            organization, "sign_in.html", problem=problem, by_link=self._links is not None,
            by_account=self._accounts is not None, provider=openid.title if self._provider and openid else None,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _sign_in(self, request: Request, form: dict[str, str]) -> Response:
        email = form.get("email", "").strip().lower()
        source = _from(request)
        if not self._of_place.allows(source) or not self._of_account.allows(email):
            if self._told.allows(source):
                self._log.append(Entry(Act.refusal, "nobody", "", source, about="too many tries to sign in"))
            return self._asked(WAIT, 429)
        assert self._accounts is not None
        if not self._accounts.check(email, form.get("password", ""), form.get("code", "")):
            # a known account is named; what else was typed may have been a password
            known = email if self._people.find(email) and email != OWNER else "nobody"
            self._log.append(Entry(Act.refusal, known, "", source, about="a wrong password or code"))
            return self._asked(NOT_RIGHT, 403)
        self._of_account.forget(email)
        self._of_place.take_back(source)
        return self._welcomed(request, email, "password and code")

    def _invitation(self, request: Request) -> Response:
        return self._invited(request.path_params["key"])

    def _invited(self, key: str, problem: str = "", status: int = 200) -> Response:
        assert self._accounts is not None
        invitation = self._accounts.invitation(key)
        if invitation is None:
            return self._speaking.plain("This invitation was used already or is too old. Ask for another one.", 403)
        email, secret = invitation
        organization = self._people.organization
        address = authenticator_address(secret, email, organization.branding.short_name or organization.name)
        html = plain_page(
            organization, "invitation.html", email=email, secret=_in_fours(secret), picture=_picture(address),
            problem=problem,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _accept(self, request: Request, form: dict[str, str]) -> Response:
        key = request.path_params["key"]
        assert self._accounts is not None
        if self._accounts.invitation(key) is None and not self._of_place.allows(_from(request)):
            return self._speaking.plain(WAIT, 429)
        if form.get("password", "") != form.get("again", ""):
            return self._invited(key, "The two passwords differ.", 400)
        try:
            email = self._accounts.accept(key, form.get("password", ""), form.get("code", ""))
        except CaselineError as error:
            return self._invited(key, str(error), 400)
        self.sessions.end_all_of(email)
        return self._welcomed(request, email, "an invitation")

    def _begin(self, request: Request) -> Response:
        assert self._provider is not None
        if not self._of_place.allows(_from(request)):
            return self._asked(WAIT, 429)
        try:
            address, state = self._provider.begin()
        except CaselineError as error:
            return self._asked(str(error), 503)
        response = RedirectResponse(address, 303)
        response.set_cookie(
            STATE, state, max_age=600, path="/openid", secure=self._listening.is_encrypted, httponly=True,
            samesite="lax",
        )  # fmt: skip
        return response

    def _end(self, request: Request) -> Response:
        assert self._provider is not None
        state, query = request.cookies.get(STATE, ""), request.query_params
        if not state or not secrets.compare_digest(state.encode(), query.get("state", "").encode()):
            if self._told.allows(_from(request)):
                self._log.append(
                    Entry(Act.refusal, "nobody", "", _from(request), about="a sign-in that was not begun here")
                )
            return self._asked("This sign-in was not begun in this browser. Begin again.", 403)
        try:
            email = self._provider.finish(state, query.get("code", ""))
        except CaselineError as error:
            self._log.append(Entry(Act.refusal, "nobody", "", _from(request), about="an answer that is not trusted"))
            return self._asked(str(error), 403)
        self._of_place.take_back(_from(request))
        response = self._welcomed(request, email, "the identity provider")
        response.delete_cookie(STATE, path="/openid")
        return response


def _from(request: Request) -> str:
    return request.client.host if request.client else "nowhere"


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _picture(address: str) -> str:
    """A QR code as an address of a picture."""
    import segno

    return segno.make(address, error="m").svg_data_uri(scale=5, border=2)
