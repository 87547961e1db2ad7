"""Rows of a resource: a page of them, or all of them as CSV, filtered, or only what changed."""

import base64
import binascii
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from application.api.changes import Changed, Changes
from application.api.resources import Resource
from application.api.served import Served
from application.problems import Problem

DEFAULT_LIMIT, MOST = 200, 1000
BATCH = 5_000
_BETWEEN = "\x1f"
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which rows: `where` holds the column that the path names, and filters; `since` is in UTC, without a zone."""

    where: Mapping[str, str] = field(default_factory=dict)
    limit: int = DEFAULT_LIMIT
    cursor: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Page:
    """`cursor` leads to the next page, '' on the last. `until` is the `since` of the next look; `gone`, on the last
    page, are the keys of rows that are no more; `is_whole`: what a reader kept from before is to be replaced."""

    rows: list[Row]
    cursor: str = ""
    until: str | None = None
    gone: list[Row] | None = None
    is_whole: bool | None = None


class Listing:
    """The rows of one resource for one reader."""

    def __init__(self, resource: Resource, served: Served, changes: Changes) -> None:
        self._resource, self._served, self._changes = resource, served, changes
        self.columns = [column.column for column in served.columns(resource.table)]

    def page(self, asked: Asked) -> Page:
        """Raises Problem where the cursor is none of this resource's."""
        after, until = _read_cursor(asked.cursor)
        changed = self._changed(asked)
        query, values = self._chosen(self._keyed(), asked, changed)
        cursor = self._cursor(changed)
        found = cursor.execute(
            f"select * from ({query}) where _key > $after order by _key limit $limit",
            {**values, "after": after, "limit": asked.limit + 1},
        ).fetchall()
        rows, more = found[: asked.limit], len(found) > asked.limit
        made = [self._row(row) for row in rows]
        if changed is None:
            return Page(made, _cursor(rows[-1][-1], "") if more else "")
        until = until or f"{changed.until.isoformat(timespec='microseconds')}Z"
        if more:
            return Page(made, _cursor(rows[-1][-1], until), until, is_whole=changed.is_whole)
        gone = [dict(zip(self._resource.key, key.split(_BETWEEN), strict=True)) for key in changed.gone]
        return Page(made, "", until, gone, changed.is_whole)

    def whole(self, asked: Asked) -> Iterator[list[tuple[Any, ...]]]:
        """Every row, as tuples of `columns`, in batches."""
        query, values = self._chosen(self._rows(), asked)
        order = ", ".join(f'"{name}"' for name in self._resource.key)
        rows = self._cursor(None).execute(f"{query}{f' order by {order}' if order else ''}", values)
        while batch := rows.fetchmany(BATCH):
            yield batch

    def clients(self, asked: Asked) -> tuple[str, ...]:
        """Who is in all the rows, as far as they say."""
        if "client_id" not in self.columns:
            return ()
        query, values = self._chosen(self._rows(), asked)
        found = self._cursor(None).execute(f"select distinct client_id from ({query}) order by 1", values).fetchall()
        return tuple(client for (client,) in found if client)

    def _chosen(self, rows: str, asked: Asked, changed: Changed | None = None) -> tuple[str, dict[str, Any]]:
        """Of the rows of a query those that are asked for, and the values of its parameters."""
        names = [name for name in asked.where if name in self.columns]
        if len(names) < len(asked.where):
            return f"select * from ({rows}) where false", {}  # of what they do not see nothing is found
        conditions = [f'cast("{name}" as text) = ${name}' for name in names]
        if changed is not None:
            conditions.append("_key in (select row_key from changed_key)")
        where = f" where {' and '.join(conditions)}" if conditions else ""
        return f"select * from ({rows}){where}", {name: asked.where[name] for name in names}

    def _rows(self) -> str:
        """The rows of the resource."""
        query, empty = self._served.query(self._resource.table), self._resource.none_in
        return f'select * from ({query}) where "{empty}" is null' if empty in self.columns else query

    def _keyed(self) -> str:
        """The rows with what orders and names them in `_key`."""
        query = self._rows()
        if self._resource.key:
            parts = [f"coalesce(cast(\"{name}\" as text), '')" for name in self._resource.key]
            return f"select *, concat_ws(chr(31), {', '.join(parts)}) as _key from ({query})"
        hashed = f"select *, md5(to_json(_row)::text) as _hash from ({query}) as _row"
        alike = "lpad(cast(row_number() over (partition by _hash) as text), 9, '0')"
        return f"select * exclude (_hash), _hash || {alike} as _key from ({hashed})"

    def _changed(self, asked: Asked) -> Changed | None:
        if asked.since is None:
            return None
        return self._changes.since(asked.since, self._resource.path, self._keyed(), self._served)

    def _cursor(self, changed: Changed | None) -> duckdb.DuckDBPyConnection:
        cursor = self._served.gate.connection.cursor()
        if changed is not None:
            cursor.register("changed_key", changed.keys)
        return cursor

    def _row(self, row: tuple[Any, ...]) -> Row:
        return {name: plain(value) for name, value in zip(self.columns, row[:-1], strict=True)}


def plain(value: Any) -> Any:
    """A value as JSON has it: ISO dates, and no number that is none."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def moment(text: str) -> datetime:
    """An ISO date or moment in UTC, without a zone. Raises ValueError."""
    read = datetime.fromisoformat(text.upper())
    try:
        return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    except OverflowError:
        return read.replace(tzinfo=None)


def _cursor(key: str, until: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, until]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str, str]:
    if not cursor:
        return "", ""
    try:
        key, until = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
        if not (isinstance(key, str) and isinstance(until, str)):
            raise ValueError
        key.encode()
    except (ValueError, binascii.Error, TypeError, RecursionError):
        raise Problem(404, "There is no page at this cursor. Begin without one.") from None
    return key, until
