"""A real HTTP server on loopback that speaks like a model's endpoint, and a coder that asks it."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from caseline.coding.endpoint import EndpointCoder, EndpointSettings

Behaviour = Callable[[str, int], tuple[int, str, dict[str, str]]]


class Endpoint(ThreadingHTTPServer):
    """Answers /chat/completions as `behaviour(note, number of the request)` says: (status, content, headers)."""

    daemon_threads = True

    def __init__(self, behaviour):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour, self.requests, self.lock = behaviour, [], threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.requests.append(request)
            number = len(self.server.requests)
        status, content, headers = self.server.behaviour(request["messages"][-1]["content"], number)
        body = json.dumps(
            {
                "id": "1", "object": "chat.completion", "created": 0, "model": "small",
                "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
                ],
            }
        ).encode()  # fmt: skip
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def coder(server, **changes):
    settings = {"tries": 3, "first_wait_seconds": 0.01, "timeout_seconds": 5.0, **changes}
    return EndpointCoder(EndpointSettings("small", server.url, "secret", **settings))


def answer(*codes, instruction=False):
    named = [
        {"code": code, "value": None, "status": "present", "quote": quote, "confidence": 0.8} for code, quote in codes
    ]
    return json.dumps({"codes": named, "instruction_in_note": instruction})
