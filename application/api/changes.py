"""What changed since when, as one reader sees it: nothing tells of a change in what is not theirs.

For each reader who asks, a file of row hashes remembers what each row was when it was last looked at for changes, and
since when it is so. A publication is looked at once, when it is first asked for. Moments are in UTC, without a zone.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock

from application.api.served import Served
from caseline.access.gate import Reader
from caseline.ground.warehouse import connect

_TABLES = """
create table if not exists seen (resource text primary key, began timestamp, looked timestamp, version text);
create table if not exists row_seen (
    resource text, row_key text, row_hash text, changed_at timestamp, is_gone boolean);
"""
_HASHED = "select _key as row_key, md5(to_json(_row)::text) as row_hash from (select * from ({})) as _row"


@dataclass(frozen=True)
class Changed:
    """`is_whole`: nothing is remembered from that long ago, so every row that there is counts as changed. `until`: from
    when on the next look begins.

    `keys`: keys of rows that are new or changed, in a column `row_key`; `gone`: keys of rows that are no more.
    """

    is_whole: bool
    until: datetime
    keys: pa.Table
    gone: list[str]


class Changes:
    """Files of row hashes, one a reader, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def since(self, moment: datetime, resource: str, keyed: str, served: Served) -> Changed:
        """What changed after `moment` in the rows of a query that have their key in `_key`."""
        with self._opened(served.gate.reader) as kept:
            self._look(kept, resource, keyed, served)
            ((began, until),) = kept.execute("select began, looked from seen where resource = ?", [resource]).fetchall()
            is_whole = moment < began
            named = {"resource": resource, "whole": is_whole, "moment": moment}
            keys = kept.execute(
                """select row_key from row_seen
                where resource = $resource and not is_gone and ($whole or changed_at > $moment)""",
                named,
            ).to_arrow_table()
            gone = kept.execute(
                """select row_key from row_seen
                where resource = $resource and is_gone and not $whole and changed_at > $moment order by 1""",
                named,
            ).fetchall()
        return Changed(is_whole, until, keys, [key for (key,) in gone])

    def _look(self, kept: duckdb.DuckDBPyConnection, resource: str, keyed: str, served: Served) -> None:
        known = kept.execute("select version, looked from seen where resource = ?", [resource]).fetchone()
        version = served.version + hashlib.sha256(keyed.encode()).hexdigest()[:8]
        if known and known[0] == version:
            return
        now = datetime.now(UTC).replace(tzinfo=None)
        if known:
            now = max(now, known[1] + timedelta(microseconds=1))  # also after a clock was put back
        rows = served.gate.connection.cursor().execute(_HASHED.format(keyed)).to_arrow_table()
        kept.register("row_now", rows)
        named = {"resource": resource, "now": now}
        kept.execute("begin")
        kept.execute(
            """insert into row_seen select $resource, row_key, row_hash, $now, false from row_now
            where row_key not in (select row_key from row_seen where resource = $resource)""",
            named,
        )
        kept.execute(
            """update row_seen set row_hash = now.row_hash, changed_at = $now, is_gone = false from row_now as now
            where resource = $resource and row_seen.row_key = now.row_key
            and (row_seen.row_hash <> now.row_hash or is_gone)""",
            named,
        )
        kept.execute(
            """update row_seen set row_hash = '', changed_at = $now, is_gone = true
            where resource = $resource and not is_gone and row_key not in (select row_key from row_now)""",
            named,
        )
        kept.execute(
            """insert into seen values ($1, $2, $2, $3)
            on conflict do update set looked = excluded.looked, version = excluded.version""",
            [resource, now, version],
        )
        kept.execute("commit")

    @contextmanager
    def _opened(self, reader: Reader) -> Iterator[duckdb.DuckDBPyConnection]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        who = hashlib.sha256(repr((reader.role_name, sorted(reader.managers))).encode()).hexdigest()[:16]
        file = self._folder / f"{who}.duckdb"
        with FileLock(file.with_suffix(".lock"), mode=0o600), connect(file) as kept:
            kept.execute(_TABLES)
            yield kept
