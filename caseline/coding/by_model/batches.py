"""Batches handed in to an endpoint: a file each on this machine, so that any later process finds what came back."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import openai
from pydantic import BaseModel, Field, ValidationError

from caseline.coding.by_model.endpoint_settings import EndpointSettings, endpoint_settings
from caseline.coding.by_model.requests import Request

ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
ENDED = {"completed", "failed", "expired", "cancelled"}
KEPT = timedelta(days=7)
MOST_IN_A_BATCH = 10_000


class Batch(BaseModel):
    """One batch as this machine knows it. It holds no word of a note: the keys are hashes of requests."""

    name: str
    model: str
    file: str
    """The endpoint's name for what was handed in."""
    handed_in: datetime
    keys: list[str]
    id: str = ""
    """The endpoint's name for the batch; empty where this machine died before it heard it."""
    status: str = ""
    outputs: list[str] = Field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


class BatchAnswer(BaseModel):
    """What the endpoint answered to one request of a batch."""

    status_code: int
    body: Any = None


class _Line(BaseModel):
    custom_id: str
    response: BatchAnswer


class Batches:
    """What was handed in from this folder, and the endpoint it was handed in to."""

    def __init__(self, folder: Path, settings: EndpointSettings) -> None:
        self.folder, self.model, self.client = folder, settings.model, settings.batch_client()

    def known(self) -> list[Batch]:
        return known_batches(self.folder)

    def hand_in(self, requests: Mapping[str, Request]) -> Iterator[Batch]:
        """Hand requests in by key. Each batch is written down before it starts, so that none is paid for twice."""
        keys = list(requests)
        for first in range(0, len(keys), MOST_IN_A_BATCH):
            chosen = keys[first : first + MOST_IN_A_BATCH]
            lines = "".join(_line(key, requests[key]) for key in chosen)
            name = hashlib.sha256(lines.encode()).hexdigest()[:20]
            file = self.client.files.create(file=(f"{name}.jsonl", lines.encode()), purpose="batch")
            batch = Batch(name=name, model=self.model, file=file.id, handed_in=datetime.now(UTC), keys=chosen)
            self._save(batch)
            self._take_over(batch, self._start(batch))
            yield batch

    def look(self) -> None:
        """Ask after the batches that have not ended."""
        for batch in self.known():
            if not batch.has_ended:
                theirs = self.client.batches.retrieve(batch.id) if batch.id else self._found_or_started(batch)
                self._take_over(batch, theirs)

    def answers(self, batch: Batch) -> dict[str, BatchAnswer]:
        """What came back, by key. A line that is not what the interface promises is an answer that is missing."""
        answers = {}
        for output in batch.outputs:
            for text in self.client.files.content(output).text.splitlines():
                with suppress(ValidationError):
                    line = _Line.model_validate_json(text)
                    answers[line.custom_id] = line.response
        return answers

    def forget(self, batch: Batch, key: str) -> None:
        """What came back for a key is of no use: the next time it is handed in again."""
        batch.keys.remove(key)
        self._save(batch)

    def clear(self) -> None:
        """Delete what ended a week ago, here and at the endpoint."""
        for batch in self.known():
            if batch.has_ended and batch.handed_in < datetime.now(UTC) - KEPT:
                for file in (batch.file, *batch.outputs):
                    with suppress(openai.NotFoundError):  # the endpoint deletes some itself
                        self.client.files.delete(file)
                self._path(batch).unlink()

    def _start(self, batch: Batch) -> Any:
        return self.client.batches.create(input_file_id=batch.file, endpoint=ENDPOINT, completion_window="24h")

    def _found_or_started(self, batch: Batch) -> Any:
        same = (theirs for theirs in self.client.batches.list(limit=100) if theirs.input_file_id == batch.file)
        return next(same, None) or self._start(batch)

    def _take_over(self, batch: Batch, theirs: Any) -> None:
        batch.id, batch.status = theirs.id, theirs.status
        batch.outputs = [file for file in (theirs.output_file_id, theirs.error_file_id) if file]
        self._save(batch)

    def _save(self, batch: Batch) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        written = self._path(batch).with_suffix(".new")
        written.write_text(batch.model_dump_json(), encoding="utf-8")
        written.replace(self._path(batch))

    def _path(self, batch: Batch) -> Path:
        return self.folder / f"{batch.name}.json"


def key(request: Request) -> str:
    """The same question has the same key in every process."""
    return hashlib.sha256(json.dumps(request.body, sort_keys=True).encode()).hexdigest()[:40]


def _line(custom_id: str, request: Request) -> str:
    line = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": request.body}
    return json.dumps(line, ensure_ascii=False) + "\n"


def known_batches(folder: Path) -> list[Batch]:
    """What this machine knows of batches, without asking the endpoint."""
    return [Batch.model_validate_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def came_back(folder: Path) -> str | None:
    """A name for the batches that were out and have all ended; None while there is nothing new to collect."""
    out = {batch.name: batch.model for batch in known_batches(folder) if not batch.has_ended}
    if not out:
        return None
    Batches(folder, endpoint_settings(next(iter(out.values())))).look()
    if not all(batch.has_ended for batch in known_batches(folder)):
        return None
    return hashlib.sha256(" ".join(out).encode()).hexdigest()[:20]
