"""Decisions on codes: lines of code_rulings.csv."""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from caseline.coding.citations import find_quote
from caseline.ground.yaml_files import did_you_mean
from caseline.review.docket import Docket, Signature
from caseline.review.tabs import Row

SHOWN_OF_HASH = 12
_PLACE = re.compile(r"(\d+)\.\.(\d+)")
Span = tuple[int, int]


@dataclass(frozen=True)
class CodeRuling:
    """One line of code_rulings.csv. Without a quote it is about every quote of the code in the note."""

    note_id: str
    skill: str
    code: str
    value: str | None
    quote: str | None
    ruling: str
    reason: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What it is about."""
        return self.note_id, self.skill, self.code, self.value, self.quote


def note_version(content_hash: str) -> str:
    """How a sheet names the text of a note that it is about: never what a spreadsheet takes for a number."""
    return f"v{content_hash[:SHOWN_OF_HASH]}"


class CodeDocket(Docket[CodeRuling]):
    """Which codes of which notes are right, which are not, and of which somebody could not tell."""

    table: ClassVar[str] = "code_ruling"
    needed: ClassVar[tuple[str, ...]] = ("note_id", "skill", "code", "ruling")
    described: ClassVar[str] = "A sheet of codes"
    same_subject: ClassVar[str] = "The same words are"

    def read(self, row: Row) -> CodeRuling:
        more = (row.get(name) or None for name in ("reason", "decided_by", "decided_on"))
        quote = row.get("quote") or None
        return CodeRuling(row["note_id"], row["skill"], row["code"], _value(row), quote, row["ruling"], *more)

    def known(self, row: Row, former: Mapping[Hashable, CodeRuling]) -> list[CodeRuling]:
        """The sheet shows words as a spreadsheet keeps them, so white space does not count."""
        return [
            ruling
            for ruling in former.values()
            if (ruling.note_id, ruling.skill, ruling.code, ruling.value)
            == (row["note_id"], row["skill"], row["code"], _value(row))
            and (ruling.ruling, ruling.reason or "") == (row["ruling"].lower(), row.get("reason", ""))
            and (ruling.quote or "").split() == row.get("quote", "").split()
        ]

    def check(self, line: int, row: Row, signature: Signature | None) -> list[CodeRuling]:
        self._check_code(line, row)
        quotes = list(self._quotes(line, row))
        if signature is None:
            return []
        return [
            CodeRuling(
                row["note_id"], row["skill"], row["code"], _value(row), quote,
                signature.ruling, signature.reason, signature.decided_by, signature.decided_on,
            )
            for quote in quotes
        ]  # fmt: skip

    def clients(self) -> set[str]:
        notes = [ruling.note_id for ruling in self.fresh]
        of_notes = "select client_id from record.case_note where note_id in (select unnest(?))"
        return {client for (client,) in self.connection.execute(of_notes, [notes]).fetchall() if client}

    def merge(self, former: Mapping[Hashable, CodeRuling], fresh: Mapping[Hashable, CodeRuling]) -> list[CodeRuling]:
        """What is new goes last: of two rulings on overlapping words the later line stands."""
        return [ruling for subject, ruling in former.items() if subject not in fresh] + list(fresh.values())

    def _check_code(self, line: int, row: Row) -> None:
        skill, code, value = row["skill"], row["code"], _value(row)
        if skill not in self._codes:
            self.refuse(line, f"There is no skill '{skill}'", did_you_mean(skill, sorted(self._codes)))
            return
        values = self._codes[skill].get(code)
        if values is None:
            fix = did_you_mean(code, sorted(self._codes[skill]))
            self.refuse(line, f"The skill '{skill}' has no code '{code}'", fix)
        elif value not in values:
            levels = ", ".join(sorted(level for level in values if level))
            fix = f"Write in the column value one of {levels}." if levels else "Leave the column value empty."
            self.refuse(line, f"The value of '{code}' is '{value or ''}'", fix)

    def _quotes(self, line: int, row: Row) -> Iterator[str | None]:
        """The words a row is about, as they stand in the note; None where it is about all of them."""
        if row["note_id"] not in self._notes:
            fix = "Copy note_id from the sheet that `caseline review` writes."
            self.refuse(line, f"note_id is '{row['note_id']}', and the last run knows no such note", fix)
            return
        text, content_hash = self._notes[row["note_id"]]
        places, quote = row.get("places", ""), row.get("quote", "")
        if row.get("note_version", note_version(content_hash)) not in ("", note_version(content_hash)):
            fix = "Write the sheet anew with `caseline review`, and decide on the words as they stand now."
            self.refuse(line, "The note's text has changed since the sheet was written", fix)
        elif places:
            spans = [(int(start), int(end)) for start, end in _PLACE.findall(places)]
            if not spans or not all(end <= len(text) and text[start:end].strip() for start, end in spans):
                fix = "Leave places as `caseline review` wrote them; to name other words, empty it and fill quote."
                self.refuse(line, f"places is '{places}', and the note has no such place", fix)
            else:
                yield from (text[start:end].strip() for start, end in _apart(spans))
        elif not quote:
            yield None
        elif found := find_quote(text, quote):
            yield found.quote
        else:
            self.refuse(line, "The quote does not stand in the note", "Copy whole words from the note, unaltered.")

    @cached_property
    def _notes(self) -> dict[str, tuple[str, str]]:
        rows = self.connection.execute(
            """select note_id, note_text, content_hash from record.case_note
            where note_text is not null and list_contains(?, note_id)""",
            [sorted({row["note_id"] for _, row in self.tab.rows if row["ruling"]})],
        ).fetchall()
        return {note_id: (text, content_hash) for note_id, text, content_hash in rows}

    @cached_property
    def _codes(self) -> dict[str, dict[str, set[str | None]]]:
        """The values of each code of each skill."""
        codes: dict[str, dict[str, set[str | None]]] = {}
        for skill, code, level in self.connection.execute(
            "select skill, code, cast(level as varchar) from framework.skill_code"
        ).fetchall():
            codes.setdefault(skill, {}).setdefault(code, set()).add(level)
        return codes


def _value(row: Row) -> str | None:
    """A level as a spreadsheet may have written it: 3, 3.0."""
    return row.get("value", "").removesuffix(".0") or None


def _apart(spans: list[Span]) -> Iterator[Span]:
    """Without those that overlap an earlier one: a ruling on words is about all that overlap them."""
    kept: list[Span] = []
    for start, end in spans:
        if not any(start < other_end and other_start < end for other_start, other_end in kept):
            kept.append((start, end))
            yield start, end
