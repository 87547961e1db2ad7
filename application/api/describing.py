"""The API's own description, OpenAPI 3.1: paths from the resources, fields from the tables' descriptions."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from application.api.bodies import DECISIONS, RulingMade, Submission, SubmissionMade, TakenBack
from application.api.listing import DEFAULT_LIMIT, MOST
from application.api.resources import RESOURCES, Resource
from application.api.tokens import Scope
from application.guard import API
from application.problems import MEDIA_TYPE
from caseline.access.modelled import ModelledColumn, modelled_tables

Described = dict[str, Any]
VERSION = "1.0.0"
_TYPES = {
    "text": "string", "date": "string", "timestamp": "string", "boolean": "boolean", "integer": "integer",
    "bigint": "integer", "double precision": "number",
}  # fmt: skip
_OF_SCOPE = {
    Scope.clients: "records, codes and signals about single clients",
    Scope.figures: "numbers of reports",
    Scope.evidence: "the records and quotes behind numbers",
    Scope.runs: "what the last run found, read and held back",
    Scope.tables: "tables of reporting and hud, for BI tools",
    Scope.rulings: "writing decisions, where the role decides",
    Scope.submissions: "handing in forms that were filled in elsewhere",
}
MODELS: tuple[type[BaseModel], ...] = (
    *DECISIONS.values(), TakenBack, RulingMade, Submission, SubmissionMade,
)  # fmt: skip
_PROBLEMS = {
    "400": "A parameter is wrong", "401": "The token is missing, wrong, revoked or over",
    "403": "The token lacks the scope", "404": "It is not there for this token", "409": "Somebody has ruled meanwhile",
    "413": "Too much at once", "415": "Not application/json", "422": "The body is wrong",
    "429": "Too many requests", "503": "No run has published yet",
}  # fmt: skip


def described() -> Described:
    """The whole document."""
    _, models = models_json_schema(
        [(model, "validation") for model in MODELS], ref_template="#/components/schemas/{model}"
    )
    rows = {_schema_name(resource.table): _row(resource.table) for resource in RESOURCES}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Caseline", "version": VERSION,
            "description": "One record per client, every note read, every number traceable. Rows and fields are those "
            "of the token's role; a field that a role does not see is left out, one that it sees as a mask or a range "
            "is text. Every look at a client is written down.",
        },
        "servers": [{"url": API}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made by `caseline token new`."}
            },
            "responses": {
                f"Problem{status}": {
                    "description": words, "content": {MEDIA_TYPE: {"schema": _ref("Problem")}},
                }
                for status, words in _PROBLEMS.items()
            },
            "schemas": {**rows, **models["$defs"], **_OTHERS},
        },
    }  # fmt: skip


def _paths() -> Described:
    paths: Described = {
        "/openapi.json": {"get": _operation("This description", [], _answer({"type": "object"}), (), security=False)},
        "/status": {"get": _operation("Whose token it is and what it opens", [], _answer(_ref("Status")), ())},
        "/tables": {
            "get": _operation("The tables that BI tools may read", [], _answer(_ref("Tables")), (), Scope.tables)
        },
    }
    for resource in (*RESOURCES, Resource("/tables/{name}", "", Scope.tables, "One table, for BI tools")):
        paths[resource.path] = {"get": _page_operation(resource)}
        paths[f"{resource.path}.csv"] = {"get": _whole_operation(resource)}
    for path, parent in (("/clients/{client_id}", "/clients"), ("/figures/{figure_id}", "/figures")):
        resource = next(one for one in RESOURCES if one.path == parent)
        content = _answer(_ref(_schema_name(resource.table)))
        paths[path] = {
            "get": _operation("One of them", [_in_path(path)], content, ("404",), resource.scope, is_kept=True)
        }
    since = _parameter("since", "From which day on it tells what changed", {"type": "string", "format": "date"})
    path = "/clients/{client_id}/brief"
    paths[path] = {
        "get": _operation(
            "One client on a page, each sentence with what it rests on", [_in_path(path), since],
            _answer(_ref("Brief")), ("404",), Scope.clients,
        )
    }  # fmt: skip
    for kind, model in DECISIONS.items():
        for path, body, status in ((f"/rulings/{kind}", model, "201"), (f"/rulings/{kind}/back", TakenBack, "200")):
            operation = _operation(
                str(body.__doc__), [], _answer(_ref("RulingMade")), ("404", "409", "413", "415", "422"), Scope.rulings,
                status,
            )  # fmt: skip
            paths[path] = {"post": _sent(body, operation)}
    path, made = "/forms/{form}", _answer(_ref("SubmissionMade"))
    operation = _operation(
        str(Submission.__doc__), [_in_path(path)], made, ("404", "413", "415", "422"), Scope.submissions, "201"
    )
    operation["responses"]["200"] = {"description": "It was kept before, just so", "content": made}
    paths[path] = {"post": _sent(Submission, operation)}
    return paths


def _sent(body: type[BaseModel], operation: Described) -> Described:
    """An operation that is sent a body."""
    content = {"application/json": {"schema": _ref(body.__name__)}}
    return {**operation, "requestBody": {"required": True, "content": content}}


def _page_operation(resource: Resource) -> Described:
    name = _schema_name(resource.table) if resource.table else "Row"
    page = {
        "type": "object",
        "required": ["data", "next", "as_of", "as_of_source", "version"],
        "properties": {"data": {"type": "array", "items": _ref(name)}, **_PAGE},
    }
    parameters = [
        *_which(resource),
        _parameter(
            "limit", "Rows a page", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
        ),
        _parameter("cursor", "From `next` of the page before", {"type": "string"}),
    ]
    if resource.has_feed:
        words = "Only what changed since then, as `until` of the last time said; `whole` says that it is everything"
        parameters.append(_parameter("since", words, {"type": "string", "format": "date-time"}))
    return _operation(resource.summary, parameters, _answer(page), ("404",), resource.scope, is_kept=True)


def _whole_operation(resource: Resource) -> Described:
    content = {"text/csv": {"schema": {"type": "string"}}}
    words = f"{resource.summary}: every row, as CSV"
    return _operation(words, _which(resource), content, ("404",), resource.scope, is_kept=True)


def _which(resource: Resource) -> list[Described]:
    """The parameters that say which rows."""
    return [
        *([_in_path(resource.path)] if "{" in resource.path else []),
        *[_parameter(name, f"Only rows with this {name}", {"type": "string"}) for name in resource.filters],
    ]


def _operation(
    summary: str,
    parameters: list[Described],
    content: Described,
    problems: tuple[str, ...],
    scope: Scope | None = None,
    status: str = "200",
    *,
    security: bool = True,
    is_kept: bool = False,
) -> Described:
    every = ("400", "429", *(("401", "503") if security else ()), *(("403",) if scope else ()))
    made: Described = {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: {"description": "What was asked for", "content": content},
            **{one: {"$ref": f"#/components/responses/Problem{one}"} for one in sorted({*every, *problems})},
        },
    }
    if is_kept:
        made["responses"][status]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        made["responses"]["304"] = {"description": "Unchanged: If-None-Match names this answer's ETag"}
    if scope:
        made |= {
            "tags": [scope.value],
            "description": f"Scope `{scope}`: {_OF_SCOPE[scope][0].lower()}{_OF_SCOPE[scope][1:]}.",
        }
    if not security:
        made["security"] = []
    return made


def _row(table: str) -> Described:
    (found,) = [one for one in modelled_tables() if f"{one.layer}.{one.name}" == table]
    return {
        "type": "object",
        "description": found.description,
        "properties": {column.column: _field(column) for column in found.columns},
        "additionalProperties": False,
    }


def _field(column: ModelledColumn) -> Described:
    types = [_TYPES.get(column.data_type, "string")]
    if column.sensitivity != "open" and types != ["string"]:
        types.append("string")  # as a mask or a range
    return {"type": [*types, "null"], "description": column.description}


def _schema_name(table: str) -> str:
    return "".join(word.capitalize() for word in table.partition(".")[2].split("_"))


def _ref(name: str) -> Described:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(schema: Described) -> Described:
    return {"application/json": {"schema": schema}}


def _parameter(name: str, words: str, schema: Described) -> Described:
    return {"name": name, "in": "query", "description": words, "required": False, "schema": schema}


def _in_path(path: str) -> Described:
    name = path.partition("{")[2].partition("}")[0]
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


_TEXT, _MAYBE = {"type": "string"}, {"type": ["string", "null"]}
_PAGE: Described = {
    "next": {**_MAYBE, "description": "Where the next page is; null on the last"},
    "as_of": {**_TEXT, "description": "The day up to which the data go"},
    "as_of_source": {**_TEXT, "description": "What says that it is this day: a setting, or the newest day of a file"},
    "version": {**_TEXT, "description": "Tells this publication from any other"},
    "until": {"type": "string", "description": "With `since`: what to give as `since` next time"},
    "whole": {"type": "boolean", "description": "With `since`: what was kept from before is to be replaced by this"},
    "gone": {
        "type": "array", "items": {"type": "object", "additionalProperties": _TEXT},
        "description": "With `since`, on the last page: keys of rows that are no more",
    },
}  # fmt: skip
_OTHERS: Described = {
    "Row": {"type": "object"},
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
            "errors": {
                "type": "array",
                "items": {"type": "object", "properties": {"pointer": _TEXT, "detail": _TEXT}},
            },
        },
    },
    "Status": {
        "type": "object",
        "required": [
            "organization", "token", "role", "scopes", "as_of", "as_of_source", "published_at", "version", "resources",
        ],
        "properties": {
            "organization": _TEXT, "token": _TEXT, "role": _TEXT, "scopes": {"type": "array", "items": _TEXT},
            "as_of": _PAGE["as_of"], "as_of_source": _PAGE["as_of_source"],
            "published_at": {"type": "string", "format": "date-time"}, "version": _TEXT,
            "resources": {"type": "array", "items": _TEXT},
        },
    },
    "Brief": {
        "type": "object",
        "required": [
            "client_id", "name", "organization", "role", "as_of", "as_of_source", "since", "sections", "citations",
        ],
        "properties": {
            "client_id": _TEXT, "name": _MAYBE, "organization": _TEXT, "role": _TEXT,
            "scope": {**_TEXT, "description": "What alone this role sees, in a sentence; '' for one without limits"},
            "as_of": _PAGE["as_of"], "as_of_source": _PAGE["as_of_source"],
            "since": {**_TEXT, "description": "The day from which on changes are told"},
            "worded": {"type": ["object", "null"], "description": "Who worded it; null where it is as composed"},
            "sections": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["title", "sentences"],
                    "properties": {
                        "title": _TEXT,
                        "sentences": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["text", "citations"],
                                "properties": {
                                    "text": _TEXT, "citations": {"type": "array", "items": {"type": "integer"}},
                                },
                            },
                        },
                    },
                },
            },
            "citations": {
                "type": "object", "additionalProperties": {"type": "object"},
                "description": "By number: a record, the words of a note, or a place that is empty",
            },
        },
    },
    "Tables": {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "description", "columns"],
                    "properties": {
                        "name": _TEXT, "description": _TEXT,
                        "columns": {
                            "type": "array",
                            "items": {"type": "object", "properties": {"name": _TEXT, "description": _TEXT}},
                        },
                    },
                },
            }
        },
    },
}  # fmt: skip
