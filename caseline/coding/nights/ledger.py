"""The tables of coding: a ledger of what was read, and the codes found. Plain SQL on DuckDB."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from caseline.coding.coder import Coder
from caseline.coding.nights.wordings import TABLES as WORDING_TABLES
from caseline.coding.nights.wordings import Wording, measured_wordings, wording_of
from caseline.organization.skills import Skill

LEDGER = {
    "note_id": pa.string(), "content_hash": pa.string(), "skill": pa.string(), "skill_version": pa.string(),
    "coder": pa.string(), "prompt_hash": pa.string(), "run_id": pa.string(), "affiliate_id": pa.string(),
    "note_month": pa.string(), "codes": pa.int32(), "dropped_quotes": pa.int32(), "flagged_instruction": pa.bool_(),
    "status": pa.string(), "error": pa.string(), "pieces": pa.int32(),
}  # fmt: skip
CODES = {
    "code_id": pa.string(), "note_id": pa.string(), "content_hash": pa.string(), "skill": pa.string(),
    "skill_version": pa.string(), "code": pa.string(), "value": pa.string(), "quote": pa.string(),
    "quote_start": pa.int32(), "quote_end": pa.int32(), "confidence": pa.float64(), "coder": pa.string(),
    "prompt_hash": pa.string(), "run_id": pa.string(), "status": pa.string(),
}  # fmt: skip
_SQL_TYPES = {pa.string(): "varchar", pa.int32(): "integer", pa.bool_(): "boolean", pa.float64(): "double"}
_TABLES = {"note_coding": LEDGER, "note_code": CODES}

_WORK = """
    select n.affiliate_id, n.note_month, n.note_id, n.content_hash, n.note_text, w.skill, w.is_risk
    from record.case_note n cross join wanted_skill w
    where coalesce(n.note_text, '') <> ''
      and not exists (
        select 1 from {ledger} l
        where l.note_id = n.note_id and l.content_hash = n.content_hash and l.skill = w.skill
          -- what is held back is for notes that nobody has read
          and (w.is_held_back
            or l.skill_version = w.skill_version and l.coder = w.coder and l.prompt_hash = w.prompt_hash)
          and l.status = 'coded')
"""
_NO_LEDGER = (
    "(select ''"
    + "".join(
        f"{' as note_id' if i == 0 else ''}, '' as {name}"
        for i, name in enumerate(("content_hash", "skill", "skill_version", "coder", "prompt_hash", "status"))
    )
    + " where false)"
)

Partition = tuple[str, str]

WAVE = 1000
"""Texts read with each skill before their readings are written: enough to keep an endpoint busy across small
partitions, and the most that a killed run loses of one skill."""


class NoteToRead(NamedTuple):
    """A note that a skill has not read."""

    skill: str
    note_id: str
    content_hash: str
    note_text: str
    affiliate_id: str
    note_month: str


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of readings and of measured wordings where they are absent."""
    connection.execute("create schema if not exists intelligence")
    for table, columns in (*_TABLES.items(), *WORDING_TABLES.items()):
        listed = ", ".join(f"{name} {_SQL_TYPES[kind]}" for name, kind in columns.items())
        connection.execute(f"create table if not exists intelligence.{table} ({listed})")
    connection.execute("alter table intelligence.note_coding add column if not exists pieces integer")


def partitions_with_work(connection: duckdb.DuckDBPyConnection, skills: list[Skill], coder: Coder) -> list[Partition]:
    """The (affiliate, month) pairs that hold a note some skill has not read in its present form.

    What is to be read is found once, for all partitions; `set_out` then divides it into waves.
    """
    _with_wanted_skills(connection, skills, coder)
    work = _WORK.format(ledger="intelligence.note_coding" if _has_ledger(connection) else _NO_LEDGER)
    connection.execute(f"create or replace temp table coding_work as {work}")
    return connection.execute("select distinct affiliate_id, note_month from coding_work order by 1, 2").fetchall()


def set_out(connection: duckdb.DuckDBPyConnection, partitions: list[Partition]) -> int:
    """Divide what is to be read in these partitions into waves of `WAVE` texts, the newest first; gives their number.

    Notes of the same text are in one wave, so that each text is read once.
    """
    wanted = pa.Table.from_pylist(
        [{"affiliate_id": affiliate, "note_month": month} for affiliate, month in partitions],
        schema=pa.schema([("affiliate_id", pa.string()), ("note_month", pa.string())]),
    )
    connection.register("wanted_partition", wanted)
    connection.execute(
        f"""create or replace temp table coding_wave as
        with work as (select * from coding_work semi join wanted_partition using (affiliate_id, note_month)),
        newest as (select content_hash, max(nullif(note_month, 'undated')) as month from work group by content_hash),
        numbered as (
            select
                content_hash,
                (row_number() over (order by month desc nulls last, content_hash) - 1) // {WAVE} as wave
            from newest
        )
        select work.*, numbered.wave from work inner join numbered using (content_hash)"""
    )
    connection.unregister("wanted_partition")
    waves = connection.execute("select coalesce(max(wave) + 1, 0) from coding_wave").fetchone()
    return waves[0] if waves else 0


def notes_to_read(connection: duckdb.DuckDBPyConnection, wave: int) -> list[NoteToRead]:
    """What is to be read in one wave, by skill: those that look for risks first, and of each the newest notes."""
    found = connection.execute(
        f"""select {", ".join(NoteToRead._fields)} from coding_wave where wave = ?
        order by is_risk desc, skill, nullif(note_month, 'undated') desc nulls last, note_id""",
        [wave],
    )
    return [NoteToRead(*row) for row in found.fetchall()]


def work_ahead(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int, int]]:
    """(skill, texts, characters) to be read in all waves."""
    return connection.execute(
        """select skill, count(*), sum(length(note_text))::bigint
        from (select distinct skill, content_hash, note_text from coding_wave) group by skill order by skill"""
    ).fetchall()


def _with_wanted_skills(connection: duckdb.DuckDBPyConnection, skills: list[Skill], coder: Coder) -> None:
    """Make the temporary table of what each note has to be read with."""
    measured = measured_wordings(connection)
    rows = [
        wording._asdict()
        | {
            "is_held_back": wording in measured and measured[wording].standing == "held back",
            "is_risk": skill.risk,
        }
        for skill in skills
        for wording in [wording_of(skill, coder)]
    ]
    flags = [(name, pa.bool_()) for name in ("is_held_back", "is_risk")]
    schema = pa.schema([*((name, pa.string()) for name in Wording._fields), *flags])
    wanted = pa.Table.from_pylist(rows, schema=schema)
    connection.register("wanted_skill_rows", wanted)
    connection.execute("create or replace temp table wanted_skill as select * from wanted_skill_rows")
    connection.unregister("wanted_skill_rows")


def write_readings(
    connection: duckdb.DuckDBPyConnection, ledger: Iterable[Mapping[str, Any]], codes: Iterable[Mapping[str, Any]]
) -> None:
    """Write readings in one transaction; an earlier failure of the same reading is replaced."""
    ledger_rows = pa.Table.from_pylist(list(ledger), schema=pa.schema(list(LEDGER.items())))
    code_rows = pa.Table.from_pylist(list(codes), schema=pa.schema(list(CODES.items())))
    connection.register("ledger_rows", ledger_rows)
    connection.register("code_rows", code_rows)
    same = " and ".join(
        f"old.{key} = new.{key}" for key in ("note_id", "content_hash", "skill", "skill_version", "coder")
    )
    connection.execute("begin")
    try:
        for table in _TABLES:
            connection.execute(f"delete from intelligence.{table} old using ledger_rows new where {same}")
        connection.execute("insert into intelligence.note_coding by name select * from ledger_rows")
        connection.execute("insert into intelligence.note_code by name select * from code_rows")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    finally:
        connection.unregister("ledger_rows")
        connection.unregister("code_rows")


def code_id(*parts: object) -> str:
    """A stable id of one code: the same note text, skill, coder and place give the same id."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:20]


def _has_ledger(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = 'intelligence' and table_name = 'note_coding'"
        ).fetchone()
    )
