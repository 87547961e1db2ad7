"""Files that lost too many rows since they were last exported: a cut-off or re-keyed export waits for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from caseline.ground.warehouse import connect
from caseline.organization.caution import Caution
from ingestion.boundary import as_far_as_possible
from ingestion.hmis.export import DELTA, Export, Part
from ingestion.moments import sortable_moment
from ingestion.summary import HeldBack, LoadedFile
from ingestion.waiting import wait_for_a_person


@contextmanager
def lost_rows(warehouse: Path | None, caution: Caution) -> Iterator["LostRows | None"]:
    """The comparison with what stands in the warehouse; None before anything does."""
    if warehouse is None or not warehouse.exists():
        yield None
        return
    with connect(warehouse, read_only=True) as connection:
        sql = "select table_name from information_schema.tables where table_schema = 'hmis'"
        tables = frozenset(table for (table,) in connection.execute(sql).fetchall())
        yield LostRows(connection, caution, tables) if "load_file" in tables else None


@dataclass(frozen=True)
class LostRows:
    """Compares files with what stands in the warehouse.

    A file is held against the one it replaces: the same path with its former content, else the same table of the
    newest earlier export that this one covers (all its projects, all its period, neither of them a delta).
    `tables` are those there are: a new version of the project may bring more.
    """

    connection: duckdb.DuckDBPyConnection
    caution: Caution
    tables: frozenset[str]

    def pause(self, part: Part, export: Export, outcome: LoadedFile, held_back: list[HeldBack]) -> bool:
        """Whether the file waits for a person; if so it is held back as a whole, with what to do."""
        if part.standard.table not in self.tables - {"export"} or self.caution.is_accepted(outcome.sha256):
            return False
        former = self._former_keys(part, export)
        if not former:
            return False
        keys = _column(part, part.standard.key_header.lower())
        lost = len(former.difference(keys))
        if not self.caution.is_too_much(lost, len(former)):
            return False
        wait_for_a_person(
            outcome,
            held_back,
            self.caution,
            lost=lost,
            former=len(former),
            rows=len(keys),
            of=part.standard.file,
            sha256=outcome.sha256,
        )
        return True

    def _former_keys(self, part: Part, export: Export) -> set[str]:
        replaced = self._keys(part, "{} = ?", part.file.label)
        if replaced:
            return replaced
        for folder in self._covered(part, export):
            if keys := self._keys(part, "parse_dirpath({}, 'forward_slash') = ?", folder):
                return keys
        return set()

    def _keys(self, part: Part, where: str, value: str) -> set[str]:
        """Keys of the rows that the last load of a file, or of a folder, brought or confirmed.

        Empty where other exports have confirmed most of its rows since: those left over are no measure.
        """
        table, affiliate_id = part.standard.table, part.file.affiliate_id
        place = f"from hmis.{table} where _affiliate = ? and {where.format('_source_file')}"
        sql = f"select distinct {part.standard.key} {place} and _load_id = (select max(_load_id) {place})"
        keys = {row[0] for row in self._rows(sql, [affiliate_id, value] * 2)}
        ledger = "select min(rows) from hmis.load_file where table_name = ? and rows > 0 and _affiliate = ?"
        loaded = self._rows(f"{ledger} and {where.format('file')}", [table, affiliate_id, value])[0][0]
        return keys if loaded and len(keys) * 2 >= loaded else set()

    def _covered(self, part: Part, export: Export) -> list[str]:
        """Folders of earlier exports whose rows this one should hold as well, newest first."""
        start, end = (sortable_moment(export.facts.get(f"export{which}date", "")) for which in ("start", "end"))
        if not (start and end and export.exported_at) or export.facts.get("exportdirective") == DELTA:
            return []
        projects = export.part("project")
        own = set(_column(projects, "projectid")) if projects else set()
        covered = []
        for file, former_start, former_end, at in self._rows(
            "select _source_file, export_start_date, export_end_date, _exported_at from hmis.export "
            "where _affiliate = ? and coalesce(export_directive, '') <> ?",
            [part.file.affiliate_id, DELTA],
        ):
            folder = str(PurePosixPath(file).parent)
            period = sortable_moment(former_start or ""), sortable_moment(former_end or "")
            if folder == part.file.folder or not at or at > export.exported_at:
                continue
            if all(period) and start <= period[0] and period[1] <= end and self._projects(part, folder) <= own:
                covered.append((at, folder))
        return [folder for _, folder in sorted(covered, reverse=True)]

    def _projects(self, part: Part, folder: str) -> set[str]:
        rows = self._rows(
            "select distinct project_id from hmis.project "
            "where _affiliate = ? and parse_dirpath(_source_file, 'forward_slash') = ?",
            [part.file.affiliate_id, folder],
        )
        return {row[0] for row in rows}

    def _rows(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, values).fetchall()


def _column(part: Part, header: str) -> list[str]:
    """The cells of one column, as far as the file can be read."""
    return list(chain.from_iterable(as_far_as_possible(part.column(header), lambda problem: None)))
