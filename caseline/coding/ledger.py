"""The tables of coding: a ledger of what was read, the codes found, how far people agree. Plain SQL on DuckDB."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from caseline.coding.coders import Coder
from caseline.coding.skills import Skill

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
AGREEMENT = {
    "skill": pa.string(), "skill_version": pa.string(), "coder": pa.string(), "prompt_hash": pa.string(),
    "code": pa.string(), "value": pa.string(), "notes": pa.int32(), "support": pa.int32(),
    "precision": pa.float64(), "precision_low": pa.float64(), "precision_high": pa.float64(),
    "recall": pa.float64(), "recall_low": pa.float64(), "recall_high": pa.float64(), "f1": pa.float64(),
    "kappa": pa.float64(), "kappa_low": pa.float64(), "kappa_high": pa.float64(), "run_id": pa.string(),
}  # fmt: skip
WORDINGS = {
    "skill": pa.string(), "skill_version": pa.string(), "coder": pa.string(), "prompt_hash": pa.string(),
    "run_id": pa.string(), "sequence": pa.int32(), "notes": pa.int32(), "macro_f1": pa.float64(),
    "accepted_macro_f1": pa.float64(), "standing": pa.string(),
}  # fmt: skip
_SQL_TYPES = {pa.string(): "varchar", pa.int32(): "integer", pa.bool_(): "boolean", pa.float64(): "double"}
_READ = {"note_coding": LEDGER, "note_code": CODES}
_MEASURED = {"skill_agreement": AGREEMENT, "skill_wording": WORDINGS}

_WORK = """
    select n.affiliate_id, n.note_month, n.note_id, n.content_hash, n.note_text, w.skill
    from record.case_note n cross join wanted_skill w
    where coalesce(n.note_text, '') <> ''
      and not exists (
        select 1 from {ledger} l
        where l.note_id = n.note_id and l.content_hash = n.content_hash and l.skill = w.skill
          and l.skill_version = w.skill_version and l.coder = w.coder and l.prompt_hash = w.prompt_hash
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


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of coding where they are absent."""
    connection.execute("create schema if not exists intelligence")
    for table, columns in (_READ | _MEASURED).items():
        listed = ", ".join(f"{name} {_SQL_TYPES[kind]}" for name, kind in columns.items())
        connection.execute(f"create table if not exists intelligence.{table} ({listed})")
    connection.execute("alter table intelligence.note_coding add column if not exists pieces integer")


def partitions_with_work(connection: duckdb.DuckDBPyConnection, skills: list[Skill], coder: Coder) -> list[Partition]:
    """The (affiliate, month) pairs that hold a note some skill has not read in its present form.

    What is to be read is found once, for all partitions; `notes_to_read` then serves it by partition.
    """
    _with_wanted_skills(connection, skills, coder)
    work = _WORK.format(ledger="intelligence.note_coding" if _has_ledger(connection) else _NO_LEDGER)
    connection.execute(f"create or replace temp table coding_work as {work}")
    return connection.execute("select distinct affiliate_id, note_month from coding_work order by 1, 2").fetchall()


def notes_to_read(connection: duckdb.DuckDBPyConnection, partition: Partition) -> list[tuple[str, str, str, str]]:
    """(skill, note_id, content_hash, note_text) to be read in one partition, as `partitions_with_work` found it."""
    return connection.execute(
        "select skill, note_id, content_hash, note_text from coding_work "
        "where affiliate_id = ? and note_month = ? order by skill, note_id",
        list(partition),
    ).fetchall()


def work_ahead(connection: duckdb.DuckDBPyConnection, partitions: list[Partition]) -> list[tuple[str, int, int]]:
    """(skill, texts, characters) to be read in these partitions, as `partitions_with_work` found it."""
    wanted = pa.Table.from_pylist(
        [{"affiliate_id": affiliate, "note_month": month} for affiliate, month in partitions],
        schema=pa.schema([("affiliate_id", pa.string()), ("note_month", pa.string())]),
    )
    connection.register("wanted_partition", wanted)
    try:
        return connection.execute(
            """select skill, count(*), sum(length(note_text))::bigint
            from (
                select distinct affiliate_id, note_month, skill, content_hash, note_text
                from coding_work semi join wanted_partition using (affiliate_id, note_month)
            )
            group by skill order by skill"""
        ).fetchall()
    finally:
        connection.unregister("wanted_partition")


def _with_wanted_skills(connection: duckdb.DuckDBPyConnection, skills: list[Skill], coder: Coder) -> None:
    """Make the temporary table of what each note has to be read with."""
    rows = [
        {"skill": s.name, "skill_version": s.version, "coder": coder.name, "prompt_hash": coder.prompt_hash(s)}
        for s in skills
    ]
    names = ("skill", "skill_version", "coder", "prompt_hash")
    wanted = pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))
    connection.register("wanted_skill_rows", wanted)
    connection.execute("create or replace temp table wanted_skill as select * from wanted_skill_rows")
    connection.unregister("wanted_skill_rows")


def write_readings(
    connection: duckdb.DuckDBPyConnection, ledger: Iterable[Mapping[str, Any]], codes: Iterable[Mapping[str, Any]]
) -> None:
    """Write one partition's readings in one transaction; an earlier failure of the same reading is replaced."""
    ledger_rows = pa.Table.from_pylist(list(ledger), schema=pa.schema(list(LEDGER.items())))
    code_rows = pa.Table.from_pylist(list(codes), schema=pa.schema(list(CODES.items())))
    connection.register("ledger_rows", ledger_rows)
    connection.register("code_rows", code_rows)
    same = " and ".join(
        f"old.{key} = new.{key}" for key in ("note_id", "content_hash", "skill", "skill_version", "coder")
    )
    connection.execute("begin")
    try:
        for table in _READ:
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
