"""The coding engine: each note goes through each skill once per wording of both, a partition at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import duckdb

from caseline.coding.coders import Coder, ProgressCallback, Reading, chosen_coder, quiet
from caseline.coding.ledger import (
    Partition,
    code_id,
    create_tables,
    notes_to_read,
    partitions_with_work,
    work_ahead,
    write_readings,
)
from caseline.coding.outlook import outlook
from caseline.coding.people import knowing
from caseline.coding.pieces import read_notes
from caseline.coding.skills import Skill


@dataclass(frozen=True)
class CodingSummary:
    """What a run of coding did. A reading is one note read with one skill."""

    coder: str
    readings: int = 0
    codes: int = 0
    dropped_quotes: int = 0
    flagged_instructions: int = 0
    failed: int = 0
    waiting: int = 0
    waiting_for: str = ""
    cost: str = ""

    def __str__(self) -> str:
        text = f"{self.readings:,} readings by {self.coder} gave {self.codes:,} codes"
        if self.dropped_quotes:
            text += f"; {self.dropped_quotes:,} quotes dropped: not in their note, or without what governs them"
        if self.flagged_instructions:
            text += f"; {self.flagged_instructions:,} readings met an instruction in the note"
        if self.failed:
            text += f"; {self.failed:,} readings failed and are tried again next run"
        if self.waiting:
            text += f"; {self.waiting:,} readings wait for the next run: {self.waiting_for}"
        return f"{text}. {self.cost}".rstrip()


def pending_partitions(
    connection: duckdb.DuckDBPyConnection, skills: list[Skill], coder: Coder | None = None
) -> tuple[list[str], list[Partition]]:
    """All months that hold notes, and the (affiliate, month) pairs with something still to be read."""
    months = connection.execute("select distinct note_month from record.case_note order by 1").fetchall()
    return [month for (month,) in months], partitions_with_work(connection, skills, coder or chosen_coder())


def code_notes(
    connection: duckdb.DuckDBPyConnection,
    partitions: Iterable[Partition],
    skills: list[Skill],
    coder: Coder,
    run_id: str,
    progress: ProgressCallback = quiet,
    say: Callable[[str], None] = lambda sentence: None,
) -> CodingSummary:
    """Read what is new or changed in `partitions`, each written in one transaction, so a killed run loses one at most.

    Identical texts in a partition are read once. A reading that fails is written as 'failed' and tried next time; one
    that waits is not written. What reading will cost is given to `say` before it starts.
    """
    create_tables(connection)
    by_name = {skill.name: skill for skill in skills}
    work = set(partitions_with_work(connection, skills, coder))
    wanted = [partition for partition in partitions if partition in work]
    summary = CodingSummary(coder.name)
    ahead = [(by_name[name], texts, length) for name, texts, length in work_ahead(connection, wanted)]
    if cost := outlook(coder, ahead):
        say(cost)
    for done, partition in enumerate(wanted):
        progress(f"Reading notes of {partition[0]}, {partition[1]}", done, len(wanted))
        ledger: list[dict[str, Any]] = []
        codes: list[dict[str, Any]] = []
        for name, notes in groupby(notes_to_read(connection, partition), key=lambda note: note[0]):
            unread = list(notes)
            for key, reading in _read(
                unread, by_name[name], knowing(coder, connection, [note_id for _, note_id, _, _ in unread])
            ):
                if reading.waiting:
                    summary = replace(summary, waiting=summary.waiting + 1, waiting_for=reading.waiting)
                    continue
                place = {"run_id": run_id, "affiliate_id": partition[0], "note_month": partition[1]}
                ledger.append(key | _ledger_row(reading) | place)
                codes.extend(code | {"run_id": run_id} for code in _code_rows(key, reading))
        write_readings(connection, ledger, codes)
        summary = _added(summary, ledger)
    progress("Reading notes", len(wanted), len(wanted))
    return replace(summary, cost=str(coder.budget)) if coder.budget else summary


def _read(
    notes: Sequence[tuple[str, str, str, str]], skill: Skill, coder: Coder
) -> Iterable[tuple[dict[str, Any], Reading]]:
    texts = {content_hash: text for _, _, content_hash, text in notes}
    readings = dict(zip(texts, read_notes(coder, list(texts.values()), skill), strict=True))
    version, prompt_hash = skill.version, coder.prompt_hash(skill)
    for _, note_id, content_hash, _ in notes:
        key = {
            "note_id": note_id, "content_hash": content_hash, "skill": skill.name,
            "skill_version": version, "coder": coder.name, "prompt_hash": prompt_hash,
        }  # fmt: skip
        yield key, readings[content_hash]


def _ledger_row(reading: Reading) -> dict[str, Any]:
    return {
        "codes": sum(found.status == "present" for found in reading.codes),
        "dropped_quotes": reading.dropped_quotes,
        "flagged_instruction": reading.flagged_instruction,
        "status": "failed" if reading.failed else "coded",
        "error": reading.failed,
        "pieces": reading.pieces,
    }


def _code_rows(key: dict[str, Any], reading: Reading) -> list[dict[str, Any]]:
    return [
        key
        | {
            "code_id": code_id(*key.values(), found.code, found.value, found.status, found.start, found.end),
            "code": found.code,
            "value": found.value,
            "quote": found.quote,
            "quote_start": found.start,
            "quote_end": found.end,
            "confidence": found.confidence,
            "status": found.status,
        }
        for found in reading.codes
    ]


def _added(summary: CodingSummary, ledger: list[dict[str, Any]]) -> CodingSummary:
    return replace(
        summary,
        readings=summary.readings + len(ledger),
        codes=summary.codes + sum(row["codes"] for row in ledger),
        dropped_quotes=summary.dropped_quotes + sum(row["dropped_quotes"] for row in ledger),
        flagged_instructions=summary.flagged_instructions + sum(row["flagged_instruction"] for row in ledger),
        failed=summary.failed + sum(row["status"] == "failed" for row in ledger),
    )
