"""Systems with an API on a real HTTP server of this machine."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.integration.loopback_forms import Airtable, GoogleForms, Kobo, MicrosoftForms, Odk, SurveyMonkey, Typeform
from tests.integration.loopback_relations import Dynamics, HubSpot, Salesforce
from tests.integration.loopback_system import Answer

SYSTEMS = [
    Salesforce, HubSpot, Dynamics, Kobo, Odk, SurveyMonkey, Typeform, GoogleForms, MicrosoftForms, Airtable,
]  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        content = parse_qs(body) if url.path.endswith("/token") else json.loads(body) if body else None
        system = self.server.system
        system.asked.append(f"{self.command} {self.path} {body}")
        is_broken = system.faults[:1] if system.faults and isinstance(system.faults[0], str) else []
        if is_broken and not url.path.endswith("/token"):
            system.faults.pop(0)
        try:
            status, headers = 200, {}
            content = system.answer(self.command, url.path, parse_qs(url.query), content, self.headers)
        except Answer as answer:
            status, content, headers = answer.status, answer.content, answer.headers
        sent = b"" if content is None else json.dumps(content).encode()
        whole = len(sent)
        if is_broken:
            sent = sent[: whole // 2]
        self.send_response(status if content is not None else 204)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(whole if is_broken == ["broken"] else len(sent)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)
        if is_broken:
            self.close_connection = True

    do_POST = do_PATCH = do_GET

    def log_message(self, *_):
        pass


def serve(kind):
    """A system on its server; `close` it in the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.system = system = kind()
    system.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    system.close = lambda: (server.shutdown(), server.server_close())
    return system


def settings_of(system, affiliate="north"):
    """What organization.yml says of it."""
    details = system.settings.get("details", {}) | ({"login": system.address} if system.is_renewed else {})
    own = {"system": system.name, "affiliate": affiliate, "address": system.address, "details": details}
    return {"tables": [system.table], **system.settings, **own}


def today():
    return datetime.now(UTC).date()
