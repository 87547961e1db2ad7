"""What open forms, links to one client and programs share: how answers are checked and kept, and what is said."""

import math
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from application.intake.bodies import Given, Uploading, given_by, has_files
from application.intake.forms_on_file import FormsOnFile
from application.intake.pages import Speech, asset, language_of, page
from application.intake.scanning import is_harmful
from application.limits import Limit
from application.people import People
from application.place import Listening
from caseline.audit import Act, AuditLog, Entry
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.organization.intake_forms import Asked, IntakeForm, resolved
from caseline.organization.intake_forms.answering import Checked, check
from caseline.organization.intake_forms.words import WORDS
from ingestion.submissions import links as events
from ingestion.submissions.links import Link, Links
from ingestion.submissions.store import Sent, Store
from reports.look.colours import brand, readable_accent

SENT_FROM_A_PLACE = (40, 600.0)
"""How many submissions may come from one address in so many seconds; and from all below."""
SENT_IN_ALL = (1200, 600.0)
MEGABYTES_FROM_A_PLACE = (500, 86_400.0)
"""How many megabytes of files; and from all below."""
MEGABYTES_IN_ALL = (5_000, 86_400.0)
LEAST_FREE = 2 << 30
"""Room on the disk below which no file is taken: nights, backups and the audit log need it."""
TYPES = {"intake.css": "text/css", "intake.js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Limits:
    """How much is taken in, in how many seconds."""

    from_a_place: tuple[int, float] = SENT_FROM_A_PLACE
    in_all: tuple[int, float] = SENT_IN_ALL
    megabytes_from_a_place: tuple[int, float] = MEGABYTES_FROM_A_PLACE
    megabytes_in_all: tuple[int, float] = MEGABYTES_IN_ALL


class Door:
    """Where what clients send comes in. `now` is the clock of links; submissions are dated on the organisation's."""

    def __init__(
        self,
        place: Workspace,
        people: People,
        log: AuditLog,
        listening: Listening,
        limits: Limits = Limits(),
        now: Callable[[], datetime] = events.now,
    ) -> None:
        self.place, self.people, self.log, self.listening, self.now = place, people, log, listening, now
        self.forms = FormsOnFile(place.organization)
        self.store, self.links = Store(place.submissions), Links(place.links, keys_of_workspace(place))
        self._of_place, self._in_all = Limit(*limits.from_a_place), Limit(*limits.in_all)
        self._megabytes_of_place = Limit(*limits.megabytes_from_a_place)
        self._megabytes_in_all = Limit(*limits.megabytes_in_all)
        self._uploading = Uploading()

    def read(self, answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(self.answered, request, lambda: answer(request))

        return endpoint

    def sent(self, answer: Callable[[Request, Given], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            with self._uploading.taking(source(request)) if has_files(request) else nullcontext(True) as has_room:
                if not has_room:
                    return self.sentence(request, "too_often", 429)
                given = await given_by(request)
                if given is None:
                    return self.sentence(request, "too_large", 413)
                if given.files and (refused := self._refused(request, sum(map(len, given.files.values())))):
                    return refused
                return await run_in_threadpool(self.answered, request, lambda: answer(request, given))

        return endpoint

    def _refused(self, request: Request, size: int) -> Response | None:
        """What is said where so many bytes of files are not taken."""
        if shutil.disk_usage(self.place.output).free - size < LEAST_FREE:
            return self.sentence(request, "later", 503)
        megabytes = math.ceil(size / (1 << 20))
        is_allowed = self._megabytes_of_place.allows(source(request), megabytes) and self._megabytes_in_all.allows(
            "", megabytes
        )
        return None if is_allowed else self.sentence(request, "too_often", 429)

    def answered(self, request: Request, answer: Callable[[], Response]) -> Response:
        try:
            return answer()
        except CaselineError:
            # what cannot be kept or written down was not taken in, and whoever sent it is told so
            return self.sentence(request, "later", 503)

    def checked(
        self, form: IntakeForm, asked: Sequence[Asked], given: Mapping[str, Sequence[str]], *, with_consent: bool
    ) -> Checked:
        """What was given, held against what was asked. Raises CaselineError where a scanner cannot look at a file."""
        files = given.files if isinstance(given, Given) else {}
        checked = check(form, asked, given, self.clock(), with_consent=with_consent, files=files)
        if not checked.wrong:
            checked.wrong |= {name: "is_unsafe" for name, file in checked.files.items() if is_harmful(file.content)}
            if checked.wrong:
                self.log.append(Entry(Act.refusal, "nobody", "", "", about=f"form {form.id}: a file that is harmful"))
        return checked

    def whole(self, form: IntakeForm, given: Mapping[str, Sequence[str]]) -> Checked:
        """A form that was filled in by somebody of whom nothing is known, checked: it has to say who it is about."""
        checked = self.checked(form, form.asked, given, with_consent=form.form.consent is not None)
        if not checked.wrong and not any(one.field.name in checked.answers for one in form.telling_who):
            checked.wrong[form.telling_who[0].name] = "is_needed"
        return checked

    def keep_whole(
        self, form: IntakeForm, checked: Checked, language: str, by: str, own_id: str, entry: Entry, held: str = ""
    ) -> bool:
        """Write down that such a form came in, and keep it under its own ID. Whether it is new."""
        written = self.written(form, language, checked, by)
        written |= told({resolved.PROGRAM: form.form.program, resolved.STAGE: form.form.stage})
        self.log.append(entry)
        sent = Sent(own_id, self.affiliate_of(form), form.id, written, held)
        # nobody reads a file of what is held back, nor could an erasure find whose it is
        return self.store.keep(sent, self.clock(), () if held else checked.files.values())

    def affiliate_of(self, form: IntakeForm) -> str:
        """Whose what is sent by a form becomes."""
        return form.form.affiliate or self.people.organization.affiliate_ids[0]

    def written(self, form: IntakeForm, language: str, checked: Checked, by: str) -> dict[str, str]:
        return checked.answers | {
            resolved.SENT_BY: by, resolved.FORM_VERSION: form.version, resolved.LANGUAGE: language
        }  # fmt: skip

    def thanked(self, request: Request, form: IntakeForm, draft: str) -> Response:
        speech = Speech(language_of(request, form.languages), form)
        said = form.said(form.form.thanks, speech.language) or speech("thanks")
        html = page(
            self.people.organization, speech, form.languages, "sentence.html", title=speech("thanks_title"),
            sentence=said, more=speech("close"), sent=draft, is_problem=False,
        )  # fmt: skip
        return HTMLResponse(html)

    def sentence(self, request: Request, name: str, status: int, form: IntakeForm | None = None) -> Response:
        languages = form.languages if form else list(WORDS[name])
        speech = Speech(language_of(request, languages), form)
        html = page(
            self.people.organization, speech, languages, "sentence.html", title=self.people.organization.name,
            sentence=speech(name), more="", sent="", is_problem=status >= 400,
        )  # fmt: skip
        return HTMLResponse(html, status)

    async def asset(self, request: Request) -> Response:
        name, branding = request.path_params["name"], self.people.organization.branding
        kept = {"Cache-Control": "private, max-age=300"}
        if name == "brand.css":
            return Response(brand(readable_accent(branding.accent)), media_type="text/css", headers=kept)
        if name == "logo" and branding.logo:
            path = self.place.organization / branding.logo
            if path.is_file():
                # a picture is opened by itself too: then it runs nothing
                policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
                content = await run_in_threadpool(path.read_bytes)
                return Response(content, media_type=TYPES[path.suffix[1:]], headers=kept | policy)
        text = asset(name)
        if text is None:
            return self.sentence(request, "not_there", 404)
        return Response(text, media_type=TYPES[name], headers=kept)

    def clock(self) -> datetime:
        """Now, on the organisation's clock."""
        zone = ZoneInfo(self.people.organization.nightly.timezone)
        return self.now().astimezone(zone).replace(tzinfo=None)

    def allows(self, request: Request) -> bool:
        return self._of_place.allows(source(request)) and self._in_all.allows("")


def told(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def draft(form: IntakeForm, link: Link | None = None) -> str:
    """Under which name a browser keeps what was typed."""
    if not form.form.keep_on_device:
        return ""
    return f"{form.id}@{form.version}" + (f":{link.hash[:16]}" if link else "")


def first(given: Given, name: str) -> str:
    return given.get(name, [""])[0]


def source(request: Request) -> str:
    return request.client.host if request.client else "nowhere"
