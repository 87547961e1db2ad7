"""The application: its routes, and what becomes of a request on its way to one."""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from application.acts import KINDS, LONGEST_REASON, NEEDS, PAGES, Acts
from application.api.routes import Api
from application.configuring import PAGE as CONFIGURE_PAGE
from application.configuring import Configuring
from application.desk import Desk
from application.entrance import Entrance
from application.guard import Guard, form_of, is_from_page
from application.intake.asking import askable, wanted_of
from application.intake.public import PublicForms
from application.limits import Limit
from application.people import People
from application.place import Listening
from application.plain import plain_page
from application.signed import Answer, FormAnswer, Signed
from application.uploads import PATH as UPLOAD
from application.uploads import Uploads
from caseline.audit import Act, AuditLog, Entry, who_saw
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.identity.known_as import known_as
from caseline.organization.roles import Act as RoleAct
from caseline.organization.transformation import RULINGS
from caseline.review.acting import Told
from ingestion.submissions.response_rates import ResponseRate, response_rates
from reports.published import Published
from reports.site.assets import shipped
from reports.site.inside import Inside
from reports.site.kinds import Asked
from reports.site.narrowing import Narrowing

LOG = logging.getLogger("caseline.application")
NOT_THERE = "There is no such page for you."
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
AUDIT = "audit.html"
DECIDED_ON = ("identity.html", "code-review.html", "missing", "attention/", "clients/C-")
"""Where the paths of pages begin on which people rule."""
SEARCHED = {"clients/index.html": ("search", "stays"), "find.html": ("words",), AUDIT: ("client",)}
"""Pages with a search, and its fields. What is searched for is sent as a form: addresses of pages are kept by browsers
and proxies."""
LONGEST_SEARCH = 100
PAGE = re.compile(r"([a-z-]+(?:/[A-Za-z0-9-]+)?\.html)(?:\?page=\d{1,6})?")
OPEN_SECONDS = 3600
"""How long a client who was opened outside the case load stays so."""
SHORTEST_REASON = 10
OF_SESSION = (600, 60.0)
OF_ADDRESS = (1200, 60.0)


class Application:
    """Pages of one organisation for whoever is signed in. `asgi` is what a server runs."""

    def __init__(
        self,
        listening: Listening,
        people: People,
        desk: Desk[Inside],
        log: AuditLog,
        entrance: Entrance,
        acts: Acts,
        api: Api,
        forms: PublicForms,
        place: Workspace,
    ) -> None:
        self.acts, self.forms = acts, forms
        configuring = Configuring(place, lambda signed, act, about: self._write(signed, act, about=about))
        self.listening, self.people, self.desk, self.log, self.entrance = listening, people, desk, log, entrance
        uploads = Uploads(
            forms.door.store,
            lambda signed, act, clients, about: self._write(signed, act, clients, about=about),
            lambda: self.plain(NOT_THERE, 404),
        )
        self._of_session = Limit(*OF_SESSION)
        routes = [
            *entrance.routes(self),
            *forms.routes(),
            Route("/rulings/{kind}", self.form(self._ruled), methods=["POST"]),
            Route("/rulings/{kind}/back", self.form(self._taken_back), methods=["POST"]),
            Route("/links", self.form(self._ask), methods=["POST"]),
            Route(f"/{AUDIT}", self.page(self._may("audit", self._audit))),
            Route(f"/{CONFIGURE_PAGE}", self.page(self._may("configure", configuring.page))),
            *(
                Route(f"/configure{path}", self.form(self._may_send("configure", answer)), methods=["POST"])
                for path, answer in (
                    ("", configuring.said),
                    ("-propose", configuring.proposed),
                    ("-accept", configuring.accepted),
                    ("-back", configuring.taken_back),
                )
            ),
            *(Route(f"/{path}", self.form(self._search), methods=["POST"]) for path in SEARCHED),
            Route("/narrow", self.form(self._narrow), methods=["POST"]),
            Route("/break-glass.html", self.page(self._may("break_glass", self._break_glass))),
            Route("/break-glass", self.form(self._may_send("break_glass", self._opened)), methods=["POST"]),
            Route(UPLOAD, self.page(uploads.shown)),
            Route("/leave", self.form(self._leave), methods=["POST"]),
            api.mount,
            Route("/assets/{name}", self._asset),
            Route("/charts/{name}", self.page(self._chart)),
            Route("/", self.page(self._shown)),
            Route("/{path:path}", self.page(self._shown)),
        ]
        handlers: dict[Any, Any] = {HTTPException: self._not_there, Exception: self._failed}
        starlette = Starlette(routes=routes, exception_handlers=handlers)
        self.asgi: ASGIApp = Guard(starlette, listening, Limit(*OF_ADDRESS), self._refused)

    def page(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """A route that reads, for whoever is signed in."""

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(self._answered, request, answer)

        return endpoint

    def form(self, answer: FormAnswer) -> Callable[[Request], Awaitable[Response]]:
        """A route that is sent a form from a page of ours, by whoever is signed in."""

        async def endpoint(request: Request) -> Response:
            form = await form_of(request)

            def checked(signed: Signed) -> Response:
                if not is_from_page(signed.session, form):
                    self._write(signed, Act.refusal, about="a form without the token of its page")
                    return self.plain(
                        "This form is of a page from before. Go back, load it again, and send it once more.", 403
                    )
                return answer(signed, form)

            return await run_in_threadpool(self._answered, request, checked)

        return endpoint

    def _may(self, act: RoleAct, answer: Answer) -> Answer:
        """An answer for roles that may do this; for others there is no such page."""

        def for_whom_it_is(signed: Signed) -> Response:
            if act not in signed.somebody.reader.role.acts:
                self._write(signed, Act.refusal, about="a page that there is not for this role")
                return self.plain(NOT_THERE, 404)
            return answer(signed)

        return for_whom_it_is

    def _may_send(self, act: RoleAct, answer: FormAnswer) -> FormAnswer:
        return lambda signed, form: self._may(act, lambda whoever: answer(whoever, form))(signed)

    def _answered(self, request: Request, answer: Answer) -> Response:
        session = self.entrance.sessions.of(request.cookies.get(self.entrance.cookie, ""))
        organization = self.people.organization  # once: who reads and what is shown are of one state of the file
        somebody = self.people.find(session.person, organization) if session else None
        if session is None or somebody is None:
            return self.entrance.turned_away(request)
        opened = session.opened(time.monotonic()) if "break_glass" in somebody.reader.role.acts else {}
        somebody = replace(somebody, reader=replace(somebody.reader, opened=tuple(opened)))
        if not self._of_session.allows(session.token):
            return self.plain("Too many requests. Wait a minute.", 429)
        source = request.client.host if request.client else "nowhere"
        try:
            inside = self.desk.of(organization, somebody.reader)
            return answer(Signed(request, session, somebody, inside, source, opened))
        except CaselineError as error:
            return self.plain(str(error), 503)

    def _shown(self, signed: Signed) -> Response:
        path = signed.request.url.path.removeprefix("/") or "index.html"
        visit = signed.visit
        if signed.may_decide and path.startswith(DECIDED_ON):
            told, signed.session.told = signed.session.told, ""
            forms = list(self.forms.forms().values())
            visit = replace(
                visit,
                work=self.acts.work(signed.inside.gate.connection.cursor()),
                told=told,
                asks=lambda lacks: askable(forms, lacks),
                asked=self.forms.what_became() if path.startswith("missing") else {},
            )
        if path == "aggregate.html":
            visit = replace(visit, rates=[each.told() for each in self._rates(signed)])
        try:
            query = {"page": signed.request.query_params.get("page", ""), **signed.session.searched.get(path, {})}
            rendered = signed.inside.page(Asked(path, query), visit)
        except KeyError:
            self._write(signed, Act.refusal, about="a page that there is not for this role")
            return self.plain(NOT_THERE, 404)
        if rendered.clients:
            act = Act.search if path in SEARCHED else Act.trace if path.startswith("trace/") else Act.look
            self._write(signed, act, rendered.clients, rendered.fields, path)
        if rendered.named:
            self._write(signed, Act.look, rendered.named, rendered.named_fields, f"{path}, of their household")
        return HTMLResponse(rendered.html)

    def _rates(self, signed: Signed) -> list[ResponseRate]:
        """How many answered of those who were asked again, of the stays that the reader sees."""
        links = self.forms.links.all()
        if not signed.somebody.reader.role.is_limited:
            return response_rates(links)
        stays = Published(signed.inside.gate.connection).rows("select client_id, program_id from record.enrollment")
        seen = {(stay["client_id"], stay["program_id"]) for stay in stays}
        return response_rates(links, lambda link: (link.purpose.client_id, link.purpose.program) in seen)

    def _search(self, signed: Signed, form: dict[str, str]) -> Response:
        path = signed.request.url.path.removeprefix("/")
        signed.session.searched[path] = {name: form.get(name, "")[:LONGEST_SEARCH] for name in SEARCHED[path]}
        return RedirectResponse(f"/{path}", 303)

    def _narrow(self, signed: Signed, form: dict[str, str]) -> Response:
        """Narrow lists to a program and days, from now on and on every page."""
        wanted = Narrowing() if form.get("all") else Narrowing.read(form)
        signed.session.narrowing = wanted if wanted.program in ("", *signed.inside.programs) else Narrowing()
        return RedirectResponse(f"/{_page_of(signed, form).partition('?')[0]}", 303)

    def _chart(self, signed: Signed) -> Response:
        svg = signed.inside.charts.get(f"charts/{signed.request.path_params['name']}")
        if svg is None or not signed.inside.has("aggregate.html"):
            return self.plain(NOT_THERE, 404)
        return Response(svg, media_type=TYPES[".svg"])

    def _audit(self, signed: Signed) -> Response:
        """Who has seen a client, for whoever may know."""
        asked = signed.session.searched.get(AUDIT, {}).get("client", "").strip()
        ids: list[str] = []
        told: list[str] = []
        problem = ""
        if asked:
            try:
                ids = known_as(self.acts.published, asked)
                self._write(signed, Act.audit, tuple(ids), about="who has seen")
                told = who_saw(self.log, ids)
            except CaselineError as error:
                problem = str(error)
        content = {"asked": asked, "ids": ids, "told": told, "problem": problem}
        return HTMLResponse(signed.inside.beside(AUDIT, "audit.html", signed.visit, **content))

    def _break_glass(self, signed: Signed, problem: str = "") -> Response:
        content = {"problem": problem, "minutes": OPEN_SECONDS // 60, "opened": signed.opened}
        html = signed.inside.beside("break-glass.html", "break_glass.html", signed.visit, **content)
        return HTMLResponse(html, 400 if problem else 200)

    def _opened(self, signed: Signed, form: dict[str, str]) -> Response:
        """Open a client outside the case load, once the reason is written down."""
        why = " ".join(form.get("why", "").split())[:LONGEST_REASON]
        if len(why) < SHORTEST_REASON:
            return self._break_glass(signed, "Say in a sentence why you have to see this client now.")
        asked = form.get("client", "").strip()[:100]
        try:
            client = known_as(self.acts.published, asked)[0]
        except CaselineError:
            self._write(signed, Act.refusal, (asked,), about="a client to open whom there is not", why=why)
            return self._break_glass(signed, "There is no such client.")
        self._write(signed, Act.look, (client,), about="opened outside the case load", why=why)
        signed.session.open(client, time.monotonic() + OPEN_SECONDS, why)
        return RedirectResponse(f"/clients/{client}.html", 303)

    def _ruled(self, signed: Signed, form: dict[str, str]) -> Response:
        seen_by = Published(signed.inside.gate.connection)

        def rule(kind: str, told: Told) -> str:
            return self.acts.rule(kind, form, seen_by, signed.somebody.name, told).sentence

        return self._acted(signed, form, form.get("ruling", "")[:20], rule)

    def _taken_back(self, signed: Signed, form: dict[str, str]) -> Response:
        seen_by = Published(signed.inside.gate.connection)

        def take_back(kind: str, told: Told) -> str:
            return self.acts.take_back(kind, form.get("mark", ""), seen_by, told)

        return self._acted(signed, form, "taken back", take_back)

    def _acted(self, signed: Signed, form: dict[str, str], how: str, act: Callable[[str, Told], str]) -> Response:
        """`act` on a kind of decision, where the role may, and what it told; `how` is for the log."""
        kind = signed.request.path_params["kind"]
        has = kind in KINDS and signed.inside.has(PAGES[kind]) and signed.inside.gate.sees(*NEEDS.get(kind, ()))
        if not has or not signed.may_decide:
            self._write(signed, Act.refusal, about="a ruling that is not for this role")
            return self.plain(NOT_THERE, 404)

        def told(clients: set[str]) -> None:
            about = f"{RULINGS[KINDS[kind].table].file}: {how}"
            self._write(signed, Act.ruling, tuple(sorted(clients)), about=about)

        try:
            signed.session.told = act(kind, told)
        except CaselineError as error:
            signed.session.told = str(error)
        return _back_to(signed, kind, form)

    def _ask(self, signed: Signed, form: dict[str, str]) -> Response:
        """A link for a thing that is missing, told once on the page that it was asked for on."""
        query = "select * from reporting.missing where missing_id = ?"
        seen = Published(signed.inside.gate.connection).rows(query, form.get("missing_id", ""))
        if not seen or not signed.may_decide or not signed.inside.has(PAGES["missing"]):
            self._write(signed, Act.refusal, about="a link that is not for this role")
            return self.plain(NOT_THERE, 404)
        by = Entry(Act.link, signed.somebody.who, signed.somebody.reader.role_name, signed.source)
        try:
            signed.session.told = self.forms.asked(wanted_of(seen[0]), by, self.acts.published)
        except CaselineError as error:
            signed.session.told = str(error)
        return _back_to(signed, "missing", form)

    def _leave(self, signed: Signed, form: dict[str, str]) -> Response:
        self.entrance.sessions.end(signed.request.cookies.get(self.entrance.cookie, ""))
        self._write(signed, Act.sign_out)
        return self.entrance.left()

    async def _asset(self, request: Request) -> Response:
        path = f"assets/{request.path_params['name']}"
        text = (shipped() | {"assets/brand.css": self.entrance.brand()}).get(path)
        if text is None:
            return self.plain(NOT_THERE, 404)
        return Response(text, media_type=TYPES[Path(path).suffix], headers={"Cache-Control": "private, max-age=300"})

    async def _not_there(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self.plain(NOT_THERE, status)

    async def _failed(self, request: Request, error: Exception) -> Response:
        # neither the address nor the words of the error: both may hold what is on record of a client
        LOG.error("%s in %s", type(error).__name__, request.scope.get("endpoint"))
        return self.plain("Something went wrong here. It was written down; nothing was changed.", 500)

    def plain(self, sentence: str, status: int = 200) -> Response:
        """A page with one sentence."""
        return HTMLResponse(plain_page(self.people.organization, "sentence.html", sentence=sentence), status)

    def _write(
        self,
        signed: Signed,
        act: Act,
        clients: tuple[str, ...] = (),
        fields: tuple[str, ...] = (),
        about: str = "",
        why: str | None = None,
    ) -> None:
        who, role = signed.somebody.who, signed.somebody.reader.role_name
        reasons = [signed.opened[client] for client in clients if client in signed.opened]
        given = why or "; ".join(dict.fromkeys(reasons)) or None
        self.log.append(Entry(act, who, role, signed.source, clients, fields, about, given))

    def _refused(self, why: str, source: str) -> None:
        self.log.append(Entry(Act.refusal, "nobody", "", source, about=why))


def _page_of(signed: Signed, form: dict[str, str]) -> str:
    """The page that a form was sent from; '' where the reader has no such page."""
    page = form.get("page", "")
    found = PAGE.fullmatch(page)
    return page if found and signed.inside.has(found[1]) else ""


def _back_to(signed: Signed, kind: str, form: dict[str, str]) -> Response:
    """Back to the page that a form was sent from, where what it was about stands."""
    page = _page_of(signed, form) or PAGES[kind]
    return RedirectResponse(f"/{page}#{quote(form.get('anchor', '')[:200], safe='')}", 303)


def forms_alone(
    forms: PublicForms, listening: Listening, log: AuditLog, of_address: tuple[int, float] = OF_ADDRESS
) -> ASGIApp:
    """Forms for clients without the pages of the organisation: for an address that everybody reaches."""

    async def not_there(request: Request, error: Exception) -> Response:
        return HTMLResponse("There is no such page.", error.status_code if isinstance(error, HTTPException) else 404)

    async def failed(request: Request, error: Exception) -> Response:
        LOG.error("%s in %s", type(error).__name__, request.scope.get("endpoint"))
        return HTMLResponse("Something went wrong here. Nothing was taken in; send it again in a while.", 500)

    def refused(why: str, source: str) -> None:
        log.append(Entry(Act.refusal, "nobody", "", source, about=why))

    handlers: dict[Any, Any] = {HTTPException: not_there, Exception: failed}
    starlette = Starlette(routes=forms.routes(), exception_handlers=handlers)
    return Guard(starlette, listening, Limit(*of_address), refused)


def shared_pages(folder: Path, listening: Listening) -> ASGIApp:
    """The pages that are shared outside, as they lie in a folder: for a look at them on this machine.

    Raises CaselineError when there are none.
    """
    if not (folder / "index.html").exists():
        raise CaselineError(f"There are no pages at {folder} yet. Make them with: caseline run")
    files = StaticFiles(directory=folder, html=True)
    return Guard(files, listening, Limit(*OF_ADDRESS), lambda why, source: None)
