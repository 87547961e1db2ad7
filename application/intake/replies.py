"""What a provider of texts tells: STOP and START as clients reply, and messages that did not arrive."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from application.intake.bodies import Given
from application.intake.door import Door, first, source
from application.intake.texting import RECEIVED, START_WORDS, STATUS, STOP_WORDS, Provider, is_word, provider
from caseline.audit import Act, Entry
from caseline.ground.errors import CaselineError
from ingestion.submissions.links import Link
from ingestion.submissions.messages import Messages

_NOT_ARRIVED = ("failed", "undelivered")
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Replies:
    """Addresses that the provider calls, which signs what it sends."""

    def __init__(self, door: Door, messages: Messages) -> None:
        self._door, self._messages = door, messages

    def routes(self) -> list[Route]:
        return [
            Route(RECEIVED, self._door.sent(self._received), methods=["POST"]),
            Route(STATUS, self._door.sent(self._became), methods=["POST"]),
        ]

    def _received(self, request: Request, given: Given) -> Response:
        if not self._is_signed(request, given):
            return self._refused(request)
        sender, said = first(given, "From"), first(given, "Body")
        if is_word(said, STOP_WORDS):
            self._write(request, self._messages.stop(sender, self._door.now()), "wants no more messages, by text")
        elif is_word(said, START_WORDS):
            self._write(request, self._messages.start(sender), "wants messages again, by text")
        return Response(NOTHING_TO_SAY, media_type="text/xml")

    def _became(self, request: Request, given: Given) -> Response:
        if not self._is_signed(request, given):
            return self._refused(request)
        if first(given, "MessageStatus") in _NOT_ARRIVED:
            link = self._messages.bounced(first(given, "MessageSid"), self._door.now())
            self._write(request, link, "a text did not arrive")
        return Response(status_code=204)

    def _is_signed(self, request: Request, given: Given) -> bool:
        try:
            by: Provider = provider()
        except CaselineError:
            return False
        fields = {name: values[0] for name, values in given.items()}
        url = f"{self._door.listening.origin}{request.url.path}"
        return by.is_from_us(url, fields, request.headers.get("x-twilio-signature", ""))

    def _refused(self, request: Request) -> Response:
        self._door.log.append(Entry(Act.refusal, "nobody", "", source(request), about="a reply that nobody signed"))
        return Response(status_code=403)

    def _write(self, request: Request, link: Link | None, what: str) -> None:
        clients = (link.purpose.client_id,) if link else ()
        about = f"link {link.number}: {what}" if link else f"an address: {what}"
        self._door.log.append(Entry(Act.link, "whoever has the address", "", source(request), clients, (), about))
