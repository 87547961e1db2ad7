"""The API's routes: what is read, and what is written down of it."""

import functools
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route

from application.acts import Acts
from application.api.answering import as_json, csv_lines, next_page, unchanged, validators
from application.api.asking import asked_day, asked_for, only, read_body
from application.api.bodies import DECISIONS, Submission, TakenBack
from application.api.calls import Call, Calls
from application.api.changes import Changes
from application.api.deciding import Deciding
from application.api.describing import described
from application.api.listing import Asked, Listing
from application.api.resources import RESOURCES, Resource
from application.api.served import Served
from application.api.submitting import Submitting
from application.api.tokens import Scope, Tokens
from application.desk import Desk
from application.guard import API, body_of
from application.intake.door import Door
from application.people import People
from application.problems import Problem, answer, not_there
from caseline.audit import EVERYONE, Act, AuditLog
from caseline.ground.errors import CaselineError
from reports.brief import as_data, compose
from reports.published import open_published

LOG = logging.getLogger("caseline.application.api")
Answer = Callable[[Call], Response]


class Api:
    """Version 1 of the API. `mount` is what the application's routes take in."""

    def __init__(
        self,
        people: People,
        published: Path,
        desk: Desk[Served],
        log: AuditLog,
        acts: Acts,
        tokens: Tokens,
        changes: Changes,
        door: Door,
    ) -> None:
        self._calls, self._published, self._changes = Calls(people, desk, log, tokens), published, changes
        deciding = Deciding(acts)
        self._described = json.dumps(described()).encode()
        routes = [
            Route("/openapi.json", self._openapi),
            Route("/status", self._reading(None, self._status)),
            Route("/tables", self._reading(Scope.tables, self._tables)),
            Route("/tables/{name}.csv", self._reading(Scope.tables, self._of_table(self._whole))),
            Route("/tables/{name}", self._reading(Scope.tables, self._of_table(self._page))),
            Route("/clients/{client_id}", self._reading(Scope.clients, self._client)),
            Route("/clients/{client_id}/brief", self._reading(Scope.clients, self._brief)),
            *[
                Route(_path(resource) + ending, self._reading(resource.scope, functools.partial(listed, resource)))
                for resource in RESOURCES
                for ending, listed in (("", self._page), (".csv", self._whole))
            ],
            Route("/figures/{figure_id:path}", self._reading(Scope.figures, self._figure)),
            *[
                Route(f"/rulings/{kind}", self._sending(Scope.rulings, body, deciding.rule(kind)), methods=["POST"])
                for kind, body in DECISIONS.items()
            ],
            *[
                Route(
                    f"/rulings/{kind}/back",
                    self._sending(Scope.rulings, TakenBack, deciding.take_back(kind)),
                    methods=["POST"],
                )
                for kind in DECISIONS
            ],
            Route(
                "/forms/{form}",
                self._sending(Scope.submissions, Submission, Submitting(door).submit),
                methods=["POST"],
            ),
        ]
        handlers: dict[Any, Any] = {Problem: _said, HTTPException: _of_http, Exception: _failed}
        starlette = Starlette(routes=routes, exception_handlers=handlers)
        starlette.router.redirect_slashes = False
        self.mount = Mount(API, app=starlette)

    def _reading(self, scope: Scope | None, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(lambda: answer(self._calls.of(request, scope)))

        return endpoint

    def _sending(
        self, scope: Scope, kind: type[BaseModel], answer: Callable[[Call, Any], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            body = await body_of(request)

            def answered() -> Response:
                call = self._calls.of(request, scope)
                only(request, ())
                return answer(call, read_body(kind, request, body))

            return await run_in_threadpool(answered)

        return endpoint

    def _openapi(self, request: Request) -> Response:
        only(request, ())
        return Response(self._described, media_type="application/json")

    def _status(self, call: Call) -> Response:
        only(call.request, ())
        content = {
            "organization": self._calls.people.organization.name,
            "token": call.token.name,
            "role": call.somebody.reader.role_name,
            "scopes": list(call.token.scopes),
            "as_of": call.served.as_of,
            "as_of_source": call.served.as_of_source,
            "published_at": call.served.published_at.isoformat(timespec="seconds"),
            "version": call.served.version,
            "resources": [one.path for one in RESOURCES if one.scope in call.token.scopes and call.served.has(one)],
        }
        return as_json(content)

    def _tables(self, call: Call) -> Response:
        only(call.request, ())
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
        return as_json({"data": tables})

    def _of_table(self, listed: Callable[[Resource, Call], Response]) -> Answer:
        def table(call: Call) -> Response:
            found = next((one for one in call.served.tables() if one.name == call.request.path_params["name"]), None)
            if found is None:
                raise not_there()
            return listed(found, call)

        return table

    def _client(self, call: Call) -> Response:
        only(call.request, ())
        return self._one(call, RESOURCES[0], call.request.path_params["client_id"])

    def _brief(self, call: Call) -> Response:
        """One client on a page, as `caseline brief` writes it to JSON."""
        only(call.request, ("since",))
        since, reader = asked_day(call.request, "since"), call.somebody.reader
        with open_published(self._published) as published:
            try:
                brief = compose(
                    published, self._calls.people.organization, call.request.path_params["client_id"],
                    reader.role_name, since, reader.managers,
                )  # fmt: skip
            except CaselineError:
                raise not_there() from None
        told = tuple(dict.fromkeys(section.title for section in brief.sections))
        call.write(Act.brief, {brief.client_id}, told, f"{API}/clients/{{client_id}}/brief")
        return as_json(as_data(brief), {"Cache-Control": "private, no-cache", "Vary": "Authorization"})

    def _figure(self, call: Call) -> Response:
        only(call.request, ())
        resource = next(one for one in RESOURCES if one.path == "/figures")
        return self._one(call, resource, call.request.path_params["figure_id"])

    def _one(self, call: Call, resource: Resource, key: str) -> Response:
        if not call.served.has(resource):
            raise not_there()
        rows = Listing(resource, call.served, self._changes).page(Asked({resource.key[0]: key}, 1)).rows
        if not rows:
            raise not_there()
        if (same := unchanged(call)) is not None:
            return same
        _looked(call, resource, {row["client_id"] for row in rows if row.get("client_id")})
        return as_json(rows[0], validators(call))

    def _page(self, resource: Resource, call: Call) -> Response:
        """One page of rows, as JSON."""
        feed = ("since",) if resource.has_feed else ()
        only(call.request, (*resource.filters, "limit", "cursor", *feed))
        asked = asked_for(call.request, resource)
        listing = self._listing(resource, call, asked)
        if (same := unchanged(call)) is not None:
            return same
        page = listing.page(asked)
        _looked(call, resource, {row["client_id"] for row in page.rows if row.get("client_id")})
        content: dict[str, Any] = {
            "data": page.rows, "next": next_page(call.request, page.cursor), "as_of": call.served.as_of,
            "as_of_source": call.served.as_of_source, "version": call.served.version,
        }  # fmt: skip
        if asked.since is None:
            return as_json(content, validators(call))
        return as_json(content | {"until": page.until, "whole": page.is_whole, "gone": page.gone or []})

    def _whole(self, resource: Resource, call: Call) -> Response:
        """Every row, as CSV."""
        only(call.request, resource.filters)
        asked = asked_for(call.request, resource)
        listing = self._listing(resource, call, asked)
        if (same := unchanged(call)) is not None:
            return same
        clients = listing.clients(asked) if asked.where else EVERYONE if call.served.own_tables else ()
        _looked(call, resource, set(clients), Act.export)
        return StreamingResponse(csv_lines(listing, asked), media_type="text/csv", headers=validators(call))

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


def _looked(call: Call, resource: Resource, clients: set[str], act: Act = Act.look) -> None:
    """Write down whose rows are about to be answered."""
    if not clients:
        return
    told = [column.column for column in call.served.columns(resource.table) if column.sensitivity != "open"]
    act = Act.trace if resource.scope is Scope.evidence and act is Act.look else act
    call.write(act, clients, tuple(told), f"{API}{resource.path}")


def _path(resource: Resource) -> str:
    # an ID of a figure may hold a slash
    return resource.path.replace("{figure_id}", "{figure_id:path}")


async def _said(request: Request, problem: Problem) -> Response:
    return answer(problem)


async def _of_http(request: Request, error: HTTPException) -> Response:
    detail = {404: not_there().detail, 405: "That cannot be done here."}.get(error.status_code, error.detail)
    return answer(Problem(error.status_code, detail, error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    # neither the address nor the words of the error: both may hold what is on record of a client
    LOG.error("%s in %s", type(error).__name__, request.scope.get("endpoint"))
    return answer(Problem(500, "Something went wrong here. It was written down; nothing was changed."))
