"""The rows that several sections of a brief speak of, read once."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from caseline.coding.citations import find_quote
from reports.brief.sentences import Coded, Place, Quote, Record
from reports.brief.view import View
from reports.published import Row

DAYS_BEFORE = 30
"""What changed is told since then where there was no contact before the last."""


@dataclass
class Contact:
    """A day on which somebody was in touch, as one record says."""

    on: date
    kind: str
    worker: str | None
    record: Record


@dataclass
class Case:
    """One client as a role sees them; `since` is the day from which changes are told."""

    view: View
    as_of: date
    asked_since: date | None = None

    @cached_property
    def since(self) -> date:
        """The day asked for; else that of the contact before the last; else thirty days before the data ends."""
        days = sorted({contact.on for contact in self.contacts}, reverse=True)
        return self.asked_since or (days[1] if len(days) > 1 else self.as_of - timedelta(DAYS_BEFORE))

    @cached_property
    def enrollments(self) -> list[Row]:
        return self.view.rows("record.enrollment", order="entry_date, enrollment_id")

    @cached_property
    def stays(self) -> list[list[Row]]:
        """Enrollments by stay: what several systems report of one stay is one. The latest to begin comes first."""
        by_stay: dict[str, list[Row]] = {}
        for row in self.enrollments:
            # who sees one place only is not told which rows of others are of the same stay
            by_stay.setdefault(row["episode_id"] or row["enrollment_id"], []).append(row)
        stays = sorted(by_stay.items(), key=lambda named: (named[1][0]["entry_date"], named[0]), reverse=True)
        return [rows for _, rows in stays]

    @cached_property
    def open_stays(self) -> list[list[Row]]:
        return [rows for rows in self.stays if is_open(rows)]

    @cached_property
    def notes(self) -> list[Row]:
        """Latest first."""
        return self.view.rows("record.case_note", order="note_date desc nulls last, note_id desc")

    @cached_property
    def codes(self) -> list[Row]:
        """Codes that stand, latest note first."""
        return self.view.rows(
            "intelligence.code",
            order="note_date desc nulls last, confidence desc, note_id, quote_start, quote_end, skill, code_id",
        )

    @cached_property
    def services(self) -> list[Row]:
        return self.view.rows("record.service", order="service_date desc nulls last, service_id")

    @cached_property
    def answers(self) -> list[Row]:
        """Answers to surveys, latest first."""
        return self.view.rows("record.assessment", order="assessed_on desc nulls last, assessment_id")

    @cached_property
    def screens(self) -> list[Row]:
        """Scores of screens, latest first; of those left blank only where there is no other."""
        rows = self.view.rows(
            "intelligence.screen_score",
            "client_id = $client and repeat_of is null",
            "assessed_on desc nulls last, screen_score_id",
        )
        return [row for row in rows if row["answered"]] or rows

    @cached_property
    def last_answered(self) -> dict[str, date]:
        """The latest day on which each question of a screen was answered, or skipped as the form says."""
        days = {row["submission_id"]: row["submitted_on"] for row in self.view.rows("record.submission")}
        latest: dict[str, date] = {}
        for row in self.view.rows("intelligence.screen_answer"):
            on = days.get(row["submission_id"])
            if on and row["status"] in ("answered", "skipped"):
                latest[row["item"]] = max(on, latest.get(row["item"], on))
        return latest

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Titles of outcomes by the survey's item, in the order of their files."""
        query = "select item, min(title) as title from framework.outcome group by item order by min(outcome_id)"
        return {row["item"]: row["title"] for row in self.view.published.rows(query)}

    @cached_property
    def screen_items(self) -> set[str]:
        return {row["item"] for row in self.view.published.rows("select item from framework.screen_item")}

    @cached_property
    def goals(self) -> list[Row]:
        return self.view.rows("record.goal", order="target_on nulls last, opened_on, goal_id")

    @cached_property
    def unusual(self) -> list[Row]:
        return self.view.rows(
            "reporting.unusual", order="severity desc nulls last, happened_on desc nulls last, unusual_id"
        )

    @cached_property
    def missing(self) -> list[Row]:
        return self.view.rows("reporting.missing", order="due_on, missing_id")

    @cached_property
    def contacts(self) -> list[Contact]:
        """Services, notes and surveys, latest first. That a document came does not say that anybody saw the client."""
        found = [
            *(("record.service", row["service_date"], "service", row["provider"], row) for row in self.services),
            *(
                ("record.case_note", row["note_date"], "note", row["author"], row)
                for row in self.notes
                if row["source"] != "documents"
            ),
            *(("record.assessment", row["assessed_on"], "survey", None, row) for row in self.answers),
        ]
        seen = [
            Contact(on, kind, worker, self.view.record(table, row))
            for table, on, kind, worker, row in found
            if on is not None and on <= self.as_of
        ]
        return sorted(seen, key=lambda contact: (contact.on, contact.kind, contact.record.id), reverse=True)

    def quote_of_code(self, code: Row) -> Quote:
        """The words a code stands on, with every code that stands on the same words."""
        same = [
            row
            for row in self.codes
            if (row["note_id"], row["quote_start"], row["quote_end"])
            == (code["note_id"], code["quote_start"], code["quote_end"])
        ]
        place = Place(code["source_file"], code["source_page"], code["source_line"])
        return Quote(
            code["note_id"],
            self.view.as_seen(code["quote"]),
            code["quote_start"],
            code["quote_end"],
            place,
            tuple(map(coded, same)),
        )

    def quote_of_signal(self, signal: Row) -> Quote | None:
        """The words a signal stands on; None where it stands on a record alone."""
        for code in self.codes:
            if code["note_id"] == signal["note_id"] and code["quote"] == signal["quote"]:
                return self.quote_of_code(code)
        note = next((note for note in self.notes if note["note_id"] == signal["note_id"]), None)
        found = note and signal["quote"] and find_quote(note["note_text"] or "", signal["quote"])
        if not note or not found:
            return None
        return Quote(note["note_id"], self.view.as_seen(found.quote), found.start, found.end, note_place(note))


def is_open(rows: list[Row]) -> bool:
    """Whether a stay goes on: where the HMIS of an affiliate knows it, that says so."""
    in_hmis = {row["affiliate_id"] for row in rows if row["source"] == "hmis"}
    deciding = [row for row in rows if row["source"] == "hmis" or row["affiliate_id"] not in in_hmis]
    return any(row["exit_date"] is None for row in deciding)


def coded(row: Row) -> Coded:
    """A row of intelligence.code as what a ruling names."""
    return Coded(
        row["skill"], row["code"], row["value"], row["code_title"] or row["code"], row["code_id"], row["coder"],
        row["review_status"] == "accepted",
    )  # fmt: skip


def note_place(note: Row) -> Place:
    return Place(note["source_file"], note["source_page"], note["source_line"])
