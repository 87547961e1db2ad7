"""Answers: JSON and CSV, how they are known again, and where the next page is."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from application.api.calls import Call
from application.api.listing import Asked, Listing
from caseline.ground.spreadsheets import safe_cell


def next_page(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    query = {name: value for name, value in request.query_params.items() if name != "cursor"}
    return f"{request.url.path}?{urlencode(query | {'cursor': cursor})}"


def validators(call: Call) -> dict[str, str]:
    """An answer follows from the publication, what the role may see, and what was asked."""
    reader = call.somebody.reader
    said = (
        call.served.version, reader.role_name, reader.role.model_dump_json(), reader.managers, str(call.request.url),
    )  # fmt: skip
    tag = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
    return {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache", "Vary": "Authorization"}


def unchanged(call: Call) -> Response | None:
    """304 where whoever asks has the answer already. Of changes there is none: they are asked for to be told."""
    if "since" in call.request.query_params:
        return None
    headers = validators(call)
    known = [tag.strip().removeprefix("W/") for tag in call.request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=headers) if headers["ETag"] in known else None


def as_json(content: Any, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return Response(text, status, headers=headers or {}, media_type="application/json")


def csv_lines(listing: Listing, asked: Asked) -> Iterator[str]:
    def line(rows: list[tuple[Any, ...]]) -> str:
        text = io.StringIO()
        csv.writer(text).writerows([safe_cell(value) for value in row] for row in rows)
        return text.getvalue()

    yield line([tuple(listing.columns)])
    for batch in listing.whole(asked):
        yield line(batch)
