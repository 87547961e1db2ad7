"""What a kept report would say today, and why it differs: from the records that each number was counted from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.warehouse import connect
from reports.as_of import as_of
from reports.frozen.keeping import FORMULA, QUESTIONS, SKILLS, Frozen
from reports.inputs import data_version
from reports.published import Published, Row
from reports.then_and_now import in_short, named, read_kept
from reports.wording import counted, period

KEPT = "memory.main.kept_evidence"
ASKED = {
    "measure": "what is counted", "of_measure": "what it is a share of", "count": "the way of counting",
    "by_dimension": "its parts", "filters_json": "its conditions",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A number that is not what it was. `before` and `now` are sentences; None where there was or is no such number."""

    figure_id: str
    question: str
    before: str | None
    now: str | None
    why: list[str]


@dataclass(frozen=True)
class Comparison:
    """A kept report beside today's. `around`: what changed for all numbers; `same`: how many numbers stay."""

    frozen: Frozen
    around: list[str]
    changes: list[Change]
    same: int

    @property
    def summary(self) -> str:
        return in_short(len(self.changes), self.same)


def compare(published: Path, frozen: Frozen) -> Comparison:
    """Compare a kept report with the published warehouse. Raises CaselineError where its evidence was altered."""
    with connect(published, read_only=True) as connection:
        read_kept(connection, published, frozen.folder, frozen.evidence_digest, KEPT)
        return _compare(connection, frozen)


def _compare(connection: duckdb.DuckDBPyConnection, frozen: Frozen) -> Comparison:
    now = Published(connection)
    around = _around(now, connection, frozen)
    asked = _questions(now, frozen)
    differing = now.rows(_FIGURES, str(frozen.path("figures.csv")), frozen.report_id)
    reasons = _reasons(now, frozen)
    changes = [
        Change(
            row["figure_id"], row["question"], row["before"], row["now"],
            [*asked.get(row["question_id"], []), *_because(reasons.get(row["figure_id"], []))]
            or (around or ["The same records are counted in another way: the rules of counting changed."]),
        )
        for row in differing
    ]  # fmt: skip
    same = frozen.figures - sum(change.before is not None for change in changes)
    return Comparison(frozen, around, changes, same)


def _around(now: Published, connection: duckdb.DuckDBPyConnection, frozen: Frozen) -> list[str]:
    found = []
    report = now.rows("select * from framework.report where report_id = ?", frozen.report_id)
    if not report:
        return ["The report is no longer asked for."]
    was, is_now = (frozen.first_day, frozen.last_day), (report[0]["period_start"], report[0]["period_end"])
    if was != is_now:
        found.append(f"Its period was {period(*was)} and is {period(*is_now)}.")
    if frozen.programs != (report[0]["program_ids_json"] or "[]"):
        found.append("It is asked for other programs.")
    today = as_of(now)
    if today.day != frozen.as_of.day:
        found.append(f"The data spoke of {frozen.as_of.dated} and speak of {today.dated}.")
    version = data_version(connection)
    if version != frozen.data_version:
        found.append(f"Exports were taken in since: data version {frozen.data_version} became {version}.")
    changed = [row["skill"] for row in now.rows(SKILLS) if frozen.skills.get(row["skill"]) != row["version"]]
    if changed:
        found.append(f"Notes are read with another wording of: {', '.join(changed)}.")
    return found


def _questions(now: Published, frozen: Frozen) -> dict[str, list[str]]:
    """What is asked differently, by question."""
    today = {row["question_id"]: row for row in now.rows(QUESTIONS, frozen.report_id)}
    told = {}
    for question_id in sorted(frozen.questions.keys() | today.keys()):
        before, after = frozen.questions.get(question_id), today.get(question_id)
        if before is None or after is None:
            told[question_id] = ["The question is new." if before is None else "The question is no longer asked."]
        elif other := [words for name, words in ASKED.items() if before[name] != after[name]]:
            told[question_id] = [f"The question is asked differently: {', '.join(other)}."]
    return told


def _reasons(now: Published, frozen: Frozen) -> dict[str, list[Row]]:
    """Records that differ behind each number, counted by kind of difference."""
    rows = now.rows(
        _DIFFERENCES, str(frozen.path("files.csv")), frozen.report_id,
        list(frozen.skills), list(frozen.skills.values()),
    )  # fmt: skip
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["figure_id"], []).append(row)
    return found


def _because(rows: Iterable[Row]) -> list[str]:
    return [_WORDS[row["kind"]].format(**_said(row)) for row in rows]


def _said(row: Row) -> dict[str, Any]:
    return {
        "records": f"{counted(row['records'], 'record')} of {counted(row['clients'], 'client')}",
        "files": named(row["files"]),
    }


_WORDS = {
    "came": "{records} came with exports taken in since: {files}.",
    "gone": "{records} no longer in the data: deleted in the source, or in no export.",
    "joined": "{records} now belong to another client: people were joined, or split.",
    "changed": "{records} with another date or value than then: {files}.",
    "read": "{records} where notes are read with another wording of the skill.",
    "counts": "{records} that were there and count now: a date, program, map or ruling changed.",
    "counts_not": "{records} still there that no longer count: a date, program, map or ruling changed.",
}

_FIGURES = rf"""
with before as (
    select figure_id, question_id, question,
        regexp_replace(sentence, '^''({FORMULA})', '\1') as sentence, value, numerator, denominator, clients
    from read_csv(?, header = true, all_varchar = true)
),
after as (
    select figure_id, question_id, question, sentence, sort_order, cast(value as text) as value,
        cast(numerator as text) as numerator, cast(denominator as text) as denominator, cast(clients as text) as clients
    from reporting.figure where report = ?
)
select
    figure_id, coalesce(after.question_id, before.question_id) as question_id,
    coalesce(after.question, before.question) as question, before.sentence as before, after.sentence as now
from before full join after using (figure_id)
where (before.value, before.numerator, before.denominator, before.clients)
    is distinct from (after.value, after.numerator, after.denominator, after.clients)
    or before.sentence is null or after.sentence is null
order by after.sort_order nulls last, figure_id
"""

# One row a record and side; a record on both sides is told by what differs, one on one side by where it came from.
_DIFFERENCES = f"""
with kept as (select * from {KEPT}),
kept_file as (select file || ' ' || sha256 as version, file from read_csv(?, header = true, all_varchar = true)),
today as (
    select distinct
        figure_id, role, record_type, record_id, client_id, event_date, value, code_id, skill, source_file
    from reporting.evidence where report = ? and role in ('counted', 'base')
),
new_file as (
    select distinct file from intake.load_file
    where outcome = 'loaded' and file || ' ' || sha256 not in (select version from kept_file)
),
kept_skill as (select unnest(?) as skill, unnest(?) as version),
was as (
    select
        figure_id, record_type, record_id, min(client_id) as client_id, min(skill) as skill,
        min(source_file) as source_file, list_sort(list(distinct client_id)) as people,
        list_sort(list(distinct (role, client_id, event_date, value, code_id))) as said
    from kept group by figure_id, record_type, record_id
),
"is" as (
    select
        figure_id, record_type, record_id, min(client_id) as client_id, min(skill) as skill,
        min(source_file) as source_file, list_sort(list(distinct client_id)) as people,
        list_sort(list(distinct (role, client_id, event_date, value, code_id))) as said
    from today group by figure_id, record_type, record_id
),
known as (select distinct record_type, record_id from reporting.measure_fact),
told as (
    select
        figure_id,
        coalesce("is".client_id, was.client_id) as client_id,
        coalesce("is".source_file, was.source_file) as source_file,
        case
            when was.figure_id is not null and "is".figure_id is not null and was.people <> "is".people then 'joined'
            when was.figure_id is not null and "is".figure_id is not null then 'changed'
            when kept_skill.version <> skill_now.version then 'read'
            when was.figure_id is null and new_file.file is not null then 'came'
            when was.figure_id is null then 'counts'
            when known.record_id is null then 'gone'
            else 'counts_not'
        end as kind
    from was full join "is" using (figure_id, record_type, record_id)
    left join known using (record_type, record_id)
    left join new_file on "is".source_file = new_file.file
    left join kept_skill on coalesce("is".skill, was.skill) = kept_skill.skill
    left join framework.skill as skill_now on kept_skill.skill = skill_now.skill
    where was.said is distinct from "is".said
)
select
    figure_id, kind, count(*) as records, count(distinct client_id) as clients,
    list(distinct source_file order by source_file) filter (source_file is not null) as files
from told group by figure_id, kind
order by figure_id, records desc, kind
"""
