"""A provider of text messages on loopback, as Twilio's documentation describes its API."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

ACCOUNT, TOKEN = "AC01", "s3cret/+token"


class Provider(ThreadingHTTPServer):
    """`taken`: the fields of each message; `refuses`: the code of the error by number; `is_busy`: it takes none."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[dict[str, str]] = []
        self.refuses: dict[str, int] = {}
        self.is_busy = False

    @property
    def setting(self) -> str:
        return f"http://{ACCOUNT}:s3cret%2F%2Btoken@127.0.0.1:{self.server_port}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = dict(parse_qsl(body, strict_parsing=True))
        right = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {right}":
            return self._say(401, {"code": 20003})
        if self.server.is_busy:
            return self._say(429, {"code": 20429})
        if fields["To"] in self.server.refuses:
            return self._say(400, {"code": self.server.refuses[fields["To"]], "status": 400})
        self.server.taken.append(fields)
        return self._say(201, {"sid": f"SM{len(self.server.taken):032d}", "status": "queued"})

    def _say(self, status: int, told: dict[str, object]) -> None:
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def provider() -> Iterator[Provider]:
    running = Provider()
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()


def signature(url: str, fields: dict[str, str]) -> str:
    called = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.digest(TOKEN.encode(), called.encode(), "sha1")).decode()
