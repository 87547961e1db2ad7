"""Whether the server is well, and figures about it for Prometheus. Nothing here is about a client.

Both are answered before anything else, whatever name of this server was asked for; figures only to who has the token.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caseline.ground.errors import CaselineError
from caseline.ground.settings import BACKUPS, METRICS_TOKEN, Workspace
from caseline.organization.profile import load_organization
from ingestion.submissions.store import Store

HEALTH, METRICS = "/health", "/metrics"
BACKUP_ENDING = "*.backup"


class Monitored:
    """An application with these two addresses beside it."""

    def __init__(self, app: ASGIApp, place: Workspace) -> None:
        self._app, self._place = app, place
        self._registry = CollectorRegistry()
        self._registry.register(_State(place))
        self._seconds = Histogram(
            "caseline_request_seconds", "Requests and how long they took, by class of their answer.", ["answer"],
            registry=self._registry,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._timed(scope, receive, send)
        elif scope["path"] == HEALTH:
            await (await run_in_threadpool(self._health))(scope, receive, send)
        elif scope["path"] == METRICS and _has_token(Headers(scope=scope)):
            figures = await run_in_threadpool(generate_latest, self._registry)
            await Response(figures, media_type=CONTENT_TYPE_LATEST)(scope, receive, send)
        else:
            await self._timed(scope, receive, send)

    def _health(self) -> Response:
        """200 where what clients send can be kept; else 503 and why, in words without data."""
        try:
            Store(self._place.submissions).count()
            load_organization(self._place.organization)
        except (CaselineError, OSError) as error:
            return PlainTextResponse(f"not well: {type(error).__name__}\n", 503)
        return PlainTextResponse("ok\n")

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = f"{message['status'] // 100}xx"
                self._seconds.labels(answer).observe(time.monotonic() - began)
            await send(message)

        await self._app(scope, receive, told)


class _State(Collector):
    """How far what clients sent has come, and whether nights, backups and the disk are as they should be."""

    def __init__(self, place: Workspace) -> None:
        self._place = place

    def collect(self) -> Iterable[Metric]:
        published = _changed(self._place.published)
        yield _gauge("published_timestamp_seconds", "When the pages were last published; 0 where never.", published)
        zone = ZoneInfo(load_organization(self._place.organization).nightly.timezone)
        local = datetime.fromtimestamp(published, UTC).astimezone(zone).replace(tzinfo=None)
        store = Store(self._place.submissions)
        yield _gauge("submissions", "Versions of submissions that are kept.", store.count())
        yield _gauge("submissions_waiting", "Those that came after the pages were published.", store.count(since=local))
        yield _gauge("disk_free_bytes", "Room where the output lies.", shutil.disk_usage(self._place.output).free)
        folder = os.environ.get(BACKUPS)
        if folder and Path(folder).is_dir():
            newest = max((_changed(path) for path in Path(folder).glob(BACKUP_ENDING)), default=0.0)
            yield _gauge("backup_timestamp_seconds", "When the newest backup was made; 0 where there is none.", newest)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"caseline_{name}", words, value=value)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _has_token(headers: Headers) -> bool:
    """Whether who asks has the token; without one in the environment nobody has."""
    token, given = os.environ.get(METRICS_TOKEN, ""), headers.get("authorization", "")
    return bool(token) and secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
