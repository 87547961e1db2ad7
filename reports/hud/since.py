"""What a HUD report that was sent would say today, and why: new data, late entries, corrections, deletions."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect, quoted_path
from reports.hud.kept import BEHIND, FIGURES, KeptHud, is_made
from reports.hud.tables import tables_of
from reports.published import Published, Row
from reports.then_and_now import in_short, named, read_kept
from reports.wording import counted, day

_KEPT = "memory.main.kept_behind"
_EXPORTED = "memory.main.kept_exported"
_WORDS = {
    "new": "New data: {who} of what happened after {said}.",
    "late": "Late entry: {who} of what had happened by {said} and was entered since.",
    "corrected": "Correction: {who} entered by then and changed since.",
    "deleted": "Deleted in HMIS since: {who}.",
    "gone": "No longer in what was handed in (deleted for good, held back, or the export has less): {who}.",
    "erased": "Erased since: {who}.",
    "joined": "{who} now of another client: people were joined, or split.",
    "follows": "{who} in which nothing changed: an export brought them that was not there, or somebody else's record, "
    "a link between people or a rule changed.",
}


@dataclass(frozen=True)
class CellChange:
    """A cell that is not what it was. `why`: sentences, the weightiest first."""

    question: str
    cell: str
    label: str
    before: str
    now: str
    why: list[str]


@dataclass(frozen=True)
class Since:
    """A report that was sent, beside today's."""

    kept: KeptHud
    changes: list[CellChange]
    same: int

    @property
    def summary(self) -> str:
        return in_short(len(self.changes), self.same)


def changed_since(published: Path, kept: KeptHud) -> Since:
    """Raises CaselineError where the evidence that was kept was altered, or the report is not made any more."""
    tables = tables_of(kept.kind)
    with connect(published, read_only=True) as connection:
        now = Published(connection)
        if not is_made(now, kept.report_id, kept.kind):
            raise CaselineError(
                f"'{kept.name}' cannot be compared: the last run made no HUD report '{kept.report_id}'. "
                "Put it back under reports/hud and run again: caseline run"
            )
        if not now.value(_TELLS_DELETIONS):
            raise CaselineError(
                f"'{kept.name}' cannot be compared: an earlier version of Caseline made the last run. "
                "Run again: caseline run"
            )
        read_kept(connection, published, kept.folder, kept.evidence_digest, _KEPT)
        exported = {"affiliate_id": list(kept.exported), "said_at": list(kept.exported.values())}
        connection.register("exported", pa.table(exported))
        connection.execute(f"create table {_EXPORTED} as from exported")
        differing = now.rows(_FIGURES.format(quoted_path(kept.folder / FIGURES), **tables._asdict()), kept.report_id)
        reasons: dict[tuple[str, str], list[Row]] = {}
        for row in now.rows(_REASONS.format(**tables._asdict()), kept.report_id):
            reasons.setdefault((row["question"], row["cell"]), []).append(row)
    changes = [
        CellChange(
            row["question"], row["cell"], row["label"], row["before"] or "", row["now"] or "",
            [_sentence(reason, kept) for reason in reasons.get((row["question"], row["cell"]), [])],
        )
        for row in differing
    ]  # fmt: skip
    return Since(kept, changes, kept.figures - sum(bool(change.before) for change in changes))


def _sentence(row: Row, kept: KeptHud) -> str:
    who = counted(row["records"], "record")
    if row["clients"]:
        who = f"{who} of {counted(row['clients'], 'client')}"
    files = f" ({named(row['files'])})" if row["files"] else ""
    return _WORDS[row["kind"]].format(who=f"{who}{files}", said=day(kept.said_at.date()))


_TELLS_DELETIONS = """
select count(*) from information_schema.columns
where table_schema = 'hud' and table_name = 'hud_record' and column_name = 'is_deleted'
"""
_FIGURES = """
with before as (
    select question, cell, row_label, column_label, text_value from read_csv({}, header = true, all_varchar = true)
),
after as (
    select question, cell, row_label, column_label, text_value, row_number, column_letter from {figures}
    where report_id = ? and value is not null
)
select
    question, cell, before.text_value as before, after.text_value as now,
    concat_ws(', ', coalesce(after.row_label, before.row_label), coalesce(after.column_label, before.column_label))
        as label
from before full join after using (question, cell)
where before.text_value is distinct from after.text_value
order by question, row_number, length(column_letter), column_letter
"""

# A record that stands behind a cell on one side only is told by what became of it; one that did not change, by what
# became of the other records of its client.
_REASONS = f"""
with today as ({BEHIND}),
record as (
    select
        own.record_id, link.client_id, own.source_file,
        case
            when own.is_deleted and greatest(own.updated_at, own.created_at) > exported.said_at then 'deleted'
            when own.created_at > exported.said_at and own.happened_on > cast(exported.said_at as date) then 'new'
            when own.created_at > exported.said_at and own.happened_on is not null then 'late'
            when own.created_at > exported.said_at then 'undated'
            when own.updated_at > exported.said_at then 'corrected'
        end as became
    from hud.hud_record as own
    left join {_EXPORTED} as exported using (affiliate_id)
    left join record.identity_link as link on 'hmis:' || own.affiliate_id || ':' || own.personal_id = link.record_key
),
person as (
    select client_id, arg_min(became, array_position(['corrected', 'deleted', 'late', 'new'], became)) as became
    from record where became <> 'undated' group by client_id
),
differing as (
    select
        coalesce(today.question, kept.question) as question, coalesce(today.cell, kept.cell) as cell,
        coalesce(today.client_id, kept.client_id) as client_id, record_id,
        coalesce(today.source_file, kept.source_file) as source_file,
        today.client_id <> kept.client_id as is_joined
    from today full join {_KEPT} as kept using (question, cell, record_id)
    where today.question is null or kept.question is null or today.client_id is distinct from kept.client_id
)
select
    question, cell,
    case
        when is_joined then 'joined'
        when record_id = 'erased' then 'erased'
        when record.record_id is null then 'gone'
        -- a record that says of no day when it happened is told by the other records of its client
        when record.became = 'undated' then coalesce(person.became, 'late')
        else coalesce(record.became, person.became, 'follows')
    end as kind,
    count(distinct record_id) as records, count(distinct differing.client_id) as clients,
    list(distinct differing.source_file order by differing.source_file)
        filter (differing.source_file is not null) as files
from differing
left join record using (record_id)
left join person on differing.client_id = person.client_id
group by question, cell, kind
order by question, cell, records desc, kind
"""
