"""The API's routes: who asks, whether the token may, what the gate shows, and what is written down of it."""

import csv
import functools
import hashlib
import io
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route

from application.acts import PAGES, Acts, NothingToDecide, Ruled
from application.api.bodies import DECISIONS, RulingMade, TakenBack
from application.api.changes import Changes
from application.api.describing import described
from application.api.listing import DEFAULT_LIMIT, MOST, Asked, Listing, moment
from application.api.resources import RESOURCES, Resource
from application.api.served import Served
from application.api.tokens import Scope, Token, Tokens, somebody
from application.desk import Desk
from application.guard import API, body_of
from application.limits import Limit
from application.people import People, Somebody
from application.problems import Problem, answer, not_there
from caseline.audit import EVERYONE, Act, AuditLog, Entry
from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import safe_cell
from caseline.organization.transformation import RULINGS
from caseline.review.acting import RuledMeanwhile, Told
from reports.published import Published
from reports.site.kinds import KINDS as PAGE_KINDS

LOG = logging.getLogger("caseline.application.api")
OF_TOKEN = (600, 60.0)
WRONG_TOKENS = (60, 60.0)
_BEARER = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.IGNORECASE)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Caseline"'}


@dataclass(frozen=True)
class Call:
    """A request with a token that holds."""

    request: Request
    token: Token
    somebody: Somebody
    served: Served
    source: str

    @property
    def may_decide(self) -> bool:
        return "decide" in self.somebody.reader.role.acts


Answer = Callable[[Call], Response]


class Api:
    """Version 1 of the API. `mount` is what the application's routes take in."""

    def __init__(
        self, people: People, desk: Desk[Served], log: AuditLog, acts: Acts, tokens: Tokens, changes: Changes
    ) -> None:
        self._people, self._desk, self._log, self._acts = people, desk, log, acts
        self._tokens, self._changes = tokens, changes
        self._of_token, self._wrong_tokens = Limit(*OF_TOKEN), Limit(*WRONG_TOKENS)
        self._described = json.dumps(described()).encode()
        routes = [
            Route("/openapi.json", self._openapi),
            Route("/status", self._reading(None, self._status)),
            Route("/tables", self._reading(Scope.tables, self._tables)),
            Route("/tables/{name}.csv", self._reading(Scope.tables, self._of_table(self._whole))),
            Route("/tables/{name}", self._reading(Scope.tables, self._of_table(self._page))),
            Route("/clients/{client_id}", self._reading(Scope.clients, self._client)),
            *[
                Route(_path(resource) + ending, self._reading(resource.scope, functools.partial(listed, resource)))
                for resource in RESOURCES
                for ending, listed in (("", self._page), (".csv", self._whole))
            ],
            Route("/figures/{figure_id:path}", self._reading(Scope.figures, self._figure)),
            *[
                Route(f"/rulings/{kind}", self._sending(body, self._rule(kind)), methods=["POST"])
                for kind, body in DECISIONS.items()
            ],
            *[
                Route(f"/rulings/{kind}/back", self._sending(TakenBack, self._take_back(kind)), methods=["POST"])
                for kind in DECISIONS
            ],
        ]
        handlers: dict[Any, Any] = {Problem: _said, HTTPException: _of_http, Exception: _failed}
        starlette = Starlette(routes=routes, exception_handlers=handlers)
        starlette.router.redirect_slashes = False
        self.mount = Mount(API, app=starlette)

    def _reading(self, scope: Scope | None, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(lambda: answer(self._call(request, scope)))

        return endpoint

    def _sending(
        self, kind: type[BaseModel], answer: Callable[[Call, Any], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            body = await body_of(request)

            def answered() -> Response:
                call = self._call(request, Scope.rulings)
                _only(request, ())
                return answer(call, _read(kind, request, body))

            return await run_in_threadpool(answered)

        return endpoint

    def _call(self, request: Request, scope: Scope | None) -> Call:
        source = request.client.host if request.client else "nowhere"
        token = self._token(request, source)
        who = somebody(token, self._people)
        if who is None:
            self._log.append(Entry(Act.refusal, f"token {token.name}", "", source, about="whose role is no more"))
            raise Problem(401, "The role or the person of this token is no more in organization.yml.", CHALLENGE)
        if scope is not None and scope not in token.scopes:
            self._log.append(
                Entry(Act.refusal, who.who, who.reader.role_name, source, about=f"a token without the scope {scope}")
            )
            raise Problem(403, f"This token was not made for that: it lacks the scope '{scope}'.")
        if not self._of_token.allows(token.name):
            raise Problem(429, "Too many requests. Wait a minute.", {"Retry-After": "60"})
        try:
            served = self._desk.of(self._people.organization, who.reader)
        except CaselineError as error:
            raise Problem(503, str(error), {"Retry-After": "600"}) from None
        return Call(request, token, who, served, source)

    def _token(self, request: Request, source: str) -> Token:
        given = request.headers.getlist("authorization")
        found = _BEARER.fullmatch(given[0]) if len(given) == 1 else None
        if found is None:
            raise Problem(401, "Send a token: Authorization: Bearer cl_...", CHALLENGE)
        if (token := self._tokens.find(found[1])) is not None:
            return token
        if not self._wrong_tokens.allows(source):
            raise Problem(429, "Too many wrong tokens. Wait a minute.", {"Retry-After": "60"})
        self._log.append(Entry(Act.refusal, "nobody", "", source, about="a token that is wrong or over"))
        raise Problem(401, "This token is wrong, revoked or over.", CHALLENGE)

    def _openapi(self, request: Request) -> Response:
        _only(request, ())
        return Response(self._described, media_type="application/json")

    def _status(self, call: Call) -> Response:
        _only(call.request, ())
        content = {
            "organization": self._people.organization.name,
            "token": call.token.name,
            "role": call.somebody.reader.role_name,
            "scopes": list(call.token.scopes),
            "as_of": call.served.as_of,
            "published_at": call.served.published_at.isoformat(timespec="seconds"),
            "version": call.served.version,
            "resources": [one.path for one in RESOURCES if one.scope in call.token.scopes and call.served.has(one)],
        }
        return _json(content)

    def _tables(self, call: Call) -> Response:
        _only(call.request, ())
        tables = [
            {
                "name": one.name, "description": call.served.gate.tables[one.table].description,
                "columns": [
                    {"name": column.column, "description": column.description}
                    for column in call.served.columns(one.table)
                ],
            }
            for one in call.served.tables()
        ]  # fmt: skip
        return _json({"data": tables})

    def _of_table(self, listed: Callable[[Resource, Call], Response]) -> Answer:
        def table(call: Call) -> Response:
            found = next((one for one in call.served.tables() if one.name == call.request.path_params["name"]), None)
            if found is None:
                raise not_there()
            return listed(found, call)

        return table

    def _client(self, call: Call) -> Response:
        _only(call.request, ())
        return self._one(call, RESOURCES[0], call.request.path_params["client_id"])

    def _figure(self, call: Call) -> Response:
        _only(call.request, ())
        resource = next(one for one in RESOURCES if one.path == "/figures")
        return self._one(call, resource, call.request.path_params["figure_id"])

    def _one(self, call: Call, resource: Resource, key: str) -> Response:
        if not call.served.has(resource):
            raise not_there()
        rows = Listing(resource, call.served, self._changes).page(Asked({resource.key[0]: key}, 1)).rows
        if not rows:
            raise not_there()
        if (same := _unchanged(call)) is not None:
            return same
        self._looked(call, resource, {row["client_id"] for row in rows if row.get("client_id")})
        return _json(rows[0], _validators(call))

    def _page(self, resource: Resource, call: Call) -> Response:
        """One page of rows, as JSON."""
        feed = ("since",) if resource.has_feed else ()
        _only(call.request, (*resource.filters, "limit", "cursor", *feed))
        asked = _asked(call.request, resource)
        listing = self._listing(resource, call, asked)
        if (same := _unchanged(call)) is not None:
            return same
        page = listing.page(asked)
        self._looked(call, resource, {row["client_id"] for row in page.rows if row.get("client_id")})
        content: dict[str, Any] = {
            "data": page.rows, "next": _next(call.request, page.cursor), "as_of": call.served.as_of,
            "version": call.served.version,
        }  # fmt: skip
        if asked.since is None:
            return _json(content, _validators(call))
        return _json(content | {"until": page.until, "whole": page.is_whole, "gone": page.gone or []})

    def _whole(self, resource: Resource, call: Call) -> Response:
        """Every row, as CSV."""
        _only(call.request, resource.filters)
        asked = _asked(call.request, resource)
        listing = self._listing(resource, call, asked)
        if (same := _unchanged(call)) is not None:
            return same
        clients = listing.clients(asked) if asked.where else EVERYONE if call.served.own_tables else ()
        self._looked(call, resource, set(clients), Act.export)
        return StreamingResponse(_lines(listing, asked), media_type="text/csv", headers=_validators(call))

    def _listing(self, resource: Resource, call: Call, asked: Asked) -> Listing:
        """Raises Problem where it is not theirs, or what the path names is not."""
        if not call.served.has(resource) or (resource.within and not self._is_there(call, resource, asked)):
            raise not_there()
        return Listing(resource, call.served, self._changes)

    def _is_there(self, call: Call, resource: Resource, asked: Asked) -> bool:
        """Whether what the path names is there for this reader."""
        parent = next(one for one in RESOURCES if one.key == (resource.within,))
        named = Asked({resource.within: asked.where[resource.within]}, 1)
        return call.served.has(parent) and bool(Listing(parent, call.served, self._changes).page(named).rows)

    def _rule(self, kind: str) -> Callable[[Call, Any], Response]:
        def rule(call: Call, body: Any) -> Response:
            seen_by = Published(call.served.gate.connection)

            def act(told: Told) -> Ruled:
                return self._acts.rule(kind, body.form(), seen_by, call.somebody.name, told)

            return self._acted(call, kind, body.ruling, act, 201)

        return rule

    def _take_back(self, kind: str) -> Callable[[Call, Any], Response]:
        def take_back(call: Call, body: TakenBack) -> Response:
            def act(told: Told) -> Ruled:
                return Ruled(self._acts.take_back(kind, " ".join(body.marks), told), ())

            return self._acted(call, kind, "taken back", act, 200)

        return take_back

    def _acted(self, call: Call, kind: str, how: str, act: Callable[[Told], Ruled], status: int) -> Response:
        """`act` on a kind of decision where the role has the page on which people take it."""
        if not call.may_decide or not call.served.gate.sees(*PAGE_KINDS[PAGES[kind]].needs):
            self._write(call, Act.refusal, about="a ruling that is not for this role")
            raise not_there()

        def told(clients: set[str]) -> None:
            self._write(call, Act.ruling, clients, about=f"{_file(kind)}: {how}")

        try:
            ruled = act(told)
        except NothingToDecide:
            raise not_there() from None
        except RuledMeanwhile as error:
            raise Problem(409, str(error)) from None
        except CaselineError as error:
            raise Problem(422, str(error)) from None
        return _json(RulingMade(told=ruled.sentence, marks=list(ruled.marks)).model_dump(), status=status)

    def _looked(self, call: Call, resource: Resource, clients: set[str], act: Act = Act.look) -> None:
        if not clients:
            return
        told = [column.column for column in call.served.columns(resource.table) if column.sensitivity != "open"]
        act = Act.trace if resource.scope is Scope.evidence and act is Act.look else act
        self._write(call, act, clients, tuple(told), f"{API}{resource.path}")

    def _write(
        self, call: Call, act: Act, clients: set[str] | None = None, fields: tuple[str, ...] = (), about: str = ""
    ) -> None:
        role = call.somebody.reader.role_name
        self._log.append(Entry(act, call.somebody.who, role, call.source, tuple(sorted(clients or ())), fields, about))


def _path(resource: Resource) -> str:
    # an ID of a figure may hold a slash
    return resource.path.replace("{figure_id}", "{figure_id:path}")


def _file(kind: str) -> str:
    return RULINGS[f"{'identity' if kind == 'pair' else kind}_ruling"].file


def _asked(request: Request, resource: Resource) -> Asked:
    """What stands behind the question mark. Raises Problem."""
    query = request.query_params
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if not re.fullmatch(r"[0-9]{1,4}", limit) or not 1 <= int(limit) <= MOST:
        raise Problem(400, f"limit is a number from 1 to {MOST}.")
    where = {name: query[name] for name in resource.filters if name in query}
    if resource.within:
        where[resource.within] = request.path_params[resource.within]
    since = None
    if "since" in query:
        try:
            since = moment(query["since"])
        except ValueError:
            raise Problem(400, "since is a moment such as 2026-11-30T05:00:00Z.") from None
    return Asked(where, int(limit), query.get("cursor", ""), since)


def _only(request: Request, allowed: tuple[str, ...]) -> None:
    """Raises Problem where more stands behind the question mark, or the same twice."""
    names = [name for name, _ in request.query_params.multi_items()]
    if not set(names) <= set(allowed):
        raise Problem(400, f"Parameters here are: {', '.join(allowed) or 'none'}.")
    if len(names) > len(set(names)):
        raise Problem(400, "A parameter stands twice.")


def _read(kind: type[BaseModel], request: Request, body: bytes | None) -> BaseModel:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "Send application/json.")
    if body is None:
        raise Problem(413, "That is too much at once.")
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        wrong = [
            {"pointer": "".join(f"/{part}" for part in one["loc"]), "detail": one["msg"]} for one in error.errors()
        ]
        raise Problem(422, "The body does not fit the API's description.", more={"errors": wrong}) from None


def _next(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    query = {name: value for name, value in request.query_params.items() if name != "cursor"}
    return f"{request.url.path}?{urlencode(query | {'cursor': cursor})}"


def _validators(call: Call) -> dict[str, str]:
    """An answer follows from the publication, what the role may see, and what was asked."""
    reader = call.somebody.reader
    said = (
        call.served.version, reader.role_name, reader.role.model_dump_json(), reader.managers, str(call.request.url),
    )  # fmt: skip
    tag = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
    return {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache", "Vary": "Authorization"}


def _unchanged(call: Call) -> Response | None:
    """304 where whoever asks has the answer already. Of changes there is none: they are asked for to be told."""
    if "since" in call.request.query_params:
        return None
    headers = _validators(call)
    known = [tag.strip().removeprefix("W/") for tag in call.request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=headers) if headers["ETag"] in known else None


def _json(content: Any, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return Response(text, status, headers=headers or {}, media_type="application/json")


def _lines(listing: Listing, asked: Asked) -> Iterator[str]:
    def line(rows: list[tuple[Any, ...]]) -> str:
        text = io.StringIO()
        csv.writer(text).writerows([safe_cell(value) for value in row] for row in rows)
        return text.getvalue()

    yield line([tuple(listing.columns)])
    for batch in listing.whole(asked):
        yield line(batch)


async def _said(request: Request, problem: Problem) -> Response:
    return answer(problem)


async def _of_http(request: Request, error: HTTPException) -> Response:
    detail = {404: not_there().detail, 405: "That cannot be done here."}.get(error.status_code, error.detail)
    return answer(Problem(error.status_code, detail, error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    # neither the address nor the words of the error: both may hold what is on record of a client
    LOG.error("%s in %s", type(error).__name__, request.scope.get("endpoint"))
    return answer(Problem(500, "Something went wrong here. It was written down; nothing was changed."))
