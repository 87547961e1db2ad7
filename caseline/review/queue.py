"""The review queue as a sheet: one row a question, both records side by side, what each field says in words."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb

from caseline.errors import CaselineError
from caseline.identity.evidence import FieldSaid, explained, not_known
from caseline.spreadsheets import Column, Sheet, safe_cell, write_workbook
from caseline.warehouse import connect

Format = Literal["csv", "xlsx"]
SHOWN = (
    "source", "affiliate_id", "first_name", "middle_name", "last_name", "suffix", "dob", "sex", "ssn_last_four",
    "phone", "email", "address", "city", "zip",
)  # fmt: skip
SIDES = {"a": "the first record", "b": "the second record"}
COLUMNS = (
    Column("group", "Rows of one group hang together: answer them in one go."),
    Column("likely", "How likely the two are one person, in percent, as the machine sees it."),
    Column("ruling", "Write same, different or unsure. Leave empty what you have not decided."),
    Column("reason", "What you saw. It stays with the decision."),
    Column("decided_by", "Your name."),
    Column("decided_on", "The day, as 2026-06-30."),
    Column("speaks_for_one_person", "What agrees, the most telling first."),
    Column("speaks_against", "What differs, the most telling first."),
    Column("says_little", "What was compared and tells little."),
    Column("not_known_of_both", "What one of the two records lacks."),
    *(Column(f"{side}_{name}", f"{name} of {record}") for name in SHOWN for side, record in SIDES.items()),
    Column("record_key_a", "The first record."),
    Column("record_key_b", "The second record."),
    Column("client_id_a", "The client the first record belongs to now."),
    Column("client_id_b", "The client the second record belongs to now."),
)  # fmt: skip
_QUESTIONS = """
    select *, max(match_probability) over (partition by review_group) as likeliest_of_group
    from intelligence.identity_review
    where ? is null or affiliate_id_l = ? or affiliate_id_r = ?
    order by ruling is not null, likeliest_of_group desc, review_group, question
"""


def read_queue(connection: duckdb.DuckDBPyConnection, affiliate: str | None = None) -> list[dict[str, Any]]:
    """The questions, likeliest group first, what somebody was unsure of last; of one affiliate's records if named."""
    found = connection.execute(_QUESTIONS, [affiliate] * 3)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def write_queue(published: Path, path: Path, affiliate: str | None = None) -> int:
    """Writes the queue to a .csv or .xlsx file and returns how many questions it holds.

    Raises CaselineError when there is no published warehouse yet, or the file's name ends in something else.
    """
    if path.suffix not in (".csv", ".xlsx"):
        raise CaselineError(f"{path.name} must end in .csv or .xlsx: that says which kind of file to write.")
    with connect(published, read_only=True) as connection:
        rows = [_row(question) for question in read_queue(connection, affiliate)]
    if path.suffix == ".xlsx":
        write_workbook(path, [Sheet("review", COLUMNS, rows)])
        return len(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in COLUMNS])
        writer.writerows([safe_cell(value) for value in row] for row in rows)
    return len(rows)


def _row(question: dict[str, Any]) -> Sequence[Any]:
    said = explained(question["field_weights_json"])
    little = [one.found for one in said if "little" in one.speaks]
    return [
        question["review_group"],
        round(100 * question["match_probability"]),
        *(question[name] for name in ("ruling", "reason", "decided_by", "decided_on")),
        _listed([one for one in said if one.speaks.endswith("one person")]),
        _listed([one for one in reversed(said) if one.speaks.endswith("against")]),
        ", ".join(little),
        ", ".join(not_known(question["field_weights_json"])),
        *(question[f"{name}_{side}"] for name in SHOWN for side in "lr"),
        *(question[name] for name in ("record_key_l", "record_key_r", "client_id_l", "client_id_r")),
    ]


def _listed(said: list[FieldSaid]) -> str:
    return "; ".join(f"{one.found} ({one.speaks.removeprefix('speaks ')})" for one in said)
