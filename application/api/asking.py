"""What a request asks for: what stands behind its question mark, and what it sends."""

import re
from datetime import date

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from application.api.listing import DEFAULT_LIMIT, MOST, Asked, moment
from application.api.resources import Resource
from application.problems import Problem


def asked_for(request: Request, resource: Resource) -> Asked:
    """What stands behind the question mark. Raises Problem."""
    query = request.query_params
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if not re.fullmatch(r"[0-9]{1,4}", limit) or not 1 <= int(limit) <= MOST:
        raise Problem(400, f"limit is a number from 1 to {MOST}.")
    where = {name: query[name] for name in resource.filters if name in query}
    if resource.within:
        where[resource.within] = request.path_params[resource.within]
    since = None
    if "since" in query:
        try:
            since = moment(query["since"])
        except ValueError:
            raise Problem(400, "since is a moment such as 2026-11-30T05:00:00Z.") from None
    return Asked(where, int(limit), query.get("cursor", ""), since)


def asked_day(request: Request, name: str) -> date | None:
    """The day that a parameter names, None where it does not stand there. Raises Problem."""
    if name not in request.query_params:
        return None
    try:
        return date.fromisoformat(request.query_params[name])
    except ValueError:
        raise Problem(400, f"{name} is a day such as 2026-11-30.") from None


def only(request: Request, allowed: tuple[str, ...]) -> None:
    """Raises Problem where more stands behind the question mark, or the same twice."""
    names = [name for name, _ in request.query_params.multi_items()]
    if not set(names) <= set(allowed):
        raise Problem(400, f"Parameters here are: {', '.join(allowed) or 'none'}.")
    if len(names) > len(set(names)):
        raise Problem(400, "A parameter stands twice.")


def read_body(kind: type[BaseModel], request: Request, body: bytes | None) -> BaseModel:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "Send application/json.")
    if body is None:
        raise Problem(413, "That is too much at once.")
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        wrong = [
            {"pointer": "".join(f"/{part}" for part in one["loc"]), "detail": one["msg"]} for one in error.errors()
        ]
        raise Problem(422, "The body does not fit the API's description.", more={"errors": wrong}) from None
