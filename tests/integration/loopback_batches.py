"""The batch part of an endpoint on loopback: files, batches, and what came back."""

import json
import re
from dataclasses import dataclass, field
from itertools import count

from tests.integration.loopback_endpoint import Behaviour, Handler, LoopbackEndpoint, completion


@dataclass
class Theirs:
    """A batch as the endpoint keeps it."""

    id: str
    input_file_id: str
    status: str = "in_progress"
    output_file_id: str | None = None
    error_file_id: str | None = None

    def as_json(self) -> dict:
        common = {"object": "batch", "endpoint": "/v1/chat/completions", "completion_window": "24h", "created_at": 0}
        return common | self.__dict__


@dataclass
class Shelf:
    """What the endpoint holds: files and batches. It outlives every client."""

    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Theirs] = field(default_factory=dict)
    numbers: count = field(default_factory=count)


class BatchEndpoint(LoopbackEndpoint):
    """Takes batches, and works on them when the test says `finish`."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.shelf = Shelf()
        super().__init__(behaviour, handler=_BatchHandler)

    def finish(self, status: str = "completed") -> None:
        """Every batch ends; what the model says to each note lies in its output, what was refused in its errors."""
        for batch in self.shelf.batches.values():
            if batch.status != "in_progress":
                continue
            batch.status = status
            if status != "completed":
                continue
            lines: dict[bool, list[str]] = {True: [], False: []}
            for line in map(json.loads, self.shelf.files[batch.input_file_id].decode().splitlines()):
                said = self.say(line["body"])
                body = json.loads(completion(said)) if said.body is None else said.body.decode()
                response = {"status_code": said.status, "request_id": "r", "body": body}
                lines[said.status == 200].append(json.dumps({"custom_id": line["custom_id"], "response": response}))
            batch.output_file_id = self.keep("\n".join(lines[True]).encode())
            batch.error_file_id = self.keep("\n".join(lines[False]).encode()) if lines[False] else None

    def keep(self, content: bytes) -> str:
        name = f"file-{next(self.shelf.numbers)}"
        self.shelf.files[name] = content
        return name


class _BatchHandler(Handler):
    def do_POST(self):
        shelf = self.server.shelf
        if self.path.endswith("/files"):
            content = re.search(rb'name="file".*?\r\n\r\n(.*?)\r\n--', self.body(), re.DOTALL)[1]
            self.say({"id": self.server.keep(content), "object": "file", "bytes": len(content), "purpose": "batch"})
        elif self.path.endswith("/batches"):
            asked = json.loads(self.body())
            batch = Theirs(f"batch-{next(shelf.numbers)}", asked["input_file_id"])
            shelf.batches[batch.id] = batch
            self.say(batch.as_json())
        else:
            super().do_POST()

    def do_GET(self):
        shelf, parts = self.server.shelf, self.path.split("?")[0].strip("/").split("/")
        if parts[-1] == "content":
            self.send(200, {"Content-Type": "application/octet-stream"}, shelf.files[parts[-2]])
        elif parts[-1] == "batches":
            self.say({"object": "list", "has_more": False, "data": [one.as_json() for one in shelf.batches.values()]})
        else:
            self.say(shelf.batches[parts[-1]].as_json())

    def do_DELETE(self):
        found = self.server.shelf.files.pop(self.path.split("/")[-1], None)
        self.say({"deleted": True, "object": "file", "id": "f"}, 404 if found is None else 200)

    def say(self, answer: dict, status: int = 200) -> None:
        self.send(status, {}, json.dumps(answer).encode())
