"""Files that replace what the former one of their table held: one that lacks too many of its rows waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from caseline.ground.warehouse import connect
from caseline.organization.caution import Caution
from caseline.organization.described_table import DictionaryTable
from ingestion.files import FoundFile
from ingestion.forms.header_days import SERIES, day_in_name, series_of
from ingestion.ledger import is_read_otherwise
from ingestion.moments import Order
from ingestion.summary import Remark

_IF_PARTS = (
    "If the two are parts of one export (a file a site, or numbered parts), put them into one file, or write "
    "`holds: additions` into the description of '{table}' in data_dictionary. "
)


@dataclass
class Rows:
    """The rows of one export: their keys, where their table has one, and how many lines they are."""

    keys: set[str] = field(default_factory=set)
    lines: int = 0

    def lost_in(self, newer: "Rows", is_keyed: bool) -> int:
        """How many of these a newer export lacks: by their keys, else as far as their number shows."""
        return len(self.keys - newer.keys) if is_keyed else max(self.lines - newer.lines, 0)


@dataclass(frozen=True)
class Lacking:
    """A file of `rows` rows of a table, without `lost` of the `former` ones."""

    table: str
    lost: int
    former: int
    rows: int

    @property
    def otherwise(self) -> str:
        """What else may be so, beside a file that is cut off or right."""
        return _IF_PARTS.format(table=self.table)


@dataclass
class Judged:
    """What was found of the snapshots of one run: those that lack too much, and remarks on others."""

    lacking: dict[FoundFile, Lacking] = field(default_factory=dict)
    remarks: dict[FoundFile, Remark] = field(default_factory=dict)


@dataclass(frozen=True)
class Age:
    """Orders the exports of one series as the models do, the oldest first: by the day in their name, else that of the
    run, then by their name, in which a number counts them: (9) is before (10).

    `order` is how the organisation writes days; `today` is the same for all files of a run.
    """

    order: Order | None = None
    today: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())

    def __call__(self, file: FoundFile) -> tuple[str, int, str]:
        return self.said(file) or self.today, len(file.label), file.label

    def said(self, file: FoundFile) -> str:
        """The day in its name; '' where there is none."""
        return day_in_name(file.name, self.order)


def judged(
    files: Mapping[FoundFile, DictionaryTable],
    age: Age,
    rows_of: Callable[[FoundFile], Rows],
    fingerprint: Callable[[FoundFile], str],
    warehouse: Path | None,
    caution: Caution,
) -> Judged:
    """Hold each new file of a snapshot against the one before: in the same run, else as it stands in `warehouse`.

    A series is the files of one table whose names differ in digits only; of these the day in the name says which is
    newer, else the day they came. A file older than the one that stands replaces nothing and is not looked at. One that
    is read in another way than before (by its `fingerprint`) is held against the others as if it came now.
    """
    series: dict[tuple[str, str, str], list[FoundFile]] = {}
    for file, table in files.items():
        series.setdefault((file.affiliate_id, table.full_name, series_of(file.label)), []).append(file)
    found = Judged()
    for (affiliate_id, form, name), own in series.items():
        own.sort(key=age)
        found.remarks |= _undated([file for file in own if not age.said(file)])
        now = {file.label: fingerprint(file) for file in own}
        day, former = _standing(warehouse, affiliate_id, form, name, now)
        is_keyed = bool(files[own[0]].key_columns)
        for file in own if former.lines or len(own) > 1 else []:
            if age(file)[0] < day:
                continue
            rows = rows_of(file)
            lost = former.lost_in(rows, is_keyed)
            count = len(former.keys) if is_keyed else former.lines
            if caution.is_too_much(lost, count) and not caution.is_accepted(file.sha256()):
                found.lacking[file] = Lacking(form, lost, count, rows.lines)
            else:
                former = rows
    return found


def _undated(files: Sequence[FoundFile]) -> dict[FoundFile, Remark]:
    """A question on each but the newest of several files that came together and whose names say no day."""
    newest = files[-1].name if files else ""
    reason = f"It came together with '{newest}' and neither name says a day: that one is taken for the newer export."
    fix = "If it is not, write the day of each export into its name (2024-03-01), or remove the older one."
    return {file: Remark("question", reason, fix) for file in files[:-1]}


def _standing(
    warehouse: Path | None, affiliate_id: str, form: str, series: str, now: Mapping[str, str]
) -> tuple[str, Rows]:
    """The day of the newest export that stands, and its rows; none where most of them stand from others since: those
    left over are no measure. `now`: the fingerprints of the files of this run, by their label.
    """
    if warehouse is None or not warehouse.exists():
        return "", Rows()
    with connect(warehouse, read_only=True) as connection:
        has_ledger = "select 1 from duckdb_tables() where schema_name = 'forms' and table_name = 'load_file'"
        if not connection.execute(has_ledger).fetchone():
            return "", Rows()
        landed = connection.execute(
            "select _source_file, _exported_at, _load_id, submission_id, lines from forms.submission "
            "where _affiliate = ? and form = ? and regexp_replace(lower(_source_file), ?, '', 'g') = ?",
            [affiliate_id, form, SERIES, series],
        ).fetchall()
        counts = "select file, sha256, rows from forms.load_file where _affiliate = ?"
        known = connection.execute(counts, [affiliate_id]).fetchall()
    loaded = {file: rows for file, _, rows in sorted(known, key=lambda each: each[2])}
    again = {file for file, fingerprint, _ in known if is_read_otherwise(fingerprint, now.get(file, ""))}
    exports: dict[tuple[str, float, int, str], Rows] = {}
    for file, exported_at, load_id, submission_id, lines in landed:
        if file in again:
            continue
        day = exported_at or datetime.fromtimestamp(float(load_id), UTC).date().isoformat()
        rows = exports.setdefault((day, float(load_id), len(file), file), Rows())
        rows.keys.add(submission_id)
        rows.lines += lines
    newest = max(exports, default=None)
    if newest is None or exports[newest].lines * 2 <= loaded.get(newest[3], 0):
        return "", Rows()
    return newest[0], exports[newest]
