"""The coding engine: each note goes through each skill once per wording of both, in waves of notes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import duckdb

from caseline.coding.by_model.outlook import outlook
from caseline.coding.choosing import chosen_coder
from caseline.coding.coder import Coder, Reading
from caseline.coding.nights.ledger import (
    NoteToRead,
    Partition,
    code_id,
    create_tables,
    notes_to_read,
    partitions_with_work,
    set_out,
    work_ahead,
    write_readings,
)
from caseline.coding.nights.wordings import wording_of
from caseline.coding.pieces import read_notes
from caseline.coding.pseudonyms.people import knowing
from caseline.ground.progress import ProgressCallback, quiet
from caseline.organization.skills import Skill


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
    second: "CodingSummary | None" = None
    """What the second reader did, where there is one."""

    def __add__(self, later: "CodingSummary") -> "CodingSummary":
        """Two runs of the same coder as one; what it cost is what the later one says."""
        return CodingSummary(
            later.coder,
            self.readings + later.readings,
            self.codes + later.codes,
            self.dropped_quotes + later.dropped_quotes,
            self.flagged_instructions + later.flagged_instructions,
            self.failed + later.failed,
            self.waiting + later.waiting,
            later.waiting_for or self.waiting_for,
            later.cost or self.cost,
            later.second or self.second,
        )

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
        text = f"{text}. {self.cost}".rstrip()
        return f"{text} Beside them, {self.second}" if self.second else text


def pending_partitions(
    connection: duckdb.DuckDBPyConnection,
    skills: list[Skill],
    coder: Coder | None = None,
    second: Coder | None = None,
) -> tuple[list[str], list[Partition]]:
    """All months that hold notes, and the (affiliate, month) pairs with something still to be read by either reader."""
    months = connection.execute("select distinct note_month from record.case_note order by 1").fetchall()
    readers = [coder or chosen_coder(), *([second] if second else [])]
    pending = {pair for reader in readers for pair in partitions_with_work(connection, skills, reader)}
    return [month for (month,) in months], sorted(pending)


def code_notes(
    connection: duckdb.DuckDBPyConnection,
    partitions: Iterable[Partition],
    skills: list[Skill],
    coder: Coder,
    run_id: str,
    progress: ProgressCallback = quiet,
    say: Callable[[str], None] = lambda sentence: None,
) -> CodingSummary:
    """Read what is new or changed in `partitions`, the newest notes first, each wave of notes skill by skill.

    Of the skills those that look for risks come first: where a run ends early, the others wait. A wave's readings with
    one skill are written in one transaction: a killed run loses no more. Identical texts are read once. A reading that
    fails is written as 'failed' and tried next time; one that waits is not written.
    What reading will cost is given to `say` before it starts.
    """
    create_tables(connection)
    by_name = {skill.name: skill for skill in skills}
    work = set(partitions_with_work(connection, skills, coder))
    waves = set_out(connection, [partition for partition in partitions if partition in work])
    ahead = [(by_name[name], texts, length) for name, texts, length in work_ahead(connection)]
    if cost := outlook(coder, ahead):
        say(cost)
    summary, done, all_ = CodingSummary(coder.name), 0, sum(texts for _, texts, _ in ahead)

    def further(read: int) -> None:
        progress("Reading notes", done + read, all_)

    for wave in range(waves):
        for name, group in groupby(notes_to_read(connection, wave), key=lambda note: note.skill):
            notes = list(group)
            readings = _read(
                notes, by_name[name], knowing(coder, connection, [note.note_id for note in notes]), further
            )
            done += len(readings)
            ledger: list[dict[str, Any]] = []
            codes: list[dict[str, Any]] = []
            wording = wording_of(by_name[name], coder)
            for note in notes:
                reading = readings[note.content_hash]
                if reading.waiting:
                    summary = replace(summary, waiting=summary.waiting + 1, waiting_for=reading.waiting)
                    continue
                key = {"note_id": note.note_id, "content_hash": note.content_hash} | wording._asdict()
                place = {"run_id": run_id, "affiliate_id": note.affiliate_id, "note_month": note.note_month}
                ledger.append(key | _ledger_row(reading) | place)
                codes.extend(code | {"run_id": run_id} for code in _code_rows(key, reading))
            write_readings(connection, ledger, codes)
            summary = _added(summary, ledger)
    further(0)
    return replace(summary, cost=str(coder.budget)) if coder.budget else summary


def _read(
    notes: Sequence[NoteToRead], skill: Skill, coder: Coder, further: Callable[[int], None]
) -> dict[str, Reading]:
    """A reading for each text, by its hash."""
    texts = {note.content_hash: note.note_text for note in notes}
    further(0)
    return dict(zip(texts, read_notes(coder, list(texts.values()), skill, further), strict=True))


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
