"""An OpenAI-compatible endpoint on loopback that behaves as a test tells it to."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_model.probe import SCHEMA_NAME


@dataclass
class Says:
    """One response: what the model says, or a status that is no answer, or a body that is no completion."""

    content: str = '{"codes":[],"instruction_in_note":false}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    tokens: tuple[int, int] | None = (500, 50)
    body: bytes | None = None
    finish_reason: str = "stop"


Behaviour = Callable[[str, int], Says]
"""What is said to a note in the request of this number, counted from 1."""


def answer(*codes: tuple[str, str], instruction: bool = False) -> Says:
    """A model's answer with these (code, quote)."""
    named = [
        {"code": code, "value": None, "status": "present", "quote": quote, "confidence": 0.8} for code, quote in codes
    ]
    return Says(json.dumps({"codes": named, "instruction_in_note": instruction}))


def coder(server: "LoopbackEndpoint", **changes: Any) -> EndpointCoder:
    """A coder that asks the server."""
    settings = {"tries": 3, "first_wait_seconds": 0.01, "timeout_seconds": 5.0, **changes}
    return EndpointCoder(EndpointSettings("small", server.url, "secret", **settings))


class LoopbackEndpoint(ThreadingHTTPServer):
    """Keeps every request for a note in `requests`. A probe is answered by its schema, or by what `schema` says."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, behaviour: Behaviour, schema: bool | str = True, handler: type | None = None) -> None:
        super().__init__(("127.0.0.1", 0), handler or Handler)
        self.behaviour, self.schema = behaviour, schema
        self.requests: list[dict] = []
        self.probes = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def say(self, request: dict) -> Says:
        schema = request["response_format"]["json_schema"]
        if schema["name"] == SCHEMA_NAME:
            self.probes += 1
            return Says('{"codes": []}' if self.schema is True else self.schema or "Hello!")
        with self.lock:
            self.requests.append(request)
            number = len(self.requests)
        return self.behaviour(request["messages"][-1]["content"], number)

    def handle_error(self, request, client_address) -> None:
        """A client that hung up is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        said = self.server.say(json.loads(self.body()))
        time.sleep(said.after)
        self.send(said.status, said.headers, completion(said) if said.body is None else said.body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def completion(said: Says) -> bytes:
    """A chat completion that says this."""
    message = {"role": "assistant", "content": said.content}
    body = {
        "id": "1", "object": "chat.completion", "created": 0, "model": "small",
        "choices": [{"index": 0, "finish_reason": said.finish_reason, "message": message}],
    }  # fmt: skip
    if said.tokens:
        read, written = said.tokens
        body["usage"] = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return json.dumps(body).encode()
