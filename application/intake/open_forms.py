"""Forms that are open to all: nothing on record is read or shown."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from application.intake.bodies import Given
from application.intake.door import Door, draft, first, source
from application.intake.pages import Speech, form_page, language_of, page
from caseline.audit import Act, Entry
from caseline.organization.intake_forms import IntakeForm

HELD_AS_MACHINE = "A field that people do not see was filled in, as machines do that write into every form they find."
BY_FORM = "the form that is open to all"


class OpenForms:
    """The list of forms, each form, and what is sent by one."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def routes(self) -> list[Route]:
        return [
            Route("/forms", self._door.read(self._list)),
            Route("/forms/{form}", self._door.read(self._form)),
            Route("/forms/{form}", self._door.sent(self._send), methods=["POST"]),
            Route("/forms/{form}/thanks", self._door.read(self._thanks)),
        ]

    def _list(self, request: Request) -> Response:
        shown = [form for form in self._door.forms().values() if form.form.public]
        languages = list(dict.fromkeys(language for form in shown for language in form.languages)) or ["en"]
        speech = Speech(language_of(request, languages))
        return HTMLResponse(page(self._door.people.organization, speech, languages, "list.html", forms=shown))

    def _open_form(self, request: Request) -> IntakeForm | None:
        form = self._door.forms().get(request.path_params["form"])
        return form if form and form.form.public else None

    def _form(self, request: Request) -> Response:
        form = self._open_form(request)
        if form is None:
            return self._door.sentence(request, "not_there", 404)
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
            self._door.people.organization, form, language_of(request, form.languages), form.sections,
            here=f"/forms/{form.id}", draft=draft(form), key=key or self.new_key(form),
            with_consent=form.form.consent is not None, is_link=False, given=given, wrong=wrong, problem=problem,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _send(self, request: Request, given: Given) -> Response:
        form = self._open_form(request)
        if form is None:
            return self._door.sentence(request, "not_there", 404)
        key = first(given, "key")
        if not self._is_key(form, key):
            return self._public_page(request, form, 400, given=given, problem="old_page")
        if not self._door.allows(request):
            return self._public_page(request, form, 429, key, given, problem="too_often")
        checked = self._door.whole(form, given)
        if checked.wrong:
            return self._public_page(request, form, 422, key, given, checked.wrong)
        self._door.keep_whole(
            form, checked, language_of(request, form.languages), BY_FORM,
            hashlib.sha256(key.encode()).hexdigest()[:32],
            Entry(Act.submission, "nobody", "", source(request), about=f"form {form.id}"),
            HELD_AS_MACHINE if first(given, "website") else "",
        )  # fmt: skip
        return RedirectResponse(f"/forms/{form.id}/thanks?lang={language_of(request, form.languages)}", 303)

    def _thanks(self, request: Request) -> Response:
        form = self._open_form(request)
        if form is None:
            return self._door.sentence(request, "not_there", 404)
        return self._door.thanked(request, form, draft(form))

    def new_key(self, form: IntakeForm) -> str:
        number = secrets.token_urlsafe(18)
        return f"{number}.{self._door.links.signed(f'{form.id} {number}')}"

    def _is_key(self, form: IntakeForm, key: str) -> bool:
        number, _, mark = key.partition(".")
        return secrets.compare_digest(self._door.links.signed(f"{form.id} {number}").encode(), mark.encode())
