"""Forms that programs send, by the door that forms of clients come in by."""

import hashlib

from starlette.responses import Response

from application.api.answering import as_json
from application.api.bodies import Submission, SubmissionMade
from application.api.calls import Call
from application.guard import API
from application.intake.door import Door
from application.problems import Problem, not_there
from caseline.audit import Act, Entry
from caseline.organization.intake_forms import IntakeForm
from caseline.organization.intake_forms.answering import CONSENT, SIGNATURE
from caseline.organization.intake_forms.words import WORDS

BY_TOKEN = "token {}"


class Submitting:
    """The forms of one organisation, each of which takes what a program sends for it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def submit(self, call: Call, body: Submission) -> Response:
        """Kept as it came, and in the record after the next run. Raises Problem with what is wrong in it."""
        form = self._door.forms().get(call.request.path_params["form"])
        may = call.somebody.reader.role.affiliates
        if form is None or not form.form.public or (may and self._door.affiliate_of(form) not in may):
            raise not_there()
        if not self._door.allows(call.request):
            raise Problem(429, "Too many forms. Wait a while.", {"Retry-After": "600"})
        checked = self._door.whole(form, _given(form, body))
        if checked.wrong:
            raise Problem(422, "The answers do not fit the form.", more={"errors": _told(form, checked.wrong)})
        entry = Entry(
            Act.submission, call.somebody.who, call.somebody.reader.role_name, call.source,
            about=f"{API}/forms/{form.id}",
        )  # fmt: skip
        language = body.language if body.language in form.languages else form.languages[0]
        # another token's IDs are others
        own_id = hashlib.sha256(f"{call.token.name} {form.id} {body.id}".encode()).hexdigest()[:32]
        is_new = self._door.keep_whole(form, checked, language, BY_TOKEN.format(call.token.name), own_id, entry)
        told = "It is kept, and in the record after the next run." if is_new else "It was kept before, just so."
        return as_json(SubmissionMade(told=told, is_new=is_new).model_dump(), status=201 if is_new else 200)


def _given(form: IntakeForm, body: Submission) -> dict[str, list[str]]:
    """Answers by the names of the form's controls. Raises Problem for a field that the form does not ask."""
    controls = {one.field.name: one.name for one in form.asked}
    unknown = [name for name in body.answers if name not in controls]
    if unknown:
        errors = [{"pointer": f"/answers/{name}", "detail": "The form does not ask this."} for name in unknown]
        raise Problem(422, "The answers do not fit the form.", more={"errors": errors})
    given = {controls[name]: said if isinstance(said, list) else [said] for name, said in body.answers.items()}
    if body.consent:
        given[CONSENT] = [body.consent]
    if body.signature:
        given[SIGNATURE] = [body.signature]
    return given


def _told(form: IntakeForm, wrong: dict[str, str]) -> list[dict[str, str]]:
    """What is wrong, by where it stands in what was sent, in words."""
    places = {one.name: f"/answers/{one.field.name}" for one in form.asked}
    return [
        {"pointer": places.get(control, f"/{control}"), "detail": WORDS[name].get("en", name)}
        for control, name in wrong.items()
    ]
