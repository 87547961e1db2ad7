"""Links to one client: opened, confirmed by something that the client knows, answered once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from application.intake.bodies import Given
from application.intake.door import Door, draft, first, source, told
from application.intake.pages import Speech, form_page, language_of, page
from application.limits import Limit
from caseline.audit import Act, Entry
from caseline.organization.intake_forms import IntakeForm, resolved
from caseline.organization.intake_forms.answering import cleaned, read_date
from caseline.organization.intake_forms.resolved import AskedSection
from ingestion.submissions import links as events
from ingestion.submissions.links import Link
from ingestion.submissions.store import Sent

OF_LINK = (60, 3600.0)
"""How often one link may be opened."""
PASS_SECONDS = 3600
BY_LINK = "link {}"


class LinkedForms:
    """The pages of a link, and what is sent by one."""

    def __init__(self, door: Door) -> None:
        self._door, self._of_link = door, Limit(*OF_LINK)

    def routes(self) -> list[Route]:
        read, sent = self._door.read, self._door.sent
        return [
            Route("/ask/{key}", read(self._of(self._link))),
            Route("/ask/{key}", sent(self._of(self._answer)), methods=["POST"]),
            Route("/ask/{key}/confirm", sent(self._of(self._confirm)), methods=["POST"]),
            Route("/ask/{key}/stop", sent(self._of(self._stop)), methods=["POST"]),
        ]

    def _found(self, request: Request) -> tuple[Link, IntakeForm] | Response:
        """The link of an address with its form, or what to say where it does not work."""
        link = self._door.links.find(request.path_params["key"])
        form = self._door.forms().get(link.purpose.form) if link else None
        if link is not None and not self._of_link.allows(link.number):
            return self._door.sentence(request, "too_often", 429, form)
        if link is None or form is None:
            self._door.log.append(Entry(Act.refusal, "nobody", "", source(request), about="a link that there is not"))
            return self._door.sentence(request, "link_over", 404)
        state = link.state(self._door.now())
        if state in ("open", events.ANSWERED):
            return link, form
        self._write(request, link, f"refused, it is {state}")
        return self._door.sentence(request, "confirm_locked" if state == "locked" else "link_over", 410, form)

    def _of(self, answer: Callable[..., Response]) -> Callable[..., Response]:
        """An answer that gets the link of the address with its form, where it works."""

        def answered(request: Request, *given: Given) -> Response:
            found = self._found(request)
            return found if isinstance(found, Response) else answer(request, *found, *given)

        return answered

    def _link(self, request: Request, link: Link, form: IntakeForm) -> Response:
        if link.has(events.ANSWERED):
            return self._door.thanked(request, form, draft(form, link))
        self._write(request, link, "opened")
        self._door.links.note(link, events.OPENED, self._door.now())
        if not self._is_confirmed(request, link):
            return self._confirm_page(request, link, form)
        return self._link_page(request, link, form)

    def _confirm_page(
        self, request: Request, link: Link, form: IntakeForm, left: int | None = None, status: int = 200
    ) -> Response:
        speech = Speech(language_of(request, form.languages), form)
        html = page(
            self._door.people.organization, speech, form.languages, "confirm.html",
            here=_here(request), kind=link.purpose.confirm, left=left,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _confirm(self, request: Request, link: Link, form: IntakeForm, given: Given) -> Response:
        back = RedirectResponse(f"{_here(request)}?lang={language_of(request, form.languages)}", 303)
        if not link.purpose.confirm or link.has(events.ANSWERED):
            return back
        known = cleaned(first(given, "known")[:100])
        day = read_date(known) if link.purpose.confirm == "dob" else None
        if not self._door.links.confirms(link, day.isoformat() if day else known, self._door.now()):
            self._write(request, link, "a wrong confirmation")
            again = self._found(request)
            if isinstance(again, Response):
                return again
            return self._confirm_page(request, again[0], form, again[0].tries_left, 403)
        self._write(request, link, "confirmed")
        until = self._door.now() + timedelta(seconds=PASS_SECONDS)
        back.set_cookie(
            _cookie(link), self._door.links.pass_of(link, until), max_age=PASS_SECONDS, path=_here(request),
            httponly=True, secure=self._door.listening.is_encrypted, samesite="strict",
        )  # fmt: skip
        return back

    def _is_confirmed(self, request: Request, link: Link) -> bool:
        if not link.purpose.confirm:
            return True
        return self._door.links.is_passed(link, request.cookies.get(_cookie(link), ""), self._door.now())

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
            self._door.people.organization, form, language_of(request, form.languages), _part(form, link),
            here=_here(request), draft=draft(form, link), key="", with_consent=link.purpose.with_consent,
            is_link=True, given=given, wrong=wrong, problem=problem,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _answer(self, request: Request, link: Link, form: IntakeForm, given: Given) -> Response:
        if not self._is_confirmed(request, link):
            return self._confirm_page(request, link, form, status=403)
        if not self._door.allows(request):
            return self._link_page(request, link, form, 429, given, problem="too_often")
        purpose, part = link.purpose, _part(form, link)
        asked = [one for section in part for one in section.asked]
        checked = self._door.checked(form, asked, given, with_consent=purpose.with_consent)
        if not checked.answers and not checked.wrong:
            checked.wrong[asked[0].name] = "is_needed"
        if checked.wrong:
            return self._link_page(request, link, form, 422, given, checked.wrong)
        written = self._door.written(form, language_of(request, form.languages), checked, BY_LINK.format(link.number))
        written |= told(
            {
                resolved.CLIENT: purpose.record, resolved.CLIENT_FROM: purpose.source,
                resolved.PROGRAM: purpose.program, resolved.STAGE: purpose.stage,
            }
        )  # fmt: skip
        sent = Sent(f"link-{link.number}-{link.hash[:16]}", purpose.affiliate, form.id, written)
        if link.has(events.ANSWERED):
            return self._again(request, form, link, sent)
        self._write(request, link, "answered", tuple(one.field.name for one in asked))
        self._door.store.keep(sent, self._door.clock(), checked.files.values())
        self._door.links.note(link, events.ANSWERED, self._door.now())
        return RedirectResponse(f"{_here(request)}?lang={language_of(request, form.languages)}", 303)

    def _again(self, request: Request, form: IntakeForm, link: Link, sent: Sent) -> Response:
        """A link that was answered: the same answers were sent twice, others are not taken."""
        if self._door.store.holds(sent):
            return RedirectResponse(f"{_here(request)}?lang={language_of(request, form.languages)}", 303)
        self._write(request, link, "refused, it is answered")
        return self._door.sentence(request, "link_over", 410, form)

    def _stop(self, request: Request, link: Link, form: IntakeForm, given: Given) -> Response:
        self._write(request, link, "wants no more messages")
        self._door.links.stop(link.purpose.client_id, self._door.now())
        self._door.links.note(link, events.STOPPED, self._door.now())
        return self._door.sentence(request, "stopped", 200, form)

    def _write(self, request: Request, link: Link, what: str, fields: tuple[str, ...] = ()) -> None:
        about = f"link {link.number}: {what}"
        clients = (link.purpose.client_id,)
        self._door.log.append(Entry(Act.link, "whoever has the link", "", source(request), clients, fields, about))


def _part(form: IntakeForm, link: Link) -> list[AskedSection]:
    """The sections of a form with the questions of a link alone."""
    wanted = set(link.purpose.fields)
    parts = [
        replace(section, asked=[one for one in section.asked if one.field.name in wanted]) for section in form.sections
    ]
    return [part for part in parts if part.asked]


def _cookie(link: Link) -> str:
    return f"caseline_ask_{link.number}"


def _here(request: Request) -> str:
    return f"/ask/{request.path_params['key']}"
