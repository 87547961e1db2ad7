"""Quotes picked for a report: lines of quote_rulings.csv. They name a place in a text of a note and hold none of its
words."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from caseline.ground.yaml_files import did_you_mean
from caseline.review.code_rulings import note_version
from caseline.review.docket import Docket, Signature
from caseline.review.tabs import Row

PICKED = "picked"
_PLACE = re.compile(r"(\d{1,9})\.\.(\d{1,9})")
QUOTABLE = """select quotable.client_id, note.content_hash from intelligence.quotable_code as quotable
    inner join record.case_note as note using (note_id)
    where note_id = ? and quote_start = ? and quote_end = ?"""
"""A code whose words may be shown outside, and the text of its note."""


@dataclass(frozen=True)
class QuoteRuling:
    """One line of quote_rulings.csv: the words at a place of a note are shown first in a report, where they stand for
    one of its numbers. Once the note's text is another, `note_version` is not its own any more and nothing is picked;
    lines from before there was one have none, and count by their place alone."""

    report: str
    in_note: str
    note_version: str
    place: str
    ruling: str
    reason: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What it is about."""
        return self.report, self.in_note, self.note_version, self.place

    def is_about(self, note_id: str, content_hash: str, place: str) -> bool:
        """Whether it is about the words at a place of a note as the note stands now."""
        version = self.note_version or note_version(content_hash)
        return (self.in_note, version, self.place) == (note_id, note_version(content_hash), place)


class QuoteDocket(Docket[QuoteRuling]):
    """Which quotes were picked for which reports."""

    table: ClassVar[str] = "quote_ruling"
    needed: ClassVar[tuple[str, ...]] = ("report", "in_note", "place", "ruling")
    described: ClassVar[str] = "A sheet of quotes"
    same_subject: ClassVar[str] = "The same words are"

    def read(self, row: Row) -> QuoteRuling:
        more = (row.get(name) or None for name in ("reason", "decided_by", "decided_on"))
        return QuoteRuling(
            row["report"], row["in_note"], row.get("note_version", ""), row["place"], row["ruling"], *more
        )

    def known(self, row: Row, former: Mapping[Hashable, QuoteRuling]) -> list[QuoteRuling]:
        of_any_text = former.get((row["report"], row["in_note"], "", row["place"]))
        if of_any_text:  # a second line would leave this one in force when it is taken back
            return [of_any_text]
        earlier = former.get((row["report"], row["in_note"], row.get("note_version", ""), row["place"]))
        return [earlier] if earlier and (earlier.reason or "") == row.get("reason", "") else []

    def check(self, line: int, row: Row, signature: Signature | None) -> list[QuoteRuling]:
        reports = self._reports()
        if row["report"] not in reports:
            self.refuse(line, f"There is no report '{row['report']}'", did_you_mean(row["report"], reports))
        versions = self._versions(row["in_note"], row["place"])
        if not versions:
            said = "No code has these words, or they may not be shown outside: no consent, or they name their client"
            self.refuse(line, said, "Pick a quote on the client's page.")
        elif row.get("note_version") not in versions:
            self.refuse(line, "The note's text is another by now", "Pick the quote on the client's page as it stands.")
        if signature is None:
            return []
        said_by = (signature.reason, signature.decided_by, signature.decided_on)
        about = (row["report"], row["in_note"], row["note_version"], row["place"])
        return [QuoteRuling(*about, signature.ruling, *said_by)]

    def clients(self) -> set[str]:
        """Of the notes, whatever may be quoted of them meanwhile."""
        notes = [one.in_note for one in self.fresh]
        of_notes = "select client_id from record.case_note where note_id in (select unnest(?))"
        return {client for (client,) in self.connection.execute(of_notes, [notes]).fetchall() if client}

    def _versions(self, note: str, place: str) -> set[str]:
        """The version of a note that has words to quote at a place; none where it has no such."""
        found = _PLACE.fullmatch(place)
        if not found:
            return set()
        rows = self.connection.execute(QUOTABLE, [note, int(found[1]), int(found[2])]).fetchall()
        return {note_version(content_hash) for _, content_hash in rows}

    def _reports(self) -> list[str]:
        query = "select report_id from framework.report where funder is not null order by 1"
        return [report for (report,) in self.connection.execute(query).fetchall()]
