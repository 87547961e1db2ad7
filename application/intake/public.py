"""The addresses that clients come to: forms that are open to all, and links to one client.

Nothing here reads the warehouse. What a page shows is the form itself and what whoever fills it in has just typed.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from application.guard import pairs_of
from application.intake.asking import DAYS, Asking, Wanted
from application.intake.forms_on_file import FormsOnFile
from application.intake.pages import Speech, asset, form_page, language_of, page
from application.limits import Limit
from application.people import People
from application.place import Listening
from caseline.audit import Act, AuditLog, Entry
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.organization.intake_forms import IntakeForm, resolved
from caseline.organization.intake_forms.answering import Checked, check, cleaned, read_date
from caseline.organization.intake_forms.resolved import AskedSection
from caseline.organization.intake_forms.words import WORDS
from ingestion.submissions import links as events
from ingestion.submissions.links import Link, Links
from ingestion.submissions.store import Sent, Store
from reports.look.colours import brand, readable_accent
from reports.published import open_published

SENT_FROM_A_PLACE = (40, 600.0)
"""How many submissions may come from one address in so many seconds; and from all below."""
SENT_IN_ALL = (1200, 600.0)
OF_LINK = (60, 3600.0)
"""How often one link may be opened."""
PASS_SECONDS = 3600
MOST_FIELDS = 600
HELD_AS_MACHINE = "A field that people do not see was filled in, as machines do that write into every form they find."
BY_FORM, BY_LINK = "the form that is open to all", "link {}"
TYPES = {"intake.css": "text/css", "intake.js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}
Given = dict[str, list[str]]


@dataclass(frozen=True)
class Limits:
    """How much is taken in, in how many seconds."""

    from_a_place: tuple[int, float] = SENT_FROM_A_PLACE
    in_all: tuple[int, float] = SENT_IN_ALL


class PublicForms:
    """Routes without sign-in. `now` is the clock of links; submissions are dated on the organisation's own."""

    def __init__(
        self,
        place: Workspace,
        people: People,
        log: AuditLog,
        listening: Listening,
        limits: Limits = Limits(),
        now: Callable[[], datetime] = events.now,
    ) -> None:
        self._place, self._people, self._log, self._listening, self._now = place, people, log, listening, now
        self.forms = FormsOnFile(place.organization)
        self._store, self.links = Store(place.submissions), Links(place.links, keys_of_workspace(place))
        self._of_place, self._in_all = Limit(*limits.from_a_place), Limit(*limits.in_all)
        self._of_link = Limit(*OF_LINK)

    def routes(self) -> list[Route]:
        return [
            Route("/forms", self._read(self._list)),
            Route("/forms/-/{name}", self._asset),
            Route("/forms/{form}", self._read(self._form)),
            Route("/forms/{form}", self._sent(self._send), methods=["POST"]),
            Route("/forms/{form}/thanks", self._read(self._thanks)),
            Route("/ask/{key}", self._read(self._of(self._link))),
            Route("/ask/{key}", self._sent(self._of(self._answer)), methods=["POST"]),
            Route("/ask/{key}/confirm", self._sent(self._of(self._confirm)), methods=["POST"]),
            Route("/ask/{key}/stop", self._sent(self._of(self._stop)), methods=["POST"]),
        ]

    def asked(self, wanted: Wanted, by: Entry, published: Path) -> str:
        """Makes a link that asks a client, and tells it in a sentence: once, for only its hash is kept.

        Raises CaselineError.
        """
        with open_published(published) as opened:
            asking = Asking(list(self.forms().values()), opened, self.links, self._log)
            link, key = asking.ask(wanted, DAYS, self._now(), by)
        confirms = " It asks first for something that the client knows." if link.purpose.confirm else ""
        return (
            f"Give this link to {wanted.client_id} and to nobody else; it is shown once and works until "
            f"{link.until:%d %B %Y}: {self._listening.origin}/ask/{key} .{confirms}"
        )

    def what_became(self) -> dict[str, str]:
        """A sentence on the last link for each thing that was asked for."""
        at = self._now()
        return {
            link.purpose.about: f"Asked by link {link.number} on {link.made_at:%d %B}: {_what_became(link, at)}."
            for link in self.links.all()
            if link.purpose.about
        }

    def _read(self, answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(self._answered, request, lambda: answer(request))

        return endpoint

    def _sent(self, answer: Callable[[Request, Given], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            pairs = await pairs_of(request, MOST_FIELDS)
            if pairs is None:
                return self._sentence(request, "too_large", 413)
            given: Given = {}
            for name, value in pairs:
                given.setdefault(name, []).append(value)
            return await run_in_threadpool(self._answered, request, lambda: answer(request, given))

        return endpoint

    def _answered(self, request: Request, answer: Callable[[], Response]) -> Response:
        try:
            return answer()
        except CaselineError:
            # what cannot be kept or written down was not taken in, and whoever sent it is told so
            return self._sentence(request, "later", 503)

    # forms that are open to all

    def _list(self, request: Request) -> Response:
        shown = [form for form in self.forms().values() if form.form.public]
        languages = list(dict.fromkeys(language for form in shown for language in form.languages)) or ["en"]
        speech = Speech(language_of(request, languages))
        return HTMLResponse(page(self._people.organization, speech, languages, "list.html", forms=shown))

    def _open_form(self, request: Request) -> IntakeForm | None:
        form = self.forms().get(request.path_params["form"])
        return form if form and form.form.public else None

    def _form(self, request: Request) -> Response:
        form = self._open_form(request)
        if form is None:
            return self._sentence(request, "not_there", 404)
        return self._public_page(request, form)

    def _public_page(
        self,
        request: Request,
        form: IntakeForm,
        status: int = 200,
        key: str = "",
        given: Mapping[str, Sequence[str]] | None = None,
        wrong: Mapping[str, str] | None = None,
        problem: str = "",
    ) -> Response:
        html = form_page(
            self._people.organization, form, language_of(request, form.languages), form.sections,
            here=f"/forms/{form.id}", draft=_draft(form), key=key or self._new_key(form),
            with_consent=form.form.consent is not None, is_link=False, given=given, wrong=wrong, problem=problem,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _send(self, request: Request, given: Given) -> Response:
        form = self._open_form(request)
        if form is None:
            return self._sentence(request, "not_there", 404)
        key = _first(given, "key")
        if not self._is_key(form, key):
            return self._public_page(request, form, 400, given=given, problem="old_page")
        if not self._allows(request):
            return self._public_page(request, form, 429, key, given, problem="too_often")
        checked = check(form, form.asked, given, self._clock().date(), with_consent=form.form.consent is not None)
        if not checked.wrong and not any(one.field.name in checked.answers for one in form.telling_who):
            checked.wrong[form.telling_who[0].name] = "is_needed"
        if checked.wrong:
            return self._public_page(request, form, 422, key, given, checked.wrong)
        affiliate = form.form.affiliate or self._people.organization.affiliate_ids[0]
        written = self._written(form, language_of(request, form.languages), checked, BY_FORM)
        written |= _told({resolved.PROGRAM: form.form.program, resolved.STAGE: form.form.stage})
        held = HELD_AS_MACHINE if _first(given, "website") else ""
        own_id = hashlib.sha256(key.encode()).hexdigest()[:32]
        self._log.append(Entry(Act.submission, "nobody", "", _source(request), about=f"form {form.id}"))
        self._store.keep(Sent(own_id, affiliate, form.id, written, held), self._clock())
        return RedirectResponse(f"/forms/{form.id}/thanks?lang={language_of(request, form.languages)}", 303)

    def _thanks(self, request: Request) -> Response:
        form = self._open_form(request)
        if form is None:
            return self._sentence(request, "not_there", 404)
        return self._thanked(request, form, _draft(form))

    # links to one client

    def _found(self, request: Request) -> tuple[Link, IntakeForm] | Response:
        """The link of an address with its form, or what to say where it does not work."""
        link = self.links.find(request.path_params["key"])
        form = self.forms().get(link.purpose.form) if link else None
        if link is not None and not self._of_link.allows(link.number):
            return self._sentence(request, "too_often", 429, form)
        if link is None or form is None:
            self._log.append(Entry(Act.refusal, "nobody", "", _source(request), about="a link that there is not"))
            return self._sentence(request, "link_over", 404)
        state = link.state(self._now())
        if state in ("open", events.ANSWERED):
            return link, form
        self._write(request, link, f"refused, it is {state}")
        return self._sentence(request, "confirm_locked" if state == "locked" else "link_over", 410, form)

    def _of(self, answer: Callable[..., Response]) -> Callable[..., Response]:
        """An answer that gets the link of the address with its form, where it works."""

        def answered(request: Request, *given: Given) -> Response:
            found = self._found(request)
            return found if isinstance(found, Response) else answer(request, *found, *given)

        return answered

    def _link(self, request: Request, link: Link, form: IntakeForm) -> Response:
        if link.has(events.ANSWERED):
            return self._thanked(request, form, _draft(form, link))
        self._write(request, link, "opened")
        self.links.note(link, events.OPENED, self._now())
        if not self._is_confirmed(request, link):
            return self._confirm_page(request, link, form)
        return self._link_page(request, link, form)

    def _confirm_page(
        self, request: Request, link: Link, form: IntakeForm, left: int | None = None, status: int = 200
    ) -> Response:
        speech = Speech(language_of(request, form.languages), form)
        html = page(
            self._people.organization, speech, form.languages, "confirm.html",
            here=_here(request), kind=link.purpose.confirm, left=left,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _confirm(self, request: Request, link: Link, form: IntakeForm, given: Given) -> Response:
        back = RedirectResponse(f"{_here(request)}?lang={language_of(request, form.languages)}", 303)
        if not link.purpose.confirm or link.has(events.ANSWERED):
            return back
        known = cleaned(_first(given, "known")[:100])
        day = read_date(known) if link.purpose.confirm == "dob" else None
        if not self.links.confirms(link, day.isoformat() if day else known, self._now()):
            self._write(request, link, "a wrong confirmation")
            again = self._found(request)
            if isinstance(again, Response):
                return again
            return self._confirm_page(request, again[0], form, again[0].tries_left, 403)
        self._write(request, link, "confirmed")
        until = self._now() + timedelta(seconds=PASS_SECONDS)
        back.set_cookie(
            _cookie(link), self.links.pass_of(link, until), max_age=PASS_SECONDS, path=_here(request), httponly=True,
            secure=self._listening.is_encrypted, samesite="strict",
        )  # fmt: skip
        return back

    def _is_confirmed(self, request: Request, link: Link) -> bool:
        if not link.purpose.confirm:
            return True
        return self.links.is_passed(link, request.cookies.get(_cookie(link), ""), self._now())

    def _link_page(
        self,
        request: Request,
        link: Link,
        form: IntakeForm,
        status: int = 200,
        given: Mapping[str, Sequence[str]] | None = None,
        wrong: Mapping[str, str] | None = None,
        problem: str = "",
    ) -> Response:
        html = form_page(
            self._people.organization, form, language_of(request, form.languages), _part(form, link),
            here=_here(request), draft=_draft(form, link), key="", with_consent=link.purpose.with_consent,
            is_link=True, given=given, wrong=wrong, problem=problem,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _answer(self, request: Request, link: Link, form: IntakeForm, given: Given) -> Response:
        if not self._is_confirmed(request, link):
            return self._confirm_page(request, link, form, status=403)
        if not self._allows(request):
            return self._link_page(request, link, form, 429, given, problem="too_often")
        purpose, part = link.purpose, _part(form, link)
        asked = [one for section in part for one in section.asked]
        checked = check(form, asked, given, self._clock().date(), with_consent=purpose.with_consent)
        if not checked.answers and not checked.wrong:
            checked.wrong[asked[0].name] = "is_needed"
        if checked.wrong:
            return self._link_page(request, link, form, 422, given, checked.wrong)
        written = self._written(form, language_of(request, form.languages), checked, BY_LINK.format(link.number))
        written |= _told(
            {
                resolved.CLIENT: purpose.record, resolved.CLIENT_FROM: purpose.source,
                resolved.PROGRAM: purpose.program, resolved.STAGE: purpose.stage,
            }
        )  # fmt: skip
        sent = Sent(f"link-{link.number}-{link.hash[:16]}", purpose.affiliate, form.id, written)
        if link.has(events.ANSWERED):
            return self._again(request, form, link, sent)
        self._write(request, link, "answered", tuple(one.field.name for one in asked))
        self._store.keep(sent, self._clock())
        self.links.note(link, events.ANSWERED, self._now())
        return RedirectResponse(f"{_here(request)}?lang={language_of(request, form.languages)}", 303)

    def _again(self, request: Request, form: IntakeForm, link: Link, sent: Sent) -> Response:
        """A link that was answered: the same answers were sent twice, others are not taken."""
        if self._store.holds(sent):
            return RedirectResponse(f"{_here(request)}?lang={language_of(request, form.languages)}", 303)
        self._write(request, link, "refused, it is answered")
        return self._sentence(request, "link_over", 410, form)

    def _stop(self, request: Request, link: Link, form: IntakeForm, given: Given) -> Response:
        self._write(request, link, "wants no more messages")
        self.links.stop(link.purpose.client_id, self._now())
        self.links.note(link, events.STOPPED, self._now())
        return self._sentence(request, "stopped", 200, form)

    # what both share

    def _written(self, form: IntakeForm, language: str, checked: Checked, by: str) -> dict[str, str]:
        return checked.answers | {
            resolved.SENT_BY: by, resolved.FORM_VERSION: form.version, resolved.LANGUAGE: language
        }  # fmt: skip

    def _thanked(self, request: Request, form: IntakeForm, draft: str) -> Response:
        speech = Speech(language_of(request, form.languages), form)
        said = form.said(form.form.thanks, speech.language) or speech("thanks")
        html = page(
            self._people.organization, speech, form.languages, "sentence.html", title=speech("thanks_title"),
            sentence=said, more=speech("close"), sent=draft, is_problem=False,
        )  # fmt: skip
        return HTMLResponse(html)

    def _sentence(self, request: Request, name: str, status: int, form: IntakeForm | None = None) -> Response:
        languages = form.languages if form else list(WORDS[name])
        speech = Speech(language_of(request, languages), form)
        html = page(
            self._people.organization, speech, languages, "sentence.html", title=self._people.organization.name,
            sentence=speech(name), more="", sent="", is_problem=status >= 400,
        )  # fmt: skip
        return HTMLResponse(html, status)

    async def _asset(self, request: Request) -> Response:
        name, branding = request.path_params["name"], self._people.organization.branding
        kept = {"Cache-Control": "private, max-age=300"}
        if name == "brand.css":
            return Response(brand(readable_accent(branding.accent)), media_type="text/css", headers=kept)
        if name == "logo" and branding.logo:
            path = self._place.organization / branding.logo
            if path.is_file():
                # a picture is opened by itself too: then it runs nothing
                policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
                content = await run_in_threadpool(path.read_bytes)
                return Response(content, media_type=TYPES[path.suffix[1:]], headers=kept | policy)
        text = asset(name)
        if text is None:
            return self._sentence(request, "not_there", 404)
        return Response(text, media_type=TYPES[name], headers=kept)

    def _clock(self) -> datetime:
        """Now, on the organisation's clock."""
        zone = ZoneInfo(self._people.organization.nightly.timezone)
        return self._now().astimezone(zone).replace(tzinfo=None)

    def _allows(self, request: Request) -> bool:
        return self._of_place.allows(_source(request)) and self._in_all.allows("")

    def _new_key(self, form: IntakeForm) -> str:
        number = secrets.token_urlsafe(18)
        return f"{number}.{self.links.signed(f'{form.id} {number}')}"

    def _is_key(self, form: IntakeForm, key: str) -> bool:
        number, _, mark = key.partition(".")
        return secrets.compare_digest(self.links.signed(f"{form.id} {number}").encode(), mark.encode())

    def _write(self, request: Request, link: Link, what: str, fields: tuple[str, ...] = ()) -> None:
        about = f"link {link.number}: {what}"
        clients = (link.purpose.client_id,)
        self._log.append(Entry(Act.link, "whoever has the link", "", _source(request), clients, fields, about))


def _what_became(link: Link, at: datetime) -> str:
    state = link.state(at)
    if state == events.ANSWERED:
        return "answered, and in the record after the next run"
    if link.has(events.STOPPED):
        return "the client wants no more messages"
    if state == "open":
        return "opened, not answered yet" if link.has(events.OPENED) else "not opened yet"
    return state


def _part(form: IntakeForm, link: Link) -> list[AskedSection]:
    """The sections of a form with the questions of a link alone."""
    wanted = set(link.purpose.fields)
    parts = [
        replace(section, asked=[one for one in section.asked if one.field.name in wanted]) for section in form.sections
    ]
    return [part for part in parts if part.asked]


def _told(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _draft(form: IntakeForm, link: Link | None = None) -> str:
    """Under which name a browser keeps what was typed."""
    if not form.form.keep_on_device:
        return ""
    return f"{form.id}@{form.version}" + (f":{link.hash[:16]}" if link else "")


def _cookie(link: Link) -> str:
    return f"caseline_ask_{link.number}"


def _here(request: Request) -> str:
    return f"/ask/{request.path_params['key']}"


def _first(given: Given, name: str) -> str:
    return given.get(name, [""])[0]


def _source(request: Request) -> str:
    return request.client.host if request.client else "nowhere"
