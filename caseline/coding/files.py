"""`caseline code`: one skill over one CSV of notes."""

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caseline.coding.by_model.outlook import outlook
from caseline.coding.choosing import coder_of
from caseline.coding.coder import Status
from caseline.coding.pieces import read_notes
from caseline.coding.pseudonyms.people import knowing
from caseline.ground.errors import CaselineError
from caseline.ground.progress import ProgressCallback, quiet
from caseline.ground.settings import workspace
from caseline.ground.spreadsheets import safe_cell
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from caseline.organization.skills import load_skill

COLUMNS = ("note_id", "code", "value", "quote", "start", "end", "confidence", "coder", "skill_version", "tier")
TIERS: dict[Status, str] = {"present": "sure", "unclear": "possible"}
"""How a code is raised. What is only possible is written for risks alone: a person has to read it."""


@dataclass(frozen=True)
class CodedFile:
    """What `code_file` did, in counts."""

    notes: int
    codes: int
    coder: str
    dropped_quotes: int
    flagged_instructions: int
    failed: int
    waiting: int
    waiting_for: str
    cost: str

    def summary(self) -> str:
        """A sentence or two for the terminal."""
        text = f"{self.coder} read {_count(self.notes, 'note')} and gave {_count(self.codes, 'code')}."
        if self.dropped_quotes:
            text += f" {self.dropped_quotes:,} quotes were dropped: not in their note, or without what governs them."
        if self.flagged_instructions:
            text += f" {self.flagged_instructions:,} notes hold an instruction to the reader; it was not followed."
        if self.failed:
            text += f" {self.failed:,} notes could not be read; run again to try them."
        if self.waiting:
            text += f" {self.waiting:,} notes were not read: {self.waiting_for}."
        return f"{text} {self.cost}".rstrip()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def code_file(
    notes: Path,
    skill: str | Path,
    output: Path,
    model: str | None = None,
    organization: str | None = None,
    progress: ProgressCallback = quiet,
    say: Callable[[str], None] = lambda sentence: None,
) -> CodedFile:
    """Read `notes` (CSV with note_id and text) with a skill; write the codes that are present, with their quotes.

    Of a skill of risks what is possible is written too, and says so in the column tier.

    With an organisation, its skills are known too and a language model is used as it says. Offsets are code points into
    the text as given. What reading will cost is given to `say` first. Raises CaselineError for a file it cannot use.
    """
    folder = workspace(organization).organization if organization else None
    chosen = load_skill(skill, folder)
    coder = coder_of(load_organization(folder) if folder else None, model)
    rows = list(_notes(notes))
    if organization and (warehouse := workspace(organization).warehouse).exists():
        with connect(warehouse, read_only=True) as connection:
            coder = knowing(coder, connection, {note_id for note_id, _ in rows})
    if cost := outlook(coder, [(chosen, len(rows), sum(len(text) for _, text in rows))]):
        say(cost)
    texts = [text for _, text in rows]
    readings = read_notes(coder, texts, chosen, lambda done: progress("Reading notes", done, len(rows)))
    codes = 0
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for (note_id, _), reading in zip(rows, readings, strict=True):
            for found in reading.codes:
                if found.status == "present" or (chosen.risk and found.status == "unclear"):
                    codes += 1
                    place = (found.quote, found.start, found.end, found.confidence)
                    by = (coder.name, chosen.version, TIERS[found.status])
                    writer.writerow(map(safe_cell, (note_id, found.code, found.value or "", *place, *by)))
    return CodedFile(
        len(rows),
        codes,
        coder.name,
        sum(reading.dropped_quotes for reading in readings),
        sum(reading.flagged_instruction for reading in readings),
        sum(reading.failed is not None for reading in readings),
        sum(reading.waiting is not None for reading in readings),
        next((reading.waiting for reading in readings if reading.waiting), ""),
        str(coder.budget or ""),
    )


def _notes(path: Path) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in ("note_id", "text") if name not in (reader.fieldnames or [])]
            if missing:
                raise CaselineError(f"{path} has no column '{missing[0]}'. It needs the columns note_id and text.")
            for row in reader:
                if not (row["note_id"] or "").strip():
                    raise CaselineError(f"{path}:{reader.line_num}: a note has no note_id. Give each note its own.")
                yield row["note_id"], row["text"] or ""
    except UnicodeDecodeError:
        raise CaselineError(f"{path} is not UTF-8 text. Save it as CSV UTF-8.") from None
    except csv.Error as error:
        raise CaselineError(f"{path} is not a readable CSV ({error}).") from None
