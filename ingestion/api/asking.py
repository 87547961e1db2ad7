"""Asks every system for what changed, and writes each of its tables as an export, which its source reads as any other.

A file holds all that the system has, as an export of tonight would; of that only what changed was asked.
"""

import csv
import fnmatch
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

from requests import Response
from requests.exceptions import RequestException

from caseline.organization.apis import Api
from ingestion.api.client import ApiClient
from ingestion.api.connection import Connection, connections
from ingestion.api.declaration import ApiTable, Ask, Describe
from ingestion.api.mirror import Asked, Mirror, mirror_path
from ingestion.api.places import Names
from ingestion.api.shapes import Shape, at, shape_of
from ingestion.boundary import Problem, Unreadable, attempt, mended
from ingestion.files import Refused

OVERLAP = timedelta(minutes=15)
"""How much of what was asked is asked again, because systems find a change some time after it was made."""
_CHANGED_IS_REFUSED = {400, 404, 410}
_AGAIN = "It is asked again in the next run; what came before is kept."


class _MoreThanGiven(Exception):
    """More changed than the system gives to one question."""


def ask_systems(
    apis: Sequence[Api],
    root: Path,
    work_dir: Path,
    affiliates: Collection[str],
    source: str,
    everyone: Collection[str] | None = None,
) -> list[Refused]:
    """Bring the exports of every system that `source` reads up to date, below `root/<affiliate>/<folder>/<system>/`.

    What cannot be had is given back with its reason, table by table; its former export stays. Raises CaselineError,
    before anything is asked, when a setting or a secret is missing.
    """
    found = connections(apis, affiliates, source, everyone)
    clients = [connection.client() for connection in found]
    refused = []
    for connection, client in zip(found, clients, strict=True):
        place = connection.place
        path = mirror_path(work_dir, connection.affiliate_id, connection.system.system)
        with closing(Mirror(path)) as mirror:
            tables = attempt(partial(_tables, connection, client))
            if isinstance(tables, Problem):
                refused.append(Refused(connection.affiliate_id, f"{place} over its API", tables.reason, tables.fix))
                continue
            for name, own in tables.items():
                asking = TableAsking(connection, client, mirror, name, own)
                problem = attempt(partial(asking.bring_up_to_date, root / place))
                if isinstance(problem, Problem):
                    label = f"{place}/{name} over its API"
                    refused.append(Refused(connection.affiliate_id, label, problem.reason, problem.fix))
    return refused


def _tables(connection: Connection, client: ApiClient) -> dict[str, str]:
    discover = connection.system.discover
    if connection.tables or not discover:
        return dict(connection.tables)
    names = {str(at(discover.name, item)) for page in _told(connection, client.pages(discover, {})) for item in page}
    is_read = re.compile("|".join(map(fnmatch.translate, discover.matching)))
    return {name: name for name in sorted(names) if name.isidentifier() and is_read.match(name)}


class TableAsking:
    """One table of one system, by the name that its file has and the ID that the system has for it.

    Raises Unreadable where the system refuses, does not answer or answers with something else than is declared.
    """

    def __init__(self, connection: Connection, client: ApiClient, mirror: Mirror, name: str, own: str) -> None:
        self._connection, self.client, self._mirror = connection, client, mirror
        self._name, self.table = name, connection.system.table(own)
        self.places: dict[str, Any] = {"table": own}
        self.fields: list[str] = []

    def bring_up_to_date(self, folder: Path) -> None:
        """Ask what changed, and write the table as it is now."""
        described = self._described()
        asked, today = self._mirror.asked(self._name), datetime.now(UTC).date()
        changed = self._question_of_changes(asked, today)
        with self._mirror.change():
            if changed is None or not self._take_changes(changed, asked):
                self._take_all(today)
        records = partial(self._mirror.records, self._name)
        _write(folder, self._name, self.table, shape_of(self.table, described), records)

    def records(self) -> dict[str, Any]:
        """The records as they were asked for last, by their ID."""
        return {self._key(record): record for record in self._mirror.records(self._name)}

    def keep(self, key: str, record: Any) -> None:
        """Take down how a record is now."""
        self._mirror.put(self._name, key, record)

    def _described(self) -> list[Any]:
        describe = self.table.describe
        if not describe:
            return []
        fields = [field for page in self._pages(describe) for field in page]
        if self.table.shape not in ("plain", "dataverse"):
            return fields
        fields = [field for field in fields if _is_wanted(describe, field)]
        self.fields = Names(at(describe.name, field) for field in fields)
        self.places["fields"] = self.fields
        if describe.primary:
            self.places["primary"] = next(
                (at(describe.name, field) for field in fields if _has(describe.primary, field)), "id"
            )
        return fields

    def _question_of_changes(self, asked: Asked | None, today: date) -> Ask | None:
        """What to ask for changes; None where everything is to be asked for."""
        every = self.table.whole_every_days
        if asked is None or (every is not None and (today - asked.whole_on).days >= every):
            return None
        return self.table.changed if asked.link or not self.table.next_link else None

    def _take_changes(self, changed: Ask, asked: Asked | None) -> bool:
        """Whether they could be had; where not, everything is to be asked for."""
        assert asked
        self.places |= _since(asked.until) | {"link": asked.link}
        try:
            until, link = self._take(changed)
            if self.table.gone:
                for page in self._pages(self.table.gone):
                    for record in page:
                        self._mirror.drop(self._name, self._key(record))
        except _MoreThanGiven:
            return False
        except _Refusal as refusal:
            if refusal.status in _CHANGED_IS_REFUSED:
                return False
            raise
        self._mirror.now_asked(self._name, Asked(until, asked.whole_on, link))
        return True

    def _take_all(self, today: date) -> None:
        self._mirror.clear(self._name)
        first, ask = self._connection.api.since, self.table.all
        if first and self.table.changed and not self.table.next_link:
            self.places |= _since(datetime.combine(first, time(), UTC))
            ask = self.table.changed
        try:
            until, link = self._take(ask)
        except _MoreThanGiven:
            until, link = self._take(self.table.all)
        self._mirror.now_asked(self._name, Asked(until, today, link))

    def _take(self, ask: Ask) -> tuple[datetime, str | None]:
        """Take in all pages. Gives the moment up to which everything has been asked, and where to ask on."""
        until, link, keys, told = None, None, set[str](), 0
        total = ask.total or self._connection.system.total
        for page in self._pages(ask):
            content = page.response.json()
            until = until or _moment_of(page.response)
            told = max(told, int((at(total, content) if total else None) or 0))
            if ask.at_most and told > ask.at_most:
                raise _MoreThanGiven
            before = len(keys)
            for record in page:
                if self.table.tombstone and at(self._key_path, record) is None:
                    self._mirror.drop(self._name, _text(at(self.table.tombstone, record)))
                    continue
                key = self._key(record)
                keys.add(key)
                self._mirror.put(self._name, key, record)
            if len(page) > 1 and len(keys) == before and not self.table.tombstone:
                raise Unreadable("The same page came twice.", _AGAIN)
            if self.table.next_link:
                link = at(self.table.next_link, content)
        if len(keys) < told:
            raise Unreadable(
                f"{self._connection.system.title} has {told:,} records and gave {len(keys):,} of them.", _AGAIN
            )
        assert until
        return until, link

    @property
    def _key_path(self) -> str:
        return str(self.table.key.format_map(self.places))

    def _key(self, record: Any) -> str:
        key = at(self._key_path, record)
        if key is None:
            raise Unreadable("A record came without its ID.", _AGAIN)
        return _text(key)

    def _pages(self, ask: Ask) -> Iterator[Any]:
        return _told(self._connection, self.client.pages(ask, self.places))


class _Refusal(Unreadable):
    def __init__(self, reason: str, fix: str, status: int | None) -> None:
        super().__init__(reason, fix)
        self.status = status


def _told(connection: Connection, pages: Iterator[Any]) -> Iterator[Any]:
    """Pages; a system that refuses or does not answer is told in words."""
    try:
        yield from pages
    except RequestException as error:
        raise refusal(connection, error) from None


def refusal(connection: Connection, error: RequestException) -> Unreadable:
    """Why a system did not answer, in words for people and without what it said, which may hold content."""
    title, response = connection.system.title, error.response
    status = response.status_code if response is not None else None
    names = " and ".join(connection.variables.values())
    if status in (401, 403) or (status == 400 and response is not None and "token" in response.url.split("?")[0]):
        return _Refusal(
            f"{title} refuses what is in {names} (status {status}).", "Get a new one, with the right to read.", status
        )
    if status == 429:
        return _Refusal(f"{title} was asked too often, and says so for longer than is waited.", _AGAIN, status)
    if status and status < 500:
        return _Refusal(
            f"{title} does not know what it was asked for (status {status}).",
            "Compare 'tables', 'address' and 'details' in organization.yml with the system.",
            status,
        )
    said = f"answered with an error of its own (status {status})" if status else "did not answer, or broke off"
    return _Refusal(f"{title} {said}, however often it was asked.", _AGAIN, status)


def _is_wanted(describe: Describe, field: Any) -> bool:
    if at(describe.name, field) in describe.always:
        return True
    return _has(describe.only, field) and not any(at(path, field) in values for path, values in describe.never.items())


def _has(wanted: dict[str, list[Any]], field: Any) -> bool:
    return all(at(path, field) in values for path, values in wanted.items())


def _since(moment: datetime) -> dict[str, Any]:
    return {"since": moment, "since_ms": str(int(moment.timestamp() * 1000))}


def _moment_of(response: Response) -> datetime:
    """When the system answered, by its own clock, less what it may not have found yet."""
    said = response.headers.get("Date")
    return (parsedate_to_datetime(said) if said else datetime.now(UTC)).astimezone(UTC) - OVERLAP


def _write(folder: Path, name: str, table: ApiTable, shape: Shape, records: Callable[[], Iterator[Any]]) -> None:
    """The file of a table, in place of the former one when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{'json' if table.shape == 'nested' else 'csv'}"
    unfinished = folder / f".{path.name}"
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        if table.shape == "nested":
            for at_first, record in enumerate(records()):
                file.write((",\n" if at_first else "[\n") + json.dumps(shape.row(record)))
            file.write("\n]\n" if file.tell() else "[]\n")
        else:
            seen = {column for record in records() for column in shape.row(record)}
            columns = [*shape.columns, *sorted(seen - set(shape.columns))]
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in map(shape.row, records()):
                writer.writerow([_text(row.get(column)) for column in columns])
    unfinished.replace(path)


def _text(value: Any) -> str:
    """A value as a cell of an export: several with `;` between them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return mended(str(value))
