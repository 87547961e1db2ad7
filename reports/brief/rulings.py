"""Corrections: the codes a brief rests on as rows that `caseline decide` takes."""

import csv
import io
from pathlib import Path

import duckdb

from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import Sheet, write_csv, write_workbook
from caseline.review.code_queue import AROUND, COLUMNS
from caseline.review.code_rulings import note_version
from reports.brief.sentences import Brief, Coded, Quote

ROW = ("note_id", "skill", "code", "value", "places", "ruling", "reason")
"""The columns of the row that stands beside a sentence."""
_ON_SHEET = (
    "title", "before", "quote", "after", "ruling", "reason", "decided_by", "decided_on", "note_date", "author",
    "client_id", "note_id", "skill", "code", "value", "places", "note_version",
)  # fmt: skip


def ruling_row(quote: Quote, code: Coded, ruling: str = "overruled") -> str:
    """A line of CSV under ROW that rules on a code; who pastes it writes the reason in."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(
        (quote.note_id, code.skill, code.code, code.value or "", _places(quote), ruling, "")
    )
    return line.getvalue()


def write_sheet(brief: Brief, connection: duckdb.DuckDBPyConnection, path: Path, around: bool = True) -> int:
    """Write the codes a brief rests on, each once, to rule on; returns how many. An .xlsx explains its columns.

    `around`: with the words of the note before and after. Raises CaselineError for another kind of file.
    """
    if path.suffix not in (".csv", ".xlsx"):
        raise CaselineError(f"{path.name} must end in .csv or .xlsx: that says which kind of file to write.")
    pairs = {(quote.note_id, _places(quote), code): quote for quote, code in brief.codes()}
    found = connection.execute(
        """select note_id, note_text, content_hash, note_date, author from record.case_note
        where list_contains(?, note_id)""",
        [sorted({note_id for note_id, _, _ in pairs})],
    ).fetchall()
    notes = {note_id: values for note_id, *values in found}
    rows = []
    for (note_id, places, code), quote in pairs.items():
        text, content_hash, note_date, author = notes[note_id]
        before, after = (text[max(0, quote.start - AROUND) : quote.start], text[quote.end : quote.end + AROUND])
        rows.append((
            code.title, before if around else "", quote.quote, after if around else "", "", "", "", "", note_date,
            author, brief.client_id, note_id, code.skill, code.code, code.value, places, note_version(content_hash),
        ))  # fmt: skip
    meanings = {column.name: column for column in COLUMNS}
    if path.suffix == ".xlsx":
        write_workbook(path, [Sheet("codes", [meanings[name] for name in _ON_SHEET], rows)])
    else:
        write_csv(path, _ON_SHEET, rows)
    return len(rows)


def _places(quote: Quote) -> str:
    return f"{quote.start}..{quote.end}"
